"""Every delivered file is accounted for, those that nobody needs to read any more too."""

from pathlib import Path

from tests.dashboard import company
from tests.dashboard.conftest import Open


def test_a_replaced_file_is_told_and_misses_no_row(tmp_path: Path, open_page: Open):
    replaced = (
        "update landing_files set status = 'replaced', delivered_rows = 534, accepted_rows = null,"
        " rejected_rows = null where name = 'Lead.csv'"
    )
    company.publish(tmp_path, changes=[replaced])
    text = " ".join(open_page(tmp_path, "data_health.py").text.split())
    assert "1 file replaced by a later one." in text
    assert "do not add up" not in text
    assert "534, not read" in text


def test_a_row_that_is_missing_is_red(tmp_path: Path, open_page: Open):
    missing = "update landing_files set delivered_rows = delivered_rows + 1 where name = 'Lead.csv'"
    company.publish(tmp_path, changes=[missing])
    text = " ".join(open_page(tmp_path, "data_health.py").text.split())
    assert "✕ 1 file of" in text
    assert "do not add up" in text
