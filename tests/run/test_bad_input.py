"""Input that cannot be used: one message, exit code 4, and the published numbers stay."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.run.company import Company
from tests.run.terminal import Terminal

CRM = "salesforce/2025-06-22T203000Z"


def without_a_folder(company: Company) -> None:
    shutil.rmtree(company.folder / "salesforce")


def with_a_changed_threshold(company: Company) -> None:
    company.change("agreements/2025-01-01.yml", "target: 0.9", "target: 0.8")


def without_a_signature(company: Company) -> None:
    path = company.agreements / "2025-01-01.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("  - party: sales")], encoding="utf-8")


def with_a_renamed_column(company: Company) -> None:
    company.change(f"{CRM}/Lead.csv", "Status", "Lead_Status")


def with_a_cut_gzip(company: Company) -> None:
    plain = company.folder / CRM / "Lead.csv"
    packed = gzip.compress(plain.read_bytes())
    (company.folder / CRM / "Lead.csv.gz").write_bytes(packed[: len(packed) // 2])
    plain.unlink()


def with_an_unknown_key(company: Company) -> None:
    company.change("sources.yml", "required: true", "requierd: true")


SPOILS: dict[Callable[[Company], None], list[str]] = {
    without_a_folder: ["crm", "the folder salesforce", "does not exist"],
    with_a_changed_threshold: ["version 2025-01-01", "marketing", "sales", "changed after"],
    without_a_signature: ["version 2025-01-01", "sales has not signed"],
    with_a_renamed_column: ["crm", "Lead.csv", "Status", "Lead_Status"],
    with_a_cut_gzip: ["crm", "Lead.csv.gz", "cut off"],
    with_an_unknown_key: ["sources.yml:", "requierd", "not known"],
}


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_what_cannot_be_used_ends_with_4_and_one_message(
    terminal: Terminal, company: Company, spoil: Callable[[Company], None]
) -> None:
    before = terminal.home.current.readlink()
    spoil(company)

    answer = terminal.run(*company.arguments)

    assert answer.code == 4
    for word in SPOILS[spoil]:
        assert word in answer.err
    assert "Nothing was" in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
    assert terminal.home.current.readlink() == before
    status = terminal.status()
    assert (status["state"], status["published_run_id"]) == ("refused", before.name)
    assert status["message"] in answer.err.replace("\r", "")


def test_an_untouched_copy_of_the_example_can_be_used(terminal: Terminal, company: Company) -> None:
    """Else every test above could fail for another reason."""
    answer = terminal.run("sources", "check", "--sources", str(company.sources))

    lines = answer.out.splitlines()
    assert (answer.code, lines[0]) == (0, "Nordlicht Software: 111 files can be used")
    # the one row that was planted to be rejected, and no other
    assert [line.strip()[:56] for line in lines if ", row " in line] == [
        'attendance.csv, row 3: occurred_at "31.02.2025 11:05" is'
    ]


@pytest.mark.parametrize(
    ("as_of", "says"),
    [("soon", "no day and no moment"), ("2999-01-01", "in the future")],
)
def test_a_moment_that_is_none_ends_with_4(
    terminal: Terminal, company: Company, as_of: str, says: str
) -> None:
    answer = terminal.run(*company.arguments, "--as-of", as_of)

    assert answer.code == 4
    assert says in answer.err


@pytest.mark.parametrize(
    "arguments", [["fly"], ["run", "--fast"], ["agreement", "sign", "x.yml", "--as", "legal"]]
)
def test_a_command_that_is_none_ends_with_4_and_says_where_to_read(
    terminal: Terminal, arguments: list[str]
) -> None:
    answer = terminal.run(*arguments)

    assert answer.code == 4
    assert "--help` says what it takes" in answer.err
    assert "Traceback" not in answer.err


def test_agreements_without_annexes_beside_them_have_none_of_the_shipped(
    terminal: Terminal, company: Company, tmp_path: Path
) -> None:
    """The example's exchange rates are nobody else's."""
    shutil.rmtree(company.folder / "annexes")

    answer = terminal.run(*company.arguments)

    assert answer.code == 4
    assert "annexes/holidays.yml" in answer.err
