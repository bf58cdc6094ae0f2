"""Working hours follow the clock on the wall, and the seconds of a business clock are looked up."""

import csv
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from expectations.annexes import Annexes
from expectations.calendars import WEEKDAYS, Interval, working_intervals
from expectations.table_rows import promise_seconds
from pipelines.home import project_root
from tests.agreement.documents import as_text, content, read

CASES = project_root().parent / "shared" / "data" / "cases" / "business_hours_cases.csv"
US_FEDERAL = [
    *("2014-01-01", "2014-01-20", "2014-02-17", "2014-05-26", "2014-07-04", "2014-09-01"),
    *("2014-10-13", "2014-11-11", "2014-11-27", "2014-12-25", "2015-01-01", "2015-01-19"),
    "2015-02-16",
]


def _annexes(days_off: list[str]) -> Annexes:
    listed = [{"day": day, "label": "A day off"} for day in days_off]
    return Annexes.model_validate(
        {"holidays": {"owner": "A", "updated_on": "2025-01-01", "holidays": {"portugal": listed}}}
    )


def _worked(
    folder: Path, zone: str, days: list[str], hours: str, days_off: list[str] | None = None
) -> list[Interval]:
    data = content()
    data["calendars"][0] |= {"time_zone": zone, "days": days, "hours": hours}
    return list(working_intervals([read(folder, as_text(data))], _annexes(days_off or [])))


def _on(intervals: list[Interval], *days: str) -> list[tuple[str, str, int]]:
    """Return when work begins and ends (UTC), and its seconds, where it ends on one of the days."""
    return [
        (starts.isoformat(" ", "minutes"), ends.isoformat(" ", "minutes"), seconds)
        for _, starts, ends, seconds, _ in intervals
        if ends.date().isoformat() in days
    ]


WEEK = ["mon", "tue", "wed", "thu", "fri"]


def test_a_working_day_begins_at_the_same_hour_of_the_wall_in_winter_and_summer(
    tmp_path: Path,
) -> None:
    """Berlin is UTC+1 to 29 March and from 26 October 2025, UTC+2 between."""
    worked = _worked(tmp_path, "Europe/Berlin", WEEK, "09:00-17:00")
    assert _on(worked, "2025-03-28", "2025-03-29", "2025-03-30", "2025-03-31") == [
        ("2025-03-28 08:00", "2025-03-28 16:00", 28_800),
        ("2025-03-31 07:00", "2025-03-31 15:00", 28_800),
    ]
    assert _on(worked, "2025-10-24", "2025-10-27") == [
        ("2025-10-24 07:00", "2025-10-24 15:00", 28_800),
        ("2025-10-27 08:00", "2025-10-27 16:00", 28_800),
    ]


def test_a_day_round_the_clock_has_23_and_25_hours_when_the_clock_is_changed(
    tmp_path: Path,
) -> None:
    worked = _worked(tmp_path, "Europe/Berlin", ["sat", "sun"], "00:00-24:00")
    assert _on(worked, "2025-03-29", "2025-03-30") == [
        ("2025-03-28 23:00", "2025-03-29 23:00", 24 * 3600),
        ("2025-03-29 23:00", "2025-03-30 22:00", 23 * 3600),
    ]
    assert _on(worked, "2025-10-26") == [("2025-10-25 22:00", "2025-10-26 23:00", 25 * 3600)]


def test_where_midnight_is_skipped_no_hour_is_worked_twice(tmp_path: Path) -> None:
    """In Santiago 7 September 2025 begins at 01:00: UTC-4 before, UTC-3 after."""
    worked = _worked(tmp_path, "America/Santiago", list(WEEKDAYS), "00:00-24:00")
    assert _on(worked, "2025-09-07", "2025-09-08") == [
        ("2025-09-06 04:00", "2025-09-07 04:00", 24 * 3600),
        ("2025-09-07 04:00", "2025-09-08 03:00", 23 * 3600),
    ]


def test_a_day_off_is_not_worked_and_others_are(tmp_path: Path) -> None:
    worked = _worked(tmp_path, "Europe/Lisbon", WEEK, "09:00-17:30", ["2025-04-25", "2025-04-27"])
    assert _on(worked, "2025-04-24", "2025-04-25", "2025-04-28") == [
        ("2025-04-24 08:00", "2025-04-24 16:30", 30_600),
        ("2025-04-28 08:00", "2025-04-28 16:30", 30_600),
    ]


def test_seconds_before_add_up_and_no_interval_overlaps_another(tmp_path: Path) -> None:
    worked = _worked(tmp_path, "America/New_York", ["mon", "wed", "sun"], "00:00-24:00")
    assert worked[0][0] == "2025-01-01/sales"
    assert worked[0][4] == 0
    for earlier, later in pairwise(worked):
        assert earlier[2] <= later[1]
        assert later[4] == earlier[4] + earlier[3]
        assert later[3] == (later[2] - later[1]).total_seconds() > 0
    # 2000 to 2060: far enough both ways for any promise
    assert (worked[0][1].year, worked[-1][1].year) == (2000, 2060)


@pytest.mark.parametrize(
    ("within", "clock", "seconds"),
    [
        ("90 minutes", "business", 5_400),
        ("16 hours", "business", 57_600),
        # two working days of 09:00-17:30
        ("2 days", "business", 61_200),
        ("2 days", "elapsed", 172_800),
    ],
)
def test_a_promised_day_is_a_working_day_on_a_business_clock(
    tmp_path: Path, within: str, clock: str, seconds: int
) -> None:
    data = content()
    data["promises"][2] |= {"within": within, "clock": clock}
    agreement = read(tmp_path, as_text(data))
    assert promise_seconds(agreement, agreement.promises[2]) == seconds
    assert promise_seconds(agreement, agreement.promises[0]) is None


def _clock(worked: list[Interval], moment: datetime) -> int:
    """Return the seconds worked until a moment, as they are looked up."""
    reached = [row for row in worked if row[1] <= moment]
    if not reached:
        return 0
    _, starts, ends, _, before = reached[-1]
    return before + int((min(moment, ends) - starts).total_seconds())


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _days(said: str) -> list[str]:
    days = []
    for part in said.lower().split(","):
        first, _, last = part.partition("-")
        days += WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]
    return days


def _given() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for earlier, later in pairwise(rows):
        if later["hours"] == "same as above":
            later["hours"] = earlier["hours"]
    return rows


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not there")
@pytest.mark.parametrize("case", _given(), ids=lambda case: f"{case['case']} {case['start']}")
def test_cases_of_other_projects_come_to_the_same_seconds(
    tmp_path: Path, case: dict[str, str]
) -> None:
    days, hours, *_ = case["hours"].split(" ")
    days_off = US_FEDERAL if case["holidays"] == "US federal" else case["holidays"].split()
    assert all(date.fromisoformat(day) for day in days_off)
    worked = _worked(tmp_path, "UTC", _days(days), hours, days_off)
    worked = [row for row in worked if 2005 <= row[1].year <= 2025]
    start, end = _utc(case["start"]), _utc(case["end"])
    assert max(0, _clock(worked, end) - _clock(worked, start)) == int(case["expected_seconds"])
