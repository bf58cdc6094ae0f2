"""Web events as others flattened them, through landing, the raw table and GA4's staging models.

The clickstream is labelled with its sessions, 3,605 of them; without the label, half an hour of
silence must cut it at the same places. The government's forms were counted page by page. The shop's
file is taken as it lies there: its sessions bear names, and no event names its day.
"""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipelines import raw
from pipelines.home import Home, project_root
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from tests.dbt.replay import Replay

SHARED = project_root().parent / "shared" / "data"
CLICKS = SHARED / "web_clickstream" / "ecom.csv.gz"
FORMS = SHARED / "ga4_flat" / "govuk"
SHOP = SHARED / "ga4_flat" / "d2c" / "ga4_events.csv"
pytestmark = pytest.mark.skipif(
    not (CLICKS.is_file() and FORMS.is_dir() and SHOP.is_file()),
    reason=f"{SHARED} is not here; it holds the third parties' events",
)
SOURCES = """
company: Events of others
default_currency: EUR
sources:
  - {name: web, vendor: ga4, path: web}
"""
BY_LABEL = {"event": "event_name", "timestamp": "event_timestamp", "user_id": "user_pseudo_id"}


@pytest.fixture
def replay() -> Iterator[Replay]:
    """The models, and no row yet."""
    with Replay() as replay:
        yield replay


def _renamed(text: str, names: Mapping[str, str], without: str | None = None) -> str:
    """Return a CSV under other names of its columns, one of them left out."""
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = [name for name in rows[0] if name != without]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([names.get(name, name) for name in columns])
    writer.writerows([[row[name] for name in columns] for row in rows])
    return out.getvalue()


def _deliver(replay: Replay, folder: Path, text: str) -> None:
    """Bring a CSV through landing into the raw table, and build GA4's sessions."""
    delivery = folder / "web" / "2026-10-01T060000Z"
    delivery.mkdir(parents=True)
    (delivery / "ga4_events.csv").write_text(text, encoding="utf-8")
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    home = Home(folder / "home")
    land(load_sources(folder / "sources.yml"), home, lambda _: None)
    raw.load(replay.connection, home, None, lambda _: None)
    assert replay.rows("select status, rejected_rows from landing.files") == [("accepted", 0)]
    replay.build("stg_ga4__sessions", "stg_ga4__counted_items")


def test_half_an_hour_of_silence_cuts_where_the_labels_do(replay: Replay, tmp_path: Path) -> None:
    text = gzip.decompress(CLICKS.read_bytes()).decode()
    clicks = list(csv.DictReader(io.StringIO(text)))
    assert len(clicks) == 31_106
    _deliver(replay, tmp_path, _renamed(text, BY_LABEL, without="session_id"))
    ours: dict[tuple[str, str], str] = {
        (client, f"{at:%Y-%m-%d %H:%M:%S}"): session
        for client, at, session in replay.rows(
            "select user_pseudo_id, make_timestamp(event_timestamp), source_session_key"
            " from staging.stg_ga4__hits"
        )
    }
    labels: dict[str, set[str]] = defaultdict(set)
    sessions: dict[str, set[str]] = defaultdict(set)
    for click in clicks:
        session = ours[click["user_id"], click["timestamp"]]
        labels[session].add(click["session_id"])
        sessions[click["session_id"]].add(session)
    assert len(labels) == len(sessions) == 3605
    assert {len(names) for names in (*labels.values(), *sessions.values())} == {1}
    assert replay.rows("select count(*) from staging.stg_ga4__sessions") == [(3605,)]
    # and what the reconciliation holds them against, counted another way, is the same ones
    assert replay.rows(
        "select count(*), count(source_session_key) from staging.stg_ga4__counted_items as theirs"
        " left join staging.stg_ga4__sessions as ours"
        " on theirs.item_key = 'session:web:' || ours.source_session_key"
    ) == [(3605, 3605)]


@pytest.mark.parametrize("without", [None, "session_id"])
def test_as_many_sessions_reach_each_page_of_the_form(
    replay: Replay, tmp_path: Path, without: str | None
) -> None:
    """With their own session ids, and with none."""
    text = (FORMS / "ga4_events.csv").read_text(encoding="utf-8")
    _deliver(replay, tmp_path, _renamed(text, {"user_id": "user_pseudo_id"}, without))
    with (FORMS / "funnel_summary.csv").open(encoding="utf-8") as file:
        expected = {row["page_path"]: int(row["sessions"]) for row in csv.DictReader(file)}
    assert list(expected.values()) == [2000, 1563, 1220, 864, 589, 335, 149]
    found = dict(
        replay.rows(
            "select page_path, count(distinct source_session_key) from staging.stg_ga4__hits"
            " where event_name = 'page_view' group by page_path"
        )
    )
    assert {page: found.get(page) for page in expected} == expected


def test_the_shops_file_is_read_as_it_lies_there(replay: Replay, tmp_path: Path) -> None:
    text = SHOP.read_text(encoding="utf-8")
    events = list(csv.DictReader(io.StringIO(text)))
    assert len(events) == 277
    _deliver(replay, tmp_path, text)
    first: dict[str, dict[str, str]] = {}
    for event in sorted(events, key=lambda event: event["event_timestamp"]):
        first.setdefault(f"{event['user_pseudo_id']}.{event['session_id']}", event)
    assert len(first) == 50
    assert replay.rows(
        "select source_session_key, strftime(started_at, '%Y-%m-%d %H:%M:%S'), traffic_source,"
        " traffic_medium, traffic_campaign from staging.stg_ga4__sessions order by 1"
    ) == [
        (
            key,
            event["event_timestamp"],
            event["source"],
            event["medium"],
            event["campaign"] or None,
        )
        for key, event in sorted(first.items())
    ]
    assert replay.rows("select sum(hit_count) from staging.stg_ga4__sessions") == [(277,)]
