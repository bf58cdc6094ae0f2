"""The pages in a real Chromium: no sideways scroll, no outside request, readable in light and dark.

The pictures land in data/screenshots/tests, to be looked at.
"""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.dashboard import company
from tests.dashboard.test_states import FAILED, HOSTILE, PRINTED
from tests.dashboard.windows import PATHS, SCREENSHOTS, Visit, served

pytestmark = pytest.mark.browser

WIDTHS = (1440, 820, 390)
THEMES = ("light", "dark")
HELD = "update source_status set status = 'stale' where source = 'crm'"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("browser")
    company.publish(home)
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, home / "app.log") as address:
        yield address


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PATHS)
def test_a_page_stands_at_every_width_and_theme(
    browser: Browser, address: str, name: str, width: int, theme: str
):
    visit = Visit(browser, address, width, theme).open(PATHS[name])
    visit.picture(SCREENSHOTS / f"{name}-{width}-{theme}.png")
    visit.is_clean()
    assert visit.page.locator("h1").count() == 1


def test_the_served_page_carries_the_headers_and_works_under_them(browser: Browser, address: str):
    for path in (
        "",
        "conversion-and-speed",
        "definitions",
        "disagreements",
        "data-health",
        "_stcore/health",
    ):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    visit = Visit(browser, address).open("")
    with pytest.raises(Error, match="Content Security Policy"):
        visit.page.add_script_tag(content="window.strange = 1")
    assert visit.page.title() == "Overview · Smarketing"


def test_on_a_phone_the_order_is_verdict_changes_cards_funnel_promises(
    browser: Browser, address: str
):
    page = Visit(browser, address, 390).open("").page
    parts = ["h1", ".sm-changes", ".sm-card", ".sm-legend", ".sm-funnel", ".sm-promises"]
    boxes = [page.locator(part).first.bounding_box() for part in parts]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == len(parts)
    assert tops == sorted(tops)
    cards = [card.bounding_box() for card in page.locator(".sm-card").all()]
    assert len({round(card["x"]) for card in cards if card}) == 2


def test_the_cards_never_leave_an_orphan(browser: Browser, address: str):
    for width, columns in ((1440, 8), (900, 4), (390, 2)):
        page = Visit(browser, address, width).open("").page
        cards = [card.bounding_box() for card in page.locator(".sm-card").all()]
        assert len({round(card["x"]) for card in cards if card}) == columns, width
        assert len({round(card["height"]) for card in cards if card}) == 1, width


def test_the_period_lives_in_the_address(browser: Browser, address: str):
    page = Visit(browser, address).open("?period=week").page
    assert page.locator("h1").inner_text().startswith("Week of 17 Nov")
    page.get_by_role("radio", name="quarter").click()
    page.get_by_role("heading", level=1, name="Q4").wait_for()
    assert page.url.endswith("?period=quarter")


def test_the_choices_of_conversion_live_in_the_address(browser: Browser, address: str):
    chosen = (
        "conversion-and-speed?by=persona&persona=owner+it&cohorts=Q3+2025&step=SQL+to+Opportunity"
    )
    page = Visit(browser, address).open(chosen).page
    assert page.get_by_role("heading", name="SQL to Opportunity by persona").is_visible()
    assert page.get_by_text("cohorts of Q3 2025, of one persona").is_visible()
    assert page.get_by_role("row", name="Aug 2025").first.is_visible()
    assert not page.get_by_role("row", name="Nov 2025").count()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these journeys").click()
    listed = page.get_by_text(re.compile(r"^\d+ journeys")).inner_text()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == int(listed.split()[0])
    page.get_by_role("radio", name="segment").click()
    page.get_by_role("heading", name="SQL to Opportunity by segment").wait_for()
    assert "by=segment" in page.url
    assert "cohorts=Q3+2025" in page.url.replace("%20", "+")


