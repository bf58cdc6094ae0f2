"""Who is who, by the models and by the truth: nobody mixed up, nobody split that anything joins."""

from collections.abc import Iterator

import duckdb
import pytest

from expectations.annexes import default_folder as annexes_folder
from expectations.annexes import load_annexes
from expectations.loader import default_folder, load_agreements
from pipelines.build import build
from pipelines.home import Home
from pipelines.simulator import simulate
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land

# `tests/recount` holds its five seeds to the same with every change, row by row
pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the built work file of a year, with the truth about its people and events."""
    folder = tmp_path_factory.mktemp("a year")
    simulate(21, 2500, 365, folder / "company", lambda _: None)
    home = Home(folder / "home")
    config = load_sources(folder / "company" / "sources.yml")
    land(config, home, lambda _: None)
    agreements = load_agreements(default_folder())
    build(home, config, agreements, load_annexes(annexes_folder()), None, lambda _: None)
    truth = folder / "company" / "truth"
    with duckdb.connect(str(home.work_db), read_only=True) as connection:
        for name in ("people", "events"):
            connection.execute(
                f"create temporary table true_{name} as"
                f" select * from read_csv('{truth / name}.csv', all_varchar = true)"
            )
        connection.execute("""
            create temporary table records as
            select truth.*, ours.person_id from true_people as truth
            inner join core.person_identifiers as ours
                on truth.identifier_kind = ours.vendor || '_' || ours.identifier_kind
                -- the CRM's ids without their check
                and case ours.vendor when 'salesforce' then left(truth.identifier, 15)
                    else truth.identifier end = ours.identifier
        """)
        connection.execute("""
            create temporary table firsts as
            select true_person_id, min(person_id) as person_id from records
            where link = 'its own record' group by 1
        """)
        yield connection


def test_no_two_people_became_one(built: duckdb.DuckDBPyConnection) -> None:
    mixed = built.execute("""
        select person_id from records
        group by 1 having count(distinct true_person_id) > 1
    """).fetchall()
    assert mixed == []


def test_records_are_joined_where_the_extracts_say_so_and_nowhere_else(
    built: duckdb.DuckDBPyConnection,
) -> None:
    found = built.execute("""
        select records.link like 'none%' as is_lost, records.person_id = firsts.person_id as joined,
            count(*)
        from records inner join firsts using (true_person_id) group by all
    """).fetchall()
    counts = {(is_lost, joined): count for is_lost, joined, count in found}
    assert set(counts) == {(False, True), (True, False)}
    assert counts[False, True] > 300


def test_sessions_are_given_to_whom_the_extracts_can_tie_them(
    built: duckdb.DuckDBPyConnection,
) -> None:
    found = built.execute("""
        select played.link, count(*), count(ours.person_id),
            count(*) filter (where ours.person_id = firsts.person_id)
        from true_events as played
        inner join core.sessions as ours on played.record = ours.source_session_key
        left join firsts using (true_person_id)
        where played.kind = 'session'
        group by 1
    """).fetchall()
    counts = {link: (sessions, given, right) for link, sessions, given, right in found}
    sessions, given, _ = counts["none: nobody told"]
    assert sessions > 1000
    assert given == 0
    for link in ("told in it", "browser"):
        sessions, given, right = counts[link]
        assert given == sessions > 100
        # a few told it by a second contact that nothing joins to the first
        assert sessions - right <= 0.02 * sessions
