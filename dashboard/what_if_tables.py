"""The tables of *What if*: both sides beside each other, every share with its base."""

from dashboard import definitions_links, markup
from expectations import figures
from expectations.backtest import Report, words

SHOWN = 12
NUMBER = "sm-num"


def changes(report: Report) -> str:
    """Return every changed term in words."""
    if not report.changes:
        return '<p class="sm-note">The signed terms, as they stand.</p>'
    told = "".join(f"<li>{markup.text(item)}</li>" for item in report.changes)
    return f'<ul class="sm-terms">{told}</ul>'


def moves(report: Report) -> str:
    """Return how many entries each stage counts, and how many of them move how."""
    names = ("As signed", "Draft", "In", "Out", "Earlier", "Later")
    rows = [[markup.text(item.plural), *map(figures.count, item.counts)] for item in report.stages]
    notes = [
        f"{figures.count(item.effective)} of the {figures.count(item.moved_in)} {item.plural} that"
        " come in do so on the day it would have taken effect: they met it by then."
        for item in report.stages
        if item.effective
    ]
    heads = [("Stage", ""), *((name, NUMBER) for name in names)]
    return markup.table(
        heads, rows, "Entries that each stage counts", "sm-stacks sm-journeys"
    ) + _notes(notes)


def months(report: Report) -> str:
    """Return the figures of each month that change, as published and under the draft."""
    rows = [
        [
            definitions_links.link("kpis", item.kpi_id, item.label)
            + f", {figures.month(item.month)}",
            figures.quantity(item.before, item.unit),
            figures.quantity(item.after, item.unit),
            _change(item.before, item.after) if item.unit == "count" else "",
        ]
        for item in report.changed_kpis
    ]
    if not rows:
        return '<p class="sm-note">No figure of any month changes.</p>'
    heads = [("Figure", ""), ("As signed", NUMBER), ("Draft", NUMBER), ("Change", NUMBER)]
    return markup.table(heads, rows, "Figures by month")


def steps(report: Report) -> str:
    """Return the share that moved on and the median time, of what entered since."""
    rows = [
        [
            markup.text(report.step_named(item)),
            words.conversion(item),
            words.days(item),
        ]
        for item in report.steps
    ]
    heads = [("Step", ""), ("Moved on", ""), ("Median time", "")]
    return markup.table(heads, rows, "Conversion and time", "sm-stacks") + _notes(
        ["The time is that of those who moved on; many of the young are still on their way."]
    )


def outcomes(report: Report) -> str:
    """Return what became of those who enter a moved stage, by who lets them in."""
    rows = [
        [
            markup.text(f"{report.labels[item.stage_id]}, {words.GROUPS[item.group_id]}"),
            figures.count(item.journeys),
            words.share_of(item.accepted, item.journeys),
            words.share_of(item.won, item.journeys),
            figures.money(item.revenue, report.currency),
        ]
        for item in report.moved_outcomes
    ]
    heads = [
        ("Who", ""),
        ("Journeys", NUMBER),
        ("Accepted", ""),
        ("Won", ""),
        ("Revenue", NUMBER),
    ]
    return markup.table(heads, rows, "What became of them", "sm-stacks sm-journeys")


def covered(report: Report) -> str:
    """Return how much of the won revenue a moved stage had counted before it was won."""
    return _notes(
        [
            f"Won revenue that {report.labels[item.stage_id]} had counted before:"
            f" {words.covered(report, item)}."
            for item in report.moved_covered
        ]
    )


def load(report: Report) -> str:
    """Return what reps owe of each promise a week, and what they kept so far."""
    rows = [
        [
            markup.text(report.labels.get(item.promise_id, item.promise_id)),
            f"{item.before:.1f} → {item.after:.1f}",
            f"{item.busiest_before:.1f} → {item.busiest_after:.1f}",
            words.share_of(item.kept, item.judged),
        ]
        for item in words.promised(report)
    ]
    if not rows:
        return '<p class="sm-note">No promise of Sales began since.</p>'
    heads = [("Promise", ""), ("All reps", NUMBER), ("Busiest", NUMBER), ("Kept so far", "")]
    return markup.table(heads, rows, "What reps owe a week", "sm-stacks")


def movers(report: Report, zone: str) -> str:
    """Return the newest journeys that move, stage by stage."""
    shown = report.movers[:SHOWN]
    rows = [
        [
            f"<code>{markup.text(item.journey_id[:8])}</code>",
            markup.text(f"{report.labels[item.stage_id]}: {item.moved}"),
            figures.local_day(item.before_at, zone),
            figures.local_day(item.after_at, zone),
            markup.text(report.labels.get(item.persona_id, "no persona")),
            markup.text(item.channel or figures.UNKNOWN),
            figures.count(item.fit),
            figures.count(item.engagement),
        ]
        for item in shown
    ]
    heads = [
        *(("Journey", ""), ("Moves", ""), ("As signed", ""), ("Draft", "")),
        *(("Persona", ""), ("Channel", ""), ("Fit", NUMBER), ("Engagement", NUMBER)),
    ]
    rest = len(report.movers) - len(shown)
    note = [f"{figures.things(rest, 'more', 'more')} in the download."] if rest else []
    return markup.table(heads, rows, "Journeys that move", "sm-stacks sm-journeys") + _notes(note)


def _change(before: float | None, after: float | None) -> str:
    return figures.signed((after or 0) - (before or 0))


def _notes(lines: list[str]) -> str:
    return "".join(f'<p class="sm-note">{markup.text(line)}</p>' for line in lines)
