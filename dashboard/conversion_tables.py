"""The tables of *Conversion and speed*: every step, a dimension side by side, what is inferred."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.conversion_names import value_name
from dashboard.conversion_rows import FunnelStep, Rates, Slice, StageEntries, Value
from dashboard.conversion_verdict import Change, trend_words
from expectations import figures


def step_table(steps: Sequence[FunnelStep], changes: Sequence[Change]) -> str:
    """Return every step: three rates under their names, the time, what is inferred."""
    heads = [
        ("Step", ""),
        ("Entered", "sm-num"),
        ("In time", "sm-rate"),
        ("So far", "sm-num"),
        ("Same months", "sm-num"),
        ("Half had moved on", "sm-num"),
        ("Inferred", "sm-num sm-end"),
    ]
    words = {change.step.name: trend_words(change) for change in changes}
    rows = [
        [
            _step(step, words.get(step.name, "no cohort judged yet")),
            figures.count(step.entered),
            in_time(step, step.to_team),
            f"{figures.share(step.moved_on, step.entered)}"
            f"<small>{figures.count(step.moved_on)} of {figures.count(step.entered)}</small>",
            f"{figures.share(step.period_next_entries, step.period_entries)}"
            f"<small>{figures.count(step.period_next_entries)} / "
            f"{figures.count(step.period_entries)}</small>",
            half(step),
            f"{figures.share(step.inferred, step.entered)}",
        ]
        for step in steps
    ]
    return markup.table(heads, rows, "Every step of the funnel", "sm-stacks sm-steps")


def step_notes(steps: Sequence[FunnelStep]) -> str:
    """Return what each rate counts, and how many are too young to be judged."""
    young = sum(step.too_young for step in steps)
    untimed = sum(step.untimed for step in steps)
    sentences = [
        "<strong>In time</strong> (closed cohorts): of those whose window is over, who moved on "
        "within it; no later day changes it.",
        "<strong>So far</strong> (open cohorts): of all who entered, who has moved on by now; it "
        "still rises.",
        "<strong>Same months</strong> (period): entries of the next stage over entries of this "
        "one, as the cards of the Overview count them; a ratio of volumes, no conversion.",
        "<strong>Half had moved on</strong>: of all who entered, those counted who still wait or "
        "left.",
    ]
    if young:
        verb = "is" if young == 1 else "are"
        sentences.append(
            f"<strong>{figures.things(young, 'open step')} {verb} too young to judge</strong> and "
            "in no rate in time."
        )
    if untimed:
        sentences.append(
            f"{figures.things(untimed, 'step')} of all have no known duration: they begin or end "
            "with what is inferred, or bear only the day of their delivery."
        )
    return f'<p class="sm-note">{" ".join(sentences)}</p>'


def slice_table(slices: Sequence[Slice], dimension: str, team: str | None) -> str:
    """Return one step by the values of a dimension."""
    heads = [
        (dimension.capitalize(), ""),
        ("Entered", "sm-num"),
        ("In time", "sm-rate"),
        ("So far", "sm-num sm-desk"),
        ("Half had moved on", "sm-num"),
        ("Inferred", "sm-num sm-end sm-desk"),
    ]
    rows = [
        [
            markup.text(_slice_name(found, dimension)),
            figures.count(found.entered),
            in_time(found, team),
            figures.share(found.moved_on, found.entered),
            half(found),
            figures.share(found.inferred, found.entered),
        ]
        for found in slices
    ]
    return markup.table(heads, rows, f"One step by {dimension}", "sm-slices")


def stage_table(stages: Sequence[StageEntries]) -> str:
    """Return how the entries of each stage were made, and what of them is inferred."""
    heads = [
        ("Stage", ""),
        ("Entries", "sm-num"),
        ("Observed", "sm-num sm-desk"),
        ("By a rule", "sm-num sm-desk"),
        ("Inferred", "sm-num"),
        ("Share inferred", "sm-rate"),
    ]
    rows = [
        [
            markup.text(stage.label),
            figures.count(stage.entries),
            figures.count(stage.observed),
            _by_rule(stage),
            figures.count(stage.inferred),
            bar(stage.inferred, stage.entries, stage.owner_team, is_faded=True),
        ]
        for stage in stages
    ]
    return markup.table(heads, rows, "How entries were made", "sm-entries")


def in_time(rates: Rates, team: str | None) -> str:
    """Return the rate of the closed cohorts with a bar; too young ones are told, not counted."""
    young = f", {figures.count(rates.too_young)} too young" if rates.too_young else ""
    if not rates.closed_entered:
        why = "too young to judge" if rates.entered else "nobody entered"
        return f'<span class="sm-muted">{figures.UNKNOWN}</span><small>{why}</small>'
    counts = f"{figures.count(rates.closed_moved_on)} of {figures.count(rates.closed_entered)}"
    return f"{bar(rates.closed_moved_on, rates.closed_entered, team)}<small>{counts}{young}</small>"


def bar(part: int, whole: int, team: str | None, is_faded: bool = False) -> str:
    """Return a share as words and a bar in the owner's colour."""
    width = part / whole * 100 if whole else 0
    faded = " sm-faded" if is_faded else ""
    return (
        f'<span class="sm-share">{figures.share(part, whole)}</span>'
        f'<span class="sm-rail" aria-hidden="true"><i class="sm-fill{faded} '
        f'{markup.team_class(team)}" style="width:{width:.1f}%"></i></span>'
    )


def half(found: FunnelStep | Slice) -> str:
    """Return by when half of all who entered had moved on, or how far it ever came."""
    if not found.timed:
        return f'<span class="sm-muted">{figures.UNKNOWN}</span><small>no time known</small>'
    if found.half_days is not None:
        return figures.days(found.half_days)
    return (
        f'<span class="sm-muted">never</span><small>{figures.percent(found.moved_share)} '
        f"did, {figures.percent(found.left_share)} left</small>"
    )


def _step(step: FunnelStep, trend: str) -> str:
    handoff = ' <span class="sm-chip sm-plain">handoff</span>' if step.is_handoff else ""
    within = figures.things(step.window_days or 0, "day")
    return (
        f"<strong>{markup.text(step.from_label)} → {markup.text(step.to_label)}</strong>{handoff}"
        f"<small>within {within} · {markup.text(trend)}</small>"
    )


def _by_rule(stage: StageEntries) -> str:
    parts = [
        f"{figures.count(number)} by {what}"
        for number, what in ((stage.by_policy, "a deadline"), (stage.by_version, "a new version"))
        if number
    ]
    total = figures.count(stage.by_policy + stage.by_version)
    return f"{total}<small>{', '.join(parts)}</small>" if parts else total


def _slice_name(found: Slice, dimension: str) -> str:
    value = Value(found.dimension_value, found.team, found.entered)
    return value_name(dimension, value)
