"""What stops a publication: the checks that block, told in one message."""

from collections.abc import Iterable

from expectations.errors import HeldError
from expectations.gates.results import CheckResult, blocking_failures


def hold(checks: Iterable[CheckResult]) -> None:
    """Stop here if a check that blocks has failed, or if nobody could ask it.

    Raises:
        HeldError: listing each, with what was found and what was agreed.
    """
    failed = blocking_failures(checks)
    if not failed:
        return
    lines = [
        f"  {check.label}: {check.observed}; expected {check.expected}"
        + (f" ({check.clause})" if check.clause else "")
        for check in failed
    ]
    count = "1 check" if len(failed) == 1 else f"{len(failed)} checks"
    raise HeldError(
        f"{count} held these numbers back.\n"
        + "\n".join(lines)
        + "\nNothing was lost and nothing was published: the last published numbers stay."
        " Correct what is named above, or agree on other terms, and run again."
    )
