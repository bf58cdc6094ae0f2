"""Any other tool's CSV through its mapping: formats and zones as written, nothing guessed."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.errors import BadInputError
from tests.sources.company import Company

WEBINARS = {
    "entity": "activities",
    "file": "attendance*.csv",
    "delimiter": ";",
    "time_zone": "Europe/Berlin",
    "columns": {
        "activity_id": "No",
        "email": "E-mail",
        "occurred_at": "Joined at",
        "activity": "Result",
    },
    "formats": {"occurred_at": "%d.%m.%Y %H:%M"},
    "defaults": {"campaign": "Webinar"},
}
DEALS = {
    "entity": "deals",
    "file": "*.csv",
    "decimal": ",",
    "columns": {
        "deal_id": "id",
        "deal_stage": "stage",
        "amount": "value",
        "created_at": "created",
        "closed_on": "closed",
    },
    "formats": {"created_at": "%Y-%m-%dT%H:%M:%S%z", "closed_on": "%d/%m/%Y"},
}


def _company(root: Path, mapping: dict[str, Any]) -> Company:
    company = Company(root, tool={"vendor": "mapped", "mapping": "tool.mapping.yml"})
    (root / "tool.mapping.yml").write_text(yaml.safe_dump(mapping), "utf-8")
    return company


def test_local_times_become_utc_and_what_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    company = _company(tmp_path, WEBINARS)
    company.deliver(
        "tool/attendance_q1.csv",
        "\ufeffNo;E-mail;Joined at;Result\r\n"
        "1;a@x.example;06.01.2025 10:00; attended \r\n"
        "2;a@x.example;06.07.2025 10:00;attended\r\n"
        "3;a@x.example;;registered\r\n"
        "4;a@x.example;2025-01-06 10:00;attended\r\n"
        "5;a@x.example;31.02.2025 10:00;attended\r\n"
        "6;;06.01.2025 10:00;attended\r\n"
        "7;a@x.example;06.01.2025 10:00;\r\n"
        "8;a@x.example;06.01.2025\r\n",
    )
    company.run()
    assert company.query("""
        select landing_line, activity_id, email, occurred_at::varchar, activity, campaign
        from raw.mapped__activities order by 1
    """) == [
        (1, "1", "a@x.example", "2025-01-06 09:00:00", "attended", "Webinar"),
        (2, "2", "a@x.example", "2025-07-06 08:00:00", "attended", "Webinar"),
        (3, "3", "a@x.example", None, "registered", "Webinar"),
    ]
    rejects = company.query("select line, reason from landing.rejects order by line")
    assert [line for line, _ in rejects] == [4, 5, 6, 7, 8]
    assert rejects[0][1] == 'occurred_at "2025-01-06 10:00" is not written as %d.%m.%Y %H:%M'
    assert "whose activity" in rejects[2][1]
    assert rejects[3][1] == "activity is empty"


def test_zones_in_the_text_dates_and_amounts(tmp_path: Path) -> None:
    company = _company(tmp_path, DEALS)
    company.deliver(
        "tool/deals.csv",
        "id,stage,value,created,closed\n"
        'D1,Won,"1.234,56",2025-01-06T10:00:00+0200,31/01/2025\n'
        "D2,Open,1000,,\n"
        'D3,Open,"1,234.56",,\n'
        "D4,Open,-5,,01/31/2025\n"
        "D5,Open,99999999999999999999,,\n",
    )
    company.run()
    assert company.query("""
        select deal_id, amount, created_at::varchar, closed_on::varchar
        from raw.mapped__deals order by landing_line
    """) == [
        ("D1", "1234.56", "2025-01-06 08:00:00", "2025-01-31"),
        ("D2", "1000", None, None),
    ]
    assert company.query("select line from landing.rejects order by 1") == [(3,), (4,), (5,)]


def test_a_key_makes_the_id_where_the_tool_has_none(tmp_path: Path) -> None:
    mapping = {**WEBINARS, "key": ["email", "occurred_at", "activity"]}
    mapping["columns"] = {k: v for k, v in WEBINARS["columns"].items() if k != "activity_id"}
    company = _company(tmp_path, mapping)
    company.deliver(
        "tool/attendance.csv", "E-mail;Joined at;Result\na@x.example;06.01.2025 10:00;attended\n"
    )
    company.run()
    assert company.query("select activity_id from raw.mapped__activities") == [
        ("a@x.example|06.01.2025 10:00|attended",)
    ]


def test_a_renamed_column_holds_the_source(tmp_path: Path) -> None:
    company = _company(tmp_path, WEBINARS)
    company.deliver("tool/attendance.csv", "No;Email;Joined at;Result\n1;a@x.example;;x\n")
    [status] = company.land().sources
    assert status.status == "held"
    assert '"E-mail" is missing (renamed to "Email"?)' in (status.message or "")


def test_a_renamed_file_is_told_with_the_names_that_the_mapping_knows(tmp_path: Path) -> None:
    company = _company(tmp_path, WEBINARS)
    company.file.write_text(company.file.read_text("utf-8") + "  required: true\n", "utf-8")
    company.deliver("tool/guests.csv", "No;E-mail;Joined at;Result\n1;a@x.example;;x\n")
    with pytest.raises(BadInputError) as refused:
        company.land()
    told = '(guests.csv: no mapping\'s `file` fits it: "attendance*.csv")'
    assert told in str(refused.value)


def test_a_format_that_is_none_stops_the_run(tmp_path: Path) -> None:
    company = _company(tmp_path, {**WEBINARS, "formats": {"occurred_at": "%Q"}})
    company.deliver("tool/attendance.csv", "No;E-mail;Joined at;Result\n1;a@x.example;x;x\n")
    with pytest.raises(BadInputError, match="%Q"):
        company.land()


def test_a_changed_mapping_reads_the_landed_files_anew(tmp_path: Path) -> None:
    company = _company(tmp_path, WEBINARS)
    company.deliver("tool/attendance.csv", "No;E-mail;Joined at;Result\n1;a@x.example;;x\n")
    company.run()
    before = company.fingerprint()
    changed = {**WEBINARS, "defaults": {"campaign": "Spring"}}
    (tmp_path / "tool.mapping.yml").write_text(yaml.safe_dump(changed), "utf-8")
    assert company.land().new_files == 0
    assert company.fingerprint() != before
    company.load()
    assert company.query("select campaign from raw.mapped__activities") == [("Spring",)]
