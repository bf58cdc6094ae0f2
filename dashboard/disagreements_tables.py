"""The tables of *Disagreements*: label against stage, all three together, months, the people."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from dashboard import downloads, markup
from dashboard.conversion_names import owner_name, persona_name
from dashboard.disagreements_rows import Cell, Labelled, MonthEnd, Square, Totals
from expectations import figures

SIDES = {"marketing": "Marketing tool", "crm": "CRM"}
TEAMS = {"marketing": "marketing", "crm": "sales"}
# the darkest shade is for a tenth of all open journeys and more
SHADES = ((0.1, "sm-shade-3"), (0.03, "sm-shade-2"), (0, "sm-shade-1"))


def facts(totals: Totals, currency: str) -> str:
    """Return whose labels differ, what stands there, and since how long."""
    pairs = [
        ("The marketing tool’s label differs", figures.count(totals.marketing_differing)),
        ("The CRM’s label differs", figures.count(totals.crm_differing)),
        ("Both labels differ", figures.count(totals.both_differing)),
        ("All three say the same", figures.count(totals.agreed)),
        ("Open deals where one differs", figures.money(totals.differing_amount, currency)),
        ("Half differ for longer than", figures.days(totals.median_days)),
    ]
    items = "".join(f"<div><dt>{markup.text(k)}</dt><dd>{v}</dd></div>" for k, v in pairs)
    return f'<dl class="sm-facts">{items}</dl>'


def month_table(months: Sequence[MonthEnd]) -> str:
    """Return one row per month's end, newest first: how many differed, and how many more."""
    heads = [
        ("At the end of", ""),
        ("Open", "sm-num"),
        ("Differ", "sm-rate"),
        ("Change", "sm-num sm-end"),
    ]
    rows = []
    for month in months:
        name = figures.month(month.month_start)
        rate = month.differing_rate or 0
        rows.append(
            [
                f"{name}<small>so far</small>" if month.is_now else name,
                figures.count(month.journeys),
                f'<span class="sm-share">{figures.count(month.differing)}</span> '
                f'<span class="sm-muted">{figures.percent(month.differing_rate)}</span>'
                f'<span class="sm-rail"><i class="sm-fill sm-both" style="width:{rate:.1%}">'
                "</i></span>",
                more_words(month.more_than_before),
            ]
        )
    return markup.table(heads, rows, "How many differed, month by month", "sm-months")


def more_words(more: int | None) -> str:
    """Return a change in words: 4 more, 3 fewer, as many."""
    if more is None:
        return figures.UNKNOWN
    if more == 0:
        return "as many"
    return f"{figures.count(abs(more))} {'more' if more > 0 else 'fewer'}"


def matrix(squares: Sequence[Square], side: str, journeys: int) -> str:
    """Return one tool's labels against the stages by the definition; what differs is shaded."""
    stages = list(dict.fromkeys((square.stage_id, square.stage) for square in squares))
    mine = [square for square in squares if square.side == side]
    here = {(square.label, square.stage_id): square for square in mine}
    means = {square.label: square.means for square in mine}
    heads = [(f"{SIDES[side]} says", ""), *((stage, "sm-num") for _, stage in stages)]
    rows = [
        [
            f"{markup.text(label)}<small>{_meaning(label, meaning)}</small>",
            *(_square(here.get((label, stage_id)), journeys) for stage_id, _ in stages),
        ]
        for label, meaning in means.items()
    ]
    caption = f"Labels of the {SIDES[side]} against the stages by the definition"
    return markup.table(heads, rows, caption, "sm-stacks sm-matrix")


def cell_table(cells: Sequence[Cell], currency: str) -> str:
    """Return one row per combination of both labels and the definition."""
    heads = [
        ("Marketing tool says", ""),
        ("CRM says", ""),
        ("Definition says", ""),
        ("Open journeys", "sm-num"),
        ("Open deals", "sm-num"),
        ("Differs for, half over", "sm-num"),
        ("Oldest", "sm-num sm-end"),
    ]
    rows = [
        [
            said(cell.marketing_label, cell.marketing_means, cell.is_marketing_differing),
            said(cell.crm_label, cell.crm_means, cell.is_crm_differing),
            markup.text(cell.stage),
            f"{figures.count(cell.journeys)}"
            f"<small>{figures.count(cell.journeys_before)} a month before</small>",
            figures.money(cell.amount, currency),
            figures.days(cell.median_days),
            figures.days(cell.oldest_days),
        ]
        for cell in cells
    ]
    return markup.table(heads, rows, "Both labels and the definition", "sm-stacks sm-labels")


def said(label: str, meaning: str | None, is_differing: bool) -> str:
    """Return a label, what it means by the agreement, and whether that is another stage."""
    sign = markup.status("≠", label, "sm-risk") if is_differing else markup.text(label)
    return f"{sign}<small>{_meaning(label, meaning)}</small>"


def journey_table(journeys: Sequence[Labelled], zone: str, currency: str) -> str:
    """Return one row per journey, by its pseudonym: three words for it, and since when."""
    heads = [
        ("Journey", ""),
        ("Marketing tool says", ""),
        ("CRM says", ""),
        ("Definition says", ""),
        ("Differs for", ""),
        ("Persona", ""),
        ("Owner", ""),
        ("Deal", "sm-num sm-end"),
    ]
    rows = [
        [
            f'<span class="sm-id">{markup.text(found.journey_id[:8])}</span>',
            _since(
                found.marketing_label, found.marketing_since, zone, found.is_marketing_differing
            ),
            _since(found.crm_label, found.crm_since, zone, found.is_crm_differing),
            _since(found.stage, found.stage_since, zone),
            figures.days(found.differing_days),
            markup.text(persona_name(found.persona)),
            markup.text(owner_name(found.owner, found.owner_team)),
            figures.money(found.amount, currency),
        ]
        for found in journeys
    ]
    return markup.table(heads, rows, "The journeys of these labels", "sm-stacks sm-journeys")


def as_csv(journeys: Sequence[Labelled]) -> str:
    """Return the rows as CSV, every pseudonym whole, to be asked for in the published file."""
    names = [part.name for part in fields(Labelled) if part.name != "found"]
    return downloads.as_csv(names, map(asdict, journeys))


def _square(square: Square | None, journeys: int) -> str:
    if square is None or not square.journeys:
        return ""
    number = figures.count(square.journeys)
    if not square.is_differing:
        return f"✓ {number}" if square.is_agreed else f'<span class="sm-muted">{number}</span>'
    shade = next(name for least, name in SHADES if square.journeys >= least * journeys)
    return f'<span class="sm-shade {shade}">≠ {number}</span>'


def _meaning(label: str, meaning: str | None) -> str:
    if meaning is None:
        return "no label" if label == "(none)" else "nothing agreed"
    return f"means {markup.text(meaning.replace('_', ' '))}"


def _since(word: str, since: datetime | None, zone: str, is_differing: bool = False) -> str:
    day = f"since {figures.local_day(since, zone)}" if since else "never set"
    name = markup.status("≠", word, "sm-risk") if is_differing else markup.text(word)
    return f"{name}<small>{day}</small>"
