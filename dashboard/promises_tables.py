"""The tables of *Promises*: one shape for both teams, each number a way to its cases."""

from collections.abc import Sequence

from dashboard import definitions_links, markup, page_links, sparkline, verdict
from dashboard.conversion_names import persona_name
from dashboard.periods import Period
from dashboard.promise_tables import NO_CASE, NOT_DUE, STATUS
from dashboard.promises_months import since
from dashboard.promises_queries import PersonaCases, Score, Worded
from dashboard.promises_verdict import kept_of, period_name
from expectations import figures

HEADS = [
    ("Promise", ""),
    ("Due", "sm-num"),
    ("Kept", "sm-num"),
    ("Ever missed", "sm-num"),
    ("Still overdue", "sm-num"),
    ("Excused", "sm-num"),
    ("Pending", "sm-num"),
    ("Actual", "sm-num"),
    ("Promised", "sm-num"),
    ("Twelve months", "sm-months-line"),
    ("Status", "sm-end"),
]


def heading(scores: Sequence[Score]) -> str:
    """Return whose promises these are, to whom, and how many were kept."""
    others = {score.to_team for score in scores if score.to_team}
    other = markup.team_name(others.pop()) if len(others) == 1 else "the other team"
    kept, judged = kept_of(scores)
    told = f"{kept} of {judged} kept" if judged else "none due yet"
    return f"What {markup.team_name(scores[0].team)} promised {other}: {told}"


def score_table(scores: Sequence[Score], span: Period) -> str:
    """Return one team's promises, worst first; with nothing due there is no figure."""
    caption = f"What {markup.team_name(scores[0].team)} promised, worst first"
    rows = [_score(score, span) for score in scores]
    return markup.table(HEADS, rows, caption, "sm-stacks sm-scores")


def score_note() -> str:
    """Return what the columns count."""
    return (
        '<p class="sm-note">Ever missed counts a case that was met too late, too; still overdue '
        "are those of them that nobody has met yet. Excused is what ended before it was due. A "
        "case belongs to the period in which its clock began. Each number leads to its cases, each "
        "promise to its definition.</p>"
    )


def persona_table(found: Sequence[PersonaCases]) -> str:
    """Return for whom one promise was kept and missed."""
    heads = [
        ("Persona", ""),
        ("Due", "sm-num"),
        ("Kept", "sm-num"),
        ("Ever missed", "sm-num"),
        ("Still overdue", "sm-num"),
        ("Share kept", "sm-num sm-end"),
    ]
    rows = [
        [
            markup.text(persona_name(one.persona)),
            figures.count(one.due_count),
            figures.count(one.met_count),
            figures.count(one.missed_count),
            figures.count(one.overdue_count),
            figures.percent(one.met_rate),
        ]
        for one in found
    ]
    return markup.table(heads, rows, "For whom it was kept", "sm-stacks sm-holders")


def word_table(score: Score, worded: Sequence[Worded]) -> str:
    """Return each wording a promise has had, the newest first; each leads to the definition."""
    if not worded:
        return '<p class="sm-note">This version does not hold the agreement’s words.</p>'
    older = [*worded[1:], None]
    spoken = [
        one
        for one, before in zip(worded, older, strict=True)
        if before is None or (one.label, one.sentence) != (before.label, before.sentence)
    ]
    rows = [
        [
            definitions_links.link("promises", score.promise_id, since(one)),
            f"{markup.text(one.label)}<small>{markup.text(one.sentence)}</small>",
        ]
        for one in spoken
    ]
    kept = len(worded) - len(spoken)
    versions = f"{figures.things(kept, 'other version')} {'says' if kept == 1 else 'say'}"
    note = f'<p class="sm-note">{versions} the same.</p>' if kept else ""
    heads = [("Since", ""), ("What was promised", "")]
    table = markup.table(heads, rows, f"{score.label}, as agreed", "sm-stacks sm-worded")
    return table + note


def _score(score: Score, span: Period) -> list[str]:
    actual, promised = verdict.promise_figures(score)
    before = verdict.promise_before(score)
    limit = "at most " if score.direction == "at_most" else ""
    so_far = " by today" if score.unit == "count" and not span.is_complete else ""
    was = f"<small>was {before}</small>" if before is not None else ""
    is_volume = score.unit == "count"
    return [
        definitions_links.link("promises", score.promise_id, score.label),
        _cases(score, span, score.due_count, "all"),
        _cases(score, span, score.met_count, "kept"),
        figures.UNKNOWN if is_volume else _cases(score, span, score.missed_count, "missed"),
        figures.UNKNOWN if is_volume else _cases(score, span, score.overdue_count, "still overdue"),
        figures.UNKNOWN if is_volume else _cases(score, span, score.excused_count, "excused"),
        figures.UNKNOWN if is_volume else _cases(score, span, score.pending_count, "pending"),
        f"<strong>{actual}</strong>{was}",
        f'<span class="sm-muted">{limit}{promised}{so_far}</span>',
        _trend(score),
        STATUS.get(score.status, NOT_DUE if score.pending_count else NO_CASE),
    ]


def _number(score: Score, number: int) -> str:
    return figures.count(number) if score.due_count else figures.UNKNOWN


def _cases(score: Score, span: Period, number: int, stands: str) -> str:
    """Return a number that leads to its cases; nothing to open where there is none."""
    if not number:
        return f'<span class="sm-muted">{_number(score, number)}</span>'
    choices = {
        "period": span.kind,
        "of": period_name(span),
        "promise": score.name,
        "cases-are": stands,
    }
    return page_links.link("promises", figures.count(number), **choices)


def _trend(score: Score) -> str:
    values = list(score.months or [])
    form = figures.percent if score.unit == "rate" else figures.count
    told = ", ".join(form(value) for value in values)
    return sparkline.picture(values, f"{score.label}, months up to now: {told}")
