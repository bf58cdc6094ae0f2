"""The number format table, line by line."""

from datetime import UTC, date, datetime

import pytest

from dashboard import markup
from dashboard.periods import Period
from expectations import figures


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (figures.count(1243), "1,243"),
        (figures.count(0), "0"),
        (figures.count(-4), "−4"),
        (figures.count(None), "—"),
        (figures.money(1_181_230.55, "EUR"), "€1.18M"),
        (figures.money(299_480, "EUR"), "€299k"),
        (figures.money(999_700, "EUR"), "€1.00M"),
        (figures.money(9_420.4, "USD"), "$9,420"),
        (figures.money(15_000_000, "CHF"), "CHF 15.0M"),
        (figures.money(None, "EUR"), "—"),
        (figures.exact_money(1_181_230.55, "EUR"), "€1,181,230.55"),
        (figures.percent(0.39), "39%"),
        (figures.percent(0.0622), "6.2%"),
        (figures.percent(0.05), "5%"),
        (figures.percent(0), "0%"),
        (figures.percent(None), "—"),
        (figures.percent(0.0996), "10%"),
        (figures.share(1, 0), "—"),
        (figures.signed_percent(-16), "−16%"),
        (figures.signed_percent(8), "+8%"),
        (figures.days(2.6), "2.6 days"),
        (figures.days(1), "1 day"),
        (figures.days(44.4), "44 days"),
        (figures.days(None), "—"),
        (figures.days(0.125), "3 hours"),
        (figures.days(0.97), "1 day"),
        (figures.days(0.01), "14 minutes"),
        (figures.days(0.0001), "under a minute"),
        (figures.days(0), "at once"),
        (figures.planned(0.47, "count"), "0.5"),
        (figures.planned(4.0, "count"), "4"),
        (figures.planned(41.56, "count"), "42"),
        (figures.planned(None, "count"), "—"),
        (figures.planned(14_000, "EUR"), "€14k"),
        (figures.signed(2.53), "+2.5"),
        (figures.signed(-3), "−3"),
        (figures.signed(21.3), "+21"),
        (figures.things(1, "check"), "1 check"),
        (figures.things(1041, "check"), "1,041 checks"),
        (figures.day_range(date(2025, 11, 1), date(2025, 11, 22)), "1–22 Nov 2025"),
        (figures.day_range(date(2025, 9, 28), date(2025, 10, 2)), "28 Sep–2 Oct 2025"),
        (figures.weekday(date(2025, 11, 23)), "Sun 23 Nov 2025"),
        (figures.moment(datetime(2025, 11, 23, 23, 0), "Europe/Berlin"), "24 Nov 2025, 00:00"),
        (
            figures.moment(datetime(2025, 7, 1, 10, 0, tzinfo=UTC), "Europe/Berlin"),
            "1 Jul 2025, 12:00",
        ),
    ],
)
def test_each_figure_has_one_form(made: str, expected: str):
    assert made == expected


def test_a_broken_promise_never_prints_the_figure_that_was_promised():
    assert figures.percent_beside(0.896, 0.9, is_kept=False) == "89.6%"
    assert figures.percent_beside(0.8997, 0.9, is_kept=False) == "89.97%"
    assert figures.percent_beside(0.896, 0.9, is_kept=True) == "90%"


def test_a_period_knows_its_days_and_the_one_before():
    quarter = Period.holding("quarter", date(2025, 11, 23))
    assert (quarter.start, quarter.end) == (date(2025, 10, 1), date(2025, 12, 31))
    assert quarter.before.start == date(2025, 7, 1)
    month = Period.holding("month", date(2025, 12, 31))
    assert (month.end, month.is_complete) == (date(2025, 12, 31), True)
    assert month.before.span == "1–30 Nov 2025"
    week = Period.holding("week", date(2025, 11, 23))
    assert (week.start, week.name, week.progress) == (
        date(2025, 11, 17),
        "Week of 17 Nov",
        "day 7 of 7",
    )


@pytest.mark.parametrize(
    "hostile",
    ["![x](http://a.example/p.png)", "[x](javascript:1)", "<img src=x>", "# a\n# b", ":red[x] $x$"],
)
def test_markdown_is_printed_as_written(hostile: str):
    escaped = markup.markdown(hostile)
    assert "\n" not in escaped
    assert not any(sign in escaped.replace(f"\\{sign}", "") for sign in "![]()<>#:$"), (
        "a sign that Markdown reads is left without its backslash"
    )


def test_a_message_of_several_lines_reads_as_sentences_on_one():
    told = "It is not signed.\n  marketing: for other terms\n\n  sales: for other terms\nUndo it."
    assert markup.one_line(told) == (
        "It is not signed. marketing: for other terms; sales: for other terms; Undo it."
    )
    assert markup.one_line("one line") == "one line"
    assert markup.one_line("") == ""
