"""Links between pages, in this window: a number leads to its rows, a journey to its story."""

from urllib.parse import urlencode

from dashboard import markup

ID_LETTERS = 8


def link(page: str, words: str, **choices: str) -> str:
    """Return ready HTML that leads to a page with these choices; `words` is ready HTML too."""
    address = page + (f"?{urlencode(choices)}" if choices else "")
    return f'<a class="sm-term" href="{markup.text(address)}" target="_self">{words}</a>'


def journey(journey_id: str) -> str:
    """Return a journey's pseudonym, shortened, that leads to its whole story."""
    words = f'<span class="sm-id">{markup.text(journey_id[:ID_LETTERS])}</span>'
    return link("handoffs", words, journey=journey_id)
