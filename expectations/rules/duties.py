"""Rules of who owes what and when: promises, plans, calendars, KPIs, the heading, signatures."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from expectations.rules.places import Finding, doubles
from expectations.schema import Agreement, Promise
from expectations.strict_yaml import Location
from expectations.vocabulary import MISSION_KPIS

# keys that only an act heeds
_OF_ACTS = ("applies_when", "within", "clock", "calendar", "quantity", "labels", "on_deadline")


def promises_are_whole(agreement: Agreement) -> Iterator[Finding]:
    """A promise is an act with a clock, or a rate; nothing in it goes unheeded."""
    for index, promise in enumerate(agreement.promises):
        for problem in _problems_of(promise):
            yield ("promises", index), f"{promise.id}: {problem}"


def _problems_of(promise: Promise) -> Iterator[str]:
    if (promise.act is None) == (promise.rate is None):
        yield "give either `act` or `rate`"
    elif promise.rate:
        unheeded = [name for name in _OF_ACTS if name in promise.model_fields_set]
        if unheeded:
            yield f"a rate has no {', '.join(unheeded)}; an act has"
    elif promise.within is None or promise.clock is None:
        yield "an act needs `within` and `clock` (business or elapsed)"
    if promise.clock == "business" and promise.calendar is None:
        yield "a business clock needs a `calendar`"
    if promise.act and (promise.act == "accept_or_return") != bool(promise.labels):
        yield "`labels` are the CRM's words for accept_or_return, and belong to it alone"
    if promise.on_deadline and promise.act != "accept_or_return":
        yield "`on_deadline` says what holds when nobody accepts or hands back; no other act has it"
    if promise.by == promise.to:
        yield "a side cannot promise itself"
    if (promise.unit == "count") != (promise.rate == "volume"):
        yield "`unit: count` belongs to the volume, and to it alone"
    if promise.unit == "rate" and promise.target > 1:
        yield "a rate lies between 0 and 1 (0.9 for 90 %)"


def a_deadline_leads_on(agreement: Agreement) -> Iterator[Finding]:
    """A deadline enters a later stage, and no deadline follows from a deadline."""
    order = {stage.id: place for place, stage in enumerate(agreement.stages)}
    reached = {promise.on_deadline for promise in agreement.promises}
    for index, promise in enumerate(agreement.promises):
        if promise.on_deadline is None:
            continue
        if order.get(promise.on_deadline, -1) <= order.get(promise.stage, -1):
            yield (
                ("promises", index),
                f"{promise.id}: on_deadline must be a stage after {promise.stage!r}",
            )
        if promise.stage in reached:
            yield (
                ("promises", index),
                f"{promise.id}: {promise.stage!r} is entered by a deadline itself; "
                "a deadline cannot follow from a deadline",
            )


def one_plan_for_each_stage_and_persona(agreement: Agreement) -> Iterator[Finding]:
    """A stage and persona have one hand-over; two would show somebody twice."""
    plans = (f"{handoff.stage} and {handoff.persona}" for handoff in agreement.handoffs)
    for index, plan in doubles(plans):
        yield ("handoffs", index), f"a second plan for {plan}; keep one"


def the_mission_is_measured(agreement: Agreement) -> Iterator[Finding]:
    """The seven KPIs of the whole process are always there."""
    missing = [kpi for kpi in MISSION_KPIS if kpi not in {item.id for item in agreement.kpis}]
    if missing:
        yield (
            ("kpis",),
            f"missing: {', '.join(missing)}; the seven of the whole process are always there",
        )


def both_sides_are_parties(agreement: Agreement) -> Iterator[Finding]:
    """Marketing and sales are both there, and a department belongs to one of them."""
    if {party.id for party in agreement.parties} != {"marketing", "sales"}:
        yield ("parties",), "both `marketing` and `sales` are parties"
    words = [
        (index, word.strip().lower())
        for index, party in enumerate(agreement.parties)
        for word in party.departments
    ]
    for double, word in doubles(word for _, word in words):
        yield ("parties", words[double][0]), f"department {word!r} is named twice; keep one"


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"Factory", "localtime"})


def zones_and_hours_exist(agreement: Agreement) -> Iterator[Finding]:
    """Time zones are of the IANA list, and a working day ends after it begins."""
    zones: list[tuple[Location, str]] = [(("time_zone",), agreement.time_zone)]
    zones += [
        (("calendars", index, "time_zone"), calendar.time_zone)
        for index, calendar in enumerate(agreement.calendars)
    ]
    for at, zone in zones:
        if zone not in _time_zones():
            yield at, f"unknown time zone {zone!r}; write it as Europe/Berlin"
    for index, calendar in enumerate(agreement.calendars):
        opens, closes = calendar.hours.split("-")
        if opens >= closes or closes > "24:00":
            yield (
                ("calendars", index, "hours"),
                f"hours {calendar.hours!r} must run from earlier to later, to 24:00 at most",
            )


def review_comes_after_the_start(agreement: Agreement) -> Iterator[Finding]:
    """A version is reviewed after it takes effect."""
    if agreement.review_by <= agreement.effective_from:
        yield ("review_by",), f"{agreement.review_by} is not after {agreement.effective_from}"


def one_signature_a_side(agreement: Agreement) -> Iterator[Finding]:
    """Nobody signs twice for one side."""
    for index, party in doubles(item.party for item in agreement.signatures):
        yield ("signatures", index), f"{party} signed twice; keep one signature"
