"""A seed is a company: its bytes, what the readers make of them, and what truly happened."""

import csv
import hashlib
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations.errors import BadInputError
from pipelines import raw
from pipelines.home import Home
from pipelines.simulator import simulate
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from tests.recount.played import of_seed


def _silent(_: str) -> None:
    """Take progress and say nothing."""


def _played(folder: Path, seed: int = 7, people: int = 500, days: int = 60) -> Path:
    simulate(seed, people, days, folder, _silent)
    return folder


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One played company."""
    return _played(tmp_path_factory.mktemp("played") / "company")


def test_the_same_seed_gives_the_same_bytes(company: Path, tmp_path: Path) -> None:
    assert _hashes(_played(tmp_path / "again")) == _hashes(company)


def test_another_seed_gives_another_company(company: Path, tmp_path: Path) -> None:
    other, this = _hashes(_played(tmp_path / "other", seed=8)), _hashes(company)
    assert other["truth/events.csv"] != this["truth/events.csv"]
    assert other["truth/people.csv"] != this["truth/people.csv"]


def test_every_file_is_read_and_only_what_was_meant_is_rejected(
    company: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    report = land(load_sources(company / "sources.yml"), home, _silent)
    # two months may pass without a webinar; nothing else may be missing
    assert {source.name for source in report.sources if source.status != "ready"} <= {"webinars"}
    with duckdb.connect() as connection:
        raw.load(connection, home, None, _silent)
        files = connection.execute(
            "select name, delivered_rows, accepted_rows, rejected_rows from landing.files"
            " where is_loaded"
        ).fetchall()
        rejects = connection.execute("select reason from landing.rejects").fetchall()
    assert all(delivered == accepted + rejected for _, delivered, accepted, rejected in files)
    # the webinar tool's own impossible day
    assert all("31.02." in reason for (reason,) in rejects)


def test_the_truth_lies_beside_the_extracts_and_no_source_reads_it(company: Path) -> None:
    config = load_sources(company / "sources.yml")
    truth = company / "truth"
    assert not any(truth.is_relative_to(source.folder) for source in config.sources)
    kinds = Counter(event["kind"] for event in _truth(company, "events.csv"))
    assert {"session", "hit", "form", "crm_label", "sales_act", "marketing_label"} <= set(kinds)


@pytest.mark.parametrize(
    ("seed", "people", "days", "says"),
    [(-1, 150, 45, "seed"), (1, 5, 45, "at least 60 people"), (1, 150, 5, "30 days")],
)
def test_numbers_out_of_range_are_refused(
    tmp_path: Path, seed: int, people: int, days: int, says: str
) -> None:
    with pytest.raises(BadInputError, match=says):
        simulate(seed, people, days, tmp_path / "out", _silent)
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(BadInputError):
        _played(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_sessions_deals_and_won_amounts_are_those_of_the_truth(seed: int) -> None:
    played = of_seed(seed)
    folder, home = played.truth.parent, played.home
    states: dict[str, list[dict[str, str]]] = defaultdict(list)
    for state in _truth(folder, "deals.csv"):
        states[state["opportunity_id"]].append(state)
    last = [max(found, key=lambda state: state["state_at"]) for found in states.values()]
    standing = [state for state in last if not state["deleted_at"]]
    won: dict[str, Decimal] = defaultdict(Decimal)
    for state in standing:
        if state["stage"] == "Closed Won":
            won[state["currency"]] += Decimal(state["amount"])
    sessions = sum(
        event["kind"] == "session" and event["consent"] == "given"
        for event in _truth(folder, "events.csv")
    )

    with duckdb.connect(str(home.marts_db), read_only=True) as connection:
        visits, deals = connection.execute(
            "select count(*) filter (where stage_id = 'visit' and entry_kind = 'observed'),"
            " count(distinct opportunity_id) from fct_funnel"
        ).fetchall()[0]
        amounts = connection.execute(
            "select currency, sum(amount) from fct_funnel where stage_id = 'won' group by all"
        ).fetchall()
    assert (visits, deals) == (sessions, len(standing))
    assert dict(amounts) == won
