"""The example company, published once for every test, and questions to it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.run import run
from tests.example.extracts import FOLDER
from tests.once import made_once

Row = tuple[Any, ...]
# judged by the agreement that lies beside it, whatever ships with the project
EXAMPLE = Request(FOLDER / "sources.yml", FOLDER / "agreements")


@cache
def publish_example() -> Home:
    """Run the example from end to end in a home of its own, once for all processes of a test run.

    The home is only read.
    """
    made = made_once("example-company", lambda folder: run(Home(folder), EXAMPLE, lambda _: None))
    return Home(made)


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
