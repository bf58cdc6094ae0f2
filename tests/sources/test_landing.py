"""Landing: what is delivered lands once, untouched, or is kept aside with the reason."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from expectations.errors import BadInputError
from tests.sources.company import Company, event, lead, leads, lines

COUNT = "select count(*) from raw.salesforce__lead"


def test_bytes_land_untouched_under_their_digest(crm: Company) -> None:
    import hashlib

    content = leads(lead(1)).encode()
    crm.deliver("crm/2025-01-06/Lead.csv", content)
    assert crm.land().new_files == 1
    [entry] = crm.ledger()
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    landed = crm.home.landing / "files" / entry.sha256[:2] / entry.sha256
    assert landed.read_bytes() == content
    assert (entry.name, entry.table, entry.rows, entry.bytes, entry.day, entry.exported_at) == (
        *("2025-01-06/Lead.csv", "lead", 1, len(content), "2025-01-06", "2025-01-06T23:59:59Z"),
    )


def test_the_same_file_again_or_under_another_name_adds_nothing(crm: Company) -> None:
    crm.deliver("crm/Lead.csv", leads(lead(1)), at=1_736_150_400)
    crm.run()
    before, rows = crm.fingerprint(), crm.query("select * from raw.salesforce__lead")
    assert crm.land().new_files == 0
    crm.deliver("crm/Lead_2.csv", leads(lead(1)), at=1_736_160_400)
    crm.deliver("crm/copies/lead.csv", leads(lead(1)), at=1_736_170_400)
    assert crm.land().new_files == 0
    assert crm.load().files_loaded == 0
    assert crm.query("select * from raw.salesforce__lead") == rows
    assert crm.fingerprint() == before
    assert len(crm.ledger()) == 1


def test_the_same_bytes_exported_anew_are_a_delivery(crm: Company) -> None:
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    crm.run()
    crm.deliver("crm/2025-01-07/Lead.csv", leads(lead(1)))
    crm.run()
    assert crm.query("select last_exported_at::varchar, files from landing.sources") == [
        ("2025-01-07 23:59:59", 2)
    ]
    assert len({entry.file_id for entry in crm.ledger()}) == 2


def test_changed_content_under_the_same_name_size_and_time_is_seen(crm: Company) -> None:
    path = crm.deliver("crm/Lead.csv", leads(lead(1, "New")), at=1_736_150_400)
    crm.run()
    path.write_text(leads(lead(1, "Old")), "utf-8")
    os.utime(path, (1_736_150_400, 1_736_150_400))
    assert crm.land().new_files == 1


def test_an_unchanged_file_is_not_read_again(crm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.sources.state.SETTLED_AFTER_NS", -(10**18))
    crm.deliver("crm/Lead.csv", leads(lead(1)))
    crm.land()
    monkeypatch.setattr("pipelines.sources.arrival._examine", None)
    assert crm.land().new_files == 0
    # but it is, if what it left in landing is gone
    for landed in (crm.home.landing / "files").glob("*/*"):
        landed.unlink()
    with pytest.raises(TypeError):
        crm.land()


def test_a_file_changed_just_now_is_not_trusted(crm: Company) -> None:
    crm.deliver("crm/Lead.csv", leads(lead(1)))
    crm.land()
    assert not (crm.home.landing / "seen.json").exists()


def test_content_that_changes_back_counts_again(crm: Company) -> None:
    for number, status in enumerate(("New", "Working", "New")):
        crm.deliver("crm/Lead.csv", leads(lead(1, status)), at=1_736_150_400 + number * 60)
        crm.run()
    assert crm.query("""
        select Status from raw.salesforce__lead order by exported_at
    """) == [("New",), ("Working",), ("New",)]


def test_a_delivery_says_itself_when_it_was_exported(crm: Company) -> None:
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    crm.deliver("crm/2025-01-06/_delivery.json", '{"exported_at": "2025-01-06T07:00:00+01:00"}')
    crm.deliver("crm/2025-01-05T120000Z/Account.csv", "Id,Name\n1,A\n")
    crm.deliver("crm/User.csv", "Id\n1\n", at=1_736_150_400)
    crm.land()
    assert {entry.table: entry.exported_at for entry in crm.ledger()} == {
        "lead": "2025-01-06T06:00:00Z",
        "account": "2025-01-05T12:00:00Z",
        "user": "2025-01-06T08:00:00Z",
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"exported_at": "2025-01-06T07:00:00"}', "no time zone"),
        ('{"exported": 1}', "is not"),
        ("half {", "is not"),
    ],
)
def test_an_unreadable_delivery_file_holds_the_source(
    optional_crm: Company, content: str, says: str
) -> None:
    optional_crm.deliver("crm/a/Lead.csv", leads(lead(1)))
    optional_crm.deliver("crm/a/_delivery.json", content)
    [status] = optional_crm.land().sources
    assert status.status == "held"
    assert says in (status.message or "")


def test_a_missing_folder_of_a_required_source_stops_the_run(crm: Company) -> None:
    (crm.root / "crm").rmdir()
    with pytest.raises(BadInputError, match="the folder crm does not exist") as stopped:
        crm.land()
    assert stopped.value.exit_code == 4


def test_an_empty_folder_of_a_required_source_stops_the_run(crm: Company) -> None:
    with pytest.raises(BadInputError, match="holds no extract of salesforce"):
        crm.land()


def test_a_missing_folder_of_another_source_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    company = Company(
        tmp_path, crm={"vendor": "salesforce", "required": True}, web={"vendor": "ga4"}
    )
    (tmp_path / "web").rmdir()
    company.deliver("crm/Lead.csv", leads(lead(1)))
    company.run()
    assert company.query("select source, status from landing.sources order by 1") == [
        ("crm", "fresh"),
        ("web", "missing"),
    ]
    assert company.query(COUNT) == [(1,)]


def test_a_held_source_keeps_what_it_had_and_loads_the_rest_when_mended(
    optional_crm: Company,
) -> None:
    company = optional_crm
    company.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    company.run()
    held = company.deliver("crm/2025-01-07/Lead.csv", leads(lead(2)).replace("Status", "State"))
    company.deliver("crm/2025-01-07/Account.csv", "Id,Name\n1,A\n")
    for _ in range(2):
        company.run()
        assert company.query(COUNT) == [(1,)]
        # half a delivery would disagree with itself
        assert company.query("select count(*) from raw.salesforce__account") == [(0,)]
        [(status, message)] = company.query("select status, message from landing.sources")
        assert status == "held"
        assert 'renamed to "State"?' in message
    assert len(company.ledger()) == 3  # written down once
    held.write_text(leads(lead(2)), "utf-8")
    company.run()
    assert company.query(COUNT) == [(2,)]
    assert company.query("select count(*) from raw.salesforce__account") == [(1,)]
    assert company.query("select status from landing.sources") == [("fresh",)]


def test_links_that_lead_out_of_the_folder_are_refused(
    optional_crm: Company, tmp_path: Path
) -> None:
    outside = tmp_path / "secret" / "Lead.csv"
    outside.parent.mkdir()
    outside.write_text(leads(lead(1)), "utf-8")
    folder = tmp_path / "crm"
    (folder / "Lead.csv").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent, target_is_directory=True)
    (folder / "Account.csv").symlink_to("../secret/Lead.csv")
    (folder / "User.csv").symlink_to("User.csv")
    [status] = optional_crm.land().sources
    assert status.status == "held"
    assert "leads out of the folder" in (status.message or "")
    assert optional_crm.ledger() == []
    assert not list((optional_crm.home.landing).glob("files/*/*"))


def test_a_link_within_the_folder_is_followed(crm: Company) -> None:
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    (crm.root / "crm" / "2025-01-07").mkdir()
    (crm.root / "crm" / "2025-01-07" / "Lead.csv").symlink_to("../2025-01-06/Lead.csv")
    assert crm.land().new_files == 2


@pytest.mark.parametrize(
    "name", [".Lead.csv", "Lead.csv.part", "Lead.csv.exe", "Leads.csv", "..Lead.csv", "Lead\n.csv"]
)
def test_only_names_that_the_vendor_gives_are_read(optional_crm: Company, name: str) -> None:
    optional_crm.deliver(f"crm/{name}", leads(lead(1)))
    assert optional_crm.land().sources[0].status == "missing"


def test_a_file_still_being_written_is_left_for_the_next_run(
    crm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = crm.deliver("crm/Lead.csv", leads(lead(1)))
    crm.deliver("crm/User.csv", "Id\n1\n")
    from pipelines.sources import arrival

    real, grown = arrival._keep, []

    def grows(file, ledger):  # type: ignore[no-untyped-def]
        kept = real(file, ledger)
        grown.append(kept)
        if len(grown) == 1:  # while the first file, Lead.csv, is copied
            with path.open("a") as more:
                more.write(lead(2) + "\n")
        return kept

    with monkeypatch.context() as patch:
        patch.setattr(arrival, "_keep", grows)
        crm.land()
    assert [entry.table for entry in crm.ledger()] == ["user"]
    crm.run()
    assert crm.query(COUNT) == [(2,)]


def test_as_of_leaves_out_what_was_exported_later(crm: Company) -> None:
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    crm.deliver("crm/2025-01-08/Lead.csv", leads(lead(1), lead(2)))
    crm.land()
    crm.load(as_of=datetime(2025, 1, 7, tzinfo=UTC))
    assert crm.query(COUNT) == [(1,)]
    assert crm.query("select as_of::varchar, as_of_kind from landing.as_of") == [
        ("2025-01-07 00:00:00", "given")
    ]


@pytest.mark.parametrize(
    ("time_zone", "expected"),
    [("UTC", "2025-01-09 00:00:00"), ("Europe/Berlin", "2025-01-08 23:00:00")],
)
def test_as_of_is_the_end_of_the_last_day_delivered(
    crm: Company, time_zone: str, expected: str
) -> None:
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    crm.deliver("crm/2025-01-08/Lead.csv", leads(lead(1)))
    crm.land()
    crm.load(time_zone=time_zone)
    assert crm.query("select as_of::varchar, as_of_kind from landing.as_of") == [
        (expected, "default")
    ]


def test_a_source_that_fell_behind_is_stale(tmp_path: Path) -> None:
    company = Company(
        tmp_path,
        crm={"vendor": "salesforce", "stale_after_hours": 24},
        web={"vendor": "ga4", "stale_after_hours": 24},
    )
    company.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    company.deliver("web/events_20250108.json", lines(event()))
    company.run()
    assert company.query("select source, status from landing.sources order by 1") == [
        ("crm", "stale"),
        ("web", "fresh"),
    ]


def test_a_source_no_longer_configured_leaves_the_raw_tables(tmp_path: Path) -> None:
    company = Company(tmp_path, crm={"vendor": "salesforce"}, other={"vendor": "salesforce"})
    company.deliver("crm/Lead.csv", leads(lead(1)))
    company.deliver("other/Lead.csv", leads(lead(2)))
    company.run()
    assert company.query(COUNT) == [(2,)]
    text = company.file.read_text("utf-8")
    company.file.write_text(text[: text.index("- name: other")], "utf-8")
    company.run()
    assert company.query("select distinct source from raw.salesforce__lead") == [("crm",)]


def test_fingerprint_changes_with_files_settings_and_standing(optional_crm: Company) -> None:
    company = optional_crm
    company.deliver("crm/Lead.csv", leads(lead(1)))
    company.land()
    seen = [company.fingerprint()]
    company.land()
    assert company.fingerprint() == seen[0]
    company.deliver("crm/Account.csv", "Id,Name\n1,A\n")
    company.land()
    seen.append(company.fingerprint())
    company.deliver("crm/Contact.csv", "")
    company.land()
    seen.append(company.fingerprint())
    company.file.write_text(company.file.read_text("utf-8").replace("EUR", "USD"), "utf-8")
    seen.append(company.fingerprint())
    assert len(set(seen)) == 4


def test_an_interrupted_load_is_finished_by_the_next(
    crm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.raw_files import RawLoader

    crm.deliver("crm/Lead.csv", leads(lead(1), "ragged"))
    crm.deliver("crm/User.csv", "Id\n1\n")
    crm.land()
    real, calls = RawLoader._finish, []

    def fails_second(self, entry, *found):  # type: ignore[no-untyped-def]
        calls.append(entry)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(self, entry, *found)

    with monkeypatch.context() as patch:
        patch.setattr(RawLoader, "_finish", fails_second)
        with pytest.raises(KeyboardInterrupt):
            crm.load()
    assert crm.load().files_loaded == 1
    assert crm.query(COUNT) == [(1,)]
    assert crm.query("select count(*) from raw.salesforce__user") == [(1,)]
    assert crm.query("select count(*) from landing.rejects") == [(1,)]
    assert crm.query("select bool_and(is_loaded) from landing.files") == [(True,)]


def test_landing_imports_nothing_heavy() -> None:
    code = (
        "import sys, json; import pipelines.sources.landing, pipelines.sources.config;"
        "print(json.dumps([m for m in ('duckdb', 'dagster', 'pandas', 'pyarrow', 'dbt')"
        " if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_folder_that_refuses_is_tried_again_and_then_holds_its_source_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.sources import landing

    company = Company(tmp_path, crm={"vendor": "salesforce"}, web={"vendor": "ga4"})
    company.deliver("crm/Lead.csv", leads(lead(1)))
    company.deliver("web/events_20250106.json", lines(event()))
    real, refusals = landing.scan, list[Path]()

    def scan(folder):  # type: ignore[no-untyped-def]
        if folder.name == "crm" and len(refusals) < allowed:
            refusals.append(folder)
            raise PermissionError(13, "Permission denied", str(folder / "Lead.csv"))
        return real(folder)

    waited: list[float] = []
    monkeypatch.setattr(landing.time, "sleep", waited.append)
    monkeypatch.setattr(landing, "scan", scan)
    allowed = 3
    company.run()
    assert waited == [0.5, 2.0]
    found = company.query("select source, status, message from landing.sources order by 1")
    assert [row[:2] for row in found] == [("crm", "held"), ("web", "fresh")]
    assert "crm/Lead.csv could not be read (Permission denied), after 3 attempts" in found[0][2]

    refusals.clear()
    allowed = 2
    company.run()
    assert company.query("select status from landing.sources where source = 'crm'") == [("fresh",)]
