"""The pages of a home served to a real Chromium, a window at a time."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from dashboard import serve

CHROMIUM = "/usr/bin/chromium"
# the pictures of tests, to be looked at
SCREENSHOTS = Path(__file__).parents[2] / "data" / "screenshots" / "tests"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATHS = {
    "overview": "",
    "conversion": "conversion-and-speed",
    "promises": "promises",
    "handoffs": "handoffs",
    "definitions": "definitions?term=kpi-mqls",
    "disagreements": "disagreements",
    "data-health": "data-health",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Streamlit's own navigation, where it folds into a drawer
NOT_OURS = {"list", "listitem"}
WIDER = """() => [document.documentElement, document.querySelector('.stMain'),
    ...document.querySelectorAll('.sm-table, .sm-funnel, .sm-card, .sm-changes, pre')]
    .filter(n => n.scrollWidth > n.clientWidth + 1)
    .map(n => `${n.tagName}.${n.className}: ${n.scrollWidth} > ${n.clientWidth}`)"""


@contextmanager
def served(home: Path, log: Path) -> Iterator[str]:
    """Serve a home's pages for a while, and give their address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as told:
        server = subprocess.Popen(
            serve.command(port), env=serve.environment(home), stdout=told, stderr=told, cwd=home
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium that asks nobody for anything."""
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

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        height = self.page.evaluate("document.querySelector('.stMain').scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": height})
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=path)

    def is_clean(self) -> None:
        """Hold that the page stayed inside its width and this machine, and is readable."""
        assert self.page.evaluate(WIDER) == []
        assert self.outside == []
        assert self.complaints == []
        broken = {rule["id"] for rule in Axe().run(self.page, options=RULES).response["violations"]}
        assert broken <= (NOT_OURS if self.width < 640 else set())
