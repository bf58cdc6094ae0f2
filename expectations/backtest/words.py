"""A report as lines of a terminal: what changes, who moves, what that does, each with its base."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from expectations import figures
from expectations.backtest.report import (
    Covered,
    KpiMonth,
    Load,
    Outcome,
    Report,
    StageMoves,
    Step,
)

GROUPS = {"both": "under both", "in": "under the draft alone", "out": "under today's alone"}


class Promised(NamedTuple):
    """What all reps owe of one promise: a week, under each; the busiest rep's; what was kept."""

    promise_id: str
    before: float
    after: float
    busiest_before: float
    busiest_after: float
    kept: int
    judged: int


def as_lines(report: Report) -> list[str]:
    """Return the report for a terminal; what is not indented is a heading."""
    lines = [f"{headline(report)} · {report.company}", *(f"  {item}" for item in said(report))]
    if not report.moves:
        return [*lines, "", "Nobody moves, and no figure changes", *_signed(report)]
    lines += ["", "Who moves", *_moves(report), "", "By month", *_months(report.kpis)]
    lines += ["", "Conversion and time, of what entered since", *_steps(report)]
    for stage in report.moved_stages:
        found = [item for item in report.outcomes if item.stage_id == stage.stage_id]
        lines += ["", f"What became of them · {stage.plural}", *_outcomes(report, found)]
    lines += ["", "Won revenue that had been counted before it was won", *_covered(report)]
    lines += ["", "What reps owe", *_load(report)]
    return [*lines, *_signed(report)]


def headline(report: Report) -> str:
    """Return what moves most in one line: `60 more MQLs since 1 Jan 2026 (252 → 312)`."""
    if not report.moved_stages:
        return "The draft moves nobody"
    most = max(report.moved_stages, key=lambda item: item.moved_in + item.moved_out)
    change = most.after - most.before
    if not change:
        moved = most.moved_in + most.moved_out + most.earlier + most.later
        return f"As many {most.plural}, {figures.things(moved, 'of them moved', 'of them moved')}"
    word = "more" if change > 0 else "fewer"
    named = most.label if abs(change) == 1 else most.plural
    return (
        f"{figures.count(abs(change))} {word} {named} {period(report)}"
        f" ({figures.count(most.before)} → {figures.count(most.after)})"
    )


def period(report: Report) -> str:
    """Return since when the draft is laid beside what was signed."""
    if report.since_on is None:
        return "over all that is known"
    return f"since {figures.day(report.since_on, year=True)}"


def said(report: Report) -> list[str]:
    """Return what the draft changes, beside what, and on which history."""
    beside = " and ".join(report.beside)
    last = figures.day((report.as_of - timedelta(microseconds=1)).date(), year=True)
    way = "the states as they were built" if report.way == "states" else "the steps run again"
    return [
        *report.changes,
        f"in the place of {beside}, {period(report)}, known to {last} (run {report.run_id})",
        *_judged_before(report),
        f"tried on {way}; nothing that is published changes",
    ]


def _judged_before(report: Report) -> list[str]:
    """Return what is to be known of a day on which no version began; nothing of any other."""
    if report.since_on is None or report.since_on == report.judged_from:
        return []
    first = report.judged_from
    began = f"since {figures.day(first, year=True)}" if first else "from the beginning"
    whole = "; its month is shown whole" if report.since_on.day > 1 else ""
    return [
        f"the draft judges {began}, as what it replaces did; what entered {period(report)} is"
        f" counted{whole}"
    ]


def _moves(report: Report) -> list[str]:
    wide = max(len(item.plural) for item in report.stages)
    lines = [f"  {'':{wide}}  before   after      in     out  earlier   later"]
    for item in report.stages:
        told = "  ".join(
            f"{figures.count(number):>{room}}"
            for number, room in zip(item.counts, (6, 6, 6, 6, 7, 6), strict=True)
        )
        lines.append(f"  {item.plural:{wide}}  {told}")
        if item.effective:
            lines.append(
                f"  {'':{wide}}  {figures.count(item.effective)} of them on the day it takes"
                " effect, who met it by then"
            )
        lines += [f"  {'':{wide}}  {note}" for note in crossed(report, item)]
    return lines


