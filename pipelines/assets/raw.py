"""Extracts land and become raw tables: every row as the vendor wrote it, with file and line."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines import build, warehouse
from pipelines.assets.deliveries import delivered
from pipelines.assets.running import PATIENCE, attempt, session_of
from pipelines.home import Home
from pipelines.sources.tables import TABLES

LANDING = {
    "files": "One row per file that was delivered, with its rows delivered, accepted and rejected.",
    "sources": "One row per tool we get extracts from: how fresh it is, and what is wrong with it.",
    "columns": "One row per column of a file that no model reads, or that the file lacks.",
    "rejects": "One row per line that could not be read, with its file, line and the reason.",
    "as_of": "The moment that all numbers are as of: the end of the last day delivered.",
}
RAW_KEYS = [dg.AssetKey(table.address.split(".")) for table in TABLES]
EXTRACT_KEYS = [*RAW_KEYS, *(dg.AssetKey(["landing", name]) for name in LANDING)]


@dg.multi_asset(
    name="extracts",
    retry_policy=PATIENCE,
    specs=[
        *(
            dg.AssetSpec(key, group_name="raw", description=table.about, kinds={"duckdb"})
            for key, table in zip(RAW_KEYS, TABLES, strict=True)
        ),
        *(
            dg.AssetSpec(
                ["landing", name], group_name="landing", description=about, kinds={"duckdb"}
            )
            for name, about in LANDING.items()
        ),
    ],
    required_resource_keys={"session"},
)
def extracts(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Load whatever has landed and is not in the raw tables yet."""
    run = session_of(context)
    with attempt(context, run):
        inputs = run.inputs
        run.raw = build.load_raw(run.home, inputs.agreements, inputs.as_of, run.progress)
        facts = _facts(run.home)
        for event in delivered(inputs, run.raw):
            context.log_event(event)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key, metadata=facts[".".join(key.path)])


def _facts(home: Home) -> dict[str, dict[str, Any]]:
    """Return, by address, the rows of each table and when what is in it was exported."""
    facts: dict[str, dict[str, Any]] = {}
    counts = warehouse.row_counts(home)
    with warehouse.read_work(home) as connection:
        for table in TABLES:
            found = connection.execute(
                f"select max(exported_at), count(distinct landing_file) from {table.address}"
            ).fetchone()
            exported_at, files = found or (None, 0)
            facts[table.address] = {
                "dagster/row_count": counts[table.address],
                "files": files,
                "last exported (UTC)": str(exported_at) if exported_at else "never",
            }
    for name in LANDING:
        facts[f"landing.{name}"] = {"dagster/row_count": counts[f"landing.{name}"]}
    return facts
