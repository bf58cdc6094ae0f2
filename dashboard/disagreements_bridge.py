"""The bridge from each source's total to ours: every cause a line, and what none explains red."""

from collections.abc import Sequence
from itertools import groupby

from dashboard import markup
from dashboard.disagreements_rows import Span
from expectations import figures


def left_over(spans: Sequence[Span]) -> list[Span]:
    """Return one part of each total that its causes do not bring to ours."""
    return [next(iter(parts)) for parts in _totals(spans) if parts[0].left_over]


def bridge_table(spans: Sequence[Span]) -> str:
    """Return, for each total that differs, theirs, every cause, and ours; the lines add up."""
    heads = [("From theirs to ours", ""), ("How many", "sm-num sm-end")]
    tables = []
    for parts in _totals(spans):
        first = parts[0]
        if first.theirs == first.ours and first.cause is None and not first.left_over:
            continue
        rows = [
            ["Theirs", _size(first.theirs, first)],
            *(
                [f"{markup.text(part.cause)}", _change(part.difference, part)]
                for part in parts
                if part.cause is not None and part.difference is not None
            ),
        ]
        if first.left_over:
            rows.append(
                [
                    markup.status("✕", "Left over, and nobody knows why", "sm-broken"),
                    _change(first.left_over, first),
                ]
            )
        rows.append(["<strong>Ours</strong>", f"<strong>{_size(first.ours, first)}</strong>"])
        name = _name(first)
        tables.append(
            f'<div><p class="sm-block"><strong>{markup.text(first.measure)}</strong> '
            f'<span class="sm-muted">{markup.text(_where(first))}</span></p>'
            + markup.table(heads, rows, f"From their total to ours: {name}", "sm-bridge")
            + "</div>"
        )
    return f'<div class="sm-bridges">{"".join(tables)}</div>' if tables else ""


def equal_sentence(spans: Sequence[Span]) -> str:
    """Return which totals are ours to the last one."""
    equal = [
        f"{_name(parts[0])} ({_size(parts[0].ours, parts[0])})"
        for parts in _totals(spans)
        if parts[0].cause is None and not parts[0].left_over
    ]
    if not equal:
        return ""
    return f'<p class="sm-note"><strong>Equal:</strong> {markup.text("; ".join(equal))}.</p>'


def alarm(spans: Sequence[Span]) -> str:
    """Return which totals the causes do not bring to ours; nothing where all are brought."""
    wrong = left_over(spans)
    if not wrong:
        return ""
    words = ", ".join(f"{_change(part.left_over, part)} {_name(part)}" for part in wrong)
    return (
        '<p class="sm-sum sm-broken" role="alert"><span aria-hidden="true">✕</span> '
        f"<strong>No cause explains {markup.text(words)}.</strong> Until it is found, quote "
        "the source’s own total beside ours.</p>"
    )


def _totals(spans: Sequence[Span]) -> list[list[Span]]:
    """Return the parts of each total, as they come."""
    return [
        list(parts)
        for _, parts in groupby(
            spans, key=lambda part: (part.source, part.vendor, part.measure, part.currency)
        )
    ]


def _where(part: Span) -> str:
    return " · ".join(filter(None, (part.source, part.vendor, part.currency)))


def _name(part: Span) -> str:
    money = f" in {part.currency}" if part.currency else ""
    return f"{part.measure}{money} of {part.source}"


def _size(value: float, part: Span) -> str:
    if part.is_money and part.currency:
        return figures.exact_money(value, part.currency)
    return figures.count(value)


def _change(value: float, part: Span) -> str:
    sign = "−" if value < 0 else "+"
    return f"{sign}{_size(abs(value), part)}"
