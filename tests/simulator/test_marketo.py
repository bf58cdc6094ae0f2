"""The company played with Marketo, and with a marketing tool for each of two regions."""

import csv
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from expectations.errors import BadInputError
from pipelines import raw
from pipelines.home import Home
from pipelines.simulator import simulate
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from pipelines.verify import verify
from tests.recount.played import SEEDS, Size, of_seed, publish

Rows = list[dict[str, str]]
FORM, VISIT, CREATED, CHANGE, MERGE = "2", "1", "12", "13", "32"


def _silent(_: str) -> None:
    """Take progress and say nothing."""


def _played(folder: Path, marketing: str, seed: int = 7, people: int = 500, days: int = 90) -> Path:
    simulate(seed, people, days, folder, _silent, marketing)
    return folder


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _csv(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _delivered(folder: Path, name: str) -> list[Rows]:
    """Return the rows of every delivery of one of Marketo's files, in order."""
    return [_csv(path) for path in sorted((folder / "marketo").glob(f"*/{name}"))]


def _all(folder: Path, name: str) -> Rows:
    return [row for rows in _delivered(folder, name) for row in rows]


@pytest.fixture(scope="module")
def marketo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose marketing tool is Marketo."""
    return _played(tmp_path_factory.mktemp("marketo") / "company", "marketo")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same company with HubSpot at home and Marketo abroad."""
    return _played(tmp_path_factory.mktemp("both") / "company", "both")


def _company(request: pytest.FixtureRequest, name: str) -> Path:
    folder: Path = request.getfixturevalue(name)
    return folder


@pytest.mark.parametrize("marketing", ["marketo", "both"])
def test_the_same_seed_gives_the_same_bytes(
    request: pytest.FixtureRequest, marketing: str, tmp_path: Path
) -> None:
    assert _hashes(_played(tmp_path / "again", marketing)) == _hashes(_company(request, marketing))


def test_the_company_is_the_same_whatever_tool_it_uses(marketo: Path, both: Path) -> None:
    """Sales and webinars know nothing of Marketing's tool."""
    ours, theirs = _hashes(marketo), _hashes(both)
    same = {name for name in ours if name.startswith(("salesforce/", "webinars/"))}
    assert len(same) > 40
    assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}
    assert ours["truth/deals.csv"] == theirs["truth/deals.csv"]


