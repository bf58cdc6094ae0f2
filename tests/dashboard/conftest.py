"""Homes in each state a page can meet, and a way to open a page on one."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.dashboard import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("overview.py", "conversion.py", "definitions.py", "disagreements.py", "data_health.py")
APP = Path(__file__).parents[2] / "dashboard" / "app.py"
TAGS = re.compile(r"<[^>]+>")
# each run of AppTest reads about every installed package, which takes ten times the page itself;
# they do not change meanwhile
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
STYLES = re.compile(r"<style.*?</style>", re.S)


@dataclass
class Opened:
    """One page as AppTest rendered it."""

    test: AppTest

    @property
    def title(self) -> str:
        """Return the verdict."""
        return plain(self.test.title[0].value)

    @property
    def pieces(self) -> list[str]:
        """Return the page's HTML pieces, styles left out."""
        return [STYLES.sub("", piece.value) for piece in self.test.html]

    @property
    def html(self) -> str:
        """Return all HTML of the page."""
        return "\n".join(self.pieces)

    @property
    def alerts(self) -> list[str]:
        """Return what the page warns of."""
        boxes = [*self.test.warning, *self.test.error, *self.test.info]
        return [plain(box.value) for box in boxes]

    @property
    def text(self) -> str:
        """Return everything a reader sees, without tags."""
        boxes = [*self.test.title, *self.test.header, *self.test.markdown]
        words = [plain(box.value) for box in boxes] + self.alerts + [seen(self.html)]
        return "\n".join(words)


Open = Callable[..., Opened]


def seen(piece: str) -> str:
    """Return what a reader sees of HTML, spoken labels included."""
    spoken = " ".join(re.findall(r'(?:alt|aria-label|title)="([^"]*)"', piece))
    return html.unescape(TAGS.sub(" ", piece) + " " + spoken)


def plain(markdown: str) -> str:
    """Return Markdown as it prints: without escapes and stars."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown.replace("**", ""))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Opened]:
    """Return a function that opens a page on a home folder."""

    def open_one(home: Path, page: str = "overview.py", **query: str) -> Opened:
        monkeypatch.setenv("SMARKETING_HOME", str(home))
        test = AppTest.from_file(str(APP), default_timeout=30)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        if page != "overview.py":
            test.switch_page(page).run()
        return Opened(test)

    return open_one


@pytest.fixture
def open_alone(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Opened]:
    """Return a function that opens a page by its own address, the choices in it too."""

    def open_one(home: Path, page: str, **query: str) -> Opened:
        monkeypatch.setenv("SMARKETING_HOME", str(home))
        test = AppTest.from_file(str(APP), default_timeout=30)
        test.switch_page(page)
        for name, value in query.items():
            test.query_params[name.replace("_", "-")] = value
        return Opened(test.run())

    return open_one


@pytest.fixture(scope="session")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with one published version."""
    home = tmp_path_factory.mktemp("good")
    company.publish(home)
    return home


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return a real Chromium."""
    from tests.dashboard.windows import chromium

    with chromium() as browser:
        yield browser
