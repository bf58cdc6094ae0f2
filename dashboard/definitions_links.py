"""What a link calls a subject of the agreement, the label that leads to it, its words."""

from urllib.parse import quote

from dashboard import markup
from expectations import figures

# what a link calls one of each part; a part that is not here is called by its own name
ONE_OF = {
    "kpis": "kpi",
    "stages": "stage",
    "promises": "promise",
    "personas": "persona",
    "exits": "exit",
    "handoffs": "handoff",
    "labels": "label",
    "calendars": "calendar",
    "cadence": "meeting",
    "targets": "target",
}


def anchor(part: str, term_id: str) -> str:
    """Return what a link calls a subject: `kpi-mqls`."""
    return f"{ONE_OF.get(part, part)}-{term_id}"


def link(part: str, term_id: str, words: str | None) -> str:
    """Return a label that leads to its definition, in this window."""
    address = f"definitions?term={quote(anchor(part, term_id), safe='')}"
    return f'<a class="sm-term" href="{address}" target="_self">{markup.text(words)}</a>'


def words(part: str, sentence: str | None) -> str:
    """Return what was agreed of a subject; a month stays on one line with its target."""
    if part != "targets" or not sentence:
        return markup.text(sentence or figures.UNKNOWN)
    pieces = "".join(f"<span>{markup.text(piece)}</span> " for piece in sentence.split("; "))
    return f'<span class="sm-pieces">{pieces}</span>'
