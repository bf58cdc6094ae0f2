"""The cases behind a promise's figures: which they are, and how each stands. Nobody's name."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from dashboard import downloads, markup, page_links
from dashboard.conversion_names import owner_name, persona_name
from dashboard.promises_queries import Case
from expectations import figures

SHOWN = 10
DOWNLOADED = 1_000_000
STANDS = {
    "overdue": ("◷", "Still overdue", "sm-broken"),
    "met late": ("✕", "Missed", "sm-broken"),
    "against": ("✕", "Against it", "sm-broken"),
    "pending": ("…", "Pending", "sm-muted"),
    "excused": ("○", "Excused", "sm-muted"),
    "kept": ("✓", "Kept", ""),
    "for": ("✓", "Counts for it", ""),
}
CLOCKS = {"business": "working hours", "elapsed": "elapsed time"}


def case_count(shown: Sequence[Case], stands: str) -> str:
    """Return how many cases there are, and how many of them are shown."""
    if not shown:
        which = "" if stands == "all" else f" that is {markup.text(stands)}"
        return f'<p class="sm-sum">No case of this promise{which} in this period.</p>'
    found = shown[0].found_count
    rest = f", {figures.count(len(shown))} of them here" if len(shown) < found else ""
    first = ", those that speak against the promise first" if stands == "all" else ""
    return f'<p class="sm-sum"><strong>{figures.things(found, "case")}</strong>{rest}{first}.</p>'


def case_table(cases: Sequence[Case], zone: str) -> str:
    """Return one row per case; its journey leads to its story."""
    heads = [
        ("Journey", ""),
        ("How it stands", ""),
        ("Began", ""),
        ("Due", ""),
        ("Met", ""),
        ("Begun by", ""),
        ("Persona", ""),
        ("Owner then", ""),
    ]
    rows = [
        [
            page_links.journey(case.journey_id),
            _stands(case),
            figures.moment(case.starts_at, zone),
            _due(case, zone),
            figures.moment(case.met_at, zone),
            markup.text(case.because) or figures.UNKNOWN,
            markup.text(persona_name(case.persona)),
            markup.text(owner_name(case.owner, case.owner_team)),
        ]
        for case in cases
    ]
    return markup.table(heads, rows, "The cases of this promise", "sm-stacks sm-journeys")


def as_csv(cases: Sequence[Case]) -> str:
    """Return the rows as CSV, every pseudonym whole, to be asked for in the published file."""
    left_out = ("found_count", "evidence")
    names = [part.name for part in fields(Case) if part.name not in left_out]
    rows = (asdict(case) | {"because": case.because} for case in cases)
    return downloads.as_csv([*names, "because"], rows)


def _stands(case: Case) -> str:
    sign, word, style = STANDS.get(case.stands, ("", case.stands, ""))
    found = f"<small>{markup.text((case.found or '').replace('_', ' '))}</small>"
    return markup.status(sign, word, style) + (found if case.found else "")


def _due(case: Case, zone: str) -> str:
    if case.due_at is None:
        return "counted only"
    clock = CLOCKS.get(case.clock or "", case.clock or "")
    return f"{figures.moment(case.due_at, zone)}<small>{markup.text(clock)}</small>"
