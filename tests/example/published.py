"""The example company, published once for every test of this process, and questions to it."""

import atexit
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.run import run

Row = tuple[Any, ...]


@cache
def publish_example() -> Home:
    """Run the example from end to end in a home of its own, which goes away with the process."""
    folder = tempfile.TemporaryDirectory(prefix="example-company-")
    atexit.register(folder.cleanup)
    home = Home(Path(folder.name) / "home")
    run(home, Request.of_example(), lambda _: None)
    return home


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
