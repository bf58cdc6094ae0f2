"""Both teams' promises in two blocks of the same shape, so that neither looks like the accused."""

from collections.abc import Sequence

from dashboard import definitions_links, markup, verdict
from dashboard.rows import Overdue, PromiseScore
from expectations import figures

STATUS = {
    "kept": '<span class="sm-status"><span aria-hidden="true">✓</span> Kept</span>',
    "broken": '<span class="sm-status sm-broken"><span aria-hidden="true">✕</span> Broken</span>',
    "at_risk": '<span class="sm-status sm-risk"><span aria-hidden="true">!</span> At risk</span>',
}
NOT_DUE = '<span class="sm-status sm-muted">Not due yet</span>'
NO_CASE = '<span class="sm-status sm-muted">No case</span>'
HEADS = [("Promise", ""), ("Actual", "sm-num"), ("Promised", "sm-num"), ("Status", "sm-end")]


def promise_tables(promises: Sequence[PromiseScore], is_complete: bool) -> str:
    """Return one block per team, Marketing's first as in the funnel."""
    if not promises:
        return '<p class="sm-note">No promise has been scored for this period.</p>'
    teams = markup.team_order(promise.team for promise in promises)
    return "".join(
        _block(team, [row for row in promises if row.team == team], is_complete) for team in teams
    )


def waiting_line(overdue: Sequence[Overdue], time_zone: str) -> str:
    """Return how many people wait longer than promised right now, and for which team."""
    total = sum(row.waiting for row in overdue)
    if not total:
        return (
            '<p class="sm-waiting"><span aria-hidden="true">✓</span> '
            "Nobody is waiting longer than promised.</p>"
        )
    times = [row.due_at for row in overdue if row.due_at]
    oldest = figures.local(min(times), time_zone) if times else None
    since = f", the first since {figures.day(oldest.date(), year=True)}" if oldest else ""
    whose = " and ".join(
        f"{figures.count(row.waiting) if len(overdue) > 1 else 'all'} "
        f"for {markup.team_name(row.team)}"
        for row in overdue
    )
    noun, verb = ("person", "is") if total == 1 else ("people", "are")
    return (
        f'<p class="sm-waiting"><span aria-hidden="true">◷</span> <strong>{figures.count(total)} '
        f"{noun}</strong> {verb} waiting longer than promised right now, {markup.text(whose)}"
        f"{markup.text(since)}.</p>"
    )


def _block(team: str, promises: Sequence[PromiseScore], is_complete: bool) -> str:
    judged = [promise for promise in promises if promise.status in verdict.JUDGED]
    kept = sum(promise.status == "kept" for promise in judged)
    others = {promise.to_team for promise in promises if promise.to_team}
    other = markup.team_name(others.pop()) if len(others) == 1 else "the other team"
    pill = markup.team_pill(team, f"{markup.team_name(team)} promised {other}")
    score = f"{kept} of {len(judged)} kept" if judged else "none due yet"
    rows = [_row(promise, is_complete) for promise in promises]
    caption = f"What {markup.team_name(team)} promised, worst first"
    return f'<p class="sm-block">{pill} <span class="sm-muted">{score}</span></p>' + markup.table(
        HEADS, rows, caption, "sm-promises"
    )


def _row(promise: PromiseScore, is_complete: bool) -> list[str]:
    actual, promised = verdict.promise_figures(promise)
    before = verdict.promise_before(promise)
    limit = "at most " if promise.direction == "at_most" else ""
    so_far = " by today" if promise.unit == "count" and not is_complete else ""
    notes = []
    if promise.decided_count and promise.unit == "rate":
        kept, decided = figures.count(promise.kept_count), figures.count(promise.decided_count)
        notes.append(f"{kept} of {decided}")
    if promise.pending_count:
        notes.append(f"{figures.count(promise.pending_count)} pending")
    if promise.excused_count:
        notes.append(f"{figures.count(promise.excused_count)} excused")
    if before is not None:
        notes.append(f"was {before}")
    small = f"<small>{' · '.join(f'<span>{note}</span>' for note in notes)}</small>"
    return [
        definitions_links.link("promises", promise.promise_id, promise.label)
        + (small if notes else ""),
        f"<strong>{actual}</strong>",
        f'<span class="sm-muted">{limit}{promised}{so_far}</span>',
        STATUS.get(promise.status, NOT_DUE if promise.pending_count else NO_CASE),
    ]
