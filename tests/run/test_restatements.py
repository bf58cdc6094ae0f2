"""What was reported then, what is known now, and why they differ: deliveries one after the other.

The example's tools deliver on 31 May, 13 June and 22 June 2025. Between the last two both sides
sign, late, a version that takes effect in May and asks for less engagement.
"""

import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.loader import load_agreements
from expectations.signatures import sign
from pipelines.home import Home
from pipelines.manifest import Manifest, published_run_id, read_manifest
from pipelines.publish import keep_recent
from pipelines.rebuild import known_at, versions_at
from pipelines.run import PUBLISHED, REBUILT, run
from pipelines.simulator import simulate
from pipelines.sources.ledger import LedgerEntry
from tests.example.extracts import FOLDER
from tests.example.published import publish_example
from tests.run.deliveries import Deliveries, moment
from tests.run.terminal import Terminal

MAY, JUNE, LAST = (moment(f"2025-{day}T23:59:59") for day in ("05-31", "06-13", "06-22"))

Row = tuple[Any, ...]


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published file, or what a rebuild left."""
    with duckdb.connect(path.resolve(), read_only=True) as connection:
        yield connection


def rows_of(path: Path, query: str) -> list[Row]:
    with opened(path) as connection:
        return connection.execute(query).fetchall()


def facts_of(path: Path) -> Counter[str]:
    """Return every row of the fact, each as its text, with how often it is there."""
    return Counter(str(row) for row in rows_of(path, "select * from fct_funnel"))


@dataclass
class Told:
    """A home in which every delivery was published as it came."""

    home: Home
    deliveries: Deliveries
    files: dict[datetime, Path] = field(default_factory=dict)

    def publish(self, until: datetime) -> None:
        """Deliver what was exported by a moment, and publish it."""
        self.deliveries.deliver(until)
        outcome = run(self.home, self.deliveries.request, lambda _: None)
        assert outcome.state == PUBLISHED
        self.files[until] = self.home.published.resolve()

    def rebuilt(self, as_of: datetime) -> Path:
        """Rebuild a past moment, and return its marts."""
        request = replace(self.deliveries.request, as_of=as_of.isoformat())
        before = self.home.current.readlink()
        outcome = run(self.home, request, lambda _: None)
        assert outcome.state == REBUILT
        assert self.home.current.readlink() == before
        return outcome.funnel


def bridges_that_do_not_add_up(told: Told) -> list[str]:
    """Hold every bridge of the last publication against the files that it leads between."""
    last = list(told.files.values())[-1]
    by_run = {path.parent.name: path for path in told.files.values()}
    months = "period_kind = 'month' and persona_id = 'all' and channel = 'all'"
    values = f"select kpi_id, period_start, value from kpi_values where {months}"
    known = {(kpi, month): value for kpi, month, value in rows_of(last, values)}
    wrong = []
    for run_id, path in by_run.items():
        if path == last:
            continue
        deltas = {
            (kpi, month): delta
            for kpi, month, delta in rows_of(
                last,
                "select kpi_id, month_start, sum(delta) from kpi_bridge"
                f" where then_run_id = '{run_id}' group by all",
            )
        }
        for kpi, month, reported in rows_of(path, values):
            now = known[kpi, month]
            delta = deltas.get((kpi, month))
            if delta is None or abs(reported + delta - now) > 0.005:
                wrong.append(f"{kpi} {month:%Y-%m}: {reported} + {delta} is not {now}")
    return wrong


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Publish the three deliveries, the last one with another version of the agreement."""
    folder = tmp_path_factory.mktemp("deliveries")
    deliveries = Deliveries(FOLDER, folder / "company")
    home = Home(folder / "home")
    # the example's own pseudonyms, so that rows can be compared
    shutil.copytree(publish_example().root / "secret", home.root / "secret")
    told = Told(home, deliveries)
    # whoever delivers twice in half a year is late by design here
    sources = deliveries.folder / "sources.yml"
    text = sources.read_text().replace("    stale_after_hours: 48\n", "")
    assert "stale" not in text
    sources.write_text(
        text.replace("required: true\n", "required: true\n    stale_after_hours: 900\n")
    )
    told.publish(MAY)
    told.publish(JUNE)
    sign_a_version_late(deliveries.folder / "agreements")
    told.publish(LAST)
    return told


def sign_a_version_late(agreements: Path) -> None:
    """Sign on 20 June that from 1 May on an MQL needs 30 points of engagement, no longer 50."""
    terms = (agreements / "2025-01-01.yml").read_text()
    terms = terms[: terms.index("\nsignatures:")] + "\n"
    for old, new in (
        ("effective_from: 2025-01-01", "effective_from: 2025-05-01"),
        (
            "{field: engagement, is: at_least, value: 50}",
            "{field: engagement, is: at_least, value: 30}",
        ),
    ):
        assert terms.count(old) == 1
        terms = terms.replace(old, new)
    path = agreements / "2025-05-01.yml"
    path.write_text(terms)
    for party, name in (("marketing", "Katrin Holm"), ("sales", "Svea Brandt")):
        sign(path, party, name, f"VP {party.capitalize()}", date(2025, 6, 20))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("then", [MAY, JUNE], ids=["31 May", "13 June"])
