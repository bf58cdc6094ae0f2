"""The example company, published once for every test, and questions to it."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

import duckdb

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.run import run
from tests.example.extracts import FOLDER

Row = tuple[Any, ...]
# judged by the agreement that lies beside it, whatever ships with the project
EXAMPLE = Request(FOLDER / "sources.yml", FOLDER / "agreements")


@cache
def publish_example() -> Home:
    """Run the example from end to end in a home of its own, once for all processes of a test run.

    The home is only read. It goes away with the last process.
    """
    suite = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = Path(tempfile.gettempdir()) / f"example-company-{suite}"
    folder.mkdir(exist_ok=True)
    home = Home(folder / "home")
    # two locks: whoever reads holds the second for good, so the first must be free again
    with (folder / "building").open("w") as building:
        fcntl.flock(building, fcntl.LOCK_EX)
        if not home.current.exists():
            run(home, EXAMPLE, lambda _: None)
    reading = (folder / "reading").open("w")
    fcntl.flock(reading, fcntl.LOCK_SH)
    atexit.register(_leave, folder, reading)
    return home


def _leave(folder: Path, reading: IO[str]) -> None:
    """Remove the home, unless another process still reads it."""
    with suppress(BlockingIOError):
        fcntl.flock(reading, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)


class Published:
    """The published funnel, with the people file beside it as `people`, read-only."""

    def __init__(self, home: Home) -> None:
        """Attach what the home's fixed links name."""
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'")
        for path, name in ((home.published, "funnel"), (home.people, "private")):
            self.connection.execute(f"attach '{path.resolve()}' as {name} (read_only)")
        self.connection.execute("use funnel")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """Return every row of a query; names are in `private.people`."""
        return self.connection.execute(query, list(values)).fetchall()

    def value(self, query: str, values: Sequence[object] = ()) -> Any:
        """Return the only value of a query."""
        ((found,),) = self.rows(query, values)
        return found

    def entries(self, name: str, journey_number: int = 1) -> dict[str, Row]:
        """Return a person's entries after the visit: stage to (entered_at, kind), UTC."""
        return {
            stage: (entered_at, kind)
            for stage, entered_at, kind in self.rows(
                """
                select stage_id, entered_at, entry_kind
                from fct_funnel inner join private.people using (person_id)
                where full_name = ? and journey_number = ? and stage_id <> 'visit'
                """,
                (name, journey_number),
            )
        }
