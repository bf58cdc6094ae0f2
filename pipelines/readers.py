"""Who is to read the agreement: the teams' people, by name, as the last publication knew them."""

from pipelines import warehouse
from pipelines.home import Home
from pipelines.manifest import PEOPLE, published_run_id


def readers_of(home: Home) -> list[str]:
    """Return the names of everybody of the teams, in order; none where nothing is published."""
    import duckdb

    run = published_run_id(home)
    path = home.runs / run / PEOPLE if run else None
    if path is None or not path.exists():
        return []
    with duckdb.connect(path, read_only=True, config=warehouse.SETTINGS) as connection:
        tables = {name for (name,) in connection.execute("show tables").fetchall()}
        if "readers" not in tables:
            return []
        found = connection.execute(
            "select reader_name from readers where is_asked order by team, reader_name"
        ).fetchall()
    return [str(name) for (name,) in found]
