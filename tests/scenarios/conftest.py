"""Which scenarios are played: those of `--scenarios FILE`, else the given file and our own."""

from pathlib import Path

import pytest

from pipelines.home import Home, project_root
from tests.scenarios.cases import Case, load_cases
from tests.scenarios.playing import play

GIVEN = project_root().parent / "shared" / "data" / "cases" / "scenarios.yml"
OWN = Path(__file__).parent / "more.yml"


def scenario_files(config: pytest.Config) -> list[Path]:
    """Return the files whose scenarios are played."""
    named = config.getoption("--scenarios")
    return [Path(named)] if named else [GIVEN, OWN]


class Player:
    """Plays each case once, all in one home, so that dbt parses once per agreement."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder."""
        self.folder = folder
        self.home = Home(folder / "home")
        self.played: str | None = None

    def play(self, case: Case) -> Home:
        """Play a case unless it was the last one played, and return the home of its results."""
        if self.played != case.id:
            self.played = None
            folder = self.folder / f"{case.id}_{len(list(self.folder.iterdir()))}"
            folder.mkdir()
            play(case, folder, self.home)
            self.played = case.id
        return self.home


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Player:
    """The one player of this process."""
    return Player(tmp_path_factory.mktemp("scenarios"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario."""
    if "case" not in metafunc.fixturenames:
        return
    parameters = []
    for path in scenario_files(metafunc.config):
        if path.exists():
            parameters += [
                pytest.param(case, id=f"{case.id} {case.scenario.title[:60]}")
                for case in load_cases(path)
            ]
        else:
            reason = f"{path} is not here; name another file with --scenarios"
            parameters.append(
                pytest.param(None, id=path.name, marks=pytest.mark.skip(reason=reason))
            )
    metafunc.parametrize("case", parameters)
