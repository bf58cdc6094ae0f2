"""`smarketing agreement …` as a user types it: what it says, and with which code it ends."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from expectations.loader import default_folder, load_agreement
from expectations.signatures import digest, sign
from pipelines.home import Home
from tests.agreement.documents import COMPLETE, SIGNED_ON, line_of, signed, with_change, written
from tests.run.terminal import Answer, Terminal

HOLIDAYS = """\
owner: Mara Voss
updated_on: 2024-12-01
holidays: {portugal: []}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one signed version; its annexes lie beside it."""
    made = tmp_path / "agreements"
    (tmp_path / "annexes").mkdir()
    made.mkdir()
    written(tmp_path / "annexes", HOLIDAYS, "holidays.yml")
    signed(written(made, COMPLETE))
    return made


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Return the command line on a home in which nothing was published."""
    return Terminal(Home(tmp_path / "home"), monkeypatch, capsys)


def test_a_signed_folder_is_in_order(terminal: Terminal, folder: Path) -> None:
    answer = terminal.run("agreement", "check", "--agreements", str(folder))
    assert answer.code == 0
    assert "2025-01-01 · A complete agreement · signed by both teams" in answer.out
    assert "to be reviewed by 31 Dec 2025" in answer.out, "that day has passed long ago"


def test_a_changed_term_is_told_with_file_and_line(terminal: Terminal, folder: Path) -> None:
    path = folder / "2025-01-01.yml"
    text = path.read_text("utf-8").replace("target: 0.95", "target: 0.96")
    path.write_text(text, "utf-8")
    answer = terminal.run("agreement", "check", "--agreements", str(folder))
    assert answer.code == 4
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "digest:" in line]
    for number, party in zip(lines, ("marketing", "sales"), strict=True):
        assert f"{path}:{number}: version 2025-01-01: {party}'s signature" in answer.err
    assert "Nothing was lost" in answer.err


def test_a_version_in_the_folder_that_nobody_signed_stops_a_run_and_so_the_check(
    terminal: Terminal, folder: Path
) -> None:
    written(folder, COMPLETE)
    answer = terminal.run("agreement", "check", "--agreements", str(folder))
    assert answer.code == 4
    line = line_of(COMPLETE, "signatures: []")
    assert f"2025-01-01.yml:{line}: version 2025-01-01: sales has not signed" in answer.err


def test_a_draft_by_itself_may_have_any_name_and_no_signature(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    draft = written(tmp_path, COMPLETE, "draft.yml")
    answer = terminal.run("agreement", "check", str(draft), "--agreements", str(folder))
    assert (answer.code, "a draft, which nobody has signed" in answer.out) == (0, True)
    draft = written(tmp_path, COMPLETE)
    sign(draft, "sales", "Sami Lund", "VP Sales", SIGNED_ON)
    answer = terminal.run("agreement", "check", str(draft), "--agreements", str(folder))
    assert (answer.code, "marketing has not signed" in answer.out) == (0, True)
    draft.write_text(draft.read_text("utf-8").replace("target: 0.95", "target: 0.9"), "utf-8")
    answer = terminal.run("agreement", "check", str(draft), "--agreements", str(folder))
    assert (answer.code, "is for other terms" in answer.err) == (4, True)
    broken = written(tmp_path, with_change("field: forms,", "field: form,"), "draft.yml")
    answer = terminal.run("agreement", "check", str(broken), "--agreements", str(folder))
    assert (answer.code, "unknown field 'form'" in answer.err) == (4, True)


def test_a_signature_names_the_backtest_that_was_read_before(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    path = written(folder, COMPLETE)
    report = tmp_path / "report.json"

    def signs(**changes: str) -> Answer:
        content = {"draft_digest": digest(load_agreement(path)), "movers": ["Zoë"]}
        whole = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
        said = hashlib.sha256(whole.encode()).hexdigest()
        report.write_text(json.dumps({"digest": said, **content, **changes}), "utf-8")
        return terminal.run(
            *("agreement", "sign", str(path), "--as", "sales", "--name", "Sami Lund"),
            *("--role", "VP Sales", "--on", "2024-12-20", "--backtest", str(report)),
        )

    assert (signs(movers="nobody").code, path.read_text("utf-8")) == (4, COMPLETE)
    written(folder, with_change("target: 0.95", "target: 0.96"))
    assert signs(draft_digest="0" * 64).code == 4
    written(folder, COMPLETE)
    assert signs().code == 0
    (signature,) = load_agreement(path).signatures
    assert signature.backtest == json.loads(report.read_text("utf-8"))["digest"]
    report.write_text("[]", "utf-8")
    assert (
        "no report of a backtest"
        in terminal.run(
            *("agreement", "sign", str(path), "--as", "marketing", "--name", "Mara Voss"),
            *("--role", "VP Marketing", "--backtest", str(report)),
        ).err
    )


def test_who_has_read_is_recorded_beside_the_agreements(terminal: Terminal, folder: Path) -> None:
    read = ("agreement", "acknowledge", "--agreements", str(folder), "--name", "Jo Lund")
    answer = terminal.run(*read, "--on", "2025-01-07", "--as", "sales")
    assert (answer.code, "Jo Lund has read version 2025-01-01" in answer.out) == (0, True)
    assert (folder.parent / "annexes" / "acknowledgements.yml").exists()
    shown = terminal.run("agreement", "check", "--agreements", str(folder))
    assert "  read by Jo Lund, 2025-01-07\n" in shown.out
    again = terminal.run(*read, "--version", "2025-01-01")
    assert (again.code, "as it stands already" in again.err) == (4, True)
    assert terminal.run(*read, "--version", "2031-01-01").code == 4
    assert terminal.run(*read, "--on", "yesterday").code == 4


def test_what_differs_is_told_here_or_written_as_a_page(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    text = with_change("field: engagement, is: at_least, value: 50",
                       "field: engagement, is: at_least, value: 60")  # fmt: skip
    draft = str(written(tmp_path, text, "draft.yml"))
    diff = ("agreement", "diff", "2025-01-01", draft, "--agreements", str(folder))
    answer = terminal.run(*diff)
    assert answer.code == 0
    assert "  MQL: engagement at least 50 → at least 60\n" in answer.out
    page = tmp_path / "what differs.html"
    assert terminal.run(*diff, "--html", str(page)).code == 0
    assert "engagement at least 50" in page.read_text("utf-8")
    nowhere = terminal.run(*diff, "--html", str(tmp_path / "no" / "page.html"))
    assert (nowhere.code, "cannot be written" in nowhere.err) == (4, True)
    unknown = terminal.run("agreement", "diff", "2025-01-01", "2024-01-01")
    assert (unknown.code, "no such version" in unknown.err) == (4, True)


def test_the_shipped_agreements_are_in_order(terminal: Terminal, tmp_path: Path) -> None:
    answer = terminal.run("agreement", "check")
    assert answer.code == 0
    assert answer.out.count("signed by both teams") == 3
    assert "read before it was changed by Jonas Petersen" in answer.out
    copied = shutil.copytree(default_folder(), tmp_path / "agreements")
    assert terminal.run("agreement", "check", "--agreements", str(copied)).code == 4, "no annexes"
