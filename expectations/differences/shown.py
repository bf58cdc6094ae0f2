"""The differences of two versions as lines of a terminal, and as one self-contained page."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from expectations import figures
from expectations.differences.compared import differences, signature_differences
from expectations.differences.phrases import part_named
from expectations.differences.rows import Difference
from expectations.schema import Agreement

_STYLE = Path(__file__).with_name("page.css")


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
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>
{_STYLE.read_text(encoding="utf-8").strip()}
</style>
</head>
<body>
<main>
<p class="muted">{escape(after.title)}</p>
<h1>{escape(title)}</h1>
<p>{escape(_counted(rows))}.</p>
{"".join(tables)}</main>
</body>
</html>
"""


def _named(agreement: Agreement) -> str:
    signed = "" if agreement.signatures else " (draft)"
    return f"{figures.day(agreement.effective_from, year=True)}{signed}"


def _counted(rows: Sequence[Difference]) -> str:
    return figures.things(len(rows), "term differs", "terms differ") if rows else "no term differs"


def _by_part(rows: Sequence[Difference]) -> list[tuple[str, list[Difference]]]:
    return [(part_named(part), list(found)) for part, found in groupby(rows, lambda r: r.part)]


def _table(part: str, rows: Sequence[Difference]) -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(row.named)}</th>'
        f'<td><span class="{row.kind}">{row.kind}</span></td>'
        f"<td>{escape(row.before) or figures.UNKNOWN}</td>"
        f"<td>{escape(row.after) or figures.UNKNOWN}</td></tr>\n"
        for row in rows
    )
    return f"""<h2>{escape(part)}</h2>
<table>
<thead><tr><th scope="col">What</th><th scope="col">How</th><th scope="col">Before</th>\
<th scope="col">After</th></tr></thead>
<tbody>
{body}</tbody>
</table>
"""
