"""From landing to the marts, without Dagster and without publishing: raw, agreement, dbt.

A run, a scratch rebuild as of a past moment, and the tests' scenarios all go through here.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from expectations.annexes import Annexes
from expectations.schema import Agreement
from pipelines import warehouse
from pipelines.home import Home
from pipelines.raw import RawReport, load
from pipelines.sources.config import SourcesConfig
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

    Raises:
        SmarketingError: a model cannot be built; it is named, with the database's message.
    """
    started = time.monotonic()
    home.ensure()
    with warehouse.unfinished(home, progress):
        raw = load_inputs(home, agreements, annexes, as_of, progress)
        write_conditions(home, agreements, annexes, compiled)
        progress(f"building the models for {config.company}")
        models = transform(home, progress)
    seconds = time.monotonic() - started
    progress(f"{len(models.models)} models built, {len(models.tests)} tests of them run")
    return BuildReport(raw, models, seconds)


def load_inputs(
    home: Home,
    agreements: list[Agreement],
    annexes: Annexes,
    as_of: datetime | None,
    progress: Callable[[str], None],
) -> RawReport:
    """Bring the raw, landing and agreement tables in line with landing and the agreement."""
    from expectations.tables import load_agreement_tables

    with warehouse.open_work(home, progress) as connection:
        report = load(connection, home, as_of, progress, agreements[-1].time_zone)
        load_agreement_tables(connection, agreements, annexes)
    return report


def write_conditions(
    home: Home,
    agreements: list[Agreement],
    annexes: Annexes,
    compiled: Mapping[str, str] | None = None,
) -> None:
    """Write the compiled agreement to where this home's dbt run looks for its conditions."""
    from expectations.compile import compile_agreements, write_compiled

    write_compiled(dict(compiled or compile_agreements(agreements, annexes)), home.agreement)
