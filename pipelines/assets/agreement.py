"""The signed agreement's values as tables; its conditions are compiled to SQL in the same step."""

from collections.abc import Iterator

import dagster as dg

from expectations.tables import COLUMNS, LOADED
from pipelines import build, warehouse
from pipelines.assets.running import session_of

ABOUT = {
    "versions": "One row per version of the agreement: when it took effect, who signed, and when.",
    "stages": "One row per stage of the funnel and version, with what both teams agreed it means.",
    "exits": "One row per agreed way out of the funnel.",
    "exit_reasons": "One row per agreed reason for leaving the funnel, and the CRM's words for it.",
    "personas": "One row per persona: whom we want to win, what they suffer from, what to say.",
    "labels": "One row per word of a tool and the stage it means.",
    "handoffs": "One row per stage and persona: to whom, how fast, what to say, what next.",
    "promises": "One row per promise between the teams, with its target.",
    "kpis": "One row per KPI: what it counts, whose it is, and its definition.",
    "kpi_targets": "One row per KPI and month: the target.",
    "calendar_intervals": "One row per working day of a calendar with its hours; no holidays.",
    "acknowledgements": "One row per person and version they have read.",
    "terms": "One row per subject of the agreement, in words.",
    "exchange_rates": "One row per currency and day from which a rate holds.",
    "cadence": "One row per meeting at which both teams look at these numbers.",
}
AGREEMENT_KEYS = [dg.AssetKey(["agreement", name]) for name in (*COLUMNS, *LOADED)]


@dg.multi_asset(
    name="agreement",
    specs=[
        dg.AssetSpec(
            key,
            group_name="agreement",
            description=ABOUT[key.path[-1]],
            kinds={"duckdb"},
            # the work file is written by one step at a time
            deps=[dg.AssetKey(["landing", "as_of"])],
        )
        for key in AGREEMENT_KEYS
    ],
    required_resource_keys={"session"},
)
def agreement(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Compile the agreement: its values to tables, its conditions to SQL."""
    run = session_of(context)
    with run.guard():
        inputs = run.inputs
        build.load_agreement(run.home, inputs.agreements, inputs.annexes, run.progress)
        counts = warehouse.row_counts(run.home)
    version = inputs.agreements[-1].version
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": counts[".".join(key.path)],
                "latest version": version,
            },
        )
