"""Any other tool's workbooks, JSON, Parquet and TSV: the same rows, and what none may hold."""

import datetime
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import yaml

from expectations.errors import BadInputError
from pipelines.sources import exact, workbooks
from tests.sources.company import Company

DEALS = {
    "entity": "deals",
    "time_zone": "Europe/Berlin",
    "columns": {
        "deal_id": "No.",
        "account_name": "Company",
        "amount": "Value",
        "created_at": "Opened",
        "closed_on": "Closed",
        "deal_stage": "Stage",
    },
}
HEADER = ["No.", "Company", "Value", "Opened", "Closed", "Stage"]
# 10:30 in Berlin in January is 9:30 in UTC
WANTED = [
    ("7", "Acme", "22700.5", "2025-01-06 09:30:00", "2025-01-31", "Won"),
    ("8", "Umbra", None, None, None, "Open"),
]


def _company(root: Path, *mappings: dict[str, Any]) -> Company:
    company = Company(root, crm={"vendor": "mapped", "mapping": "crm.mapping.yml"})
    (root / "crm.mapping.yml").write_text(yaml.safe_dump(list(mappings)), "utf-8")
    return company


def _workbook(**sheets: list[list[object]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.datetime):
                        sheet.write_datetime(number, column, value, moment)
                    elif isinstance(value, datetime.date):
                        sheet.write_datetime(number, column, value, day)
                    elif value == "#REF!":
                        sheet.write_formula(number, column, "=A0", None, value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return content.getvalue()


def _deals(company: Company) -> list[tuple[Any, ...]]:
    return company.query(
        "select deal_id, account_name, amount, created_at::varchar, closed_on::varchar, deal_stage"
        " from raw.mapped__deals order by landing_line"
    )


def _held(company: Company) -> str:
    [status] = company.land().sources
    assert status.status == "held"
    return status.message or ""


TYPED = [
    [7, "Acme", 22700.5, datetime.datetime(2025, 1, 6, 10, 30), datetime.date(2025, 1, 31), "Won"],
    [8, "Umbra", None, None, None, "Open"],
]


def test_a_workbooks_cells_are_what_they_are_whatever_the_mapping_says_of_texts(
    tmp_path: Path,
) -> None:
    company = _company(tmp_path, {**DEALS, "file": "deals*.xlsx", "decimal": ",", "header_row": 3})
    title = [["Pipeline of the north"], [None]]
    company.deliver("crm/deals.xlsx", _workbook(Deals=[*title, HEADER, TYPED[0], [], TYPED[1]]))
    company.run()
    assert _deals(company) == WANTED
    company.deliver("crm/deals_of_a_quiet_day.xlsx", _workbook(Deals=[*title, HEADER]))
    company.run()
    assert company.query("select delivered_rows from landing.files order by 1") == [(0,), (2,)]


def test_a_text_in_a_workbook_needs_its_format_and_a_number_is_no_time(tmp_path: Path) -> None:
    mapping = {**DEALS, "file": "*.xlsx", "formats": {"closed_on": "%d/%m/%Y"}}
    company = _company(tmp_path, mapping)
    rows = [
        [1, "", "5", None, "31/01/2025", "Won"],
        [2, "", "5", None, "2025-01-31", "Won"],
        [3, "", "5", None, 45688, "Won"],
        [1234567890123456, "", "5", None, None, "Won"],
        [5, "", "#REF!", None, None, "Won"],
    ]
    company.deliver("crm/deals.xlsx", _workbook(Deals=[HEADER, *rows]))
    company.run()
    assert [(deal, closed) for deal, _, _, _, closed, _ in _deals(company)] == [
        ("1", "2025-01-31"),
        ("5", None),
    ]
    assert company.query("select line, reason from landing.rejects order by line") == [
        (2, 'closed_on "2025-01-31" is not written as %d/%m/%Y'),
        (3, 'closed_on "45688" is no time; give its cells a date format'),
        (4, "deal_id was rounded by a spreadsheet"),
    ]
    assert any(
        "1 cell shows an error such as #REF! and is read as empty" in told for told in company.told
    )


def test_the_sheets_of_a_workbook_end_in_their_own_tables_and_every_row_counts_once(
    tmp_path: Path,
) -> None:
    leads = {
        "entity": "people",
        "file": "crm*.xlsx",
        "sheet": "Leads",
        "columns": {"record_id": "No", "email": "Mail"},
    }
    company = _company(tmp_path, leads, {**DEALS, "file": "crm*.xlsx", "sheet": "Deals"})
    people = [["No", "Mail"], [1, "ann@acme.example"], [None, "bob@acme.example"]]
    bad = [9, "Acme", "a lot", None, None, "Open"]
    company.deliver(
        "crm/crm.xlsx",
        _workbook(Leads=people, Deals=[HEADER, *TYPED, bad], Notes=[["a"], ["b"]]),
    )
    company.run()
    assert company.query("select landing_line, record_id from raw.mapped__people") == [(1, "1")]
    assert company.query("select landing_line from raw.mapped__deals order by 1") == [(3,), (4,)]
    assert company.query(
        "select delivered_rows, accepted_rows, rejected_rows from landing.files"
    ) == [(5, 3, 2)]
    assert company.query("select line, reason from landing.rejects order by line") == [
        (2, 'row 2 of the sheet "Leads": record_id is empty'),
        (
            5,
            'row 3 of the sheet "Deals": amount "a lot" is no number written with "." for decimals;'
            " `amounts` in its mapping says more",
        ),
    ]
    assert any('the sheet "Notes" is read by no mapping' in told for told in company.told)


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"A": [["No."], [1]], "B": [["No."], [1]]}, 'sheets are "A", "B"; say which one'),
        ({"A": []}, "sheets are all empty; say which one"),
        ({"A": [["No.", "no."], [1, 2]]}, "names No., no. more than once"),
        ({"A": [[*HEADER[:-1], "Stages"], [1]]}, '"Stage" is missing (renamed to "Stages"?)'),
    ],
)
def test_a_workbook_that_is_not_what_the_mapping_says_holds_its_source(
    tmp_path: Path, sheets: dict[str, list[list[object]]], says: str
) -> None:
    company = _company(tmp_path, {**DEALS, "file": "*.xlsx"})
    company.deliver("crm/deals.xlsx", _workbook(**sheets))
    assert says in _held(company)


