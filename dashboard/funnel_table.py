"""The funnel of one cohort as a table: bars, what happened between them, the handoff in a band."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.periods import MONTH_NAMES, Period
from dashboard.rows import Step
from expectations import figures


def funnel_table(steps: Sequence[Step], period: Period) -> str:
    """Return the funnel; real table semantics, readable without seeing the bars."""
    if not any(step.journeys for step in steps):
        return (
            f'<p class="sm-note">No journey started on {markup.text(period.span)}, so there is no '
            "cohort to follow yet.</p>"
        )
    rows = "".join(_stage(step) + _between(step) for step in steps)
    caption = f"How far the journeys that started {period.span} have come, stage by stage"
    return (
        f'{_key(steps)}<table class="sm-funnel">'
        f'<caption class="sm-hidden">{markup.text(caption)}</caption>'
        '<thead><tr><th scope="col">Stage</th><th scope="col" class="sm-num">Journeys</th>'
        '<th scope="col">Reached so far, and what happened next</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_note(steps, period)}"
    )


def _key(steps: Sequence[Step]) -> str:
    teams = list(dict.fromkeys(step.owner_team for step in steps))
    pills = "".join(markup.team_pill(team) for team in teams)
    faded = (
        '<span class="sm-faded-sign" aria-hidden="true"></span>'
        '<span class="sm-muted">inferred from a later stage</span>'
        if any(step.inferred for step in steps)
        else ""
    )
    return f'<p class="sm-key">{pills}{faded}</p>'


def _stage(step: Step) -> str:
    team = markup.team_class(step.owner_team)
    observed = (step.observed_share or 0) * 100
    inferred = (step.bar_share or 0) * 100 - observed
    solid = f'<i class="sm-fill {team}" style="width:{observed:.2f}%"></i>'
    faded = f'<i class="sm-fill sm-faded {team}" style="width:{inferred:.2f}%"></i>'
    words = (
        f'<span class="sm-inferred-words">{figures.percent(step.inferred_rate)} inferred</span>'
        if step.inferred
        else ""
    )
    return (
        f'<tr class="sm-stage"><th scope="row">{markup.text(step.label)}</th>'
        f'<td class="sm-num">{figures.count(step.journeys)}</td>'
        f'<td><div class="sm-track">{solid if step.journeys else ""}'
        f"{faded if step.inferred else ''}{words}</div></td></tr>"
    )


def _between(step: Step) -> str:
    if step.next_stage_id is None:
        return ""
    facts = [
        f"↓ <strong>{figures.percent(step.moved_on_rate)}</strong> moved on",
        f"{figures.count(step.left_journey)} left, {figures.count(step.still_open)} open",
    ]
    if step.median_days is not None:
        facts.append(f"<strong>{figures.days(step.median_days)}</strong>")
    if step.mature_month is not None:
        month = MONTH_NAMES[step.mature_month.month - 1][:3]
        days = "" if step.mature_days is None else f", {figures.days(step.mature_days)}"
        usual = f"{figures.percent(step.mature_rate)} of {figures.count(step.mature_entered)}"
        facts.append(f'<span class="sm-muted">{month}: {usual}{days}</span>')
    if not step.journeys:
        facts = ['<span class="sm-muted">↓ nobody here yet</span>']
    head, style = "", "sm-step"
    if step.is_handoff:
        style = "sm-step sm-handoff"
        teams = f"{markup.team_name(step.owner_team)} → {markup.team_name(step.next_team)}"
        head = f'<strong>Handoff</strong> <span class="sm-muted">{markup.text(teams)}</span>'
    spans = "".join(f"<span>{fact}</span>" for fact in facts)
    return (
        f'<tr class="{style}"><td colspan="3"><div class="sm-between">'
        f'<span class="sm-between-head">{head}</span><span>{spans}</span></div></td></tr>'
    )


def _note(steps: Sequence[Step], period: Period) -> str:
    """Return which journeys are counted, how many are too young, and how much is inferred."""
    first = steps[0]
    sentences = [
        f"Follows the {figures.things(first.journeys, 'journey')} that reached "
        f"{markup.text(first.label)} on {markup.text(period.span)} to where they are now; "
        "the cards count what happened on those days."
    ]
    if first.too_young:
        verb = "is" if first.too_young == 1 else "are"
        days = figures.things(first.window_days or 0, "day")
        sentences.append(
            f"<strong>{figures.count(first.too_young)} {verb} too young to judge</strong>: "
            f"the first step has {days}, so lower bars will still rise."
        )
    inferred = sum(step.inferred for step in steps)
    reached = sum(step.journeys for step in steps)
    share = f"{figures.share(inferred, reached)} of the stages reached are inferred."
    sentences.append(share if inferred else "No stage reached is only inferred.")
    if any(step.mature_month for step in steps):
        sentences.append("Beside a month stands its own cohort, now old enough to judge.")
    return f'<p class="sm-note">{" ".join(sentences)}</p>'
