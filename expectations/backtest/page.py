"""A report as one self-contained HTML file, light or dark as its reader prefers."""

from collections.abc import Sequence
from html import escape

from expectations import figures, paper
from expectations.backtest import words
from expectations.backtest.report import Report


def as_page(report: Report) -> str:
    """Return the report with its digest, every share beside its base."""
    title = words.headline(report)
    parts = [_list(words.said(report))]
    if report.moves:
        parts += [
            _table(
                "Who moves",
                ("Stage", "As signed", "Draft", "In", "Out", "Earlier", "Later"),
                [(item.plural, *map(figures.count, item.counts)) for item in report.stages],
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
                    for item in report.changed_kpis
                ],
            ),
            _table(
                "Conversion and time",
                ("Step", "Moved on", "Median time"),
                [
                    (
                        report.step_named(step),
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
                    for item in report.moved_outcomes
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
    body = "".join(parts) + f'<p class="muted">Digest of this report: {report.digest}</p>\n'
    return paper.page(title, f"{report.company} · {report.draft_title}", body)


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>\n"


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return paper.table(heading, columns, [[escape(cell) for cell in row] for row in rows])
