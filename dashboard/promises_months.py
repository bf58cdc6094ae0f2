"""One promise month by month: what was done of it, and where the agreement changed."""

from collections.abc import Sequence

from dashboard import markup, verdict
from dashboard.promise_tables import NO_CASE, NOT_DUE, STATUS
from dashboard.promises_queries import Month, Score, Worded
from expectations import figures

MONTH_HEADS = [
    ("Month", ""),
    ("Due", "sm-num"),
    ("Missed", "sm-num"),
    ("Against what was promised", ""),
    ("Actual", "sm-num"),
    ("Promised", "sm-num"),
    ("Status", "sm-end"),
]


def month_table(months: Sequence[Month], worded: Sequence[Worded], before: Month | None) -> str:
    """Return a promise's months, newest first; a version's line stands where it begins to govern.

    `before` is the month older than these, which another table shows.
    """
    if not months:
        return '<p class="sm-note">No month of this promise has been scored.</p>'
    rows = []
    for place, month in enumerate(months):
        rows.append(_month(month))
        older = months[place + 1] if place + 1 < len(months) else before
        if older is not None and older.agreement_version != month.agreement_version:
            rows.append(_line(older.agreement_version, month.agreement_version, worded))
    heads = "".join(f'<th scope="col" class="{kind}">{label}</th>' for label, kind in MONTH_HEADS)
    return (
        '<table class="sm-table sm-promise-months"><caption class="sm-hidden">'
        f"{markup.text(months[0].label)}, month by month</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def since(one: Worded) -> str:
    """Return since when a version has been in force."""
    return figures.day(one.effective_from, year=True) if one.effective_from else one.version


def _month(month: Month) -> str:
    actual, promised = verdict.promise_figures(_as_score(month))
    limit = "≤ " if month.direction == "at_most" else ""
    has_any = month.due_count > 0
    notes = [f"{figures.count(month.pending_count)} pending"] if month.pending_count else []
    if month.excused_count:
        notes.append(f"{figures.count(month.excused_count)} excused")
    if month.overdue_count:
        notes.append(f"{figures.count(month.overdue_count)} still overdue")
    small = f"<small>{', '.join(notes)}</small>" if notes else ""
    missed = figures.count(month.missed_count) if has_any and month.unit == "rate" else "—"
    status = STATUS.get(month.status, NOT_DUE if month.pending_count else NO_CASE)
    return (
        f'<tr><th scope="row">{figures.month(month.month_start)}{small}</th>'
        f'<td class="sm-num">{figures.count(month.due_count) if has_any else "—"}</td>'
        f'<td class="sm-num">{missed}</td><td>{_bar(month)}</td>'
        f'<td class="sm-num"><strong>{actual}</strong></td>'
        f'<td class="sm-num sm-muted">{limit}{promised}</td>'
        f'<td class="sm-end">{status}</td></tr>'
    )


def _bar(month: Month) -> str:
    """Return what was done as a bar and what was promised as a tick, as in the KPI cards."""
    if month.bar_share is None:
        return ""
    tick = "" if month.bar_tick is None else f'<b style="left:{month.bar_tick:.2%}"></b>'
    return (
        '<div class="sm-bar-space" aria-hidden="true"><span class="sm-bar">'
        f'<i style="width:{month.bar_share:.2%}"></i>{tick}</span></div>'
    )


def _line(before: str | None, after: str | None, worded: Sequence[Worded]) -> str:
    said = {one.version: one for one in worded}
    now, then = said.get(after or ""), said.get(before or "")
    head = f"Agreement of {since(now) if now else markup.text(after)}"
    if now is None or then is None or now.sentence == then.sentence:
        sign, words = "", "The promise reads as before."
    else:
        sign = "✎ "
        words = f"Now “{markup.text(now.sentence)}” instead of “{markup.text(then.sentence)}”"
    cell = f"<strong>{sign}{head}</strong> holds above this line. {words}"
    return f'<tr class="sm-line"><td colspan="{len(MONTH_HEADS)}">{cell}</td></tr>'


def _as_score(month: Month) -> Score:
    """Return a month as a score, so that its figures are printed as everywhere."""
    return Score(
        "", month.label, "", None, month.actual, month.promised, month.unit, month.direction,
        month.status, 0, 0, 0, 0, None, month.due_count, 0, 0, 0, None, True,
    )  # fmt: skip
