"""How long one step takes, with those counted who left and those who still wait."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.conversion_rows import Day, FunnelStep
from expectations import figures

MARKS = (1, 3, 7, 14, 30, 60, 90, 180, 365)


def time_sentence(step: FunnelStep) -> str:
    """Return by when half of all who entered had moved on, or that they never did."""
    if not step.entered:
        return '<p class="sm-sum">Nobody entered this step in the chosen months.</p>'
    if not step.timed:
        return (
            '<p class="sm-sum"><strong>No time is known for this step.</strong> Its entries are '
            "inferred or bear only the day on which they were delivered, so no speed is shown.</p>"
        )
    if step.half_days is not None:
        took = figures.days(step.half_days)
        return (
            f'<p class="sm-sum"><strong>Half of all who entered had moved on '
            f"{took if took == 'at once' else f'within {took}'}.</strong></p>"
        )
    return (
        f'<p class="sm-sum"><strong>Never half of them: {figures.percent(step.moved_share)} had '
        f"moved on</strong> and {figures.percent(step.left_share)} had left by the last day that "
        f"anyone was followed, after {figures.days(step.last_seen_days)}.</p>"
    )


def time_table(days: Sequence[Day], step: FunnelStep) -> str:
    """Return what had become of everybody by the end of some days."""
    if not days:
        return ""
    team = markup.team_class(step.to_team)
    heads = [
        ("After", ""),
        ("What became of them", ""),
        ("Moved on", "sm-num"),
        ("Left", "sm-num"),
        ("Waiting", "sm-num"),
        ("Still in sight", "sm-num sm-end sm-desk"),
    ]
    rows = []
    for mark in marks(days, step):
        now = at(days, mark)
        fills = "".join(
            f'<i class="sm-fill {style}" style="width:{share * 100:.2f}%"></i>'
            for share, style in ((now.moved_share, team), (now.left_share, "sm-gone"))
            if share
        )
        window = "<small>the window</small>" if mark == step.window_days else ""
        rows.append(
            [
                f"{figures.things(mark, 'day')}{window}",
                f'<div class="sm-fates sm-open" aria-hidden="true">{fills}</div>',
                f"<strong>{figures.percent(now.moved_share)}</strong>",
                figures.percent(now.left_share),
                figures.percent(now.waiting_share),
                figures.count(in_sight(days, mark)),
            ]
        )
    return markup.table(heads, rows, f"How long {step.name} takes", "sm-times")


def time_note(step: FunnelStep) -> str:
    """Return how the shares are reckoned, and who is in none of them."""
    if not step.timed:
        return ""
    left_out = (
        f" {figures.things(step.untimed, 'journey')} without a known duration "
        f"{'is' if step.untimed == 1 else 'are'} left out."
        if step.untimed
        else ""
    )
    return (
        f'<p class="sm-note">Of the {figures.count(step.timed)} with a known duration: leaving is '
        "an end like moving on, and whoever waits counts for as long as they have been seen "
        f"(Aalen–Johansen). Few in sight make a late figure uncertain.{left_out}</p>"
    )


def marks(days: Sequence[Day], step: FunnelStep) -> list[int]:
    """Return the days to show: round ones up to the last that anything happened, and the window."""
    last = days[-1].day_number
    shown = {mark for mark in MARKS if mark <= last} or {MARKS[0]}
    if step.window_days and step.window_days <= last:
        shown.add(step.window_days)
    return sorted(shown)


def at(days: Sequence[Day], mark: int) -> Day:
    """Return what was so at the end of a day: as after the last day on which anything happened."""
    past = [day for day in days if day.day_number <= mark]
    return past[-1] if past else Day(0, days[0].at_risk, 0.0, 0.0, 1.0)


def in_sight(days: Sequence[Day], mark: int) -> int:
    """Return how many were still waiting and in sight when the next day began."""
    later = [day for day in days if day.day_number > mark]
    return later[0].at_risk if later else 0
