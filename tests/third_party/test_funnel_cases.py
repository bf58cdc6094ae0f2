"""Events and what another tool made of them: counts per step, average and median times.

Each case is played through the whole pipeline as a tool of its own (`mapped`), in a month of its
own. Windows are agreed in whole days here: the case of five minutes is played 4,032 times as
slowly, so that five minutes are the fourteen days of the agreement, to the second.
"""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

import duckdb
import pytest

from expectations.annexes import Annexes
from expectations.loader import load_agreements
from pipelines import warehouse
from pipelines.build import build
from pipelines.home import Home, project_root
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land

FILE = project_root().parent / "shared" / "data" / "cases" / "funnel_cases.json"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"{FILE} is not here; it holds the third party's facts"
)
SOURCES = """
company: Cases of others
default_currency: EUR
sources:
  - {name: events, vendor: mapped, path: events, mapping: events.mapping.yml, required: true}
"""
MAPPING = """
entity: activities
file: "*.csv"
delimiter: ","
time_zone: Etc/UTC
columns: {activity_id: id, email: email, occurred_at: at, activity: activity}
formats: {occurred_at: "%Y-%m-%d %H:%M:%S"}
"""
MOMENT = "%Y-%m-%d %H:%M:%S"
SLOWLY = {"different_conversion_windows_5min": 4032}
CASES: dict[str, dict[str, Any]] = (
    {case["name"]: case for case in json.loads(FILE.read_text("utf-8"))["cases"]}
    if FILE.is_file()
    else {}
)
MONTHS = {name: datetime(2020, 1 + 2 * place, 1) for place, name in enumerate(CASES)}
COUNTED = [name for name, case in CASES.items() if "count" in case["expect"]]
TIMED = [name for name, case in CASES.items() if "bins_auto" in case["expect"]]


def _events(case: dict[str, Any]) -> list[tuple[str, str, datetime]]:
    """Return a case's events (who, what, when), moved to its month, its own pace kept."""
    given = CASES[case["events_from"]]["events"] if "events_from" in case else case["events"]
    events = [(who, what, datetime.strptime(at, MOMENT)) for who, what, at in given]
    first_day = min(at for *_, at in events).replace(hour=0, minute=0, second=0)
    slower = SLOWLY.get(case["name"], 1)
    began = {who: min(at for other, _, at in events if other == who) for who, *_ in events}
    return [
        (who, what, MONTHS[case["name"]] + (began[who] - first_day) + slower * (at - began[who]))
        for who, what, at in events
    ]


def _word(steps: list[str], what: str) -> str:
    return "the same again" if len(set(steps)) == 1 else f"step {steps.index(what) + 1}"


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A connection to the marts of every case."""
    folder = tmp_path_factory.mktemp("funnel_cases")
    delivery = folder / "events" / "2021-12-31T060000Z"
    delivery.mkdir(parents=True)
    with (delivery / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "email", "at", "activity"])
        for name, case in CASES.items():
            steps = case.get("steps") or CASES[case["events_from"]]["steps"]
            for place, (who, what, at) in enumerate(_events(case)):
                address = f"{who}.{name}@customer.example".replace(" ", "-")
                writer.writerow([f"{name}-{place}", address, f"{at:{MOMENT}}", _word(steps, what)])
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    (folder / "events.mapping.yml").write_text(MAPPING, encoding="utf-8")
    home, config = Home(folder / "home"), load_sources(folder / "sources.yml")
    land(config, home, lambda _: None)
    agreements = load_agreements(Path(__file__).parent / "agreements")
    build(home, config, agreements, Annexes(), None, lambda _: None)
    with warehouse.read_work(home) as connection:
        connection.execute("use marts")
        yield connection


def _cohort(marts: duckdb.DuckDBPyConnection, name: str, stage: str) -> Any:
    return marts.execute(
        "select entered, moved_on, moved_on_in_window, median_days * 86400 from stage_conversions"
        " where dimension = 'all' and cohort_start = ? and from_stage_id = ?",
        [MONTHS[name].date(), stage],
    ).fetchone()


def _seconds(marts: duckdb.DuckDBPyConnection, name: str, stage: str) -> list[int]:
    """Return the times of those who moved on within the window."""
    found = marts.execute(
        "select elapsed_seconds from stage_steps where cohort_start = ? and from_stage_id = ?"
        " and is_in_window order by elapsed_seconds",
        [MONTHS[name].date(), stage],
    ).fetchall()
    return [seconds for (seconds,) in found]


def test_the_cases_are_all_there() -> None:
    assert len(COUNTED) == 4
    assert len(TIMED) == 2
    assert set(COUNTED) | set(TIMED) == set(CASES)


@pytest.mark.parametrize("name", COUNTED)
def test_as_many_come_to_each_step(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    counts = CASES[name]["expect"]["count"]
    found = [_cohort(marts, name, stage) for stage in ("one", "two")]
    assert found[0][0] == counts[0]
    assert [row[2] for row in found[: len(counts) - 1]] == counts[1:]


def test_whoever_took_longer_than_the_window_moved_on_all_the_same(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """One at the very end of the five minutes, one after fifteen, one never."""
    name = "different_conversion_windows_5min"
    assert _cohort(marts, name, "one")[:3] == (3, 2, 1)
    assert _seconds(marts, name, "one") == [5 * 60 * SLOWLY[name]] == [14 * 86400]


@pytest.mark.parametrize("name", COUNTED)
def test_the_average_and_the_median_take_as_long(
    marts: duckdb.DuckDBPyConnection, name: str
) -> None:
    expect, slower = CASES[name]["expect"], SLOWLY.get(name, 1)
    for place, stage in enumerate(("one", "two")[: len(expect["count"]) - 1], start=1):
        seconds = _seconds(marts, name, stage)
        assert mean(seconds) == expect["avg_conversion_s"][place] * slower
        if "median_conversion_s" in expect:
            assert _cohort(marts, name, stage)[3] == pytest.approx(
                expect["median_conversion_s"][place]
            )


@pytest.mark.parametrize("name", TIMED)
def test_the_times_fall_into_the_same_bins(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    """Three people: an hour, 37 minutes and 23 hours; the bins begin at the shortest."""
    expect = CASES[name]["expect"]
    seconds = _seconds(marts, name, "one")
    assert mean(seconds) == expect["step0_to_1_avg_s"]
    starts = [start for start, _ in expect["bins_auto"]]
    width = starts[1] - starts[0]
    assert [
        [start, sum(start <= taken < start + width for taken in seconds)] for start in starts
    ] == expect["bins_auto"]
    assert marts.execute(
        "select sum(moved_on) from stage_durations where cohort_kind = 'quarter' and dimension ="
        " 'all' and from_stage_id = 'one' and day_number = 1 and cohort_start ="
        " date_trunc('quarter', cast(? as date))",
        [MONTHS[name].date()],
    ).fetchone() == (3,)


def test_from_the_first_step_to_the_third(marts: duckdb.DuckDBPyConnection) -> None:
    """One alone comes that far; upstream skips this figure, which is plain subtraction."""
    name = TIMED[0]
    found = marts.execute(
        "select three.entered_at - one.entered_at from fct_funnel as three"
        " inner join fct_funnel as one using (journey_id)"
        " where three.stage_id = 'three' and one.stage_id = 'one'"
        " and date_trunc('month', one.entered_on) = ?",
        [MONTHS[name].date()],
    ).fetchall()
    assert found == [(timedelta(seconds=CASES[name]["expect"]["step0_to_2_avg_s"]),)]
