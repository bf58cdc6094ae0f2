"""The README's walk-through for a company of two sheets, followed as a newcomer would."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from pipelines.home import project_root

COMMANDS = re.compile(r"<!-- a test follows these commands -->\n```sh\n(.*?)```", re.DOTALL)
FIRST_DAY = date.today() - timedelta(days=100)
# full name, address, company, status; added a day apart
LEADS = [
    ("Ann Roth", "ann@acme.example", "Acme", "Contacted"),
    ("Bob Adler", "bob@vela.example", "Vela", "Meeting booked"),
    ("Cy Marx", "cy@umbra.example", "Umbra", "New"),
    ("Cy Marx", "other.cy@umbra.example", "Umbra", "New"),
    ("Dora Iden", "dora@vela.example", "Vela", "Junk"),
    ("Eve Kern", "eve@sole.example", "Sole", "Contacted"),
]
# contact, company, worth, stage, days until it opened and closed
DEALS = [
    ("Ann Roth", "Acme", "€1,200.50", "Won", 10, 20),
    ("", "acme", "€2.5K", "Handshake", 30, None),
    ("Bob Adler", "Vela", "€900", "Lost", 12, 15),
    ("Cy Marx", "Umbra", "€400", "Won", 14, 40),
]


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        leads, deals = book.add_worksheet("Leads"), book.add_worksheet("Deals")
        leads.write_row(0, 0, ["Name", "E-mail", "Company", "Status", "Added"])
        for row, lead in enumerate(LEADS, start=1):
            # text, as sheets typed by hand have it; no day among them need be past the twelfth
            added = date(FIRST_DAY.year, FIRST_DAY.month, row)
            leads.write_row(row, 0, [*lead, f"{added:%d/%m/%Y}"])
        deals.write_row(0, 0, ["Deal", "Contact", "Company", "Worth", "Stage", "Opened", "Closed"])
        for row, (contact, company, worth, stage, opened, closed) in enumerate(DEALS, start=1):
            deals.write_row(row, 0, [f"D-{row}", contact, company, worth, stage])
            for column, after in ((5, opened), (6, closed)):
                if after is not None:
                    deals.write_datetime(row, column, FIRST_DAY + timedelta(days=after), day)


def _run(folder: Path, command: str) -> tuple[int, str]:
    """Run one command as the README writes it, in a folder of its own."""
    (folder / ".venv").mkdir(exist_ok=True)
    link = folder / ".venv" / "bin"
    if not link.exists():
        link.symlink_to(Path(sys.executable).parent)
    environment = {**os.environ, "SMARKETING_HOME": str(folder / "my" / "home")}
    ended = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.slow
def test_two_sheets_become_a_funnel_by_the_readmes_own_commands(tmp_path: Path) -> None:
    found = COMMANDS.search((project_root() / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    home, drafts, copy, check, sign, countersign, run, pages = (
        line for line in found[1].replace("\\\n", "").splitlines() if line
    )
    assert (home, pages) == ("export SMARKETING_HOME=$PWD/my/home", "make dashboard")
    _workbook(tmp_path / "crm.xlsx")

    code, told = _run(tmp_path, drafts)
    assert code == 0, told
    assert "Leads: created_at: day or month first" in told
    assert "what this word means: Handshake: CHOOSE" in told
    assert _run(tmp_path, copy)[0] == 0

    mapping = tmp_path / "my" / "crm.mapping.yml"
    [agreed] = (tmp_path / "my" / "agreements").iterdir()
    code, told = _run(tmp_path, check)
    assert (code, "crm.mapping.yml:" in told, "nobody has chosen yet" in told) == (4, True, True)
    mapping.write_text(
        mapping.read_text("utf-8").replace("created_at: CHOOSE", 'created_at: "%d/%m/%Y"'), "utf-8"
    )
    code, told = _run(tmp_path, check)
    assert (code, "means.Handshake" in told) == (4, True)
    agreed.write_text(
        agreed.read_text("utf-8").replace("Handshake: CHOOSE", "Handshake: open"), "utf-8"
    )
    code, told = _run(tmp_path, check)
    assert (code, "Your company: 1 files can be used" in told) == (0, True), told
    for command in (sign, countersign):
        assert _run(tmp_path, command)[0] == 0
    code, told = _run(tmp_path, run)
    assert code == 0, told

    published = shutil.copyfile(
        (tmp_path / "my/home/warehouse/funnel.duckdb").resolve(), tmp_path / "funnel.duckdb"
    )
    with duckdb.connect(str(published), read_only=True) as connection:
        # six are on the list; Ann's second deal is a journey of its own, and of the two who are
        # called Cy Marx neither has that deal. A status has no date, so it counts from the
        # delivery, by which whoever has a deal was past it.
        assert connection.execute(
            "select stage_id, count(*) filter (where entry_kind = 'observed'), count(*)"
            " from fct_funnel where stage_id <> 'visit' group by all order by max(stage_order)"
        ).fetchall() == [
            ("lead", 6, 8),
            ("mql", 1, 5),
            ("sql", 0, 4),
            ("opportunity", 4, 4),
            ("won", 2, 2),
        ]
        assert connection.execute(
            "select sum(amount)::varchar, min(currency) from fct_funnel where stage_id = 'won'"
        ).fetchall() == [("1600.50", "EUR")]
        assert connection.execute(
            "select finding, finding_count from identity_findings where finding like '%deal%'"
            " order by finding"
        ).fetchall() == [
            ("name of a deal's company", 1),
            ("name of a deal's person", 2),
            ("nobody: the deal's person may be several people", 1),
        ]
        assert (
            connection.execute(
                "select distinct measure, cause from source_reconciliation where cause <> 'none'"
            ).fetchall()
            == []
        )
    code, told = _run(tmp_path, run)
    assert (code, "nothing new" in told.casefold() or "unchanged" in told.casefold()) == (0, True)
