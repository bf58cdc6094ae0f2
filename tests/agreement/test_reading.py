"""A file is read so that nothing is lost in silence, and every problem is told with its line."""

from pathlib import Path

import pytest

from expectations.conditions import to_sql
from expectations.errors import BadInputError
from expectations.loader import load_agreement
from expectations.schema import Clause
from tests.agreement.documents import assert_refused, read, refusal, with_change


@pytest.mark.parametrize(
    ("old", "new", "marker", "says"),
    [
        ("title: A", "title: B\ntitle: A", "title: A", "'title' stands twice"),
        ("label: Lead\n", "label: &l Lead\n    plural2: *l\n", "*l", "aliases"),
        ("label: Lead\n", "label: !!python/name:os.system x\n", "!!python", "tags such as"),
        ("label: Lead\n", "lable: Lead\n", "lable", "this key is not known"),
        ("is: equals, value: won}\nexits", "is: equals, value: won\nexits", "exits:", "expected"),
        ("title: A", "<<: {title: B}\ntitle: A", "<<", "this key is not known"),
        ("title: A", "? [a, b]\n: c\ntitle: A", "? [a, b]", "a key must be a plain word"),
        ("title: A", "title: \x07A", "title: \x07", "is not allowed"),
        ("signatures: []", "signatures: []\n---\ntitle: B", "---", "another document"),
        (
            "is: at_least, value: 1}\n  - id: mql",
            "is: less_than, value: 1}\n  - id: mql",
            "is: less_than",
            "not 'less_than'",
        ),
        ("value: [coo", f"value: {50 * '['}", 50 * "[", "nested deeper than 40 levels"),
    ],
)
def test_yaml_is_read_strictly(tmp_path: Path, old: str, new: str, marker: str, says: str) -> None:
    assert_refused(tmp_path, with_change(old, new), marker, says)


def test_words_are_read_as_they_are_written(tmp_path: Path) -> None:
    text = with_change("departments: [Sales]", "departments: [NO, 1.10, 0123, yes]")
    assert read(tmp_path, text).parties[1].departments == ["NO", "1.10", "0123", "yes"]


def test_a_country_and_a_number_in_a_condition_are_read_as_they_are_written(
    tmp_path: Path,
) -> None:
    text = with_change("[own.example]", "[NO, no, 1.10, null_island]")
    text = with_change("field: engagement, is: at_least, value: 50",
                       "field: engagement, is: at_least, value: 1.10", text)  # fmt: skip
    agreement = read(tmp_path, text)
    asked = agreement.exclusions[0].when
    assert isinstance(asked, Clause)
    assert asked.value == ["NO", "no", "1.10", "null_island"]
    assert "engagement >= 1.10" in to_sql(agreement.stages[2].enter_when, agreement.attributes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"title: " + 1_000_001 * b"x", "is larger than 1000000 bytes"),
        (b"", "1: the agreement is empty"),
        (b"- a list\n", "1: file: "),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "2025-01-01.yml"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=says):
        load_agreement(path)


def test_a_file_that_is_not_there_says_that_nothing_was_changed(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"cannot be read .*Nothing was changed"):
        load_agreement(tmp_path / "2025-01-01.yml")


def test_every_finding_is_told_at_once(tmp_path: Path) -> None:
    text = with_change("field: forms,", "field: form,", with_change("id: sqls", "id: sals"))
    said = refusal(tmp_path, text)
    assert "unknown field 'form'" in said
    assert "missing: sqls" in said


def test_a_file_is_named_by_the_day_its_terms_take_effect(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"3: takes effect on 2025-01-01, so the file must"):
        read(tmp_path, name="2025-02-01.yml")
