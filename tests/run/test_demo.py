"""The demo company is played once into a home, whole or not at all, and mixed with no other."""

import hashlib
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import dagster as dg
import pytest

from expectations.errors import BadInputError
from pipelines import demo
from pipelines.definitions import JOB, define
from pipelines.demo import Play, play_once
from pipelines.home import Home, project_root
from pipelines.inputs import DEMO_SOURCES, Request
from pipelines.run import UNCHANGED, run
from pipelines.sources.config import SourcesConfig, load_sources
from pipelines.sources.landing import land
from tests.run.company import Company
from tests.run.conftest import copy_home
from tests.run.terminal import Terminal

SMALL = Play(seed=5, people=200, days=60, marketing="hubspot")
PLAYS = """
import sys
from pathlib import Path
from pipelines.demo import Play, play_once
from pipelines.home import Home
from pipelines.inputs import DEMO_SOURCES
from pipelines.sources.config import load_sources
home = Home(Path(sys.argv[1]))
play_once(home, load_sources(DEMO_SOURCES, home), print, Play(5, 200, 60, "hubspot"))
"""


def settings(home: Home) -> SourcesConfig:
    return load_sources(DEMO_SOURCES, home)


def play(home: Home, size: Play = SMALL) -> list[str]:
    """Play once, and return what was told."""
    home.ensure()
    told: list[str] = []
    play_once(home, settings(home), told.append, size)
    return told


def content(home: Home) -> dict[str, str]:
    """Return the digest of everything that was played, by its name."""
    return {
        path.relative_to(home.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.root.glob("extracts*/**/*"))
        if path.is_file() and path.name != "sources.yml"
    }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a home with a small company in it; to be read only."""
    home = Home(tmp_path_factory.mktemp("played"))
    play(home)
    return home


def test_no_source_reads_the_truth(played: Home) -> None:
    truth = played.extracts / "truth"
    assert (truth / "events.csv").exists()
    for source in settings(played).sources:
        assert source.folder.is_dir()
        assert not truth.is_relative_to(source.folder)


def test_what_is_played_is_played_once(played: Home, tmp_path: Path) -> None:
    home = copy_home(played, tmp_path / "home")
    (home.extracts / "ga4" / "mark").write_text("still here")

    assert play(home) == []
    assert (home.extracts / "ga4" / "mark").exists()


def test_what_another_version_has_played_is_kept_and_told(played: Home, tmp_path: Path) -> None:
    home = copy_home(played, tmp_path / "home")
    stamp = home.extracts / demo.STAMP
    stamp.write_text(stamp.read_text().replace('"simulator": "', '"simulator": "0'))
    before = content(home)

    (told,) = play(home)

    assert "another version" in told
    assert f"remove {home.root}" in told
    assert content(home) == before


def test_a_play_that_was_killed_is_played_again_to_the_same_bytes(
    played: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.ensure()
    killed = subprocess.run(
        [sys.executable, "-c", PLAYS, str(home.root)],
        env={**os.environ, "SMARKETING_TEST": "1", "FAULT_AT": "play the company"},
        cwd=project_root(),
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    assert not home.extracts.exists()
    assert any(name.startswith("extracts.unfinished/ga4/") for name in content(home))
    # the file that was being written when it ended
    torn = next(home.root.glob("extracts.unfinished/ga4/*.parquet"))
    torn.write_bytes(torn.read_bytes()[:100])

    told = play(home)

    assert "played again" in told[0]
    assert content(home) == content(played)


def test_a_folder_of_extracts_that_nobody_played_is_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    mine = home.extracts / "mine.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("Id\n1\n")

    with pytest.raises(BadInputError, match="has not played"):
        play(home)

    assert mine.read_text() == "Id\n1\n"
    assert [path.name for path in home.extracts.iterdir()] == ["mine.csv"]


def test_another_play_is_never_mixed_with_what_has_landed(played: Home, tmp_path: Path) -> None:
    """Its extracts are gone, and what is played now would be others'."""
    home = copy_home(played, tmp_path / "home")
    land(settings(home), home, lambda _: None)
    home.extracts.rename(tmp_path / "moved away")

    with pytest.raises(BadInputError, match="would be mixed"):
        play(home, Play(6, 200, 60, "hubspot"))
    assert content(home) == {}

    play(home)
    assert content(home) == content(played)
    assert land(settings(home), home, lambda _: None).new_files == 0


def test_another_company_of_the_same_sources_is_refused_with_4(
    terminal: Terminal, company: Company
) -> None:
    company.change("sources.yml", "company: Nordlicht Software", "company: Weserbau Service")
    before = terminal.home.current.readlink(), (terminal.home.landing / "ledger.jsonl").read_bytes()

    answer = terminal.run(*company.arguments)

    assert answer.code == 4
    assert "holds the extracts of Nordlicht Software" in answer.err
    assert "Weserbau Service has sources of the same name" in answer.err
    assert "Name another folder in SMARKETING_HOME" in answer.err
    now = terminal.home.current.readlink(), (terminal.home.landing / "ledger.jsonl").read_bytes()
    assert now == before


def test_a_company_of_other_sources_may_share_the_home(home: Home, company: Company) -> None:
    company.sources.write_text(
        "company: Weserbau Service\ndefault_currency: EUR\nsources:\n"
        "  - {name: their_crm, vendor: salesforce, path: salesforce}\n"
    )
    config = load_sources(company.sources)

    assert land(config, home, lambda _: None).new_files > 0


def test_a_renamed_company_goes_on_once_its_name_is_written_down(
    home: Home, company: Company
) -> None:
    company.change("sources.yml", "Nordlicht Software", "Nordlicht")
    with pytest.raises(BadInputError, match=str(home.landing / "companies.json")):
        land(load_sources(company.sources), home, lambda _: None)

    company.change("sources.yml", "Nordlicht", "Nordlicht Software")
    company.rename(home, "Nordlicht")

    assert land(load_sources(company.sources), home, lambda _: None).new_files == 0


@pytest.mark.parametrize("command", ["demo", "run"])
def test_both_commands_play_and_refuse_before_they_play(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The home of the terminal holds the example, which is called as the demo company is."""
    monkeypatch.setattr("pipelines.session.play_once", partial(play_once, play=SMALL))

    answer = terminal.run(command)

    assert answer.code == 4
    assert "holds another Nordlicht Software than the one that is played now" in answer.err
    assert not terminal.home.extracts.exists()


def test_there_is_nothing_to_check_before_the_demo_is_played(terminal: Terminal) -> None:
    answer = terminal.run("sources", "check")

    assert answer.code == 4
    assert "has not been played here yet" in answer.err


@pytest.mark.slow
def test_dagster_alone_plays_builds_and_publishes_on_a_clean_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has been run before somebody opens Dagster and materializes everything."""
    home = Home(tmp_path / "home")
    monkeypatch.setenv("SMARKETING_HOME", str(home.root))
    monkeypatch.setattr("pipelines.session.play_once", partial(play_once, play=SMALL))
    home.ensure()
    job = define(home, Request.from_environment()).resolve_job_def(JOB)

    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)

    assert result.success, json.loads(home.status.read_text())["message"]
    assert json.loads(home.status.read_text())["state"] == "published"
    assert json.loads((home.extracts / demo.STAMP).read_text())["people"] == SMALL.people
    again = run(home, Request.of_demo(), lambda _: None)
    assert (again.state, again.new_files) == (UNCHANGED, 0)
