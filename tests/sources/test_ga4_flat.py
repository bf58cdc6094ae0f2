"""GA4 flattened into a CSV: read as its export would be, and cut into sessions if it has none."""

from datetime import date

import pytest

from pipelines import raw
from tests.dbt.replay import Replay
from tests.sources.company import DAY, Company, event, lines, param

DAILY = f"web/events_{DAY.replace('-', '')}.csv"
MINIMAL = "event_timestamp,event_name,user_pseudo_id"
# 2025-01-06 08:00:00 UTC, as the nested events of tests/sources/company.py have it
EIGHT = 1_736_150_400_000_000
WITHOUT_FILE = "select * exclude (landing_file) from raw.ga4__events order by landing_line"


def flat(*rows: str, header: str = MINIMAL) -> str:
    """A CSV."""
    return "\n".join((header, *rows)) + "\n"


def test_flattened_events_give_the_rows_of_the_nested_ones(web: Company) -> None:
    nested = event(
        user_id="anna@x.example",
        params={"ga_session_id": 1736150400, "page_location": "https://x.example/"},
        geo={"country": "Germany"},
        session_traffic_source_last_click={"manual_campaign": {"source": "ls"}},
    )
    web.deliver(f"web/{DAILY[4:-4]}.json", lines(nested))
    web.run()
    wanted = web.query(WITHOUT_FILE)
    header = (
        "event_date,event_timestamp,event_name,user_pseudo_id,user_id,session_id,page_location,"
        "geo.country,session_traffic_source_last_click_manual_campaign_source,"
        "privacy_info.analytics_storage"
    )
    row = (
        f"20250106,{EIGHT + 1},page_view,c.1,anna@x.example,1736150400,https://x.example/,Germany,"
        "ls,Yes"
    )
    web.deliver(DAILY, flat(row, header=header), at=4_000_000_000)
    (web.root / f"web/{DAILY[4:-4]}.json").unlink()
    web.run()
    # a CSV of that day took the nested file's place
    assert web.query("select name, is_loaded from landing.files order by name") == [
        (DAILY[4:], True),
        (f"{DAILY[4:-4]}.json", False),
    ]
    assert web.query(WITHOUT_FILE) == wanted


@pytest.mark.parametrize(
    ("at", "said", "microseconds", "day"),
    [
        (str(EIGHT), "", EIGHT, date(2025, 1, 6)),
        ("2025-01-06 08:00:00", "2025-01-05", EIGHT, date(2025, 1, 5)),
        ("2025-01-06T09:00:00.000001+01:00", "", EIGHT + 1, date(2025, 1, 6)),
        ("2025-01-06 08:00:00 UTC", "20250107", EIGHT, date(2025, 1, 7)),
    ],
)
def test_an_instant_is_in_microseconds_or_in_utc(
    web: Company, at: str, said: str, microseconds: int, day: date
) -> None:
    web.deliver("web/ga4_events.csv", flat(f"{at},a,c1,{said}", header=f"{MINIMAL},event_date"))
    web.run()
    assert web.query("select event_timestamp, event_date from raw.ga4__events") == [
        (microseconds, day)
    ]


def test_a_row_without_its_time_or_name_is_rejected_with_its_line(web: Company) -> None:
    header = f"{MINIMAL},event_date"
    rows = (
        f"{EIGHT},fine,c1,",
        "2025-01-06,a,c1,",
        "1736150400,a,c1,",
        f"{EIGHT}, ,c1,",
        f"{EIGHT},a,c1,6.1.2025",
        f"{EIGHT},a,1.2E+09,",
        f"{EIGHT},a",
    )
    web.deliver("web/events.csv", flat(*rows, header=header))
    web.run()
    assert web.query("select event_name, landing_line from raw.ga4__events") == [("fine", 1)]
    assert [
        (line, next(word for word in reason.split() if word in WORDS))
        for line, reason in web.query("select line, reason from landing.rejects order by line")
    ] == [
        (2, "event_timestamp"),
        (3, "event_timestamp"),
        (4, "event_name"),
        (5, "event_date"),
        (6, "user_pseudo_id"),
        (7, "fields"),
    ]


WORDS = {"event_timestamp", "event_name", "event_date", "user_pseudo_id", "fields"}


@pytest.mark.parametrize("column", MINIMAL.split(","))
def test_a_file_without_time_name_or_browser_is_held(web: Company, column: str) -> None:
    """A user id names no browser: nothing takes its column's place but what says so."""
    header = f"{MINIMAL},user_id".replace(column, f"my_{column}")
    web.deliver("web/events.csv", flat(f"{EIGHT},a,c1,u1", header=header))
    assert web.land().sources[0].status == "held"
    [entry] = web.ledger()
    assert f'"{column}" is missing (renamed to "my_{column}"?)' in (entry.reason or "")


def test_files_that_name_no_day_stand_beside_each_other(web: Company) -> None:
    """Two months that were exported on one day, and a day that came as a file of its own."""
    web.deliver("web/2025-03-01T060000Z/events_january.csv", flat(f"{EIGHT},a,c1"))
    web.deliver("web/2025-03-01T070000Z/events_february.csv", flat(f"{EIGHT},b,c1"))
    web.deliver(DAILY, flat(f"{EIGHT},c,c1"))
    web.run()
    assert web.query("select event_name from raw.ga4__events order by 1") == [
        ("a",),
        ("b",),
        ("c",),
    ]


def test_intraday_tables_are_passed_over_in_this_form_too(web: Company) -> None:
    web.deliver("web/events_intraday_20250107.csv", flat(f"{EIGHT},a,c1"))
    web.run()
    assert web.ledger() == []


def _sessions(replay: Replay) -> list[tuple[str, int, str]]:
    replay.build("stg_ga4__sessions")
    return replay.rows(
        "select source_session_key, hit_count, strftime(observed_at, '%d %H')"
        " from staging.stg_ga4__sessions order by 1"
    )


def test_a_browser_silent_for_more_than_half_an_hour_comes_back_in_a_new_session(
    web: Company,
) -> None:
    """Half an hour to the microsecond is no silence; midnight and a file's end cut nothing."""
    half_an_hour = 1_800_000_000
    late = EIGHT + 2 * half_an_hour
    one, other = EIGHT // 1_000_000, (late + 1) // 1_000_000
    web.deliver("web/2025-01-07/events_1.csv", flat(f"{EIGHT},a,c1", f"{EIGHT},a,c2"))
    web.deliver(
        "web/2025-01-08/events_2.csv",
        flat(f"{EIGHT},a,c1", f"{EIGHT + half_an_hour},b,c1", f"{late + 1},c,c1", f"{late},d,"),
    )
    web.land()
    with Replay() as replay:
        raw.load(replay.connection, web.home, None, web.told.append)
        # the first event, which both files hold, is one hit, first seen in the earlier
        assert _sessions(replay) == [
            (f"c1.{one}", 2, "07 23"),
            (f"c1.{other}", 1, "08 23"),
            (f"c2.{one}", 1, "07 23"),
        ]


def test_a_hit_without_session_id_is_no_session_where_the_others_have_one(web: Company) -> None:
    """As what a server sends to the property; one without consent is nobody's either way."""
    server = event(at=5)
    server["event_params"] = [param("page_location", "https://x.example/")]
    web.deliver("web/events_20250106.json", lines(event(), server, event(client=None, at=6)))
    web.land()
    with Replay() as replay:
        raw.load(replay.connection, web.home, None, web.told.append)
        assert _sessions(replay) == [("c.1.1736150400", 1, "06 23")]
