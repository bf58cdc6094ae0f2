"""The sources file and the mapping file are read strictly, and errors name the line."""

from pathlib import Path

import pytest

from expectations.errors import BadInputError
from pipelines.home import Home, project_root
from pipelines.sources.config import load_sources
from pipelines.sources.mapping import load_mappings

GOOD = """\
company: Example
default_currency: EUR
sources:
  - name: crm
    vendor: salesforce
    path: crm
    required: true
"""
MAPPING = """\
entity: activities
file: "*.csv"
columns:
  activity_id: No
  email: Mail
  activity: What
"""


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(text, "utf-8")
    load_sources(path)


def test_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(GOOD, "utf-8")
    config = load_sources(path)
    assert config.sources[0].folder == tmp_path / "crm"
    assert config.sources[0].stale_after_hours == 48


def test_only_the_folder_of_everything_generated_has_a_placeholder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sources.yml"

    def folder(named: str, home: Home | None = None) -> Path:
        path.write_text(GOOD.replace("path: crm", f"path: {named}"), "utf-8")
        return load_sources(path, home).sources[0].folder

    monkeypatch.setenv("SMARKETING_HOME", "/srv/home")
    assert folder("$SMARKETING_HOME/extracts/crm") == Path("/srv/home/extracts/crm")
    assert folder("$SMARKETING_HOME/crm", Home(tmp_path / "h")) == tmp_path / "h" / "crm"
    monkeypatch.delenv("SMARKETING_HOME")
    assert folder("$SMARKETING_HOME/crm") == project_root() / "data" / "crm"
    monkeypatch.setenv("ELSEWHERE", "/srv")
    for literal in ("$ELSEWHERE/crm", "$SMARKETING_HOMES/crm", "crm/$SMARKETING_HOME/x"):
        assert folder(literal) == tmp_path / literal


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD + "    colour: red\n", 8, "this key is not known"),
        (GOOD + "    path: other\n", 8, "'path' stands twice"),
        (GOOD.replace("required: true", "required: yes"), 7, "boolean"),
        (GOOD.replace("salesforce", "dynamics"), 5, "ga4"),
        (GOOD.replace("EUR", "Euro"), 2, "pattern"),
        (GOOD + "    user_id: email\n", 4, "user_id is a setting of ga4"),
        (GOOD.replace("salesforce", "mapped"), 4, "mapping file"),
        (GOOD + "  - {name: crm, vendor: hubspot, path: x}\n", 1, "two sources are named crm"),
        ("company: &a Example\nsources: *a\n", 2, "aliases"),
        ("company: [\n", 2, "expected"),
        ("", 1, "empty"),
    ],
)
def test_a_wrong_sources_file_stops_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(BadInputError) as stopped:
        _load(tmp_path, text)
    assert f"sources.yml:{line}:" in str(stopped.value)
    assert says in str(stopped.value)
    assert stopped.value.exit_code == 4


def test_a_missing_sources_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be read"):
        load_sources(tmp_path / "none.yml")


def test_two_sources_of_one_vendor_in_one_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="count twice"):
        _load(tmp_path, GOOD + "  - {name: crm_two, vendor: salesforce, path: ./crm}\n")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (MAPPING.replace("  email", "  e_mail"), 1, "e_mail is no column of activities"),
        (MAPPING.replace("  activity: What\n", ""), 1, "activity must be mapped"),
        (MAPPING.replace("  activity_id: No\n", ""), 1, "or name a key"),
        (MAPPING + "time_zone: Mars/Base\n", 1, "Mars/Base is not known"),
        (MAPPING + "formats: {email: '%Y'}\n", 1, "only times have a format"),
        (MAPPING + "sheets: 1\n", 7, "this key is not known"),
        (MAPPING + "key: [nobody]\n", 1, "not among the mapped columns"),
    ],
)
def test_a_wrong_mapping_file_stops_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = tmp_path / "x.mapping.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInputError) as stopped:
        load_mappings(path)
    assert f"x.mapping.yml:{line}:" in str(stopped.value)
    assert says in str(stopped.value)


def test_a_mapping_file_can_hold_a_list(tmp_path: Path) -> None:
    path = tmp_path / "x.mapping.yml"
    item = "- " + MAPPING.replace("\n", "\n  ").rstrip() + "\n"
    path.write_text(item + item.replace("*.csv", "b.csv"), "utf-8")
    assert [mapping.file for mapping in load_mappings(path)] == ["*.csv", "b.csv"]
