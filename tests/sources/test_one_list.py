"""One list that holds leads, what they did and who bought: read by several mappings, row by row."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.errors import BadInputError
from pipelines.sources.mapping import load_mappings
from tests.sources.company import Company

LEADS = {
    "entity": "people",
    "file": "leads*.csv",
    "columns": {"record_id": "No", "country": "Country", "label": "State"},
    "words": {"country": {"please choose": "", "UK": "United Kingdom"}},
}
FORMS = {
    "entity": "activities",
    "file": "leads*.csv",
    "key": "person_record_id",
    "only_where": {"Origin": ["Website", "landing page"]},
    "columns": {"person_record_id": "No"},
    "defaults": {"activity": "form"},
}
DEALS = {
    "entity": "deals",
    "file": "leads*.csv",
    "only_where": {"Bought": "1"},
    "columns": {
        "deal_id": "No",
        "person_record_id": "No",
        "is_won": "Bought",
        "amount": "Worth",
        "deal_stage": "State",
    },
    "words": {"amount": {"n/a": ""}, "deal_stage": {"": "Sold"}},
}
HEADER = "No,Country,State,Origin,Bought,Worth\n"
LIST = "1,Please choose,New,website,0,n/a\n2,uk,,Import,1,n/a\n3,India,Paid,Landing Page,1,250\n"


def _company(root: Path, *mappings: dict[str, Any]) -> Company:
    company = Company(root, crm={"vendor": "mapped", "mapping": "crm.mapping.yml"})
    (root / "crm.mapping.yml").write_text(yaml.safe_dump(list(mappings)), "utf-8")
    return company


def test_every_mapping_of_a_file_makes_its_own_of_each_row(tmp_path: Path) -> None:
    company = _company(tmp_path, LEADS, FORMS, DEALS)
    company.deliver("crm/leads.csv", HEADER + LIST)
    company.run()
    assert company.query(
        "select landing_line, record_id, country, label from raw.mapped__people order by 1"
    ) == [(1, "1", None, "New"), (2, "2", "United Kingdom", None), (3, "3", "India", "Paid")]
    assert company.query(
        "select landing_line, activity_id, person_record_id, activity"
        " from raw.mapped__activities order by 1"
    ) == [(1, "1", "1", "form"), (3, "3", "3", "form")]
    assert company.query(
        "select landing_line, deal_id, person_record_id, is_won, amount, deal_stage"
        " from raw.mapped__deals order by 1"
    ) == [(2, "2", "2", "1", None, "Sold"), (3, "3", "3", "1", "250", "Paid")]
    assert company.query(
        "select table_name, delivered_rows, accepted_rows, rejected_rows from landing.files"
    ) == [("people", 3, 3, 0)]


def test_a_row_that_one_mapping_cannot_use_counts_for_none(tmp_path: Path) -> None:
    company = _company(tmp_path, LEADS, DEALS)
    company.deliver("crm/leads.csv", HEADER + LIST + "4,India,New,Import,1,about 300\n")
    company.run()
    assert company.query("select count(*) from raw.mapped__people") == [(3,)]
    assert company.query("select count(*) from raw.mapped__deals") == [(2,)]
    [(line, reason)] = company.query("select line, reason from landing.rejects")
    assert (line, reason[:18]) == (4, 'amount "about 300"')
    assert company.query("select delivered_rows, rejected_rows, reason from landing.files") == [
        (4, 1, "the first row rejected is row 4")
    ]


@pytest.mark.parametrize("word", ["1", "0", "Yes", "no", "TRUE", "false", "y", "N", ""])
def test_a_flag_is_written_in_any_of_its_spellings(tmp_path: Path, word: str) -> None:
    mapping = {**DEALS, "only_where": {}}
    company = _company(tmp_path, mapping)
    company.deliver("crm/leads.csv", f"{HEADER}1,India,New,Import,{word},\n")
    company.run()
    assert company.query("select is_won from raw.mapped__deals") == [(word or None,)]


def test_a_flag_that_says_neither_yes_nor_no_is_never_taken_for_no(tmp_path: Path) -> None:
    company = _company(tmp_path, {**DEALS, "only_where": {}})
    company.deliver("crm/leads.csv", f"{HEADER}1,India,New,Import,Gewonnen,\n")
    company.run()
    [(reason,)] = company.query("select reason from landing.rejects")
    assert reason.startswith('is_won "Gewonnen" says neither yes nor no')
    words = {"is_won": {"Gewonnen": "yes"}}
    (tmp_path / "crm.mapping.yml").write_text(
        yaml.safe_dump({**DEALS, "only_where": {}, "words": words}), "utf-8"
    )
    company.run()
    assert company.query("select is_won from raw.mapped__deals") == [("yes",)]


def test_another_first_mapping_takes_the_place_of_what_the_file_was_before(tmp_path: Path) -> None:
    company = _company(tmp_path, {**DEALS, "only_where": {}})
    company.deliver("crm/leads.csv", HEADER + LIST)
    company.run()
    assert company.query("select count(*) from raw.mapped__deals") == [(3,)]
    (tmp_path / "crm.mapping.yml").write_text(yaml.safe_dump([LEADS, DEALS]), "utf-8")
    company.run()
    assert company.query("select count(*) from raw.mapped__people") == [(3,)]
    assert company.query("select count(*) from raw.mapped__deals") == [(2,)]


@pytest.mark.parametrize(
    ("mappings", "says"),
    [
        ([FORMS], ":4: only_where: the first mapping of a file takes every row of it"),
        ([LEADS, deepcopy(LEADS)], "makes people of its rows already"),
        ([LEADS, {**DEALS, "delimiter": ";"}], "delimiter: this is said once for the file"),
        ([LEADS, {**DEALS, "wrapped_rows": "unwrap"}], "wrapped_rows: this is said once"),
        ([LEADS, {**DEALS, "only_where": {"Bought": 1}}], 'write 1 as text, in quotes: "1"'),
        ([LEADS, {**DEALS, "only_where": {"Bought": []}}], "Bought names no word"),
        ([{**LEADS, "words": {"label": {1: "New"}}}], 'write 1 as text, in quotes: "1"'),
        ([{**LEADS, "words": {"label": {"a": "b", "A ": "c"}}}], "'a' stands twice"),
        ([{**LEADS, "words": {"state": {"a": "b"}}}], "words: state is no column of people"),
        ([{**LEADS, "words": {"title": {"a": "b"}}}], "title is not among the mapped columns"),
        ([{**LEADS, "words": {"created_at": {"a": "b"}}}], "created_at is a time"),
        ([{**LEADS, "wrapped_rows": "repair"}], "wrapped_rows"),
    ],
)
def test_mappings_that_cannot_be_meant_are_refused(
    tmp_path: Path, mappings: list[dict[str, Any]], says: str
) -> None:
    file = tmp_path / "crm.mapping.yml"
    file.write_text(yaml.safe_dump(mappings, sort_keys=False), "utf-8")
    with pytest.raises(BadInputError) as refused:
        load_mappings(file)
    assert says in str(refused.value)
    assert f"{file}:" in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


def test_a_column_that_only_a_condition_names_must_be_there(tmp_path: Path) -> None:
    company = _company(tmp_path, LEADS, FORMS)
    company.deliver("crm/leads.csv", "No,Country,State,Origins\n1,India,New,Website\n")
    [status] = company.land().sources
    assert status.status == "held"
    assert '"Origin" is missing (renamed to "Origins"?)' in (status.message or "")
