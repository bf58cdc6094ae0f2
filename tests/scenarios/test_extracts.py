"""Every kind of event of the language stands in an extract, under the moment of its delivery."""

from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from tests.scenarios.cases import Case, load_cases
from tests.scenarios.conftest import OWN
from tests.scenarios.deliveries import Deliveries
from tests.scenarios.language import Event
from tests.scenarios.playing import WRITERS
from tests.scenarios.records import Records, salesforce_id

HEADER = OWN.read_text(encoding="utf-8").partition("scenarios:")[0] + "scenarios:\n"
BEFORE = """\
- id: X1
  title: "A case."
  as_of: "2025-04-30T22:00Z"
  events:
    - {at: 2025-03-03T09:00Z, kind: session, id: s1, client: c1}
    - {at: 2025-03-03T09:00Z, kind: form, who: anna}
    - {at: 2025-03-03T09:00Z, kind: form, who: ben}
    - {at: 2025-03-03T09:00Z, kind: deal_created, deal: D1, amount: 10, currency: EUR}
"""
AFTER = "  expect: {entries: []}\n"
WHAT = {
    "session": "id: s2, client: c1",
    "identify": "client: c1, session: s1, who: anna",
    "crm_label": "who: anna, value: Accepted",
    "crm_seen": "who: anna, value: Accepted",
    "marketing_label": "who: anna, value: lead",
    "owner": "who: anna, value: rep1",
    "attribute": 'who: anna, name: budget, value: "1"',
    "merge": "winner: anna, loser: ben",
    "deal_created": "deal: D2, amount: 1, currency: EUR",
    "deal_amount": "deal: D1, amount: 11",
    "deal_won": 'deal: D1, close_date: "2025-03-04"',
    "deal_lost": 'deal: D1, close_date: "2025-03-04"',
    "deal_reopened": "deal: D1",
}
KINDS = sorted(
    kind
    for model in get_args(get_args(Event)[0])
    for kind in get_args(model.model_fields["kind"].annotation)
)


def played(tmp_path: Path, event: str) -> Deliveries:
    """Return what the tools deliver of a case with one more event."""
    path = tmp_path / "cases.yml"
    path.write_text(HEADER + BEFORE + event + AFTER, encoding="utf-8")
    (case,) = load_cases(path)
    return delivered(case)


def delivered(case: Case) -> Deliveries:
    """Return what the tools deliver of a case."""
    deliveries, records = Deliveries(), Records(case)
    for write in WRITERS:
        write(case, records, deliveries)
    return deliveries


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_stands_in_an_extract_of_its_delivery(
    tmp_path: Path, kind: str
) -> None:
    said = WHAT.get(kind, "who: anna")
    event = (
        f"    - {{at: 2025-03-04T09:00Z, observed_at: 2025-03-06T04:00Z, kind: {kind}, {said}}}\n"
    )
    new = {
        (tool, moment, file)
        for tool, moment, file in played(tmp_path, event).rows
        if moment > datetime(2025, 3, 3, 9)
    }
    assert {moment for _, moment, _ in new} == {datetime(2025, 3, 6, 4)}


def test_what_is_not_said_late_is_delivered_when_it_happens(tmp_path: Path) -> None:
    event = "    - {at: 2025-03-04T09:00Z, kind: form, who: anna}\n"
    moments = {moment for _, moment, _ in played(tmp_path, event).rows}
    assert moments == {datetime(2025, 3, 3, 9), datetime(2025, 3, 4, 9)}


def test_an_id_of_the_crm_ends_in_its_true_check_characters() -> None:
    # 00Q has its one capital in the third place of the first five: 4, an E
    assert salesforce_id("00Q", 1) == "00Q000000000001EAA"
    assert salesforce_id("003", 12) == "003000000000012AAA"
