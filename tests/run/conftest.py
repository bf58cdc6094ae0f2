"""Homes that already hold the published example, and the command line as a user meets it."""

import shutil
from pathlib import Path

import pytest

from pipelines.home import Home
from tests.example.published import publish_example
from tests.run.company import Company
from tests.run.terminal import Terminal


@pytest.fixture(scope="session")
def example() -> Home:
    """The published example; to be read only."""
    return publish_example()


@pytest.fixture
def home(example: Home, tmp_path: Path) -> Home:
    """Return a copy of the published example's home, to be changed at will."""
    return copy_home(example, tmp_path / "home")


@pytest.fixture
def terminal(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return the command line on a home in which the example is published."""
    return Terminal(home, monkeypatch, capsys)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Return the example company's extracts, sources file and agreement, to be spoilt at will."""
    return Company(tmp_path / "company")


def copy_home(home: Home, to: Path) -> Home:
    """Copy a home with its links and modes."""
    shutil.copytree(home.root, to, symlinks=True)
    return Home(to)
