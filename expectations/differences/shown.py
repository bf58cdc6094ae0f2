"""The differences of two versions as lines of a terminal, and as one self-contained page."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from expectations import figures, paper
from expectations.differences.compared import differences, signature_differences
from expectations.differences.phrases import part_named
from expectations.differences.rows import Difference
from expectations.schema import Agreement


def as_lines(before: Agreement, after: Agreement) -> list[str]:
    """Return the differences for a terminal, one a line, under the part they belong to."""
    rows, signed = differences(before, after), signature_differences(before, after)
    lines = [f"{_named(before)} → {_named(after)}: {_counted(rows)}"]
    for part, found in _by_part(rows):
        lines += [part, *(f"  {row.sentence()}" for row in found)]
    if signed:
        lines += ["Signatures, which are no terms", *(f"  {row.sentence()}" for row in signed)]
    return lines


def as_page(before: Agreement, after: Agreement) -> str:
    """Return the differences as one HTML file, light or dark as its reader prefers."""
    rows, signed = differences(before, after), signature_differences(before, after)
    title = f"{_named(before)} → {_named(after)}"
    tables = [_table(part, found) for part, found in _by_part(rows)]
    if signed:
        tables.append(_table("Signatures, which are no terms", signed))
    body = f"<p>{escape(_counted(rows))}.</p>\n{''.join(tables)}"
    return paper.page(title, after.title, body)


def _named(agreement: Agreement) -> str:
    signed = "" if agreement.signatures else " (draft)"
    return f"{figures.day(agreement.effective_from, year=True)}{signed}"


def _counted(rows: Sequence[Difference]) -> str:
    return figures.things(len(rows), "term differs", "terms differ") if rows else "no term differs"


def _by_part(rows: Sequence[Difference]) -> list[tuple[str, list[Difference]]]:
    return [(part_named(part), list(found)) for part, found in groupby(rows, lambda r: r.part)]


def _table(part: str, rows: Sequence[Difference]) -> str:
    cells = [
        (
            escape(row.named),
            f'<span class="{row.kind}">{row.kind}</span>',
            escape(row.before) or figures.UNKNOWN,
            escape(row.after) or figures.UNKNOWN,
        )
        for row in rows
    ]
    return paper.table(part, ("What", "How", "Before", "After"), cells, ("How",), "differences")
