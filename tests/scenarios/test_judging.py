"""A case fails wherever its rows and the pipeline's differ, and says which."""

import pytest

from tests.scenarios.expectations import Row
from tests.scenarios.judging import unmatched

VISIT = ("anna", "1", "visit", "2025-03-03T09:00Z", "observed")


def found(*cells: str | None, **columns: str | None) -> Row:
    """Return a row as the pipeline has it, with every column that is asked here."""
    return Row(cells, {"amount": None, "visitor": None, "deal": None, **columns})


def test_equal_rows_in_any_order_leave_nothing() -> None:
    lead = ("anna", "1", "lead", "2025-03-03T09:05Z", "observed")
    assert unmatched([Row(VISIT), Row(lead)], [found(*lead), found(*VISIT)]) == ([], [])


def test_a_row_too_few_and_one_too_many_are_both_told() -> None:
    moved = (*VISIT[:3], "2025-03-03T10:00Z", "observed")
    missing, surplus = unmatched([Row(VISIT)], [found(*moved)])
    assert [str(row) for row in missing] == ["[anna, 1, visit, 2025-03-03T09:00Z, observed]"]
    assert [str(row) for row in surplus] == ["[anna, 1, visit, 2025-03-03T10:00Z, observed]"]


def test_the_same_row_twice_is_one_too_many() -> None:
    assert unmatched([Row(VISIT)], [found(*VISIT), found(*VISIT)])[1]
    assert unmatched([Row(VISIT), Row(VISIT)], [found(*VISIT)])[0]


def test_a_column_that_is_asked_must_be_equal() -> None:
    asked = Row(VISIT, {"amount": "10.00"})
    assert unmatched([asked], [found(*VISIT, amount="10.00")]) == ([], [])
    missing, surplus = unmatched([asked], [found(*VISIT, amount="10.01")])
    assert (len(missing), len(surplus)) == (1, 1)
    assert unmatched([Row(VISIT, {"amount": None})], [found(*VISIT, amount="1.00")])[0]


def test_a_column_that_no_row_has_is_no_expectation() -> None:
    with pytest.raises(ValueError, match="asks for amuont"):
        unmatched([Row(VISIT, {"amuont": "10.00"})], [found(*VISIT)])


def test_rows_that_compete_are_matched_as_well_as_can_be() -> None:
    expected = [Row(VISIT), Row(VISIT, {"visitor": "c1"})]
    rows = [found(*VISIT, visitor="c1"), found(*VISIT, visitor="c2")]
    assert unmatched(expected, rows) == ([], [])
