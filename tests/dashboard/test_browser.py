"""The pages in a real Chromium: no sideways scroll, no outside request, readable in light and dark.

The pictures land in data/screenshots, to be looked at.
"""

import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from dashboard import serve
from tests.dashboard import company
from tests.dashboard.test_states import FAILED, HOSTILE, PRINTED

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / "data" / "screenshots"
PATHS = {
    "overview": "",
    "conversion": "conversion-and-speed",
    "data-health": "data-health",
}
WIDTHS = (1440, 820, 390)
THEMES = ("light", "dark")
HELD = "update source_status set status = 'stale' where source = 'crm'"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Streamlit's own navigation, where it folds into a drawer
NOT_OURS = {"list", "listitem"}
WIDER = """() => [document.documentElement, document.querySelector('.stMain'),
    ...document.querySelectorAll('.sm-table, .sm-funnel, .sm-card, .sm-changes, pre')]
    .filter(n => n.scrollWidth > n.clientWidth + 1)
    .map(n => `${n.tagName}.${n.className}: ${n.scrollWidth} > ${n.clientWidth}`)"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("browser")
    company.publish(home)
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "app.log").open("w")
    server = subprocess.Popen(
        serve.command(port), env=serve.environment(home), stdout=log, stderr=log, cwd=home
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Visit:
    """One page in one window, and what it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, width: int = 1440, theme: str = "light"):
        """Open a window with an empty cache."""
        self.address, self.width = address, width
        self.outside: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
        )
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, url: str) -> None:
        inside = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(inside):
            self.outside.append(url)

    def _said(self, message: ConsoleMessage) -> None:
        # opened by its own address, a page first looks for the server below it: Streamlit's own way
        is_probe = "_stcore" in message.location.get("url", "")
        if message.type == "error" and not is_probe:
            self.complaints.append(message.text)

    def open(self, path: str) -> "Visit":
        """Open a page and wait until it stands."""
        self.page.goto(f"{self.address}/{path}")
        self.page.wait_for_selector('.stApp[data-test-script-state="notRunning"]')
        self.page.wait_for_selector("h1")
        self.page.wait_for_timeout(400)
        return self

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        height = self.page.evaluate("document.querySelector('.stMain').scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": height})
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def is_clean(self) -> None:
        """Hold that the page stayed inside its width and this machine, and is readable."""
        assert self.page.evaluate(WIDER) == []
        assert self.outside == []
        assert self.complaints == []
        broken = {rule["id"] for rule in Axe().run(self.page, options=RULES).response["violations"]}
        assert broken <= (NOT_OURS if self.width < 640 else set())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PATHS)
def test_a_page_stands_at_every_width_and_theme(
    browser: Browser, address: str, name: str, width: int, theme: str
):
    visit = Visit(browser, address, width, theme).open(PATHS[name])
    visit.picture(f"{name}-{width}-{theme}")
    visit.is_clean()
    assert visit.page.locator("h1").count() == 1


def test_the_served_page_carries_the_headers_and_works_under_them(browser: Browser, address: str):
    for path in ("", "conversion-and-speed", "data-health", "_stcore/health"):
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
        visit.picture(f"held-{width}-{theme}")
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
    visit.picture("broken-1440-light")
    visit.is_clean()

    (home / "warehouse" / "current").unlink()
    (home / "warehouse" / "status.json").unlink()
    visit = Visit(browser, address, 390, "dark").open("")
    visit.picture("empty-390-dark")
    visit.is_clean()
