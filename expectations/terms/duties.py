"""The sentences of what each side owes the other."""

from collections.abc import Iterator

from expectations.differences.phrases import number, percent, stage_named
from expectations.schema import Agreement, Promise
from expectations.terms.phrases import Said, asked, listed

_ACTS = {
    "first_contact": "first contact",
    "attempts": "attempts to reach them",
    "accept_or_return": "accepting or handing back",
    "routing": "a record in the CRM",
}
_RATES = {
    "volume": "entries a month",
    "fit": "entries that match a persona",
    "completeness": "entries with company, title and country",
    "junk_rate": "entries that were disqualified",
    "reason_on_return": "returns that give a reason",
}


def promises(a: Agreement) -> Iterator[Said]:
    """Say what each side owes the other."""
    for item in a.promises:
        yield item.id, item.label, _promised(item, a)


def _promised(item: Promise, a: Agreement) -> str:
    amount = percent if item.unit == "rate" else number
    what = _ACTS[item.act] if item.act else _RATES[item.rate or "volume"]
    said = f"{item.by.capitalize()} to {item.to.capitalize()}, at {stage_named(item.stage, a)}: "
    said += f"{item.quantity} × {what}" if item.quantity > 1 else what
    if item.within:
        of_calendar = f", hours of {item.calendar}" if item.calendar else ""
        said += f" within {item.within} ({item.clock} time{of_calendar})"
    said += f", {item.direction.replace('_', ' ')} {amount(item.target)}"
    said += f", tolerance {amount(item.tolerance)}." if item.tolerance else "."
    if item.applies_when:
        said += f" For: {asked(item.applies_when, a)}"
    if item.labels:
        said += f" Met by: {listed(item.labels)}."
    if item.on_deadline:
        said += f" At the deadline {stage_named(item.on_deadline, a)} is entered."
    return said


def calendars(a: Agreement) -> Iterator[Said]:
    """Say when the teams work."""
    for item in a.calendars:
        off = f", but the holidays of {item.holidays}" if item.holidays else ""
        days = listed([day.capitalize() for day in item.days])
        said = f"{item.team.capitalize()} works {days}, {item.hours}, {item.time_zone}{off}."
        yield item.id, f"Hours of {item.id}", said


def cadence(a: Agreement) -> Iterator[Said]:
    """Say the meetings."""
    for item in a.cadence:
        said = f"{listed(item.marketing)} for Marketing with {listed(item.sales)} for Sales."
        yield item.id, item.label, f"Every {item.every}: {said}"
