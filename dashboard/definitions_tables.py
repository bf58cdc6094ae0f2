"""The tables of *Definitions*: what is agreed, in the document's words.

Each subject's label leads to that subject through all versions. To show another part of the
document with columns of its own, write its table here; without, it is told in sentences.
"""

from collections.abc import Sequence

from dashboard import markup
from dashboard.definitions_links import link, words
from dashboard.definitions_queries import AgreedKpi, AgreedMeeting, AgreedPersona, Term
from expectations import figures


def kpi_table(kpis: Sequence[AgreedKpi]) -> str:
    """Return what each KPI counts."""
    rows = [
        [
            link("kpis", kpi.kpi_id, kpi.label),
            markup.team_pill(kpi.owner),
            markup.text(kpi.definition or figures.UNKNOWN),
            markup.text(kpi.counted or figures.UNKNOWN),
            f"{'more' if kpi.direction == 'at_least' else 'less'} is better"
            + (f"<small>in time within {kpi.window_days} days</small>" if kpi.window_days else ""),
        ]
        for kpi in kpis
    ]
    heads = [("KPI", ""), ("Owner", ""), ("As agreed", ""), ("Counts", ""), ("Judged", "")]
    return markup.table(heads, rows, "The KPIs of the agreement", "sm-stacks sm-owned")


def persona_table(personas: Sequence[AgreedPersona]) -> str:
    """Return whom both sides look for, and who confirmed it on either side."""
    rows = [
        [
            link("personas", one.persona_id, one.label),
            markup.text(one.definition or figures.UNKNOWN),
            markup.text(one.pains or figures.UNKNOWN),
            markup.text(one.say or figures.UNKNOWN),
            _confirmed("marketing", one.confirmed_by_marketing)
            + _confirmed("sales", one.confirmed_by_sales),
        ]
        for one in personas
    ]
    heads = ["Persona", "Who matches", "Suffers from", "What to say", "Confirmed by"]
    return markup.table(
        [(head, "") for head in heads], rows, "The personas of the agreement", "sm-stacks"
    )


def meeting_table(meetings: Sequence[AgreedMeeting]) -> str:
    """Return which meetings look at these numbers, and who comes."""
    rows = [
        [
            link("cadence", one.meeting_id, one.label),
            f"every {markup.text(one.every)}" if one.every else figures.UNKNOWN,
            markup.text(one.marketing or figures.UNKNOWN),
            markup.text(one.sales or figures.UNKNOWN),
        ]
        for one in meetings
    ]
    heads = [("Meeting", ""), ("How often", ""), ("For Marketing", ""), ("For Sales", "")]
    return markup.table(heads, rows, "The meetings of the agreement", "sm-stacks")


def owned_table(terms: Sequence[Term], heads: tuple[str, str, str], caption: str) -> str:
    """Return subjects that belong to a team, in the document's words."""
    rows = [
        [
            link(term.part, term.term_id, term.label),
            markup.team_pill(term.team) if term.team else figures.UNKNOWN,
            markup.text(term.sentence or figures.UNKNOWN),
        ]
        for term in terms
    ]
    return markup.table([(head, "") for head in heads], rows, caption, "sm-stacks sm-owned")


def term_table(terms: Sequence[Term], head: str, caption: str) -> str:
    """Return subjects in the document's words."""
    rows = [
        [
            link(term.part, term.term_id, term.label),
            words(term.part, term.sentence),
        ]
        for term in terms
    ]
    return markup.table([(head, ""), ("As agreed", "")], rows, caption, "sm-stacks sm-worded")


def _confirmed(team: str, name: str | None) -> str:
    who = markup.text(name) if name else "nobody"
    return f'<span class="sm-confirmed">{markup.team_pill(team)} {who}</span>'
