"""One step, cohort by cohort: what became of each month, and where the agreement changed."""

from collections.abc import Sequence
from datetime import date, timedelta

from dashboard import markup
from dashboard.conversion_rows import Cohort, Definition, FunnelStep
from expectations import figures

MONTHS_SHOWN = 12


def cohort_table(
    cohorts: Sequence[Cohort],
    definitions: Sequence[Definition],
    step: FunnelStep,
    before: Cohort | None = None,
) -> str:
    """Return the months newest first; a version's line stands where its cohorts begin.

    `before` is the cohort older than these, which another table shows.
    """
    if not cohorts:
        return '<p class="sm-note">Nobody entered this step in the chosen months.</p>'
    rows = []
    for place, cohort in enumerate(cohorts):
        rows.append(_cohort(cohort, step))
        older = cohorts[place + 1] if place + 1 < len(cohorts) else before
        since = cohort.first_version if older is None else older.last_version
        rows += _lines(since, cohort.last_version, definitions, step)
    heads = "".join(
        f'<th scope="col" class="{kind}">{label}</th>'
        for label, kind in (
            ("Entered in", ""),
            ("Journeys", "sm-num"),
            ("What became of them", ""),
            ("In time", "sm-num"),
            ("So far", "sm-num"),
        )
    )
    caption = f"{step.name}, cohort by cohort"
    return (
        f'{_key(step)}<table class="sm-table sm-cohorts">'
        f'<caption class="sm-hidden">{markup.text(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def cohort_note(cohorts: Sequence[Cohort]) -> str:
    """Return how far the cohorts have come, and how many of them are not finished."""
    young = sum(not cohort.is_mature for cohort in cohorts)
    if not young:
        return '<p class="sm-note">Every cohort had its whole window: these rates stay.</p>'
    said = f"{figures.things(young, 'cohort')} {'is' if young == 1 else 'are'} not finished"
    return (
        f'<p class="sm-note"><strong>{said}</strong>:'
        " not everybody in it had the whole window yet. Its rate in time is of those who had, and "
        "its rate so far will still rise.</p>"
    )


def _key(step: FunnelStep) -> str:
    team = markup.team_class(step.to_team)
    marks = (
        (f"sm-fill {team}", "moved on in time"),
        (f"sm-fill sm-late {team}", "later"),
        ("sm-fill sm-gone", "left"),
        ("sm-fill sm-waits", "still open"),
    )
    signs = "".join(
        f'<span class="sm-sign"><i class="{style}" aria-hidden="true"></i>{words}</span>'
        for style, words in marks
    )
    return f'<p class="sm-key sm-muted">{signs}</p>'


def _cohort(cohort: Cohort, step: FunnelStep) -> str:
    month = figures.month(cohort.cohort_start)
    notes = []
    if not cohort.is_mature:
        notes.append(f"unfinished until {figures.day(_judged_on(cohort))}")
    if cohort.too_young:
        notes.append(f"{figures.count(cohort.too_young)} too young")
    if cohort.first_version != cohort.last_version:
        notes.append("two versions of the agreement")
    small = f"<small>{', '.join(notes)}</small>" if notes else ""
    style = "" if cohort.is_mature else ' class="sm-young"'
    return (
        f'<tr{style}><th scope="row">{month}{small}</th>'
        f'<td class="sm-num">{figures.count(cohort.entered)}</td>'
        f"<td>{_fates(cohort, step)}</td>"
        f'<td class="sm-num">{_in_time(cohort)}</td>'
        f'<td class="sm-num">{figures.percent(cohort.open_cohort_rate)}</td></tr>'
    )


def _in_time(cohort: Cohort) -> str:
    rate = f"<strong>{figures.percent(cohort.closed_cohort_rate)}</strong>"
    if cohort.is_mature or not cohort.closed_entered:
        return rate
    return f"{rate}<small>of {figures.count(cohort.closed_entered)}</small>"


def _judged_on(cohort: Cohort) -> date:
    """Return the day by which the window of the month's last day is over."""
    month = cohort.cohort_start
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following + timedelta(days=cohort.window_days or 0)


def _fates(cohort: Cohort, step: FunnelStep) -> str:
    """Return the whole cohort as one bar, told in words to whoever cannot see it."""
    team = markup.team_class(step.to_team)
    later = cohort.moved_on - cohort.moved_on_in_window
    parts = (
        (cohort.moved_on_in_window, team, "moved on in time"),
        (later, f"sm-late {team}", "later"),
        (cohort.left_journey, "sm-gone", "left"),
        (cohort.still_open, "sm-waits", "still open"),
    )
    fills = "".join(
        f'<i class="sm-fill {style}" style="width:{number / cohort.entered * 100:.2f}%"></i>'
        for number, style, _ in parts
        if number
    )
    words = ", ".join(f"{figures.count(number)} {what}" for number, _, what in parts)
    return f'<div class="sm-fates" role="img" aria-label="{words}">{fills}</div>'


def _lines(
    before: str, after: str, definitions: Sequence[Definition], step: FunnelStep
) -> list[str]:
    """Return the line of each version that began after one cohort's and by another's, newest first.

    Within a month of two versions it stands under that month.
    """
    versions = list(dict.fromkeys(found.version for found in definitions))
    return [
        _line([found for found in definitions if found.version == version], step)
        for version in versions
        if before < version <= after
    ]


def _line(said: Sequence[Definition], step: FunnelStep) -> str:
    ours = [found for found in said if found.stage_id in (step.from_stage_id, step.to_stage_id)]
    changed = [found for found in ours if found.is_changed]
    since = figures.day(said[0].effective_from, year=True)
    if not changed:
        words = "The conditions of both stages read as before."
    else:
        words = " ".join(
            f"<strong>{markup.text(found.label)}</strong>: now “{_said(found.definition)}” instead "
            f"of “{_said(found.definition_before)}”"
            for found in changed
        )
    head = f"{'✎ ' if changed else ''}Agreement of {since}"
    cell = f"<strong>{head}</strong> holds above this line. {words}"
    return f'<tr class="sm-line"><td colspan="5">{cell}</td></tr>'


def _said(definition: str | None) -> str:
    return markup.text((definition or "no such stage").removesuffix("."))
