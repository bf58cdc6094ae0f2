"""The sentences of what both sides look at, and how far it may be off."""

from collections.abc import Iterator

from expectations.differences.phrases import number, percent, phrase, stage_named
from expectations.schema import Agreement
from expectations.terms.phrases import Said

HEADING = {
    "title": "Title",
    "effective_from": "In force from",
    "review_by": "To be reviewed by",
    "time_zone": "Time zone",
    "currency": "Reporting currency",
    "fiscal_year_starts_in": "First month of the fiscal year",
}
_COUNTED = {
    "sessions": "web sessions ({stage})",
    "visitors": "visitors ({stage}), each once a period",
    "entries": "entries into {stage}",
    "people_first": "people who enter {stage} for the first time",
    "deals": "deals that enter {stage}",
    "amount": "the amount of deals at {stage}",
}


def heading(a: Agreement) -> Iterator[Said]:
    """Say what stands above all parts."""
    for key, label in HEADING.items():
        yield key, label, phrase(key, getattr(a, key), a)


def counted(kpi_counts: str, stage: str) -> str:
    """Return what a KPI counts, in words: `entries into MQL`."""
    return _COUNTED[kpi_counts].format(stage=stage)


def kpis(a: Agreement) -> Iterator[Said]:
    """Say what both sides look at."""
    for item in a.kpis:
        better = "more" if item.direction == "at_least" else "less"
        what = counted(item.counts, stage_named(item.stage, a))
        said = f"{item.definition} Counts {what} ({item.plural}); of {item.owner.capitalize()},"
        yield item.id, item.label, f"{said} {better} is better, within {item.window_days} days."


def targets(a: Agreement) -> Iterator[Said]:
    """Say the targets of each month."""
    for item in a.kpis:
        if item.targets:
            each = "; ".join(f"{month} {number(value)}" for month, value in item.targets.items())
            yield item.id, item.label, f"{each}."


def tolerances(a: Agreement) -> Iterator[Said]:
    """Say how far figures may be off."""
    for key in type(a.tolerances).model_fields:
        label = key.removesuffix("_rate").replace("_", " ").capitalize()
        yield key, label, f"At most {percent(getattr(a.tolerances, key))}."