def test_json_in_each_of_its_shapes_gives_the_same_rows(tmp_path: Path) -> None:
    columns = {**DEALS["columns"], "account_name": "company.name"}
    shape = {"created_at": "%Y-%m-%dT%H:%M:%S%z"}
    mapping = {**DEALS, "columns": columns, "formats": shape}
    records = [
        {
            "No.": 7,
            "company": {"name": "Acme", "tags": [1]},
            "Value": 22700.5,
            "Opened": "2025-01-06T09:30:00Z",
            "Closed": "2025-01-31",
            "Stage": "Won",
        },
        {"No.": "8", "company": {"name": "Umbra"}, "Value": None, "Stage": "Open"},
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    inside = {"data": {"items": records}, "next": None}
    for number, (name, content, where) in enumerate(
        [
            ("deals.json", json.dumps(records), {}),
            ("deals.ndjson", lines, {}),
            ("deals.jsonl.gz", gzip.compress(lines.encode()), {}),
            ("deals.json", json.dumps(inside, indent=1), {"records": "data.items"}),
        ]
    ):
        company = _company(tmp_path / str(number), {**mapping, "file": name, **where})
        company.deliver(f"crm/{name}", content)
        company.run()
        assert _deals(company) == WANTED, name
    company = _company(tmp_path / "none", {**mapping, "file": "deals.json"})
    company.deliver("crm/deals.json", "[]")
    company.run()
    assert company.query("select delivered_rows from landing.files") == [(0,)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"a": 1}, {"a": 2', "it is no JSON"),
        ('{"a": 1}\n{"a": 2', "line 2 is no JSON"),
        ('{"a": 1, "a": 2}', 'the key "a" stands twice in one object'),
        ('[{"a": NaN}]', "NaN is no number"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps([{str(n): 1 for n in range(2_001)}]), "more than 2,000 different keys"),
        (b"PK\x03\x04...", "this is an Excel workbook; name it .xlsx"),
    ],
)
def test_json_that_says_nothing_certain_holds_its_source(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    company = _company(tmp_path, {**DEALS, "file": "deals*"})
    company.deliver("crm/deals.json", content)
    assert says in _held(company)


def test_parquet_needs_no_formats_and_names_its_structs_by_a_point(tmp_path: Path) -> None:
    columns = {**DEALS["columns"], "account_name": "Company.name"}
    company = _company(tmp_path, {**DEALS, "columns": columns, "file": "*.parquet"})
    moment = datetime.datetime(2025, 1, 6, 9, 30, tzinfo=datetime.UTC)
    pq.write_table(
        pa.table(
            {
                "No.": [7, 8],
                "Company": [{"name": "Acme"}, {"name": "Umbra"}],
                "Value": [22700.5, None],
                "Opened": pa.array([moment, None], pa.timestamp("us", "UTC")),
                "Closed": [datetime.date(2025, 1, 31), None],
                "Stage": ["Won", "Open"],
            }
        ),
        tmp_path / "crm" / "deals.parquet",
    )
    company.run()
    assert _deals(company) == WANTED
    whole = (tmp_path / "crm" / "deals.parquet").read_bytes()
    company.deliver("crm/deals2.parquet", whole[:-20])
    assert "deals2.parquet: the Parquet file cannot be read" in _held(company)


def test_a_tsv_is_parted_by_tabs_and_windows_text_says_so(tmp_path: Path) -> None:
    mapping = {**DEALS, "file": "*.tsv", "encoding": "windows-1252", "decimal": ","}
    company = _company(tmp_path, mapping)
    text = "\t".join(HEADER) + "\n7\tMüller, Söhne\t1.234,50\t\t\tWon\n"
    company.deliver("crm/deals.tsv", text.encode("windows-1252"))
    company.run()
    assert [row[:3] for row in _deals(company)] == [("7", "Müller, Söhne", "1234.50")]
    company.deliver("crm/more.csv", text)
    assert company.land().sources[0].files == 1


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 220_000_000, compresslevel=1)
    return content.getvalue()


