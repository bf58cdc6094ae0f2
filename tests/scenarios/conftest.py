"""Which scenarios are played: those of `--scenarios FILE`, else the given file and our own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.home import Home, project_root
from tests.scenarios.cases import Case, Unreadable, read_cases
from tests.scenarios.not_yet import subject_of
from tests.scenarios.playing import play

GIVEN = project_root().parent / "shared" / "data" / "cases" / "scenarios.yml"
OWN = Path(__file__).parent / "more.yml"
# a case takes some three seconds; these show that each part is played, the rest run in CI
QUICK = {"S01", "S09", "S18", "M13"}


class Player:
    """Plays each case once, all in one home, so that dbt parses once per agreement."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder."""
        self.folder = folder
        self.home = Home(folder / "home")
        self.last: Case | None = None

    def play(self, case: Case) -> Home:
        """Play a case unless it was the last one played, and return the home of its results."""
        if self.last is not case:
            self.last = None
            folder = self.folder / f"{len(list(self.folder.iterdir()))}_{case.id}"
            folder.mkdir()
            play(case, folder, self.home)
            self.last = case
        return self.home


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Player:
    """The one player of this process."""
    return Player(tmp_path_factory.mktemp("scenarios"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario, and one more of each key that is expected to fail."""
    if "case" in metafunc.fixturenames:
        named = metafunc.config.getoption("--scenarios")
        files = [Path(named)] if named else [GIVEN, OWN]
        if named and not files[0].exists():
            raise pytest.UsageError(f"--scenarios {named}: no such file")
        parameters = [item for path in files for item in _of_file(path, quick_only=not named)]
        metafunc.parametrize(("case", "keys"), parameters)


def _of_file(path: Path, quick_only: bool) -> Iterator[Any]:
    if not path.exists():
        reason = f"{path} is not here; name another file with --scenarios"
        yield pytest.param(None, [], id=path.name, marks=pytest.mark.skip(reason=reason))
        return
    for case in read_cases(path):
        if isinstance(case, Unreadable):
            yield pytest.param(case, [], id=f"{case.id} cannot be read")
            continue
        slow = [pytest.mark.slow] if quick_only and case.id not in QUICK else []
        subjects = {key: subject_of(case.id, key) for key in case.scenario.expect.keys}
        due = [key for key, subject in subjects.items() if subject is None]
        if due:
            yield pytest.param(case, due, id=f"{case.id} {case.scenario.title[:60]}", marks=slow)
        for key, subject in subjects.items():
            if subject is not None:
                later = pytest.mark.xfail(reason=subject, strict=True, raises=AssertionError)
                yield pytest.param(case, [key], id=f"{case.id} {key}", marks=[*slow, later])
