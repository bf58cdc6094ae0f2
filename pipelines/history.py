"""What was published, and the bridge from what was reported then to what is known now.

Read from the published files alone; the rules stand in `restatements.sql` and `kpi_bridge.sql`.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from expectations.errors import BadInputError
from expectations.figures import count
from pipelines.home import Home
from pipelines.manifest import FUNNEL, Manifest, published_run_id, read_manifest
from pipelines.publish import history

LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
}


@dataclass(frozen=True)
class Publication:
    """One run that was published; `restated` counts the entries it restated, by cause."""

    manifest: Manifest
    is_published: bool
    restated: dict[str, int]


@dataclass(frozen=True)
class Bridge:
    """One KPI's month: what was reported, what each cause adds to it, and what is known now."""

    kpi_id: str
    month: str
    reported: float
    known: float
    deltas: dict[str, float] = field(default_factory=dict)


def publications(home: Home) -> list[Publication]:
    """Return every kept run in the order of publication.

    Raises:
        BadInputError: nothing is published yet.
    """
    current = published_run_id(home)
    if current is None:
        raise BadInputError(
            f"Nothing is published in {home.root} yet. Nothing was changed. Start with"
            " `smarketing demo`, or `smarketing run` with your own sources."
        )
    restated: dict[str, dict[str, int]] = defaultdict(dict)
    for run_id, cause, entries in _rows(
        home,
        "select now_run_id, cause, count(*) from restatements where is_first_cause"
        " group by now_run_id, cause order by count(*) desc, cause",
    ):
        restated[run_id][cause] = entries
    manifests = [read_manifest(home.runs / run_id) for run_id in history(home)]
    return [
        Publication(manifest, manifest.run_id == current, restated[manifest.run_id])
        for manifest in manifests
        if manifest is not None
    ]


def bridges_since(home: Home, run_id: str) -> list[Bridge]:
    """Return what leads from a kept run's KPIs to today's, for each month in which they differ.

    Raises:
        BadInputError: the run is not one of those that are compared.
    """
    compared = [row[0] for row in _rows(home, "select distinct then_run_id from kpi_bridge")]
    if run_id not in compared:
        there = ", ".join(sorted(compared)) or "none yet"
        raise BadInputError(
            f"--since {run_id}: no such publication is compared with today's. Nothing was changed."
            f" Compared are: {there}."
        )
    found: dict[tuple[str, str], Bridge] = {}
    for kpi_id, month, reported, cause, delta, known in _rows(
        home,
        "select kpi_id, strftime(month_start, '%Y-%m'), reported_then, cause, delta, known_now"
        " from kpi_bridge where then_run_id = ? and cause <> 'none'"
        " order by kpi_id, month_start, cause",
        [run_id],
    ):
        bridge = found.setdefault((kpi_id, month), Bridge(kpi_id, month, reported, known))
        bridge.deltas[cause] = delta
    return list(found.values())


def told_publications(found: list[Publication]) -> list[str]:
    """Return the publications as lines for the terminal, the published one marked."""
    lines = ["Published runs"]
    for publication in found:
        manifest = publication.manifest
        mark = "→" if publication.is_published else " "
        restated = ", ".join(
            f"{count(entries)} {cause}" for cause, entries in publication.restated.items()
        )
        lines.append(
            f"{mark:>3} {manifest.run_id}  as of {_to_the_minute(manifest.as_of)} UTC"
            f"  agreement {manifest.agreement_version}"
            + (f"  restated: {restated}" if restated else "")
        )
    return [*lines, "", "Next", "  smarketing history --since RUN    from its figures to today's"]


def told_bridges(found: list[Bridge]) -> list[str]:
    """Return bridges as lines for the terminal."""
    if not found:
        return ["Nothing differs from what was reported then"]
    lines: list[str] = []
    for bridge in found:
        lines += [
            f"{bridge.kpi_id} · {bridge.month}",
            f"  {'as reported then':<20}{bridge.reported:>16,.2f}",
            *(f"  {cause:<20}{delta:>+16,.2f}" for cause, delta in bridge.deltas.items()),
            f"  {'as known now':<20}{bridge.known:>16,.2f}",
        ]
    return lines


def _to_the_minute(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else "no data"


def _rows(home: Home, query: str, values: list[str] | None = None) -> list[tuple[Any, ...]]:
    path = (home.current / FUNNEL).resolve()
    with duckdb.connect(path, read_only=True, config=LOCKED) as connection:
        # an older publication has no such table
        with suppress(duckdb.CatalogException):
            return connection.execute(query, values or []).fetchall()
        return []
