"""The generated folder."""

import stat
from pathlib import Path

import pytest

from pipelines.home import Home, project_root


def test_home_is_data_in_the_checkout_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMARKETING_HOME", raising=False)
    assert Home.from_environment().root == project_root() / "data"
    monkeypatch.setenv("SMARKETING_HOME", "/srv/somewhere")
    assert Home.from_environment().work_db == Path("/srv/somewhere/warehouse/work.duckdb")


def test_key_is_made_once_and_readable_by_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMARKETING_KEY_FILE", raising=False)
    home = Home(tmp_path / "home")
    home.ensure()
    key = home.key_file.read_text()
    home.ensure()
    assert home.key_file.read_text() == key
    assert len(bytes.fromhex(key)) == 64
    assert stat.S_IMODE(home.key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.landing.stat().st_mode) == 0o700


def test_key_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARKETING_KEY_FILE", str(tmp_path / "keys" / "k"))
    home = Home(tmp_path / "home")
    home.ensure()
    assert (tmp_path / "keys" / "k").exists()
    assert not (home.root / "secret").exists()
