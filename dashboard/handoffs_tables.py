"""The tables of *Handoffs*: the leads, who has them, the agreed plan, and where they sat."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from dashboard import definitions_links, downloads, markup, page_links
from dashboard.conversion_names import persona_name
from dashboard.handoffs_queries import Holder, Lead, Plan, Totals, Way
from dashboard.handoffs_words import due_words, holder_name
from expectations import figures

SHOWN = 12
OPENED = 300
DOWNLOADED = 1_000_000


def facts(totals: Totals, zone: str) -> str:
    """Return all leads in numbers, each a way to its rows."""
    only = page_links.link
    pairs = [
        ("With Sales now", only("handoffs", figures.count(totals.leads))),
        ("Overdue", _which(totals.overdue, "overdue")),
        ("Due later", _which(totals.due_later, "due later")),
        ("Next due", figures.moment(totals.next_due_at, zone)),
        ("With nobody, or in a queue", _which(totals.without_rep, "with no rep")),
        ("The plan covers", f"{figures.percent(totals.planned_rate)} of them"),
    ]
    items = "".join(f"<div><dt>{markup.text(k)}</dt><dd>{v}</dd></div>" for k, v in pairs)
    return f'<dl class="sm-facts">{items}</dl>'


def lead_count(shown: Sequence[Lead]) -> str:
    """Return how many leads there are of those chosen, and how many of them are shown."""
    if not shown:
        return '<p class="sm-sum">No lead that is with Sales now is so.</p>'
    found = shown[0].found_count
    rest = (
        f", the {figures.count(len(shown))} that are due first here" if len(shown) < found else ""
    )
    return f'<p class="sm-sum"><strong>{figures.things(found, "lead")}</strong>{rest}.</p>'


def lead_table(leads: Sequence[Lead], zone: str) -> str:
    """Return one row per lead, by its pseudonym; its id leads to its whole story."""
    heads = [
        ("Lead", ""),
        ("Who has it", ""),
        ("Due next", ""),
        ("What to do and say", ""),
        ("Who sent it, and why", ""),
    ]
    rows = [
        [
            f"{page_links.journey(lead.journey_id)}<small>{markup.text(lead.stage)} since "
            f"{figures.local_day(lead.since, zone)}</small>"
            f"<small>{markup.text(persona_name(lead.persona))}</small>",
            _holder(lead, zone),
            due_words(lead, zone),
            _plan(lead),
            _sent(lead, zone),
        ]
        for lead in leads
    ]
    return markup.table(heads, rows, "The leads that are with Sales now", "sm-stacks sm-leads")


def holder_table(holders: Sequence[Holder], zone: str) -> str:
    """Return who has how many leads; nobody and queues are owners too."""
    heads = [
        ("Who has them", ""),
        ("Leads", "sm-num"),
        ("Overdue", "sm-num"),
        ("First due", ""),
        ("Oldest since", "sm-end"),
    ]
    rows = []
    for one in holders:
        name = holder_name(one.owner, one.owner_team, one.owner_kind)
        late = page_links.link("handoffs", figures.count(one.overdue), rep=name, what="overdue")
        rows.append(
            [
                f"<strong>{markup.text(name)}</strong>"
                if one.owner_kind != "rep"
                else markup.text(name),
                page_links.link("handoffs", figures.count(one.leads), rep=name),
                late if one.overdue else '<span class="sm-muted">0</span>',
                figures.moment(one.due_at, zone),
                figures.local_day(one.oldest_since, zone),
            ]
        )
    return markup.table(heads, rows, "Who has the leads", "sm-stacks sm-holders")


def plan_table(plans: Sequence[Plan]) -> str:
    """Return whose plan covers the leads of each stage and persona."""
    heads = [
        ("Stage and persona", ""),
        ("Leads", "sm-num"),
        ("Covered", "sm-num"),
        ("Next step", ""),
        ("Asset", ""),
    ]
    rows = [
        [
            f"{markup.text(plan.stage)}, {markup.text(persona_name(plan.persona))}"
            f"<small>{_whose(plan)}</small>",
            page_links.link(
                "handoffs",
                figures.count(plan.leads),
                stage=str(plan.stage),
                persona=persona_name(plan.persona),
            ),
            figures.percent(plan.planned_rate),
            markup.text(plan.next_step) or figures.UNKNOWN,
            markup.text(plan.asset) or figures.UNKNOWN,
        ]
        for plan in plans
    ]
    return markup.table(heads, rows, "What the agreed plan covers", "sm-stacks sm-plans")


def way_table(ways: Sequence[Way]) -> str:
    """Return where the leads of each stage sat: with marketing, with no rep, with reps."""
    heads = [
        ("At", ""),
        ("Leads", "sm-num"),
        ("Into the CRM", "sm-num"),
        ("Not there yet", "sm-num"),
        ("To a rep", "sm-num"),
        ("No rep yet", "sm-num"),
        ("With reps", "sm-num"),
        ("Changed hands", "sm-num sm-end"),
    ]
    rows = [
        [
            markup.text(way.stage),
            figures.count(way.leads),
            figures.days(way.marketing_days),
            figures.count(way.not_in_crm),
            figures.days(way.unassigned_days),
            figures.count(way.not_taken),
            figures.days(way.rep_days),
            figures.count(way.reassigned),
        ]
        for way in ways
    ]
    return markup.table(heads, rows, "Where the leads sat", "sm-stacks sm-ways")


def as_csv(leads: Sequence[Lead]) -> str:
    """Return the rows as CSV, every pseudonym whole, to be asked for in the published file."""
    left_out = ("found_count", "sent_evidence")
    names = [part.name for part in fields(Lead) if part.name not in left_out]
    rows = (asdict(lead) | {"because": lead.because} for lead in leads)
    return downloads.as_csv([*names, "because"], rows)


def _which(number: int, what: str) -> str:
    return page_links.link("handoffs", figures.count(number), what=what) if number else "0"


def _holder(lead: Lead, zone: str) -> str:
    name = markup.text(holder_name(lead.owner, lead.owner_team, lead.owner_kind))
    if lead.owner_kind == "nobody":
        told = "in the CRM" if lead.reached_crm_at else "not in the CRM yet"
        return f"{markup.status('!', 'Nobody', 'sm-risk')}<small>{told}</small>"
    since = f"<small>since {figures.local_day(lead.owner_since, zone)}</small>"
    changed = figures.things(lead.reassigned_count or 0, "change") + " of hands"
    hands = f"<small>{changed}</small>" if lead.reassigned_count else ""
    if lead.owner_kind == "queue":
        return f"{markup.status('!', name, 'sm-risk')}{since}"
    return f"{name}{since}{hands}"


def _plan(lead: Lead) -> str:
    if lead.say is None:
        return '<span class="sm-muted">The agreed plan says nothing of this stage</span>'
    asset = f"<small>Take along: {markup.text(lead.asset)}</small>" if lead.asset else ""
    return f"{markup.text(lead.next_step)}<small>“{markup.text(lead.say)}”</small>{asset}"


def _sent(lead: Lead, zone: str) -> str:
    if lead.sent_at is None:
        return '<span class="sm-muted">Nobody: it is not at a stage of Sales’</span>'
    why = markup.text(lead.because) or "no reason on record"
    implied = "implied by a later stage: " if lead.sent_kind == "inferred" else ""
    channel = f", after {markup.text(lead.sent_channel)}" if lead.sent_channel else ""
    day = figures.local_day(lead.sent_at, zone)
    told = f"{markup.text(lead.sent_stage)} since {day}{channel}"
    return f"{implied}{why}<small>{markup.team_pill(lead.sent_team)} {told}</small>"


def _whose(plan: Plan) -> str:
    if plan.plan_persona_id is None:
        return "no plan"
    own = "own plan" if plan.plan_persona_id == plan.persona else "the plan for any"
    return definitions_links.link("handoffs", f"{plan.stage_id} {plan.plan_persona_id}", own)
