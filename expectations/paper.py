"""A report as one self-contained HTML file, light or dark as its reader prefers, also to print."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

_STYLE = Path(__file__).with_name("page.css")


def page(title: str, above: str, body: str) -> str:
    """Return a whole file; what stands above the title is text, the body is ready HTML."""
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
<p class="muted">{escape(above)}</p>
<h1>{escape(title)}</h1>
{body}</main>
</body>
</html>
"""


def table(
    heading: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    unnamed: Sequence[str] = (),
    style: str = "",
) -> str:
    """Return a heading and its table, nothing where there are no rows.

    Args:
        heading: what stands above it.
        columns: their names; the first names its row. On a phone each cell says its column's.
        rows: their cells, ready HTML.
        unnamed: columns whose cells say on a phone themselves what they are.
        style: a class of the table.
    """
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    labels = ["" if name in unnamed else f' data-label="{escape(name)}"' for name in columns]
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(
            f"<td{label}>{cell}</td>" for label, cell in zip(labels[1:], row[1:], strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    return f"""<h2>{escape(heading)}</h2>
<table class="{style}">
<thead><tr>{head}</tr></thead>
<tbody>
{body}</tbody>
</table>
"""