@pytest.mark.parametrize("marketing", ["marketo", "both"])
def test_every_file_is_read_and_only_what_was_meant_is_rejected(
    request: pytest.FixtureRequest, marketing: str, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    report = land(load_sources(_company(request, marketing) / "sources.yml"), home, _silent)
    assert {source.name for source in report.sources if source.status != "ready"} <= {"webinars"}
    with duckdb.connect() as connection:
        raw.load(connection, home, None, _silent)
        files = connection.execute(
            "select vendor, delivered_rows, accepted_rows, rejected_rows from landing.files"
            " where is_loaded"
        ).fetchall()
        rejects = connection.execute(
            "select reason from landing.rejects where vendor = 'marketo'"
        ).fetchall()
    assert all(delivered == accepted + rejected for _, delivered, accepted, rejected in files)
    assert sum(delivered for vendor, delivered, _, _ in files if vendor == "marketo") > 50
    # one page seen, whose attributes were cut off
    assert set(rejects) == {("the attributes are no JSON",)}
    damaged = [row for row in _all(_company(request, marketing), "activities.csv") if _cut(row)]
    assert len(rejects) == len(damaged)
    assert {row["activityTypeId"] for row in damaged} == {VISIT}


def _cut(row: dict[str, str]) -> bool:
    try:
        json.loads(row["attributes"])
    except ValueError:
        return True
    return False


def test_attributes_come_as_objects_and_as_lists(marketo: Path) -> None:
    shapes = Counter(row["attributes"][0] for row in _all(marketo, "activities.csv"))
    assert set(shapes) == {"{", "["}
    assert min(shapes.values()) > 20


def test_moments_come_in_whole_seconds_with_z_and_with_an_offset(marketo: Path) -> None:
    dates = [row["activityDate"] for row in _all(marketo, "activities.csv")]
    assert {date[19:] for date in dates} == {"Z", "+0000"}


def test_what_is_empty_is_the_word_null(marketo: Path) -> None:
    leads = _all(marketo, "leads.csv")
    assert not any(value == "" for lead in leads for value in lead.values())
    assert any(lead["budget"] == "null" for lead in leads)
    assert {row["campaignId"] for row in _all(marketo, "activities.csv")} == {"null"}


def test_the_log_holds_changes_and_not_what_a_lead_was_made_with(marketo: Path) -> None:
    first: dict[str, dict[str, str]] = {}
    for row in sorted(_all(marketo, "activities.csv"), key=lambda row: row["activityDate"][:19]):
        if row["activityTypeId"] == CHANGE and row["primaryAttributeValue"] == "Lead Status":
            first.setdefault(row["leadId"], _told(row))
    assert len(first) > 5
    assert {told["Old Value"] for told in first.values()} <= {"Known", "Engaged"}
    unchanged = {lead["id"] for lead in _all(marketo, "leads.csv")} - set(first)
    shown = {lead["leadStatus"] for lead in _all(marketo, "leads.csv") if lead["id"] in unchanged}
    # null is the lead that came from a list
    assert {"Known", "Engaged"} <= shown <= {"Known", "Engaged", "null"}


def _told(row: dict[str, str]) -> dict[str, str]:
    told = json.loads(row["attributes"])
    return told if isinstance(told, dict) else {item["name"]: item["value"] for item in told}


def test_a_lead_became_part_of_one_that_became_part_of_another(marketo: Path) -> None:
    into = {}
    for row in _all(marketo, "activities.csv"):
        if row["activityTypeId"] == MERGE:
            into[str(_told(row)["Merge IDs"]).strip("[]")] = row["leadId"]
    assert any(winner in into for winner in into.values())
    truth = {row["identifier"] for row in _csv(marketo / "truth" / "people.csv")}
    assert set(into) | set(into.values()) <= truth


def test_some_leads_were_deleted_twice_and_never_shown_again(marketo: Path) -> None:
    gone = {(row["leadId"], row["marketoGUID"]) for row in _all(marketo, "deleted_leads.csv")}
    times = Counter(lead for lead, _ in gone)
    assert 2 in times.values()
    deliveries = sorted(path.name for path in (marketo / "marketo").iterdir())
    for lead in times:
        dates = [
            row["activityDate"]
            for row in _all(marketo, "deleted_leads.csv")
            if row["leadId"] == lead
        ]
        later = [name for name in deliveries if name[:10] > min(dates)[:10]]
        for name in later:
            path = marketo / "marketo" / name / "leads.csv"
            assert not path.exists() or lead not in {row["id"] for row in _csv(path)}


def test_the_log_of_one_delivery_overlaps_with_the_next(marketo: Path) -> None:
    numbers = [
        {row["marketoGUID"] for row in rows} for rows in _delivered(marketo, "activities.csv")
    ]
    assert any(one & other for one, other in pairwise(numbers))
    whole = [number for delivery in numbers for number in delivery]
    assert len(whole) > len(set(whole))


def test_the_truth_names_every_lead_of_marketo_and_no_other(marketo: Path) -> None:
    people = _csv(marketo / "truth" / "people.csv")
    kinds = {row["identifier_kind"] for row in people}
    assert "marketo_lead" in kinds
    assert "hubspot_contact" not in kinds
    named = {row["identifier"] for row in people if row["identifier_kind"] == "marketo_lead"}
    assert {lead["id"] for lead in _all(marketo, "leads.csv")} <= named
    made = {
        row["leadId"] for row in _all(marketo, "activities.csv") if row["activityTypeId"] == CREATED
    }
    shown = {
        row["identifier"]
        for row in people
        if row["identifier_kind"] == "marketo_lead" and row["visible_at"]
    }
    assert made == shown


def _contacts(folder: Path) -> dict[str, str]:
    """Return the address of each of HubSpot's contacts."""
    found = {}
    for path in sorted((folder / "hubspot").glob("*/contacts.ndjson*")):
        content = path.read_bytes()
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        for line in text.decode().splitlines():
            contact = json.loads(line)
            found[contact["id"]] = contact["properties"]["email"]
    return found


def _told_to(folder: Path) -> set[str]:
    """Return the user ids that a website's tables hold."""
    return {
        user
        for path in folder.glob("*.parquet")
        for user in pq.read_table(path, columns=["user_id"]).column("user_id").to_pylist()
        if user
    }


def test_each_website_tells_its_own_tools_numbers(both: Path) -> None:
    people = _csv(both / "truth" / "people.csv")
    ids = defaultdict(set)
    for row in people:
        ids[row["identifier_kind"]].add(row["identifier"])
    at_home, abroad = _told_to(both / "ga4"), _told_to(both / "ga4_abroad")
    assert at_home
    assert at_home <= ids["hubspot_contact"]
    assert abroad
    assert abroad <= ids["marketo_lead"]
    config = load_sources(both / "sources.yml")
    assert config.source("website").user_id == "hubspot_contact_id"
    assert config.source("website_abroad").user_id == "marketo_lead_id"


def test_some_are_known_to_both_tools_under_one_address(both: Path) -> None:
    hubspot = set(_contacts(both).values())
    leads = {lead["email"] for lead in _all(both, "leads.csv")}
    shared = hubspot & leads
    assert 0 < len(shared) < len(leads) / 2
    owner = defaultdict(set)
    for row in _csv(both / "truth" / "people.csv"):
        if row["identifier_kind"] in ("hubspot_contact", "marketo_lead"):
            owner[row["true_person_id"]].add((row["identifier_kind"], row["link"]))
    twice = [kinds for kinds in owner.values() if len({kind for kind, _ in kinds}) == 2]
    assert len(twice) >= len(shared)
    assert all("same address" in {link for _, link in kinds} for kinds in twice)


def test_no_form_and_no_session_stands_in_both_regions_files(both: Path) -> None:
    forms = [
        row
        for row in _csv(both / "truth" / "events.csv")
        if row["kind"] == "form" and row["visible_at"]
    ]
    hubspot = {
        row["conversion_id"]
        for path in (both / "hubspot").glob("*/form_submissions.csv")
        for row in _csv(path)
    }
    marketo = {
        row["marketoGUID"] for row in _all(both, "activities.csv") if row["activityTypeId"] == FORM
    }
    assert len(hubspot) + len(marketo) == len(forms)
    assert min(len(hubspot), len(marketo)) > 5


def test_a_tool_that_cannot_be_played_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="hubspot, marketo, both"):
        simulate(1, 100, 40, tmp_path / "out", _silent, "pardot")
    assert not (tmp_path / "out").exists()


