"""The two gates as assets: each check of the agreement is an asset check that everybody can read.

A check that blocks stops what comes after it. The checks themselves are in `expectations/gates/`.
"""

from collections.abc import Callable, Iterator, Sequence

import dagster as dg

from expectations.gates import gate_one, gate_two
from expectations.gates.checks import Check, Source
from expectations.gates.landing import landing_checks
from expectations.gates.privacy import Columns
from expectations.gates.results import CheckResult
from expectations.gates.suites import publish_checks
from pipelines.assets.running import session_of
from pipelines.inputs import Inputs
from pipelines.session import Session
from pipelines.sources.tables import TABLES

LANDING = dg.AssetKey(["gates", "landing"])
PUBLISH = dg.AssetKey(["gates", "publish"])


def landing_gate(inputs: Inputs, after: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return gate 1: what landed keeps its contract, is enough, and is fresh."""

    def ask(run: Session) -> list[CheckResult]:
        return gate_one(run.home.work_db, run.inputs.agreements)

    names = [table.address.partition(".")[2] for table in TABLES]
    checks = landing_checks(inputs.agreements, _sources(inputs), names)
    about = "What was delivered keeps its contract, is enough and is fresh, source by source."
    return define_gate(LANDING, about, checks, ask, after)


def publish_gate(
    inputs: Inputs, marts: Columns, after: Sequence[dg.AssetKey]
) -> dg.AssetsDefinition:
    """Return gate 2: the marts keep what both teams signed, and name nobody."""

    def ask(run: Session) -> list[CheckResult]:
        home = run.home
        published = home.published if home.published.exists() else None
        return gate_two(home.work_db, home.marts_db, run.inputs.agreements, published)

    checks = publish_checks(inputs.agreements, _sources(inputs), marts, False)
    about = "The numbers keep what both teams signed, add up to the sources' totals, name nobody."
    return define_gate(PUBLISH, about, checks, ask, after)


def _sources(inputs: Inputs) -> list[Source]:
    return [
        Source(item.name, item.vendor, item.required, item.stale_after_hours)
        for item in inputs.config.sources
    ]


def define_gate(
    key: dg.AssetKey,
    about: str,
    checks: Sequence[Check],
    ask: Callable[[Session], list[CheckResult]],
    after: Sequence[dg.AssetKey],
) -> dg.AssetsDefinition:
    """Return a gate that asks its checks once some assets are done."""

    @dg.asset(
        key=key,
        group_name="gates",
        description=about,
        deps=after,
        kinds={"greatexpectations"},
        check_specs=[
            dg.AssetCheckSpec(
                check_name(check.check_id),
                asset=key,
                description=check.label + (f" ({check.clause})" if check.clause else ""),
                blocking=check.severity == "block",
                metadata={"endangers": check.kpis} if check.kpis else None,
            )
            for check in checks
        ],
        required_resource_keys={"session"},
    )
    def gate(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        run = session_of(context)
        with run.guard():
            run.progress(f"{key.path[-1]} gate: asking {len(checks)} checks")
            results = ask(run)
            passed = sum(result.status == "passed" for result in results)
            run.progress(f"{key.path[-1]} gate: {passed} of {len(results)} checks passed")
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={"checks": len(results), "passed": passed},
            check_results=_told(key, checks, results),
        )
        with run.guard():
            run.hold(results)

    return gate


def check_name(check_id: str) -> str:
    """Return a check's id as Dagster allows it."""
    return check_id.replace(".", "__")


def _told(
    key: dg.AssetKey, checks: Sequence[Check], results: Sequence[CheckResult]
) -> list[dg.AssetCheckResult]:
    """Return a result for each check that Dagster waits for; `hold` looks at all there are."""
    found = {result.check_id: result for result in results}
    return [
        _of(key, found[check.check_id])
        if check.check_id in found
        else dg.AssetCheckResult(
            asset_key=key,
            check_name=check_name(check.check_id),
            passed=True,
            metadata={"observed": "not asked in this run"},
        )
        for check in checks
    ]


def _of(key: dg.AssetKey, result: CheckResult) -> dg.AssetCheckResult:
    blocks = result.blocks or result.severity == "block"
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=check_name(result.check_id),
        passed=result.status == "passed",
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        metadata={
            "observed": result.observed,
            "expected": result.expected,
            "rows that break it": result.failed_rows,
        },
    )
