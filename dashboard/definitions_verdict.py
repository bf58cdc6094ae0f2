"""The verdict of *Definitions*: which version, whether both signed, when it is looked at again."""

from collections.abc import Sequence

from dashboard.definitions_queries import Version
from expectations import figures


def title(shown: Version, versions: Sequence[Version]) -> str:
    """Return the verdict on one version, `signed by both teams; review due 31 Dec 2026`."""
    parties = (("Marketing", shown.signed_by_marketing), ("Sales", shown.signed_by_sales))
    lacking = [team for team, signed in parties if not signed]
    if shown.is_signed:
        signed = "signed by both teams" + (" after it took effect" if shown.is_retroactive else "")
    else:
        signed = f"not signed by {' and '.join(lacking)}" if lacking else "not signed as it stands"
    due = figures.day(shown.review_by, year=True)
    if shown.is_review_overdue:
        state = f"review overdue since {due}"
    elif shown.is_current:
        state = f"review due {due}"
    elif _is_past(shown, versions):
        state = f"in force until {figures.day(shown.last_day, year=True)}"
    else:
        state = "not yet in force"
    return f"Version of {figures.day(shown.effective_from, year=True)}, {signed}; {state}"


def _is_past(shown: Version, versions: Sequence[Version]) -> bool:
    names = [version.version for version in versions]
    current = [version.version for version in versions if version.is_current]
    return bool(current) and names.index(shown.version) < names.index(current[0])
