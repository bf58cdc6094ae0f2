"""The two gates: what must hold when extracts land, and before anyone sees a number.

Suites of Great Expectations, made in code from the signed agreement and pushed down to DuckDB; they
only read. A check stands in the module of what it looks at: `landing` (gate 1); `terms` (the signed
conditions), `activities` and `audience` (what people did, and who they are), `entries`, `moments`,
`journeys`, `amounts`, `totals`, `closed_months`, `labels`, `exits`, `promises`, `duties` and
`privacy` (gate 2). To add one, add a `Check` there and a row that breaks it to `tests/gates/`.
"""

from collections.abc import Sequence
from pathlib import Path

from expectations.gates.results import CheckResult, blocking_failures
from expectations.schema import Agreement

__all__ = ["CheckResult", "blocking_failures", "gate_one", "gate_two"]


def gate_one(work_db: Path, agreements: Sequence[Agreement]) -> list[CheckResult]:
    """Check what has landed: each source's contract, volume and freshness.

    A check of a source that is not required only warns; `source` names it.

    Args:
        work_db: work.duckdb with the schemas raw and landing filled; nobody else writes to it.
        agreements: every version, in order of effect.
    """
    from expectations.gates.inspection import inspect
    from expectations.gates.suites import landing_suite

    return inspect(landing_suite(work_db, agreements), {"work": work_db})


def gate_two(
    work_db: Path, marts_db: Path, agreements: Sequence[Agreement], published: Path | None = None
) -> list[CheckResult]:
    """Check the marts before anyone sees them: the agreement's clauses, totals, privacy.

    Args:
        work_db: work.duckdb after the models are built; nobody else writes to it.
        marts_db: marts.duckdb, as dbt left it.
        agreements: every version, in order of effect.
        published: the funnel.duckdb that leaders see now, if there is one.
    """
    from expectations.gates.inspection import inspect
    from expectations.gates.suites import publish_suite

    databases = {"work": work_db, "marts": marts_db}
    if published is not None:
        databases["published"] = published.resolve()
    return inspect(publish_suite(work_db, marts_db, agreements, published is not None), databases)
