"""A report as one self-contained HTML file, light or dark as its reader prefers."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from expectations import differences, figures
from expectations.backtest import words
from expectations.backtest.report import Report

_STYLE = Path(differences.__file__).with_name("page.css")


def as_page(report: Report) -> str:
    """Return the report with its digest, every share beside its base."""
    title = words.headline(report)
    parts = [_list(words.said(report))]
    if report.moves:
        parts += [
            _table(
                "Who moves",
                ("Stage", "As signed", "Draft", "In", "Out", "Earlier", "Later"),
                [
                    (
                        item.plural,
                        *map(
                            figures.count,
                            (
                                *(item.before, item.after, item.moved_in),
                                *(item.moved_out, item.earlier, item.later),
                            ),
                        ),
                    )
                    for item in report.stages
                ],
            ),
            _table(
                "By month",
                ("Figure", "Month", "As signed", "Draft"),
                [
                    (
                        item.label,
                        figures.month(item.month),
                        figures.quantity(item.before, item.unit),
                        figures.quantity(item.after, item.unit),
                    )
                    for item in report.kpis
                    if item.before != item.after
                ],
            ),
            _table(
                "Conversion and time",
                ("Step", "Moved on", "Median time"),
                [
                    (
                        f"{report.labels[step.from_stage_id]} → {report.labels[step.to_stage_id]}",
                        words.conversion(step),
                        words.days(step),
                    )
                    for step in report.steps
                ],
            ),
            _table(
                "What became of them",
                ("Stage", "Who", "Journeys", "Accepted", "Won", "Revenue"),
                [
                    (
                        report.labels[item.stage_id],
                        words.GROUPS[item.group_id],
                        figures.count(item.journeys),
                        words.share_of(item.accepted, item.journeys),
                        words.share_of(item.won, item.journeys),
                        figures.money(item.revenue, report.currency),
                    )
                    for item in report.outcomes
                    if item.stage_id in {stage.stage_id for stage in report.moved_stages}
                ],
            ),
            _table(
                "Won revenue that had been counted before it was won",
                ("Stage", "Counted before it was won"),
                [
                    (report.labels[item.stage_id], words.covered(report, item))
                    for item in report.covered
                ],
            ),
            _table(
                "What reps owe, a week",
                ("Promise", "As signed", "Draft", "Busiest rep", "Kept so far"),
                [
                    (
                        report.labels.get(item.promise_id, item.promise_id),
                        f"{item.before:.1f}",
                        f"{item.after:.1f}",
                        f"{item.busiest_before:.1f} → {item.busiest_after:.1f}",
                        words.share_of(item.kept, item.judged),
                    )
                    for item in words.promised(report)
                ],
            ),
        ]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>
{_STYLE.read_text(encoding="utf-8").strip()}
table {{ table-layout: auto; }}
</style>
</head>
<body>
<main>
<p class="muted">{escape(report.company)} · {escape(report.draft_title)}</p>
<h1>{escape(title)}</h1>
{"".join(parts)}<p class="muted">Digest of this report: {report.digest}</p>
</main>
</body>
</html>
"""


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>\n"


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f'<td data-label="{escape(column)}">{escape(cell)}</td>'
            for column, cell in zip(columns[1:], row[1:], strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    return f"""<h2>{escape(heading)}</h2>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}</tbody>
</table>
"""
