"""Rows that stand whole in quotes, as some tools export those that hold a comma."""

from pathlib import Path

import pytest
import yaml

from pipelines.sources.strict_csv import open_csv
from tests.sources.company import Company

MAPPING = {
    "entity": "people",
    "file": "*.csv",
    "columns": {"record_id": "No", "title": "Title", "country": "Country"},
}
FILE = (
    "No,Title,Country\n"
    "1,Clerk,India\n"
    '"2,""Banking, Insurance"",India"\n'
    '3,"Clerk, retired",India\n'
    '"4,""said """"no"""""",India"\n'
)


def _company(root: Path, wrapped_rows: str | None = None) -> Company:
    company = Company(root, crm={"vendor": "mapped", "mapping": "crm.mapping.yml"})
    mapping = MAPPING if wrapped_rows is None else {**MAPPING, "wrapped_rows": wrapped_rows}
    (root / "crm.mapping.yml").write_text(yaml.safe_dump(mapping), "utf-8")
    company.deliver("crm/people.csv", FILE)
    return company


def _counts(company: Company) -> list[tuple[object, ...]]:
    return company.query(
        "select delivered_rows, accepted_rows, rejected_rows, repaired_rows from landing.files"
    )


@pytest.mark.parametrize("wrapped_rows", [None, "reject"])
def test_they_are_rejected_by_line_and_told(tmp_path: Path, wrapped_rows: str | None) -> None:
    company = _company(tmp_path, wrapped_rows)
    company.run()
    assert company.query("select record_id from raw.mapped__people order by 1") == [("1",), ("3",)]
    assert company.query("select line, reason from landing.rejects order by line") == [
        (
            2,
            "the whole row stands in quotes, 1 field where the header has 3 (line 3 of file)",
        ),
        (
            4,
            "the whole row stands in quotes, 1 field where the header has 3 (line 5 of file)",
        ),
    ]
    assert _counts(company) == [(4, 2, 2, 0)]
    told = [line for line in company.told if "2 of 4 rows rejected, the first is row 2" in line]
    # a note as it lands, and a line of the run as it is loaded
    assert [line.startswith("  ") for line in told] == [True, False]
    assert any("wrapped_rows: unwrap" in line for line in company.told)


def test_they_are_unwrapped_where_the_mapping_says_so_counted_and_told(tmp_path: Path) -> None:
    company = _company(tmp_path, "unwrap")
    company.run()
    assert company.query("select landing_line, record_id, title from raw.mapped__people") == [
        (1, "1", "Clerk"),
        (2, "2", "Banking, Insurance"),
        (3, "3", "Clerk, retired"),
        (4, "4", 'said "no"'),
    ]
    assert _counts(company) == [(4, 4, 0, 2)]
    assert any("2 of 4 rows repaired" in line for line in company.told if line[:1] != " ")


def test_saying_so_later_reads_the_landed_file_anew(tmp_path: Path) -> None:
    company = _company(tmp_path)
    company.run()
    assert _counts(company) == [(4, 2, 2, 0)]
    mapping = {**MAPPING, "wrapped_rows": "unwrap"}
    (tmp_path / "crm.mapping.yml").write_text(yaml.safe_dump(mapping), "utf-8")
    company.run()
    assert _counts(company) == [(4, 4, 0, 2)]


def test_tables_that_an_earlier_version_made_are_made_and_loaded_anew(tmp_path: Path) -> None:
    """Without the column of repaired rows, and with the row of a file that is gone."""
    company = _company(tmp_path, "unwrap")
    company.run()
    for statement in (
        "alter table landing.loaded drop column repaired_rows",
        "alter table landing.files drop column repaired_rows",
        "comment on table landing.loaded is null",
        "insert into raw.mapped__people (landing_file, landing_line) values ('gone', 1)",
    ):
        company.connection.execute(statement)
    company.run()
    assert _counts(company) == [(4, 4, 0, 2)]
    assert company.query("select count(*) from raw.mapped__people") == [(4,)]


@pytest.mark.parametrize(
    "row",
    [
        '"1,2"',  # two fields where the header has three
        '"1,2,3,4"',
        '"1,2,3\n4,5,6"',  # two rows in one field
        '"1,""2,3"',  # a quote that is not closed
        '"1"',
        '"1,2,3",',
    ],
)
def test_only_one_row_of_the_headers_width_is_unwrapped(tmp_path: Path, row: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(f"a,b,c\n{row}\n", "utf-8")
    [found] = open_csv(file, unwraps=True).rows
    assert found.problem is not None
    assert "stands in quotes" not in found.problem
    assert not found.is_unwrapped


def test_a_list_of_one_column_keeps_its_commas(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text('name\n"Berg, Anna"\n', "utf-8")
    [found] = open_csv(file, unwraps=True).rows
    assert (found.values, found.problem, found.is_unwrapped) == (["Berg, Anna"], None, False)


def test_a_header_that_stands_in_quotes_is_unwrapped_too(tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    file.write_text('"No,""Title"""\n"1,""Clerk, retired"""\n', "utf-8")
    content = open_csv(file, unwraps=True)
    assert content.header == ["No", "Title"]
    assert [row.values for row in content.rows] == [["1", "Clerk, retired"]]
