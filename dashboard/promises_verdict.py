"""The sentence above *Promises*, made by rules that are the same for both teams."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.periods import Period
from dashboard.promises_queries import Score
from dashboard.verdict import JUDGED
from expectations import figures


def period_name(span: Period) -> str:
    """Return what the address calls a period: June 2026, Q2 2026, Week of 22 Jun 2026."""
    return f"{span.name} {span.start.year}"


def title(span: Period, scores: Sequence[Score]) -> str:
    """Return the page's verdict: how many each team kept of those that could be judged."""
    name = period_name(span)
    if not any(score.status in JUDGED for score in scores):
        return f"{name}: no promise has come due yet"
    told: list[str] = []
    for team in markup.team_order(score.team for score in scores):
        kept, judged = kept_of([score for score in scores if score.team == team])
        who = markup.team_name(team)
        noun = "" if told else " promises" if judged != 1 else " promise"
        told.append(
            f"{who} kept {figures.count(kept)} of {figures.count(judged)}{noun}"
            if judged
            else f"{who} had none due"
        )
    return f"{name}: {', '.join(told)}"


def kept_of(scores: Sequence[Score]) -> tuple[int, int]:
    """Return how many promises were kept, and how many could be judged."""
    judged = [score for score in scores if score.status in JUDGED]
    return sum(score.status == "kept" for score in judged), len(judged)