def _months(kpis: Sequence[KpiMonth]) -> list[str]:
    changed = {item.kpi_id for item in kpis if item.before != item.after}
    if not changed:
        return ["  no month's figures change"]
    months = sorted({item.month for item in kpis})[-12:]
    lines = ["  " + f"{'':16}" + "".join(f"{figures.MONTHS[m.month - 1]:>8}" for m in months)]
    by_kpi: dict[str, dict[date, KpiMonth]] = defaultdict(dict)
    for item in kpis:
        if item.kpi_id in changed and item.month in months:
            by_kpi[item.kpi_id][item.month] = item
    for found in by_kpi.values():
        first = next(iter(found.values()))
        for side, name in (("before", first.label), ("after", "  the draft")):
            told = [
                figures.quantity(getattr(found[month], side), first.unit) if month in found else ""
                for month in months
            ]
            lines.append(f"  {name:16}" + "".join(f"{text:>8}" for text in told))
    return lines


def _steps(report: Report) -> list[str]:
    return [
        f"  {report.step_named(step)}: {conversion(step)}; {days(step)}" for step in report.steps
    ]


def crossed(report: Report, stage: StageMoves) -> list[str]:
    """Return how many move over the day from which is counted."""
    since = period(report).removeprefix("since ")
    return [
        *([f"{figures.count(stage.gone)} of the earlier enter before {since}"] * bool(stage.gone)),
        *([f"{figures.count(stage.come)} of the later entered before {since}"] * bool(stage.come)),
    ]


def conversion(step: Step) -> str:
    """Return both shares with their bases: `74% of 312 → 70% of 367`, or one where they agree."""
    before = share_of(step.moved_before, step.entered_before)
    after = share_of(step.moved_after, step.entered_after)
    return before if before == after else f"{before} → {after}"


def share_of(part: int, base: int) -> str:
    """Return a share with its base: `74% of 312`."""
    return f"{figures.share(part, base)} of {figures.count(base)}" if base else "none of 0"


def days(step: Step) -> str:
    """Return both medians, of those who moved on."""
    before, after = figures.days(step.days_before), figures.days(step.days_after)
    return before if before == after else f"{before} → {after}"


def _outcomes(report: Report, found: Sequence[Outcome]) -> list[str]:
    return [
        f"  {GROUPS[item.group_id]:22} {figures.count(item.journeys):>6}"
        f"   accepted {share_of(item.accepted, item.journeys)}"
        f"   won {share_of(item.won, item.journeys)}"
        f"   open {figures.count(item.still_open)}"
        f"   {figures.money(item.revenue, report.currency)}"
        for item in found
    ]


def covered(report: Report, item: Covered) -> str:
    """Return how much of the revenue a stage had counted, under each."""
    total = figures.money(item.revenue, report.currency)
    before = figures.money(item.revenue_before, report.currency)
    after = figures.money(item.revenue_after, report.currency)
    told = before if item.revenue_before == item.revenue_after else f"{before} → {after}"
    deals = (
        figures.count(item.deals_before)
        if item.deals_before == item.deals_after
        else f"{figures.count(item.deals_before)} → {figures.count(item.deals_after)}"
    )
    return f"{told} of {total}, {deals} of {figures.things(item.deals, 'deal', 'deals')}"


def _covered(report: Report) -> list[str]:
    return [
        f"  {report.labels[item.stage_id]}: {covered(report, item)}"
        for item in report.moved_covered
    ] or ["  no deal was won"]


def promised(report: Report) -> list[Promised]:
    """Return what reps owe of each promise, a week, in all and the busiest of them."""
    by_promise: dict[str, list[Load]] = defaultdict(list)
    for item in report.load:
        by_promise[item.promise_id].append(item)
    return [
        Promised(
            promise_id,
            sum(item.before for item in found) / report.weeks,
            sum(item.after for item in found) / report.weeks,
            max((i.before for i in found if i.owner_id != "nobody"), default=0) / report.weeks,
            max((i.after for i in found if i.owner_id != "nobody"), default=0) / report.weeks,
            sum(item.kept for item in found),
            sum(item.judged for item in found),
        )
        for promise_id, found in by_promise.items()
    ]


def _load(report: Report) -> list[str]:
    return [
        f"  {report.labels.get(item.promise_id, item.promise_id)}:"
        f" {item.before:.1f} → {item.after:.1f} a week,"
        f" the busiest rep {item.busiest_before:.1f} → {item.busiest_after:.1f};"
        f" kept so far {share_of(item.kept, item.judged)}"
        for item in promised(report)
    ] or ["  no promise of Sales began since"]


def _signed(report: Report) -> list[str]:
    return ["", "Digest of this report", f"  {report.digest}"]
