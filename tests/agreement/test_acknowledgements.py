"""Who has read a version is written beside it, one line each, and counts while its terms stand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from expectations.acknowledgements import FILE, acknowledge, read, readings_of
from expectations.annexes import load_annexes, require_annexes
from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreement, load_agreements
from expectations.signatures import digest
from expectations.standing import standing
from expectations.table_rows import acknowledgement_rows
from tests.agreement.documents import COMPLETE, signed, with_change, written
from tests.agreement.documents import read as read_agreement

NEW_YEAR, LATER = date(2025, 1, 7), date(2025, 2, 3)


def _names(folder: Path, *names: str) -> str:
    agreement = read_agreement(folder)
    for name in names:
        acknowledge(folder, agreement, name, NEW_YEAR)
    return (folder / FILE).read_text("utf-8")


def test_one_line_is_added_and_what_stood_there_stays_to_the_byte(tmp_path: Path) -> None:
    first = _names(tmp_path, "Jo Lund")
    commented = first.replace("acknowledgements:", "# our own remark\nacknowledgements:  # by us")
    (tmp_path / FILE).write_text(commented, "utf-8")
    second = _names(tmp_path, "Mareike Lüders", "null", "a: b # c")
    assert second.startswith(commented)
    assert len(second.splitlines()) == len(commented.splitlines()) + 3
    assert yaml.safe_load(second)["acknowledgements"][1]["name"] == "Mareike Lüders"
    kept = [item.name for item in read(tmp_path / FILE).acknowledgements]
    assert kept == ["Jo Lund", "Mareike Lüders", "null", "a: b # c"]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["2025-01-01.yml", FILE]


def test_the_same_terms_are_read_once(tmp_path: Path) -> None:
    text = _names(tmp_path, "Jo Lund")
    with pytest.raises(BadInputError, match="jo  LUND has read version 2025-01-01 as it stands"):
        _names(tmp_path, "jo  LUND")
    assert (tmp_path / FILE).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("acknowledgements: []\n", "Jo Lund", "no line can be added"),
        ("acknowledgements:\n  - {name: x}\n", "Jo Lund", "version is missing"),
        ("", "  ", "name: "),
        ("", "x" * 201, "name: "),
    ],
)
def test_what_cannot_be_added_leaves_the_file_as_it_is(
    tmp_path: Path, text: str, name: str, says: str
) -> None:
    agreement = read_agreement(tmp_path)
    if text:
        (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(BadInputError, match=says):
        acknowledge(tmp_path, agreement, name, NEW_YEAR)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert (tmp_path / FILE).exists() == bool(text)
    if text:
        assert (tmp_path / FILE).read_text("utf-8") == text


def test_a_change_of_terms_makes_it_outdated_and_a_comment_does_not(tmp_path: Path) -> None:
    _names(tmp_path, "Jo Lund")
    given = read(tmp_path / FILE)

    def states(text: str) -> list[str]:
        return [item.state for item in readings_of(read_agreement(tmp_path, text), given)]

    assert states("# why\n" + COMPLETE) == ["read"]
    assert states(with_change("target: 0.95", "target: 0.96")) == ["outdated"]


def test_whoever_reads_the_changed_terms_has_read_them(tmp_path: Path) -> None:
    _names(tmp_path, "Jo Lund", "Ada Voss")
    changed = read_agreement(tmp_path, with_change("target: 0.95", "target: 0.96"))
    acknowledge(tmp_path, changed, "Jo Lund", LATER)
    found = readings_of(changed, read(tmp_path / FILE))
    assert [(item.name, item.read_on, item.state) for item in found] == [
        ("Jo Lund", LATER, "read"),
        ("Ada Voss", NEW_YEAR, "outdated"),
    ]


def test_how_a_version_stands_names_who_has_not_read_it_and_an_overdue_review(
    tmp_path: Path,
) -> None:
    signed(written(tmp_path, COMPLETE))
    agreement = load_agreement(tmp_path / "2025-01-01.yml")
    acknowledge(tmp_path, agreement, "Jo Lund", NEW_YEAR)
    given = read(tmp_path / FILE)
    lines = standing([agreement], given, ["Ada Voss", "JO  lund"], date(2026, 1, 1))
    assert lines[0] == "2025-01-01 · A complete agreement · signed by both teams"
    assert lines[1] == f"  digest of the terms {digest(agreement)}"
    assert lines[4:] == [
        "  read by Jo Lund, 2025-01-07",
        "  not yet by Ada Voss",
        "  ! to be reviewed by 31 Dec 2025, which has passed: agree on a new version, or on these"
        " terms with a later day",
    ]
    on_the_day = standing([agreement], given, [], date(2025, 12, 31))
    assert on_the_day[4:] == ["  read by Jo Lund, 2025-01-07"]


def test_a_version_that_is_not_here_cannot_have_been_read(tmp_path: Path) -> None:
    _names(tmp_path, "Jo Lund")
    text = COMPLETE.replace("holidays: portugal", "").replace("2025-01-01", "2025-02-01")
    other = read_agreement(tmp_path, text, "2025-02-01.yml")
    annexes = load_annexes(tmp_path.joinpath("none")).model_copy(
        update={"acknowledgements": read(tmp_path / FILE)}
    )
    with pytest.raises(BadInputError, match="Jo Lund read version 2025-01-01, which is not here"):
        require_annexes([other], annexes)


def test_what_was_read_reaches_the_warehouse_and_changes_no_number(tmp_path: Path) -> None:
    annexes = load_annexes(default_folder().parent / "annexes")
    without = annexes.model_copy(update={"acknowledgements": None})
    assert annexes.digest() == without.digest()
    assert annexes.readers_digest() != without.readers_digest()
    rows = list(acknowledgement_rows(load_agreements(default_folder()), annexes))
    found = Counter((version, is_valid) for version, *_, is_valid in rows)
    # of the latest version somebody read a draft only
    assert found == {
        ("2025-01-01", True): 9,
        ("2025-07-01", True): 7,
        ("2026-01-01", True): 7,
        ("2026-01-01", False): 1,
    }
    assert all(key == " ".join(name.split()).lower() for _, name, key, *_ in rows)
