"""Sources, media and campaigns, and the channel that Google's default grouping gives them."""

import csv

import pytest

from pipelines.home import project_root
from tests.dbt.replay import Replay

FILE = project_root().parent / "shared" / "data" / "cases" / "channel_grouping_cases.csv"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"{FILE} is not here; it holds the third party's facts"
)


def test_every_session_has_the_channel_of_its_source_medium_and_campaign() -> None:
    """Each case is a session of its own, through the staging of GA4."""
    cases = list(csv.DictReader(FILE.open(encoding="utf-8")))
    assert len(cases) == 30
    with Replay() as replay:
        replay.add(
            "ga4__events",
            [
                {
                    "event_date": "2025-02-19",
                    "event_timestamp": 1_740_000_000_000_000,
                    "event_name": "page_view",
                    "user_pseudo_id": f"client {number}",
                    "ga_session_id": 1,
                    "session_source": case["source"] or None,
                    "session_medium": case["medium"] or None,
                    "session_campaign": case["campaign"] or None,
                }
                for number, case in enumerate(cases)
            ],
            "2025-02-20 20:00:00",
        )
        replay.build("stg_ga4__sessions")
        found = dict(replay.rows("select client_key, channel from staging.stg_ga4__sessions"))
    ours = [found[f"ga4:client:client {number}"] for number in range(len(cases))]
    differing = [
        (*case.values(), channel)
        for case, channel in zip(cases, ours, strict=True)
        if channel != case["expected_channel"]
    ]
    assert differing == []
