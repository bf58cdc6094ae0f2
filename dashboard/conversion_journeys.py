"""The journeys behind a step's figures: which they are, and what became of each. Nobody's name."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from dashboard import downloads, markup
from dashboard.conversion_names import value_name
from dashboard.conversion_rows import Value
from dashboard.step_journey import StepJourney
from expectations import figures

SHOWN = 10
DOWNLOADED = 1_000_000


def journey_count(found: int, shown: int) -> str:
    """Return how many journeys there are, and how many of them are shown."""
    if not found:
        return '<p class="sm-sum">No journey of these months did so.</p>'
    newest = f", the newest {figures.count(shown)} of them here" if shown < found else ""
    return f'<p class="sm-sum"><strong>{figures.things(found, "journey")}</strong>{newest}.</p>'


def journey_table(journeys: Sequence[StepJourney], zone: str) -> str:
    """Return one row per journey, by its pseudonym."""
    heads = [
        ("Journey", ""),
        ("Entered", ""),
        ("Let in by", ""),
        ("What then", ""),
        ("Persona", ""),
        ("Channel", ""),
        ("Segment", ""),
        ("Owner", ""),
    ]
    rows = [
        [
            f'<span class="sm-id">{markup.text(found.journey_id[:8])}</span>',
            f"{figures.moment(found.entered_at, zone)}"
            f"<small>{markup.text(found.entry_kind)}</small>",
            _let_in(found),
            f"{_ending(found)}<small>{_took(found)}</small>",
            markup.text(_name("persona", found.persona)),
            markup.text(found.channel),
            markup.text(found.segment),
            markup.text(_name("owner", found.owner, found.owner_team)),
        ]
        for found in journeys
    ]
    return markup.table(heads, rows, "The journeys behind these figures", "sm-stacks sm-journeys")


def as_csv(journeys: Sequence[StepJourney]) -> str:
    """Return the rows as CSV, every pseudonym whole, to be asked for in the published file."""
    names = [part.name for part in fields(StepJourney) if part.name not in ("found", "evidence")]
    rows = (asdict(found) | {"because": found.because} for found in journeys)
    return downloads.as_csv([*names, "because"], rows)


def _let_in(found: StepJourney) -> str:
    """Return why, and after what; a visit needs no reason."""
    if not found.because:
        return "a visit"
    implied = "by a later stage: " if found.entry_kind == "inferred" else ""
    after = f"<small>after {markup.text(found.after)}</small>" if found.after else ""
    return f"{implied}{markup.text(found.because)}{after}"


def _ending(found: StepJourney) -> str:
    if found.outcome == "moved_on":
        return "Moved on" if found.is_in_window else "Moved on later"
    if found.outcome == "left":
        return f"Left: {markup.text(str(found.exit_id or '').replace('_', ' '))}"
    return "Still open" if found.is_window_over else "Still open, too young"


def _took(found: StepJourney) -> str:
    if found.elapsed_days is None:
        return "no time known"
    waited = {"moved_on": "after", "left": "after"}.get(found.outcome, "for")
    took = figures.days(found.elapsed_days)
    return took if took == "at once" else f"{waited} {took}"


def _name(dimension: str, value: str, team: str | None = None) -> str:
    return value_name(dimension, Value(value, team, 0))