def test_a_workbook_that_would_fill_the_memory_is_never_unpacked(tmp_path: Path) -> None:
    company = _company(tmp_path, {**DEALS, "file": "*.xlsx"})
    far = _workbook(Deals=[HEADER, TYPED[0]])
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(far)) as whole,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for member in whole.infolist():
            xml = whole.read(member)
            if member.filename.startswith("xl/worksheets/"):
                xml = xml.replace(b'r="F2"', b'r="XFD1048576"')
            changed.writestr(member.filename, xml)
    company.deliver("crm/far.xlsx", content.getvalue())
    assert "spans 1,048,576 rows and 16,384 columns" in _held(company)
    (tmp_path / "crm" / "far.xlsx").unlink()
    company.deliver("crm/bomb.xlsx", _bomb())
    assert "too large (it unpacks to 209 MB)" in _held(company)
    company.deliver("crm/bomb.xlsx", far[:-100])
    assert "damaged or cut off" in _held(company)


def test_a_table_of_too_many_columns_holds_its_source(tmp_path: Path) -> None:
    company = _company(tmp_path, {**DEALS, "file": "*.csv"})
    company.deliver("crm/deals.csv", ",".join(f"c{n}" for n in range(exact.MAX_COLUMNS + 1)) + "\n")
    assert "it has 2,001 columns, more than 2,000" in _held(company)
    assert workbooks.MAX_UNPACKED <= 1 << 29


def test_what_a_changed_mapping_can_no_longer_read_ends_with_one_message(tmp_path: Path) -> None:
    mapping = {**DEALS, "file": "deals*.csv"}
    company = _company(tmp_path, mapping)
    company.deliver("crm/deals.csv", ",".join(HEADER) + "\n7,Acme,5,,,Won\n")
    company.run()
    file = tmp_path / "crm.mapping.yml"
    file.write_text(yaml.safe_dump([{**mapping, "file": "bargains*.csv"}]), "utf-8")
    company.deliver("crm/bargains.csv", ",".join(HEADER) + "\n8,Acme,5,,,Won\n")
    company.land()
    with pytest.raises(BadInputError) as refused:
        company.load()
    assert "crm: deals.csv, delivered" in str(refused.value)
    assert 'no mapping\'s `file` fits its name any more: "bargains*.csv"' in str(refused.value)
    assert refused.value.exit_code == 4
    columns = {**DEALS["columns"], "deal_stage": "Phase"}
    file.write_text(yaml.safe_dump([{**mapping, "columns": columns}]), "utf-8")
    assert '"Phase" is missing' in _held(company)
