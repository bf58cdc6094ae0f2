"""The tables of Data health about records: since when their changes are told, whose they are."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.record_rows import History, Identity
from expectations import figures


def history_table(histories: Sequence[History], zone: str) -> str:
    """Return since when each tool tells a field's changes; before that they are unknown."""
    heads = [
        ("Field", ""),
        ("History since", ""),
        ("Changes told", "sm-num"),
        ("Records with history", "sm-num"),
        ("Dated by delivery", "sm-num"),
        ("Corrected", "sm-num"),
    ]
    rows = [
        [
            f"{markup.text(row.field)}<small>{markup.text(row.vendor)}</small>",
            figures.moment(row.history_from, zone),
            figures.count(row.change_count),
            f"{figures.count(row.tracked_record_count)} of {figures.count(row.record_count)}",
            figures.count(row.untracked_change_count),
            figures.count(row.correction_count),
        ]
        for row in histories
        if row.history_from is not None
    ]
    caption = "Since when each field's changes are told"
    table = markup.table(heads, rows, caption, "sm-stacks") if rows else ""
    return _NOTE + table + _untold(histories)


_NOTE = (
    '<p class="sm-note">What a record had before its field was tracked counts from its creation; '
    "a value that no history tells, from the delivery that showed it first. Where a delivery "
    "disagrees with the history, it is taken for a change of its own and counted as corrected.</p>"
)


def identity_table(identities: Sequence[Identity]) -> str:
    """Return by what records were linked to one person, and whether merges run in a circle."""
    heads = [("Linked by", ""), ("Links", "sm-num"), ("Records", "sm-num"), ("People", "sm-num")]
    rows = [
        [
            markup.text(row.finding),
            figures.count(row.finding_count),
            figures.count(row.record_count),
            figures.count(row.person_count),
        ]
        for row in identities
        if row.kind == "link"
    ]
    links = markup.table(heads, rows, "By what records were linked", "sm-stacks") if rows else ""
    return "".join(_report(row) for row in identities if row.kind == "report") + links


def _untold(histories: Sequence[History]) -> str:
    """Return the fields whose changes no tool tells, by tool."""
    untold = [row for row in histories if row.history_from is None]
    by_tool = [
        f"{vendor}: {', '.join(row.field for row in untold if row.vendor == vendor)}"
        for vendor in sorted({row.vendor for row in untold})
    ]
    told = markup.text("; ".join(by_tool))
    return f'<p class="sm-note">No change is told of these fields: {told}.</p>' if untold else ""


def _report(row: Identity) -> str:
    if not row.finding_count:
        return f'<p class="sm-sum">{markup.status("✓", "No circle of merges")}.</p>'
    circles = figures.things(row.finding_count, "circle")
    records = figures.things(row.record_count, "record")
    return (
        f'<p class="sm-sum">{markup.status("!", f"{circles} of merges", "sm-risk")}: {records} '
        "gave way to each other, so that none of them stayed. They count as one person; say in the "
        "tool which record shall stay.</p>"
    )