def test_a_cell_of_disagreements_opens_its_people_and_lives_in_the_address(
    browser: Browser, address: str
):
    chosen = "disagreements?marketing=subscriber&crm=%28none%29&stage=mql"
    page = Visit(browser, address).open(chosen).page
    listed = page.get_by_text(re.compile(r"^\d+ journeys?")).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these journeys").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == int(listed.split()[0])
    page.get_by_role("button", name="lead · Recycled - Timing · Lead").click()
    page.get_by_text("Where the marketing tool says lead, the CRM says Recycled").wait_for()
    assert "marketing=lead" in page.url
    assert "stage=lead" in page.url


def test_a_number_of_promises_opens_its_cases_and_a_case_its_story(browser: Browser, address: str):
    page = Visit(browser, address).open("promises?period=quarter&of=Q4+2025").page
    row = page.get_by_role("row", name="First contact within 4 working hours")
    assert row.get_by_role("link").nth(4).inner_text() == "3"
    row.get_by_role("link").nth(4).click()
    page.get_by_role("heading", name="The cases behind “First contact").wait_for()
    page.locator(".sm-sum", has_text="3 cases").wait_for()
    assert "cases-are=still+overdue" in page.url.replace("%20", "+")
    assert page.locator("h1").inner_text().startswith("Q4 2025: Marketing kept 2 of 3 promises")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these cases").click()
    assert len(Path(download.value.path()).read_text(encoding="utf-8").splitlines()) == 4
    page.locator(".sm-journeys a").first.click()
    page.get_by_role("heading", name="The story of").wait_for()
    page.get_by_role("link", name="Close this story").click()
    page.get_by_role("heading", name="How they stand").wait_for()
    assert page.url.endswith("/handoffs")


def test_conversion_on_a_phone_shows_every_rate_without_sideways_scroll(
    browser: Browser, address: str
):
    visit = Visit(browser, address, 390).open("conversion-and-speed?by=owner")
    parts = ["h1", ".sm-steps", ".sm-cohorts", ".sm-times", ".sm-slices", ".sm-win", ".sm-journeys"]
    boxes = [visit.page.locator(part).first.bounding_box() for part in parts]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == len(parts)
    assert tops == sorted(tops)
    visit.is_clean()


def test_held_broken_and_hostile_copies_stand_too(browser: Browser, address: str, home: Path):
    company.publish(home, "run-held", [HELD])
    company.tell(home, "held", failed=[FAILED])
    for width, theme in ((1440, "light"), (390, "dark")):
        visit = Visit(browser, address, width, theme).open("")
        assert visit.page.get_by_text("The newest numbers are on hold").is_visible()
        visit.picture(SCREENSHOTS / f"held-{width}-{theme}.png")
        visit.is_clean()

    words = HOSTILE.replace("'", "''")
    told = [f"update {table} set {column} = '{words}'" for table, column in PRINTED]
    company.publish(home, "run-hostile", [HELD, *told])
    company.tell(home, "held", failed=[dict.fromkeys(FAILED, HOSTILE)])
    for path in PATHS.values():
        visit = Visit(browser, address).open(path)
        visit.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        assert visit.page.locator(".stMain img:not([src^='data:image/svg'])").count() == 0
        assert visit.page.locator(".stMain a[href^='javascript'], .stMain script").count() == 0
        assert visit.outside == []
        assert visit.complaints == []

    company.publish(home, "run-broken").write_bytes(b"not a database")
    visit = Visit(browser, address).open("")
    assert visit.page.locator("h1").inner_text() == "Overview cannot be shown right now"
    visit.picture(SCREENSHOTS / "broken-1440-light.png")
    visit.is_clean()

    (home / "warehouse" / "current").unlink()
    (home / "warehouse" / "status.json").unlink()
    visit = Visit(browser, address, 390, "dark").open("")
    visit.picture(SCREENSHOTS / "empty-390-dark.png")
    visit.is_clean()