@dataclass
class Published:
    """A played company, its home, and the file that leaders see."""

    folder: Path
    home: Home
    funnel: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module", params=["marketo", "both"])
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """Play a company, and run the whole pipeline on it as it stands."""
    if request.param == SEEDS[3].marketing:
        played = of_seed(3)
    else:
        size = Size(900, 150, request.param)
        played = publish(3, size, tmp_path_factory.mktemp("published"))
    with duckdb.connect(played.home.published.resolve(), read_only=True) as funnel:
        yield Published(played.truth.parent, played.home, funnel)


@pytest.mark.slow
def test_every_blocking_check_passed(published: Published) -> None:
    found = published.funnel.execute("""
        select status, count(*) from check_results where severity = 'block' group by all
    """).fetchall()
    assert [status for status, _ in found] == ["passed"]
    assert found[0][1] > 40


@pytest.mark.slow
def test_sessions_deals_and_won_amounts_are_those_of_the_truth(published: Published) -> None:
    states: dict[str, Rows] = defaultdict(list)
    for state in _csv(published.folder / "truth" / "deals.csv"):
        states[state["opportunity_id"]].append(state)
    last = [max(found, key=lambda state: state["state_at"]) for found in states.values()]
    standing = [state for state in last if not state["deleted_at"]]
    won: dict[str, Decimal] = defaultdict(Decimal)
    for state in standing:
        if state["stage"] == "Closed Won":
            won[state["currency"]] += Decimal(state["amount"])
    events = _csv(published.folder / "truth" / "events.csv")
    sessions = sum(event["kind"] == "session" and event["consent"] == "given" for event in events)
    visits, deals = published.funnel.execute(
        "select count(*) filter (where stage_id = 'visit' and entry_kind = 'observed'),"
        " count(distinct opportunity_id) from fct_funnel"
    ).fetchall()[0]
    amounts = published.funnel.execute(
        "select currency, sum(amount) from fct_funnel where stage_id = 'won' group by all"
    ).fetchall()
    assert (visits, deals) == (sessions, len(standing))
    assert dict(amounts) == won
    assert won


@pytest.mark.slow
def test_each_website_counts_its_own_sessions(published: Published) -> None:
    found = published.funnel.execute("""
        select source, sum(theirs), sum(ours) from source_reconciliation
        where measure = 'sessions' group by source
    """).fetchall()
    folders = [path.name for path in published.folder.glob("ga4*")]
    assert sorted(source for source, _, _ in found) == sorted(
        name.replace("ga4", "website") for name in folders
    )
    assert all(theirs == ours > 50 for _, theirs, ours in found)


@pytest.mark.slow
def test_people_are_who_they_are_and_every_row_is_the_recounts(published: Published) -> None:
    found = verify(published.home, published.folder / "truth", None, _silent)
    about_people = [kind for kind in found.differences.counts if kind.startswith("records of")]
    assert about_people == []
    assert any("precision 1.0000" in note and "recall 1.0000" in note for note in found.notes)
    rows = {name: (ours, theirs) for name, ours, theirs in found.counts}
    assert rows["people"][0] == rows["people"][1]
    assert rows["rows of the funnel"][0] == rows["rows of the funnel"][1]