def test_a_past_moment_is_rebuilt_to_the_row_that_was_published(told: Told, then: datetime) -> None:
    """Neither later deliveries nor the version signed since are in it."""
    rebuilt, published = told.rebuilt(then), told.files[then]

    assert facts_of(rebuilt) == facts_of(published)
    as_of = "select distinct then_as_of from kpi_bridge order by 1"
    assert facts_of(rebuilt) != facts_of(told.files[LAST])
    assert rows_of(told.files[LAST], as_of) == [
        (datetime(2025, 5, 31, 22),),
        (datetime(2025, 6, 13, 22),),
    ]


@pytest.mark.slow
def test_a_guest_list_that_came_late_moves_the_mqls_of_its_guests(told: Told) -> None:
    june = told.files[JUNE]
    guests = {
        row["E-mail"].strip().lower()
        for row in csv.DictReader(
            (FOLDER / "webinars" / "attendance.csv").open(encoding="utf-8"), delimiter=";"
        )
    }
    with opened(june) as connection:
        connection.execute(f"attach '{june.with_name('people.duckdb')}' as private (read_only)")
        moved = connection.execute(
            "select cause, change, stage_id, email, entered_at < entered_at_then from restatements"
            " inner join private.people using (person_id)"
        ).fetchall()

    assert [row[:3] for row in moved] == [("late data", "changed", "mql")] * 4
    assert {row[3] for row in moved} <= guests
    assert all(is_earlier for *_, is_earlier in moved)


@pytest.mark.slow
def test_every_bridge_leads_from_what_was_reported_to_what_is_known(told: Told) -> None:
    assert bridges_that_do_not_add_up(told) == []
    causes = Counter(row[0] for row in rows_of(told.files[LAST], "select cause from kpi_bridge"))
    assert {"late data", "definition", "since then", "none"} <= set(causes)


@pytest.mark.slow
def test_a_definition_and_a_delivery_of_one_run_are_told_apart(told: Told) -> None:
    """The version's effect is told first: of the deliveries of 13 June, under other terms."""
    by_definition = rows_of(
        told.files[LAST],
        "select distinct stage_id, then_as_of = now_as_of, coalesce(entered_at, entered_at_then) <"
        " timestamp '2025-04-30 22:00:00' from restatements where cause = 'definition'",
    )
    assert {stage for stage, *_ in by_definition} >= {"mql"}
    assert all(is_same_moment for _, is_same_moment, _ in by_definition)
    assert not any(is_before for *_, is_before in by_definition)
    by_delivery = Counter(
        rows_of(
            told.files[LAST],
            "select cause, then_as_of < now_as_of from restatements where cause <> 'definition'"
            " and now_as_of = (select as_of from run)",
        )
    )
    assert set(by_delivery) == {("late data", True), ("identified", True)}


@pytest.mark.slow
def test_one_version_judges_all_and_the_definition_is_the_whole_difference(told: Told) -> None:
    request = replace(told.deliveries.request, under_version="2025-01-01")
    outcome = run(told.home, request, lambda _: None)

    assert outcome.state == REBUILT
    # the example is these deliveries under the first version alone
    assert facts_of(outcome.funnel) == facts_of(publish_example().published)
    causes = rows_of(
        outcome.funnel, "select distinct cause from restatements where now_run_id is null"
    )
    assert causes == [("definition",)]
    last = published_run_id(told.home)
    lines = rows_of(
        outcome.funnel,
        "select kpi_id, month_start, reported_then, sum(delta), known_now, min(cause),"
        f" min(under_version) from kpi_bridge where then_run_id = '{last}' group by all",
    )
    assert {line[5] for line in lines} == {"definition", "none"}
    assert {line[6] for line in lines} == {"2025-01-01"}
    assert all(then + delta == now for _, _, then, delta, now, *_ in lines)


