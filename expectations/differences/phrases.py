"""The document's keys and values in words.

To say a key otherwise than with its underscores taken out, add it to ASPECTS; to write its value
otherwise than it stands in the document, add a case to `phrase`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from expectations import figures
from expectations.schema import Agreement

PARTS = {
    "heading": "Heading",
    "parties": "Parties",
    "attributes": "Attributes",
    "activities": "Activities",
    "personas": "Personas",
    "scoring": "Scoring",
    "exclusions": "Exclusions",
    "stages": "Stages",
    "exits": "Ways out",
    "labels": "Words of the tools",
    "handoffs": "Hand-overs",
    "promises": "Promises",
    "calendars": "Calendars",
    "kpis": "KPIs",
    "tolerances": "Tolerances",
    "cadence": "Meetings",
    "signatures": "Signatures",
}
ASPECTS = {
    "effective_from": "in force from",
    "review_by": "to be reviewed by",
    "fiscal_year_starts_in": "first month of the fiscal year",
    "enter_when": "entered when",
    "matches": "who matches",
    "say": "what to say",
    "when": "when",
    "from_": "read from",
    "one_of": "words",
    "means": "word",
    "on_deadline": "at the deadline entered",
    "points": "points",
    "window_days": "window",
    "after_days": "ends after",
    "is_": "asked",
    "counts": "what it counts",
    "every": "how often",
    "by": "promised by",
    "to": "to",
}
_SHARES = (
    *("label_disagreement_rate", "total_difference_rate", "rejected_rows_rate"),
    "closed_month_drop_rate",
)


def part_named(part: str) -> str:
    """Return how a part of the document is headed."""
    return PARTS.get(part, part.replace("_", " ").capitalize())


def aspect_named(key: str) -> str:
    """Return a key of the document in words."""
    return ASPECTS.get(key, key.replace("_", " "))


def phrase(key: str, value: Any, agreement: Agreement, is_share: bool = False) -> str:
    """Return one value in words.

    Args:
        key: the key it stands under.
        value: what stands there: a word, a number, a day or a flag.
        agreement: the document, which has the labels of stages.
        is_share: whether a number is a share of 1.
    """
    if isinstance(value, date):
        return figures.day(value, year=True)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key in ("window_days", "after_days"):
        return figures.things(value, "day")
    if isinstance(value, Decimal):
        return percent(value) if is_share or key in _SHARES else number(value)
    if key in ("stage", "on_deadline", "means"):
        return stage_named(str(value), agreement)
    if key == "fiscal_year_starts_in":
        return figures.MONTHS[int(value) - 1]
    if key in ("by", "to", "owner", "team"):
        return str(value).capitalize()
    if key in ("act", "rate", "counts", "activity", "what"):
        return str(value).replace("_", " ")
    return str(value)


def stage_named(identifier: str, agreement: Agreement) -> str:
    """Return the label of a stage or an exit; what is neither stays as it is."""
    labels: dict[str, str] = {way.id: way.label for way in agreement.exits}
    labels |= {stage.id: stage.label for stage in agreement.stages}
    return labels.get(identifier, identifier)


def percent(share: Decimal) -> str:
    """Return a share exactly: 0.905 is 90.5%."""
    return f"{number(share * 100)}%"


def number(value: Decimal) -> str:
    """Return a number exactly, with thousands apart: 1,900 and 4.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
