"""Whatever the order of deliveries, and however often each comes, the raw rows are the same."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.tables import TABLES
from tests.drawing import drawn
from tests.sources.company import Company, event, lead, leads, lines, packed

# three exports of a CRM, one of them the same bytes as another, and four of a website, of which
# two are later exports of an earlier day, in two file forms
DELIVERIES: tuple[tuple[str, str | bytes], ...] = (
    ("crm/2025-01-06/Lead.csv", leads(lead(1), "ragged", lead(2))),
    ("crm/2025-01-07/Lead.csv", leads(lead(1, "Working"), lead(2))),
    ("crm/2025-01-08/Lead.csv", leads(lead(1), "ragged", lead(2))),
    ("web/2025-01-07/events_20250106.json", lines(event("a"), event("b", at=2))),
    ("web/2025-01-08/events_20250106.json.gz", packed(lines(event("b", at=2)) + "{no\n")),
    ("web/2025-01-09/events_20250106.json", lines(event("c", at=3))),
    ("web/2025-01-08/events_20250107.json", lines(event("d", event_date="20250107"))),
)


def _raw_rows(order: list[int], per_run: int) -> list[list[tuple[object, ...]]]:
    """Deliver in an order, so many files before each run, under a new name where it came before."""
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder), crm={"vendor": "salesforce"}, web={"vendor": "ga4"})
        came: dict[int, int] = {}
        for place, number in enumerate(order, start=1):
            name, content = DELIVERIES[number]
            came[number] = came.get(number, 0) + 1
            first, _, rest = name.partition(".")
            company.deliver(f"{first}{'_2' if came[number] > 1 else ''}.{rest}", content)
            if place % per_run == 0:
                company.run()
        company.run()
        tables = [company.query(f"from {table.address} order by all") for table in TABLES]
        return [*tables, company.query("from landing.rejects order by all")]


EXPECTED = _raw_rows(list(range(len(DELIVERIES))), per_run=len(DELIVERIES))


def test_the_in_order_result_is_what_the_deliveries_say() -> None:
    names = {row[7] for row in EXPECTED[0]}
    assert names == {"c", "d"}
    assert sum(len(rows) for rows in EXPECTED) == 2 + 3 * 2 + 2


@drawn(8)
@given(
    order=st.permutations(range(len(DELIVERIES))),
    again=st.lists(st.integers(0, len(DELIVERIES) - 1), max_size=4),
    per_run=st.integers(1, 6),
)
def test_any_order_and_any_repetition_give_the_same_raw_rows(
    order: list[int], again: list[int], per_run: int
) -> None:
    assert _raw_rows([*order, *again], per_run) == EXPECTED