@pytest.mark.slow
def test_the_history_names_each_run_and_leads_from_it_to_today(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(told.home, monkeypatch, capsys)
    runs = [path.parent.name for path in told.files.values()]

    listed = terminal.run("history")
    assert listed.code == 0
    lines = [line for line in listed.out.splitlines() if "as of" in line]
    assert [name for line in lines for name in runs if name in line] == runs
    assert [line.strip().startswith("→") for line in lines] == [False, False, True]
    assert "restated: 4 late data" in lines[1]

    bridge = terminal.run("history", "--since", runs[0])
    assert bridge.code == 0
    assert "mqls · 2025-05" in bridge.out
    assert "definition" in bridge.out

    unknown = terminal.run("history", "--since", "nothing")
    assert unknown.code == 4
    assert runs[0] in unknown.err


@pytest.mark.nightly
def test_a_played_companys_deliveries_are_rebuilt_to_the_row_and_bridged(tmp_path: Path) -> None:
    """A small company of 120 days, whose tools deliver every Sunday in the end."""
    company = tmp_path / "played"
    simulate(3, 250, 120, company, lambda _: None)
    last = max(path.name for path in (company / "salesforce").iterdir())
    sundays = sorted(path.name for path in (company / "salesforce").iterdir())[-3:]
    assert sundays[-1] == last
    told = Told(Home(tmp_path / "home"), Deliveries(company, tmp_path / "company"))
    evenings = [moment(f"{sunday[:10]}T23:59:59") for sunday in sundays]
    for evening in evenings:
        told.publish(evening)

    assert bridges_that_do_not_add_up(told) == []
    restated = rows_of(told.files[evenings[-1]], "select distinct cause from restatements")
    assert restated
    for evening in evenings[:-1]:
        assert facts_of(told.rebuilt(evening)) == facts_of(told.files[evening])


def entry(exported_at: str, landed_at: str) -> LedgerEntry:
    """Return a delivery of which only the two moments matter."""
    texts = dict.fromkeys(
        ("file_id", "sha256", "source", "vendor", "table", "day", "name", "status"), ""
    )
    return LedgerEntry(
        **texts,
        bytes=0,
        rows=0,
        exported_at=exported_at,
        landed_at=landed_at,
        cursor=None,
        reason=None,
    )


@pytest.mark.parametrize(
    ("at", "known"),
    [
        # before anything had landed: what had been exported
        ("2025-02-01T00:00", [True, False, False]),
        ("2025-04-01T00:00", [True, True, False]),
        # from the first landing on: what had landed too
        ("2025-05-01T05:00", [True, True, False]),
        ("2025-05-02T12:00", [True, True, False]),
        ("2025-05-04T12:00", [True, True, True]),
    ],
)
def test_what_was_known_had_been_exported_and_had_landed(at: str, known: list[bool]) -> None:
    entries = [
        entry("2025-01-31T20:00:00Z", "2025-05-01T04:00:00.000000Z"),
        entry("2025-03-31T20:00:00Z", "2025-05-01T04:00:00.000000Z"),
        # its way to us took a day and a half
        entry("2025-05-01T20:00:00Z", "2025-05-03T04:00:00.000000Z"),
    ]
    is_known = known_at(moment(at), entries)
    assert [is_known(one) for one in entries] == known


@pytest.mark.parametrize(
    ("at", "versions"),
    [
        # the first version judges what came before it, too
        ("2024-06-01T00:00", ["2025-01-01"]),
        ("2025-06-19T12:00", ["2025-01-01"]),
        # signed on 20 June, for May
        ("2025-06-20T12:00", ["2025-01-01", "2025-05-01"]),
    ],
)
def test_the_versions_of_a_moment_were_signed_and_in_force(
    tmp_path: Path, at: str, versions: list[str]
) -> None:
    folder = tmp_path / "agreements"
    shutil.copytree(FOLDER / "agreements", folder)
    sign_a_version_late(folder)
    found = versions_at(moment(at), load_agreements(folder))
    assert [agreement.version for agreement in found] == versions


def test_a_months_end_is_that_of_its_data(home: Home) -> None:
    """The run of 1 April 06:00 tells March to its end, and is kept as March's last."""
    first = published_run_id(home)
    assert first is not None
    days = [("03-31", "2025-03-30"), ("04-01", "2025-03-31")]
    days += [(f"05-{day:02d}", f"2025-05-{day - 1:02d}") for day in range(2, 10)]
    for day, data_through in days:
        run_id = f"2025-{day}"
        (home.runs / run_id).mkdir()
        manifest = Manifest(
            run_id, "", None, f"{run_id}T06:00:00Z", "", "", data_through=data_through
        )
        manifest.write(home.runs / run_id)
        with (home.warehouse / "history.jsonl").open("a") as file:
            file.write(f'{{"run_id": "{run_id}"}}{os.linesep}')

    keep_recent(home)

    kept = {path.name for path in home.runs.iterdir()}
    assert kept == {first, "2025-04-01", *(f"2025-05-{day:02d}" for day in range(3, 10))}


def test_a_published_run_says_what_made_it(example: Home) -> None:
    manifest = read_manifest(example.current)
    assert manifest is not None
    assert len(manifest.terms) == 64
    assert manifest.data_through == "2025-06-22"
    landed = {path for (path,) in rows_of(example.work_db, "select file_id from landing.loaded")}
    loaded = {path for (path,) in rows_of(example.published, "select file_id from loaded_files")}
    assert loaded == landed
