"""From landing to the marts, without Dagster and without publishing: raw, agreement, dbt.

A run, a scratch rebuild as of a past moment, and the tests' scenarios all go through here.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from expectations.annexes import Annexes
from expectations.gates.results import CheckResult
from expectations.schema import Agreement
from pipelines import warehouse
from pipelines.crashes import step
from pipelines.holding import hold
from pipelines.home import Home
from pipelines.raw import RawReport, load
from pipelines.reported import Reported, load_reported
from pipelines.sources.config import SourcesConfig
from pipelines.sources.ledger import LedgerEntry
from pipelines.transform import TransformReport, transform


@dataclass(frozen=True)
class BuildReport:
    """What one build did, and how long it took in seconds."""

    raw: RawReport
    transform: TransformReport
    seconds: float


def build(
    home: Home,
    config: SourcesConfig,
    agreements: list[Agreement],
    annexes: Annexes,
    as_of: datetime | None,
    progress: Callable[[str], None],
    compiled: Mapping[str, str] | None = None,
    known: Callable[[LedgerEntry], bool] | None = None,
    reported: Reported | None = None,
) -> BuildReport:
    """Fill work.duckdb and marts.duckdb from what has landed in this home.

    Args:
        home: where landing lies and the work files go; `land` has run.
        config: the sources that landed.
        agreements: every version, in order of effect.
        annexes: exchange rates, holidays and the like.
        as_of: what was exported later is left out; None means the end of the last day delivered.
        progress: is told what happens.
        compiled: the compiled agreement, where it is not the agreements' own.
        known: which deliveries were known, where `as_of` does not say it.
        reported: what was reported before, to be held against what is built.

    Raises:
        SmarketingError: a model cannot be built; it is named, with the database's message.
        HeldError: a model breaks its own contract.
    """
    started = time.monotonic()
    home.ensure()
    raw = load_raw(home, agreements, as_of, progress, known)
    load_agreement(home, agreements, annexes, progress, compiled)
    progress(f"building the models for {config.company}")
    models = build_models(home, progress, reported)
    hold(broken_contracts(models))
    return BuildReport(raw, models, time.monotonic() - started)


def load_raw(
    home: Home,
    agreements: list[Agreement],
    as_of: datetime | None,
    progress: Callable[[str], None],
    known: Callable[[LedgerEntry], bool] | None = None,
    again: Callable[[LedgerEntry], bool] | None = None,
) -> RawReport:
    """Bring the raw and landing tables in line with landing; days end in the agreement's zone."""
    warehouse.begin_changes(home, progress)
    step("load the raw tables")
    with warehouse.open_work(home, progress) as connection:
        return load(connection, home, as_of, progress, agreements[-1].time_zone, known, again)


def load_agreement(
    home: Home,
    agreements: list[Agreement],
    annexes: Annexes,
    progress: Callable[[str], None],
    compiled: Mapping[str, str] | None = None,
) -> None:
    """Load the agreement's tables, and write its conditions to where dbt looks for them."""
    from expectations.tables import load_agreement_tables

    step("load the agreement")
    with warehouse.open_work(home, progress) as connection:
        load_agreement_tables(connection, agreements, annexes)
    write_conditions(home, agreements, annexes, compiled)


def build_models(
    home: Home, progress: Callable[[str], None], reported: Reported | None = None
) -> TransformReport:
    """Build and test every dbt model beside what was reported; the work files are whole after."""
    load_reported(home, reported, progress)
    step("build the models")
    report = transform(home, progress)
    step("finish the models")
    warehouse.finish_changes(home)
    progress(f"{len(report.models)} models built, {len(report.tests)} tests of them run")
    return report


def broken_contracts(report: TransformReport) -> list[CheckResult]:
    """Return the tests of the models' contracts that did not pass, as checks of the last gate."""
    return [
        CheckResult(
            gate="publish",
            check_id=f"publish.contract.{test.name}",
            label=f"{test.address}: {test.description or test.name.replace('_', ' ')}",
            clause="",
            severity="warn" if test.status == "warn" else "block",
            status="error" if test.status == "error" else "failed",
            observed=f"{test.failures} rows break it",
            expected="0 rows",
            failed_rows=test.failures,
            kpis="",
            source=None,
        )
        for test in report.tests
        if test.status in ("fail", "error", "warn")
    ]


def write_conditions(
    home: Home,
    agreements: list[Agreement],
    annexes: Annexes,
    compiled: Mapping[str, str] | None = None,
) -> None:
    """Write the compiled agreement to where this home's dbt run looks for its conditions."""
    from expectations.compile import compile_agreements, write_compiled

    write_compiled(dict(compiled or compile_agreements(agreements, annexes)), home.agreement)
