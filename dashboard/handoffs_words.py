"""The sentences of *Handoffs*: its title, whose a lead is, and how long is left."""

from collections.abc import Mapping

from dashboard import markup
from dashboard.conversion_names import ID_LETTERS, owner_name
from dashboard.handoffs_queries import Holder, Lead, Totals
from expectations import figures


def title(totals: Totals) -> str:
    """Return the page's verdict: how many leads Sales has, how many late, how many nobody has."""
    if not totals.leads:
        return "No lead is with Sales right now"
    leads = figures.things(totals.leads, "lead")
    told = [f"{leads} {'is' if totals.leads == 1 else 'are'} with Sales"]
    told.append(
        f"{figures.count(totals.overdue)} overdue" if totals.overdue else "none of them overdue"
    )
    if totals.with_nobody:
        told.append(f"{figures.count(totals.with_nobody)} with nobody")
    return ", ".join(told)


def holder_name(owner: str, team: str | None, kind: str) -> str:
    """Return whose a lead is: nobody's, a queue's, or a pseudonym's."""
    if kind == "nobody":
        return "Nobody"
    return f"queue {owner[:ID_LETTERS]}" if kind == "queue" else owner_name(owner, team)


def holder_names(holders: list[Holder]) -> Mapping[str, str]:
    """Return what the address calls each owner, to the owner."""
    return {holder_name(one.owner, one.owner_team, one.owner_kind): one.owner for one in holders}


def time_left(seconds: int | None, clock: str | None) -> str:
    """Return a span on the clock it was promised on: 3.5 working hours, 20 minutes, 2 days."""
    if seconds is None:
        return figures.UNKNOWN
    size = abs(seconds)
    if clock != "business":
        return figures.days(size / 86400)
    hours = figures.rounded(size / 3600, 1)
    if hours < 1:
        return figures.things(int(figures.rounded(size / 60)), "working minute")
    shown = f"{hours:,}".removesuffix(".0") if hours < 10 else figures.count(hours)
    return f"{shown} working hour{'' if shown == '1' else 's'}"


def due_words(lead: Lead, zone: str) -> str:
    """Return what is due next and how long that is from now, as HTML."""
    if lead.due_at is None:
        within = f"the plan says within {markup.text(lead.agreed_within)}"
        small = f"<small>{within}</small>" if lead.agreed_within else ""
        return f'<span class="sm-muted">Nothing promised is open</span>{small}'
    span = time_left(lead.seconds_left, lead.clock)
    when = figures.moment(lead.due_at, zone)
    if lead.is_overdue:
        head = markup.status("◷", f"{span} over", "sm-broken")
        small = f"due {when}"
    else:
        head, small = f"<strong>in {span}</strong>", f"by {when}"
    return f"{head}<small>{small}</small><small>{markup.text(lead.promise_label)}</small>"
