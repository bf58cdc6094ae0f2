"""What if: a turned number is tried on what is published, and written nowhere."""

from pathlib import Path

import pytest

from expectations.backtest import words
from pipelines.home import Home
from pipelines.manifest import published_manifest
from tests.backtest.drafts import asking, tried
from tests.dashboard import company
from tests.dashboard.conftest import Open
from tests.example.published import publish_example
from tests.run.conftest import copy_home

PAGE = "what_if.py"
ENGAGEMENT = "stages.mql.any.2.all.2"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the published example: a page keeps its file open."""
    return copy_home(publish_example(), tmp_path_factory.mktemp("what-if") / "home")


def test_every_number_of_the_document_is_a_field_and_none_is_turned_at_first(
    open_page: Open, home: Home
):
    page = open_page(home.root, PAGE)
    assert page.title == "What if another mark were agreed?"
    fields = {field.key: field.value for field in page.test.number_input}
    assert fields[ENGAGEMENT] == 50
    assert fields["stages.mql.any.2.all.1"] == 40
    assert fields["personas.operations.all.2"] == 50
    assert fields["fit.1"] == 20


def test_a_number_in_the_address_is_tried_as_the_command_line_tries_it(open_page: Open, home: Home):
    before = published_manifest(home)
    page = open_page(home.root, PAGE, **{ENGAGEMENT: "30"})
    report = tried(asking(engagement=30))
    assert page.title == words.headline(report)
    assert "MQL: engagement at least 50 → at least 30" in page.text
    assert f"Digest of this report: {report.digest[:12]}" in page.text
    assert report.moved_stages
    for stage in report.moved_stages:
        assert stage.plural in page.text
    assert published_manifest(home) == before


def test_a_number_that_cannot_be_agreed_says_why(open_page: Open, home: Home):
    page = open_page(home.root, PAGE, **{ENGAGEMENT: "0"})
    assert page.title == "No such agreement can be signed"
    assert any("holds before anything happened" in alert for alert in page.alerts)
    page = open_page(home.root, PAGE, **{"fit.1": "500"})
    assert page.title == "No such agreement can be signed"
    assert any("less than or equal to 100" in alert for alert in page.alerts)


def test_a_run_that_kept_nothing_for_it_says_what_to_do(open_page: Open, tmp_path: Path):
    company.publish(tmp_path)
    page = open_page(tmp_path, PAGE)
    assert page.title == "This run kept nothing to try a change on"
    assert any("Run again" in alert for alert in page.alerts)
