"""Working time between two instants, as other libraries count it, against our business clock.

Ours runs the other way, from a start and a duration to the due instant: what is owed within exactly
the seconds between start and end is due by the end, and what is owed within one more is not.
"""

import csv
from datetime import UTC, date, datetime

import pytest

from expectations.calendars import _intervals
from expectations.schema import Calendar
from pipelines.home import project_root
from tests.dbt.replay import Replay

FILE = project_root().parent / "shared" / "data" / "cases" / "business_hours_cases.csv"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"{FILE} is not here; it holds the third party's facts"
)
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# those of the United States' federal holidays that lie in a case
FEDERAL = frozenset({date(2014, 1, 1), date(2014, 1, 20), date(2014, 2, 17), date(2015, 2, 16)})


def _calendar(hours: str) -> Calendar:
    """Return `Mon-Fri 09:00-17:00` as a calendar; no clock is changed in any case."""
    days, times = hours.removesuffix(" (UTC)").split(" ")
    worked = []
    for part in days.lower().split(","):
        first, _, last = part.partition("-")
        worked += WEEK[WEEK.index(first) : WEEK.index(last or first) + 1]
    return Calendar.model_construct(
        id="c", team="sales", time_zone="Etc/UTC", days=worked, hours=times, holidays=None
    )


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def test_what_is_owed_within_the_working_seconds_is_due_by_the_end() -> None:
    cases = [
        case
        for case in csv.DictReader(FILE.open(encoding="utf-8"))
        if "same as" not in case["hours"]
    ]
    assert len(cases) == 15
    with Replay() as replay:
        replay.build("promise_starts")
        replay.connection.execute("delete from agreement.calendar_intervals")
        for number, case in enumerate(cases):
            said = case["holidays"]
            days_off = (
                FEDERAL
                if "federal" in said
                else frozenset(date.fromisoformat(day) for day in said.split() if day)
            )
            start, end = _utc(case["start"]), _utc(case["end"])
            intervals = [
                interval
                for interval in _intervals(str(number), _calendar(case["hours"]), days_off)
                if abs((interval[1] - start).days) < 40
            ]
            replay.connection.executemany(
                "insert into agreement.calendar_intervals values (?, ?, ?, ?, ?)", intervals
            )
            for owed in (int(case["expected_seconds"]), int(case["expected_seconds"]) + 1):
                replay.connection.execute(
                    "insert into core.promise_starts by name select ? as journey_id,"
                    " ? as promise_id, 'mql' as stage_id, 'business' as clock, ? as calendar_id,"
                    " ? as within_seconds, ? as starts_at, ? as entered_at",
                    (str(number), str(owed), str(number), owed, start, end),
                )
        replay.build("promise_dues")
        found = replay.rows(
            "select cast(journey_id as integer), within_seconds, due_at <= entered_at"
            " from core.promise_dues where within_seconds > 0 order by 1, 2"
        )
    expected = [
        (number, owed, owed == int(case["expected_seconds"]))
        for number, case in enumerate(cases)
        for owed in (int(case["expected_seconds"]), int(case["expected_seconds"]) + 1)
        if owed > 0
    ]
    assert found == expected
