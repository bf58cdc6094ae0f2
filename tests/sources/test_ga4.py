"""GA4: nested events flattened alike from every file form, and a day that replaces itself."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.sources.company import DAY, EVENTS, Company, event, lines, packed, param

ROWS = (
    event(
        at=1,
        user_id="anna@x.example",
        stream_id="99",
        batch_page_id="7",
        batch_ordering_id="1",
        batch_event_index="2",
        params={
            "page_title": "Home",
            "ga_session_id": 1736150400,
            "session_engaged": "1",
            "ga_session_number": 2,
            "page_location": "https://x.example/pricing?a=1",
            "source": "news",
            "medium": "email",
            "campaign": "spring",
            "engagement_time_msec": 1200,
        },
        device={"category": "desktop", "web_info": {"hostname": "x.example", "browser": "F"}},
        geo={"country": "Germany", "city": "Hamburg"},
        traffic_source={"name": "n", "medium": "m", "source": "s"},
        collected_traffic_source={"manual_source": "cs", "manual_medium": "cm", "gclid": "g"},
        session_traffic_source_last_click={
            "manual_campaign": {"source": "ls", "medium": "lm", "campaign_name": "lc"},
            "cross_channel_campaign": {"default_channel_group": "Email"},
        },
    ),
    event("scroll", client=None, at=2, params={"page_location": "https://x.example/"}),
    event(
        "generate_lead", at=3, params={"session_engaged": 1, "form_id": "demo", "form_name": "D"}
    ),
)
WITHOUT_FILE = "select * exclude (landing_file) from raw.ga4__events order by landing_line"


def test_nested_events_become_flat_rows(web: Company) -> None:
    web.deliver(f"web/{EVENTS}", lines(*ROWS))
    web.run()
    [row] = web.query("""
        select event_date::varchar, event_timestamp, user_id, user_pseudo_id, stream_id,
            ga_session_id, ga_session_number, page_location, session_engaged,
            engagement_time_msec, batch_page_id, batch_ordering_id, batch_event_index,
            event_source, event_medium, event_campaign, session_source, session_medium,
            session_campaign, collected_source, collected_medium, collected_campaign, gclid,
            user_source, user_medium, user_campaign, default_channel_group, device_category,
            country, hostname, analytics_storage, source, landing_line, exported_at::varchar
        from raw.ga4__events where event_name = 'page_view'
    """)
    assert row == (
        *(DAY, 1_736_150_400_000_001, "anna@x.example", "c.1", "99", "1736150400", 2),
        *("https://x.example/pricing?a=1", "1", 1200, 7, 1, 2, "news", "email", "spring"),
        *("ls", "lm", "lc", "cs", "cm", None, "g", "s", "m", "n", "Email", "desktop"),
        *("Germany", "x.example", "Yes", "web", 1, f"{DAY} 23:59:59"),
    )


def test_parquet_gives_the_same_rows_as_json(web: Company, tmp_path: Path) -> None:
    source = tmp_path / "plain.json"
    source.write_text(lines(*ROWS), "utf-8")
    web.deliver(f"web/{EVENTS}", lines(*ROWS))
    web.run()
    from_json = web.query(WITHOUT_FILE)

    other = Company(tmp_path / "other", web={"vendor": "ga4"})
    parquet = tmp_path / "other" / "web" / EVENTS.replace(".json", ".parquet")
    with duckdb.connect() as connection:  # numbers are numbers here, and unused columns stay
        connection.execute(
            f"""copy (
                select * replace (
                    event_timestamp::bigint as event_timestamp,
                    list_transform(event_params, lambda p: struct_pack(
                        "key" := p.key,
                        "value" := struct_pack(
                            string_value := p.value.string_value,
                            int_value := p.value.int_value::bigint,
                            float_value := null::double,
                            double_value := null::double
                        )
                    )) as event_params
                ) from read_json('{source}', format = 'newline_delimited')
            ) to '{parquet}' (format parquet)"""
        )
    other.run()
    assert len(from_json) == 3
    assert other.query(WITHOUT_FILE) == from_json


def test_gzip_gives_the_same_rows(web: Company, tmp_path: Path) -> None:
    web.deliver(f"web/{EVENTS}", lines(*ROWS))
    web.run()
    other = Company(tmp_path / "other", web={"vendor": "ga4"})
    other.deliver(f"web/2025/{EVENTS}.gz", packed(lines(*ROWS)))
    other.run()
    assert other.query(WITHOUT_FILE) == web.query(WITHOUT_FILE)


def test_of_repeated_parameters_the_first_counts_wherever_it_stands(web: Company) -> None:
    found = event()
    found["event_params"] = [
        param("z", "1"),
        param("page_location", "first"),
        param("ga_session_id", 5),
        param("page_location", "second"),
    ]
    web.deliver(f"web/{EVENTS}", lines(found))
    web.run()
    assert web.query("select page_location, ga_session_id from raw.ga4__events") == [("first", "5")]


def test_session_engaged_is_text_from_text_and_number(web: Company) -> None:
    web.deliver(f"web/{EVENTS}", lines(*ROWS))
    web.run()
    engaged = web.query("select session_engaged from raw.ga4__events order by landing_line")
    assert engaged == [("1",), (None,), ("1",)]


def test_without_consent_ids_are_null(web: Company) -> None:
    web.deliver(f"web/{EVENTS}", lines(*ROWS))
    web.run()
    assert web.query("""
        select user_pseudo_id, ga_session_id from raw.ga4__events where analytics_storage = 'No'
    """) == [(None, None)]


def test_a_file_of_denied_consent_only_is_no_renamed_column(web: Company) -> None:
    web.deliver(f"web/{EVENTS}", lines(event(client=None)))
    web.run()
    assert web.query("select count(*) from raw.ga4__events") == [(1,)]


def test_a_changed_day_replaces_that_day_only(web: Company) -> None:
    web.deliver("web/events_20250105.json", lines(event("old_day", event_date="20250105")))
    web.deliver(f"web/{EVENTS}", lines(event("first"), event("gone")))
    web.run()
    # an event after midnight UTC belongs to the file it came in, not to its timestamp's day
    late = event("second", at=90_000_000_000)
    web.deliver(f"web/{EVENTS}", lines(late))
    web.run()
    assert web.query("select event_name from raw.ga4__events order by event_date") == [
        ("old_day",),
        ("second",),
    ]
    assert web.query("select is_loaded, count(*) from landing.files group by all order by all") == [
        (False, 1),
        (True, 2),
    ]


def test_a_day_is_replaced_in_one_transaction(
    web: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.deliver(f"web/{EVENTS}", lines(event("first")))
    web.run()
    web.deliver(f"web/{EVENTS}", lines(event("second")))
    web.land()

    def fails(*arguments: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.raw_files.RawLoader._finish", fails)
        with pytest.raises(OSError, match="no space"):
            web.load()
    names = "select event_name from raw.ga4__events"
    assert web.query(names) == [("first",)]
    web.load()
    assert web.query(names) == [("second",)]


def test_a_day_that_changes_back_is_loaded_again(web: Company) -> None:
    for name in ("first", "second", "first"):
        web.deliver(f"web/{EVENTS}", lines(event(name)))
        web.run()
        assert web.query("select event_name from raw.ga4__events") == [(name,)]


def test_an_older_export_delivered_late_changes_nothing(web: Company) -> None:
    web.deliver(f"web/2025-01-09/{EVENTS}", lines(event("newer")))
    web.run()
    web.deliver(f"web/2025-01-08/{EVENTS}", lines(event("older")))
    web.run()
    assert web.query("select event_name from raw.ga4__events") == [("newer",)]


def test_pieces_of_one_table_stand_together(web: Company) -> None:
    for part in range(2):
        name = EVENTS.replace(".json", f"_00000000000{part}.json")
        web.deliver(f"web/{name}", lines(event(f"piece_{part}")))
    web.run()
    assert web.query("select event_name from raw.ga4__events order by 1") == [
        ("piece_0",),
        ("piece_1",),
    ]


def test_intraday_tables_are_passed_over_with_a_note(web: Company) -> None:
    web.deliver(f"web/{EVENTS}", lines(event()))
    web.deliver("web/events_intraday_20250107.json", lines(event()))
    web.run()
    assert len(web.ledger()) == 1
    assert any("provisional" in told for told in web.told)


def test_a_line_that_is_no_event_is_rejected_with_its_line(web: Company) -> None:
    text = (
        lines(event("a"))
        + '{"event_date": "2025\n\n'
        + lines(
            event("b"),
            {**event("c"), "event_timestamp": "soon"},
            {**event(""), "user_id": "a@x.example"},
        )
    )
    web.deliver(f"web/{EVENTS}", text)
    web.run()
    assert web.query("select event_name, landing_line from raw.ga4__events order by 2") == [
        ("a", 1),
        ("b", 3),
    ]
    rejects = web.query("select line, reason from landing.rejects order by line")
    assert [line for line, _ in rejects] == [2, 4, 5]
    assert "no event could be read" in rejects[0][1]
    assert "event_timestamp" in rejects[1][1]
    assert "event_name" in rejects[2][1]
    assert web.query("select delivered_rows, accepted_rows, rejected_rows from landing.files") == [
        (5, 2, 3)
    ]


def _cut(text: bytes) -> bytes:
    return text[: len(text) // 2]


def _bad_crc(data: bytes) -> bytes:
    return data[:-8] + bytes([data[-8] ^ 1]) + data[-7:]


GZIP = packed(lines(*ROWS))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (EVENTS + ".gz", _cut(GZIP), "ends too early"),
        (EVENTS + ".gz", _bad_crc(GZIP), "damaged"),
        (EVENTS + ".gz", lines(*ROWS).encode(), "is no gzip"),
        (EVENTS, _cut(lines(ROWS[0]).encode()), "half an event|no event could|missing"),
        (EVENTS, lines(*ROWS).encode()[:-20], "half an event"),
        (EVENTS, b"", "empty"),
        (EVENTS, b"\n\n", "no event at all"),
        (EVENTS, json.dumps(list(ROWS)).encode(), "JSON array"),
        (EVENTS.replace(".json", ".parquet"), b"PAR1 and then nothing", "Parquet is damaged"),
        (EVENTS.replace(".json", ".parquet"), b"no parquet", "does not begin like one"),
        (
            EVENTS,
            lines(*ROWS).replace("event_name", "eventName").encode(),
            r'"event_name" is missing \(renamed to "eventName"\?\)',
        ),
        (
            EVENTS,
            lines(*ROWS).replace("user_pseudo_id", "client_pseudo_id").encode(),
            r'"user_pseudo_id" is missing \(renamed to "client_pseudo_id"\?\)',
        ),
    ],
)
def test_a_damaged_file_is_quarantined_and_holds_its_source(
    web: Company, name: str, content: bytes, says: str
) -> None:
    web.deliver(f"web/{name}", content)
    report = web.land()
    web.load()
    [entry] = web.ledger()
    assert entry.status == "quarantined"
    assert report.sources[0].status == "held"
    assert web.query("select count(*) from raw.ga4__events") == [(0,)]
    assert web.query(f"select regexp_matches(reason, '{says}') from landing.files") == [(True,)], (
        entry.reason
    )
    assert web.query("select status from landing.sources") == [("held",)]


def test_a_damaged_parquet_column_shows_before_loading(web: Company, tmp_path: Path) -> None:
    good = tmp_path / "good.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"""copy (
            select '20250106' as event_date, 1736150400000000 + i as event_timestamp,
                md5(i::varchar) as event_name, md5('c' || i) as user_pseudo_id,
                [{{'key': 'k', 'value': {{'string_value': 'v'}}}}] as event_params
            from range(5000) as numbers(i)
        ) to '{good}' (format parquet)""")
    data = bytearray(good.read_bytes())
    for place in range(len(data) // 3, len(data) // 2):
        data[place] ^= 0xFF
    web.deliver(f"web/{EVENTS.replace('.json', '.parquet')}", bytes(data))
    assert web.land().sources[0].status == "held"
