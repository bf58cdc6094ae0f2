"""What pages call the values of a dimension; owners stay pseudonyms."""

from dashboard.conversion_rows import Value

ID_LETTERS = 6
NOBODY = {"persona": "no persona", "owner": "nobody"}


def value_name(dimension: str, found: Value) -> str:
    """Return what the address calls a value; owners are pseudonyms, shortened."""
    if found.value == "none":
        return NOBODY.get(dimension, "none")
    if dimension == "owner":
        return f"{found.team or 'owner'} {found.value[:ID_LETTERS]}"
    return found.value.replace("_", " ")


def persona_name(persona: str) -> str:
    """Return what a persona is called; "none" is nobody's."""
    return value_name("persona", Value(persona, None, 0))


def owner_name(owner: str, team: str | None) -> str:
    """Return what an owner is called; "none" is nobody."""
    return value_name("owner", Value(owner, team, 0))
