"""What later issues bring: expected to fail until then, each under its issue's subject.

An expectation that begins to hold fails the suite (strict), so that its line is taken out here.
To expect a failure, add the key for every case, or the case and key; never skip one.
"""

# a key of `expect` that nothing answers yet, whatever the file
KEYS: dict[str, str] = {}
# one key of one case of the given file or of our own
CASES: dict[tuple[str, str], str] = {}


def subject_of(case_id: str, key: str) -> str | None:
    """Return the subject of the issue that brings a case's key; None where it must hold."""
    return CASES.get((case_id, key)) or KEYS.get(key)
