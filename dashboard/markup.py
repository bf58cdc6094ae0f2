"""Text into HTML or Markdown, escaped: nothing a campaign is called can run or fetch anything."""

import html
import re
from collections.abc import Iterable

TEAM_CLASSES = {"marketing": "sm-marketing", "sales": "sm-sales"}
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+!|$~:&.\-])")


def text(value: object) -> str:
    """Escape for HTML text and for a quoted attribute."""
    return html.escape("" if value is None else str(value), quote=True)


def markdown(value: object) -> str:
    """Escape for Markdown: printed as written, on one line, never a link, picture or directive."""
    return MARKDOWN_SIGNS.sub(r"\\\1", " ".join(str("" if value is None else value).split()))


def one_line(message: str) -> str:
    """Put a message of several lines on one, so that each line still ends like a sentence."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    ended = (line if line[-1] in ".:;!?" else f"{line};" for line in lines)
    return " ".join(ended).removesuffix(";")


def team_class(team: str | None) -> str:
    """Return the style class of an owner's colour; both teams and nobody are grey."""
    return TEAM_CLASSES.get(team or "", "sm-both")


def team_name(team: str | None) -> str:
    """Return what a team is called on a page."""
    return "Both" if team in {None, "", "both"} else str(team).replace("_", " ").capitalize()


def team_order(teams: Iterable[str]) -> list[str]:
    """Return each team once, Marketing first as in the funnel."""
    return sorted(set(teams), key=lambda team: (team != "marketing", team))


def team_pill(team: str | None, words: str | None = None) -> str:
    """Return a small label in the owner's colour, with the owner's name in words."""
    label = team_name(team) if words is None else words
    return f'<span class="sm-pill {team_class(team)}">{text(label)}</span>'


def status(sign: str, word: str, style: str = "") -> str:
    """Return a status: a sign and a word beside its colour, never a colour alone."""
    return (
        f'<span class="sm-status {style}"><span aria-hidden="true">{sign}</span> '
        f"{text(word)}</span>"
    )


def question(asked: str, facts: Iterable[str | None]) -> str:
    """Return what stands under a page's title: the question it answers, and what it rests on."""
    return (
        f'<p class="sm-question">{text(asked)}</p>'
        f'<p class="sm-trust">{text(" · ".join(filter(None, facts)))}</p>'
    )


def table(
    heads: list[tuple[str, str]], rows: list[list[str]], caption: str, style: str = ""
) -> str:
    """Return an HTML table; heads are (label, class), cells ready HTML, the first names the row."""
    top = "".join(f'<th scope="col" class="{kind}">{text(label)}</th>' for label, kind in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row" class="{kind}">{cell}</th>'
            if place == 0
            else f'<td class="{kind}" data-label="{text(label)}">{cell}</td>'
            for place, ((label, kind), cell) in enumerate(zip(heads, row, strict=True))
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="sm-table {style}"><caption class="sm-hidden">{text(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
