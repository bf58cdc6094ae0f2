"""Data health says since when histories are known, and by what records are one person."""

from pathlib import Path

from tests.dashboard import company
from tests.dashboard.conftest import Open


def _text(home: Path, open_page: Open) -> str:
    opened = open_page(home, "data_health.py")
    assert not opened.test.exception
    return " ".join(opened.text.split())


def test_a_field_says_since_when_its_changes_are_told(good_home: Path, open_page: Open):
    """In the agreement's zone: half past ten on the last of May is past midnight in Berlin."""
    text = _text(good_home, open_page)
    assert "lifecyclestage hubspot 1 Jun 2025, 00:30 2,400 1,180 of 1,200 0 3" in text
    assert "No change is told of these fields: hubspot: jobtitle." in text


def test_links_name_their_method_and_no_circle_is_said_so(good_home: Path, open_page: Open):
    text = _text(good_home, open_page)
    assert "✓ No circle of merges" in text
    assert "salesforce conversion 88 88 87" in text
    assert "circle of merges 0" not in text


def test_a_circle_of_merges_asks_for_somebody(tmp_path: Path, open_page: Open):
    circle = (
        "update identity_findings set finding_count = 1, record_count = 3, person_count = 1"
        " where kind = 'report'"
    )
    company.publish(tmp_path, changes=[circle])
    assert "! 1 circle of merges : 3 records gave way to each other" in _text(tmp_path, open_page)
