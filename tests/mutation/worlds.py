"""Small companies built once by the ordinary pipeline and kept as files: a world per company.

A world holds every table of a build, the SQL that dbt compiled for it and dbt's data tests. Each is
held against its own truth before it is kept: a play against the recount, a case against the rows
worked out by hand. To add a world, add its name in `names` and how it is built in `_build`.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path

from expectations.annexes import folder_of, load_annexes
from expectations.errors import SmarketingError
from expectations.loader import default_folder, load_agreements
from pipelines.build import build
from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.reported import Reported
from pipelines.run import run
from pipelines.simulator import simulate
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from pipelines.verify import verify
from pipelines.warehouse import read_work
from tests.example.extracts import FOLDER
from tests.example.published import EXAMPLE
from tests.mutation.casting import cast, terms_of
from tests.mutation.kept import PROJECT, keep
from tests.pitfalls.company import AS_OF, write
from tests.pitfalls.extracts import Extracts
from tests.scenarios.cases import Case, read_cases
from tests.scenarios.conftest import GIVEN, OWN, Player
from tests.scenarios.judging import differences
from tests.scenarios.not_yet import subject_of
from tests.scenarios.playing import moments_of, write_company
from tests.scenarios.results import results_of

# seed, people, days, marketing tool: small, yet every awkward story is in them
PLAYS = {
    "play_3": (3, 600, 200, "hubspot"),
    "play_11": (11, 400, 300, "both"),
}
# how long before its end a play's company reported
EARLIER = timedelta(days=40)
Tell = Callable[[str], None]


def code_digest() -> str:
    """Return a digest of everything that decides what dbt compiles."""
    digest = hashlib.sha256()
    for folder in ("models", "macros", "agreement"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".sql", ".yml") and "_unit_tests" not in path.name:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def cases() -> dict[str, Case]:
    """Return every hand-computed case by its id: those given, where they are here, and our own."""
    found = [item for path in (GIVEN, OWN) if path.exists() for item in read_cases(path)]
    return {case.id: case for case in found if isinstance(case, Case)}


def due_keys(case: Case) -> list[str]:
    """Return what of a case's expectations holds today."""
    return [key for key in case.scenario.expect.keys if subject_of(case.id, key) is None]


def names() -> list[str]:
    """Return every world's name, those first in which most happens."""
    return ["example", "pitfalls", *PLAYS, *(f"case_{name}" for name in cases())]


def build_worlds(folder: Path, wanted: list[str], tell: Tell) -> dict[str, str]:
    """Build and keep the worlds that a folder lacks.

    Returns what is wrong with those that are not what their own truth says, and judge nothing.
    """
    red: dict[str, str] = {}
    if all((folder / name / "world.json").exists() for name in wanted):
        return red
    with tempfile.TemporaryDirectory(prefix="homes_", dir=folder) as scratch:
        player = Player(Path(scratch) / "cases")
        player.folder.mkdir()
        alike: dict[str, Path] = {}
        for name in dict.fromkeys(wanted):
            case = cases().get(name.removeprefix("case_"))
            company = case and write_company(case, Path(scratch) / name)
            like = alike.setdefault(terms_of(company), folder / name) if company else None
            if (folder / name / "world.json").exists():
                continue
            tell(f"building {name}")
            home = player.home if case else Home(Path(scratch) / name / "home")
            try:
                if case and company and like and (like / "world.json").exists():
                    cast(company, list(moments_of(case, company)), home, like)
                    _require(case, home)
                elif case:
                    like = None
                    _require(case, player.play(case))
                else:
                    _build(name, home, Path(scratch) / name, tell)
            except (AssertionError, SmarketingError) as problem:
                red[name] = str(problem)
                tell(f"{name} is red: {problem}")
            else:
                keep(home, folder / name, like)
    return red


def _require(case: Case, home: Home) -> None:
    with results_of(case, home) as results:
        wrong = differences(case, results, due_keys(case))
    assert not wrong, wrong


def _build(name: str, home: Home, folder: Path, tell: Tell) -> None:
    folder.mkdir()
    if name == "example":
        run(home, EXAMPLE, lambda _: None)
    elif name == "pitfalls":
        extracts = Extracts()
        write(extracts)
        config = load_sources(extracts.write(folder))
        land(config, home, lambda _: None)
        agreements = FOLDER / "agreements"
        annexes = load_annexes(folder_of(agreements))
        build(home, config, load_agreements(agreements), annexes, AS_OF, lambda _: None)
    else:
        out = folder / "extracts"
        simulate(*PLAYS[name][:3], out, lambda _: None, PLAYS[name][3])
        run(home, Request(out / "sources.yml"), lambda _: None)
        result = verify(home, out / "truth", None, lambda _: None)
        assert not result.differences.total, "\n".join(result.lines())
        tell("\n".join(result.lines()))
        _report_earlier(home, out / "sources.yml")


def _report_earlier(home: Home, sources: Path) -> None:
    """Build a home anew beside what it had reported a while before, so that rows are restated."""
    config, agreements = load_sources(sources), load_agreements(default_folder())
    annexes = load_annexes(folder_of(default_folder()))
    with read_work(home) as connection:
        ((now,),) = connection.execute("select as_of from landing.as_of").fetchall()
    then = now - EARLIER
    build(home, config, agreements, annexes, then.replace(tzinfo=UTC), lambda _: None)
    reported = Reported(sources.parent / "reported.duckdb", "earlier", then)
    shutil.copyfile(home.marts_db, reported.file)
    build(home, config, agreements, annexes, None, lambda _: None, reported=reported)
