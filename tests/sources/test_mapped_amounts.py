"""Numbers and times as tools write them: read as they are meant, or rejected, never guessed."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.exact import Exact, exact
from pipelines.sources.mapped_amounts import read_amount
from pipelines.sources.mapped_times import TimeColumn
from pipelines.sources.mapping import Amounts, Mapping
from tests.sources.company import Company

WRITTEN = Amounts(
    signs={"$": "USD", "US$": "USD", "€": "EUR", "EUR": "EUR"},
    suffixes={"K": 1_000, "M": 1_000_000, "Mio": 1_000_000},
    parentheses="negative",
)


@pytest.mark.parametrize(
    ("text", "decimal", "number", "currency"),
    [
        ("$22,700.00", ".", "22700.00", "USD"),
        ("342.09K", ".", "342090", None),
        ("US$ 1.5M", ".", "1500000", "USD"),
        ("1,5 Mio €", ",", "1500000", "EUR"),
        ("(1.234,50)", ",", "-1234.50", None),
        ("-$5", ".", "-5", "USD"),
        ("$-5", ".", "-5", "USD"),
        ("+5 EUR", ".", "5", "EUR"),
        ("1\u00a0234,5\u202f€", ",", "1234.5", "EUR"),
    ],
)
def test_an_amount_is_read_as_the_mapping_says(
    text: str, decimal: Literal[".", ","], number: str, currency: str | None
) -> None:
    read, meant = read_amount(text, decimal, WRITTEN)
    assert (Decimal(read), meant) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text",
    ["22,70.00", "1.234,56", "K", "$", "", "5k", "5KK", "(-5)", "--5", "£5", "1e5", "12%", "٣",
     "5 - 10", "$5€", "99999999999999999"],
)  # fmt: skip
def test_what_the_mapping_does_not_say_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        read_amount(text, ".", WRITTEN)


@pytest.mark.parametrize("text", ["$5", "5K", "(5)"])
def test_nothing_beside_the_digits_is_read_unasked(text: str) -> None:
    with pytest.raises(ValueError, match="`amounts` in its mapping says more"):
        read_amount(text, ".", Amounts())


AMOUNTS = st.decimals(-(10**11), 10**11, places=2, allow_nan=False)


@given(
    AMOUNTS,
    st.sampled_from([".", ","]),
    st.booleans(),
    st.sampled_from(["", "$", "€ "]),
    st.sampled_from(["", " EUR"]),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_every_amount_is_read_back_however_it_is_written(
    amount: Decimal, decimal: Any, grouped: bool, before: str, after: str, in_parentheses: bool
) -> None:
    digits = f"{abs(amount):,.2f}" if grouped else f"{abs(amount):.2f}"
    if decimal == ",":
        digits = digits.translate(str.maketrans(",.", ".,"))
    text = (before + digits) if before else (digits + after)
    if amount < 0:
        text = f"({text})" if in_parentheses else f"-{text}"
    assert Decimal(read_amount(text, decimal, WRITTEN)[0]) == amount
    # what a number cell holds is itself, whatever is said of texts
    assert Decimal(read_amount(exact(amount), decimal, WRITTEN)[0]) == amount


@given(st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    try:
        number, _ = read_amount(text, ".", WRITTEN)
    except ValueError:
        return
    assert Decimal(number).is_finite()
    assert any(letter.isdigit() for letter in text)


def _times(formats: list[str], kind: str, *texts: str, zone: str = "UTC") -> TimeColumn:
    columns = {"deal_id": "a", "deal_stage": "b", "created_at": "c", "closed_on": "d"}
    column = {"DATE": "closed_on", "TIMESTAMP": "created_at"}[kind]
    mapping = Mapping.model_validate(
        {"entity": "deals", "file": "*", "columns": columns, "formats": {column: formats},
         "time_zone": zone}
    )  # fmt: skip
    return TimeColumn(mapping, column, kind, texts)


def test_a_column_written_in_several_ways_is_read_by_the_one_that_fits() -> None:
    formats = ["%d %b, %Y %H:%M:%S", "%d/%m/%Y"]
    texts = ("15 Apr, 2021 00:03:00", "3/4/2021", "4.3.2021")
    column = _times(formats, "TIMESTAMP", *texts, zone="America/New_York")
    assert column.moment(texts[0]) == datetime(2021, 4, 15, 4, 3)
    assert column.moment(texts[1]) == datetime(2021, 4, 3, 4)
    with pytest.raises(ValueError, match="is not written as %d %b, %Y %H:%M:%S or %d/%m/%Y"):
        column.moment(texts[2])


@given(st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1, max_size=20))
@settings(max_examples=20, deadline=None)
def test_day_and_month_are_never_guessed(days: list[date]) -> None:
    """Of two formats at odds, a text counts only where one alone fits, or both mean one day."""
    texts = [f"{day:%d/%m/%Y}" for day in days]
    column = _times(["%d/%m/%Y", "%m/%d/%Y"], "DATE", *texts)
    for day, text in zip(days, texts, strict=True):
        if day.day > 12 or day.day == day.month:
            assert column.moment(text) == day
        else:
            with pytest.raises(ValueError, match="is read differently by"):
                column.moment(text)


def test_a_moment_of_the_files_own_needs_no_format_and_a_text_like_it_does() -> None:
    moment = exact(datetime(2025, 1, 6, 10, 30))
    column = _times(["%d/%m/%Y"], "TIMESTAMP", moment, str(moment), zone="Europe/Berlin")
    assert isinstance(moment, Exact)
    assert column.moment(moment) == datetime(2025, 1, 6, 9, 30)
    with pytest.raises(ValueError, match="is not written as"):
        column.moment(str(moment))


def test_the_sign_says_the_currency_where_no_column_does_and_copies_are_dropped_when_asked(
    tmp_path: Path,
) -> None:
    mapping = {
        "entity": "deals",
        "file": "*.csv",
        "duplicates": "drop",
        "amounts": {"signs": {"$": "USD"}},
        "columns": {"deal_id": "id", "deal_stage": "stage", "amount": "value", "currency": "in"},
        "defaults": {"currency": "CHF"},
    }
    company = Company(tmp_path, crm={"vendor": "mapped", "mapping": "crm.mapping.yml"})
    file = tmp_path / "crm.mapping.yml"
    file.write_text(yaml.safe_dump(mapping), "utf-8")
    company.deliver(
        "crm/deals.csv",
        "id,stage,value,in\n1,Won,$5,\n2,Won,5,\n3,Won,$5,EUR\n1,Won,$5,\n4,Won,5,EUR\n4,Won,6,EUR\n",
    )
    company.run()
    deals = "select landing_line, deal_id, amount, currency from raw.mapped__deals order by 1"
    wanted = [
        (1, "1", "5", "USD"),
        (2, "2", "5", "CHF"),
        (5, "4", "5", "EUR"),
        (6, "4", "6", "EUR"),
    ]
    assert company.query(deals) == wanted
    assert company.query("select line, reason from landing.rejects order by line") == [
        (3, "amount is in USD by its sign, but currency says EUR"),
        (4, "exact copy of row 1"),
    ]
    counts = "select delivered_rows, accepted_rows, rejected_rows from landing.files"
    assert company.query(counts) == [(6, 4, 2)]
    assert any("1 deals stand on several rows that differ" in told for told in company.told)
    file.write_text(yaml.safe_dump({**mapping, "duplicates": "keep"}), "utf-8")
    notes = company.land().sources[0].notes
    assert any("1 rows are exact copies of earlier ones" in note for note in notes)
    company.load()
    assert company.query(deals) == [*wanted[:2], (4, "1", "5", "USD"), *wanted[2:]]
