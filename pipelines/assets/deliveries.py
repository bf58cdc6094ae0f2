"""Each source as an asset of its own: when it last delivered, and which of its days are loaded.

A run tells of what it loads, of the latest days where they are many. Where a tool exports days, an
asset has a partition a day, and a range of days is read again from landing in one run, each day
replaced whole.
To tell more of a delivery, add it to what `delivered` yields.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from pipelines import build, warehouse
from pipelines.assets.running import PATIENCE, attempt, session_of
from pipelines.home import Home
from pipelines.inputs import Inputs
from pipelines.raw import RawReport
from pipelines.sources.config import SourceConfig
from pipelines.sources.ledger import Ledger, LedgerEntry
from pipelines.sources.vendors import vendor_of

GROUP = "deliveries"
# an event takes Dagster 20 ms to write down and more: the first load of two years would wait for
# them; earlier days are told by whoever reads a range of them again
DAYS_TOLD = 14


def key_of(source: str) -> dg.AssetKey:
    """Return the key of a source."""
    return dg.AssetKey([GROUP, source])


def is_daily(source: SourceConfig) -> bool:
    """Say whether a tool exports days, each replaced by a later export of it."""
    return vendor_of(source.vendor, source.mappings).replaces_day


def define_deliveries(home: Home, inputs: Inputs) -> list[dg.AssetsDefinition]:
    """Return an asset for each source, with how fresh it must be."""
    first = {source.name: inputs.agreements[0].effective_from for source in inputs.config.sources}
    for entry in Ledger(home.landing).read():
        if entry.source in first:
            first[entry.source] = min(first[entry.source], date.fromisoformat(entry.day))
    zone = inputs.agreements[-1].time_zone
    return [
        _define(source, dg.DailyPartitionsDefinition(first[source.name].isoformat(), timezone=zone))
        for source in inputs.config.sources
    ]


def delivered(inputs: Inputs, report: RawReport) -> Iterator[dg.AssetMaterialization]:
    """Yield what a load says of each source that delivered something: by day where it is daily."""
    for source in inputs.config.sources:
        files = [entry for entry in report.loaded if entry.source == source.name]
        by_day: dict[str | None, list[LedgerEntry]] = defaultdict(list)
        for entry in files:
            by_day[entry.day if is_daily(source) else None].append(entry)
        for day, entries in sorted(by_day.items(), key=lambda item: item[0] or "")[-DAYS_TOLD:]:
            yield dg.AssetMaterialization(
                key_of(source.name),
                partition=day,
                metadata={
                    "files": len(entries),
                    "rows": sum(entry.rows for entry in entries),
                    "exported (UTC)": max(entry.exported_at for entry in entries),
                },
            )


def _define(source: SourceConfig, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    partitioned = is_daily(source)

    @dg.asset(
        key=key_of(source.name),
        group_name=GROUP,
        description=f"What {source.name} ({source.vendor}) has delivered and is loaded.",
        partitions_def=days if partitioned else None,
        backfill_policy=dg.BackfillPolicy.single_run() if partitioned else None,
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=source.stale_after_hours)
        ),
        retry_policy=PATIENCE,
        required_resource_keys={"session"},
    )
    def deliveries(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        """Read this source again from landing: the chosen days, or all of it."""
        run = session_of(context)
        wanted = set(context.partition_keys) if partitioned else None

        def again(entry: LedgerEntry) -> bool:
            return entry.source == source.name and (wanted is None or entry.day in wanted)

        with attempt(context, run):
            run.only_loads = True
            inputs = run.inputs
            run.raw = build.load_raw(
                run.home, inputs.agreements, inputs.as_of, run.progress, again=again
            )
            warehouse.finish_changes(run.home)
        files = [entry for entry in run.raw.loaded if again(entry)]
        return dg.MaterializeResult(
            metadata={"files": len(files), "rows": sum(entry.rows for entry in files)}
        )

    return deliveries
