"""One lead's whole story as a timeline: what they did, what both teams did, what was promised.

To tell a new kind of signal in words of its own, name it in WORDS.
"""

from collections.abc import Sequence

from dashboard import markup, page_links
from dashboard.conversion_names import owner_name, persona_name
from dashboard.handoffs_queries import Happening, Told
from dashboard.handoffs_words import time_left
from expectations import figures
from expectations.evidence import ACTS

SHOWN = 25
WORDS = {
    **{kind: f"{words[:1].upper()}{words[1:]}" for kind, words in ACTS.items()},
    "attribute": "Told of them",
    "record_created": "A new record",
    "owner": "A new owner",
    "outbound_call": "A call to them",
    "outbound_email": "An e-mail to them",
    "deal_changed": "The deal was changed",
    "deal_joined": "Joined a colleague’s deal",
}
DUES = {
    "due_kept": ("✓", "Kept", ""),
    "due_late": ("✕", "Due, and met too late", "sm-broken"),
    "due_waiting": ("◷", "Due, and not met yet", "sm-broken"),
    "due_ahead": ("…", "Will be due", "sm-muted"),
    "due_excused": ("○", "Excused", "sm-muted"),
}


def facts(told: Told, zone: str) -> str:
    """Return where a journey stands: with whom, what is due, what to do."""
    left = time_left(told.seconds_left, told.clock)
    pairs = [
        ("Journey", f'<span class="sm-id">{markup.text(told.journey_id)}</span>'),
        ("Began", figures.moment(told.opened_at, zone)),
        ("Furthest stage", markup.text(told.stage)),
        ("Persona", markup.text(persona_name(told.persona))),
        ("Owner", markup.text(owner_name(told.owner, told.owner_team))),
    ]
    if told.exited_at is not None:
        ended = str(told.exit_id or "").replace("_", " ")
        pairs.append(("Ended", f"{figures.moment(told.exited_at, zone)}: {markup.text(ended)}"))
    elif told.due_at is not None:
        is_over = (told.seconds_left or 0) < 0
        words = f"{left} over" if is_over else f"in {left}"
        pairs.append(("Due next", f"{markup.text(told.promise_label)}: {words}"))
    if told.next_step:
        pairs.append(("Next step", markup.text(told.next_step)))
    if told.say:
        pairs.append(("What to say", markup.text(told.say)))
    if told.asset:
        pairs.append(("Take along", markup.text(told.asset)))
    items = "".join(f"<div><dt>{markup.text(k)}</dt><dd>{v}</dd></div>" for k, v in pairs)
    return f'<dl class="sm-facts">{items}</dl>'


def story_table(happenings: Sequence[Happening], zone: str) -> str:
    """Return one row per happening, the oldest first; stages entered stand out."""
    heads = [("When", ""), ("What", ""), ("More", ""), ("Whose", "sm-end")]
    rows = [[_when(one, zone), _what(one), _more(one), _whose(one)] for one in happenings]
    return markup.table(heads, rows, "What happened, in order", "sm-stacks sm-story")


def back() -> str:
    """Return the way back to all leads."""
    return f'<p class="sm-note">{page_links.link("handoffs", "Close this story")}</p>'


def _when(one: Happening, zone: str) -> str:
    """Return the moment; of a day that nobody told the hour of, the day alone."""
    if one.time_basis in ("date_only", "close_date"):
        return f"{figures.local_day(one.happened_at, zone)}<small>no hour known</small>"
    if one.time_basis == "delivered":
        return f"{figures.local_day(one.happened_at, zone)}<small>or earlier</small>"
    return figures.moment(one.happened_at, zone)


def _what(one: Happening) -> str:
    if one.kind in DUES:
        sign, word, style = DUES[one.kind]
        return markup.status(sign, word, style)
    if one.kind == "entry":
        return f"<strong>{markup.text(one.detail)}</strong>"
    if one.kind == "exit":
        return f"<strong>Left: {markup.text(str(one.detail or '').replace('_', ' '))}</strong>"
    return markup.text(WORDS.get(one.kind, one.kind.replace("_", " ")))


def _more(one: Happening) -> str:
    if one.kind == "entry":
        how = {"inferred": "implied by a later stage", "policy": "by a deadline’s rule",
               "effective": "by a new version"}.get(one.names or "", "")  # fmt: skip
        return markup.text(": ".join(filter(None, (how, one.because))))
    told = (one.names,) if one.kind == "exit" else (one.detail, one.names)
    words = ", ".join(filter(None, told))
    return markup.text(words.replace("_", " "))


def _whose(one: Happening) -> str:
    if one.kind == "exit" or one.by_whom is None:
        return ""
    if one.by_whom in ("marketing", "sales"):
        return markup.team_pill(one.by_whom)
    words = {"lead": "The lead", "records": "The tools"}.get(one.by_whom, one.by_whom)
    return f'<span class="sm-muted">{markup.text(words)}</span>'
