"""Checks asked of the warehouse through Great Expectations: read-only, and pushed down to DuckDB.

Every file is attached to a connection in memory, so that nothing is written and the files are free
again afterwards. Analytics are switched off before the import; no project folder is made.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.conditions import quoted
from expectations.gates.checks import Check
from expectations.gates.results import CheckResult

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch

# ours, and what Great Expectations calls them
_SEVERITIES = {"block": "critical", "warn": "warning"}
_ADDRESS = re.compile(r"[^\s@'\"]+@[^\s@'\"]+")


def inspect(checks: Sequence[Check], databases: Mapping[str, Path]) -> list[CheckResult]:
    """Ask every check, in their order; one that cannot be asked is an `error`.

    Args:
        checks: what to ask.
        databases: DuckDB files by the name under which the checks' SQL reads them.
    """
    if not checks:
        return []
    gx = _great_expectations()
    from expectations.gates.rule import ExpectNoRowToBreakTheRule, as_template

    suite = gx.ExpectationSuite(
        name=checks[0].gate,
        expectations=[
            ExpectNoRowToBreakTheRule(
                query=as_template(check.sql()),
                meta={"check_id": check.check_id, "clause": check.clause, "kpis": check.kpis},
                description=check.label,
                severity=_SEVERITIES[check.severity],  # type: ignore[arg-type]
            )
            for check in checks
        ],
    )
    try:
        with _batch_of(databases) as batch:
            found: ExpectationSuiteValidationResult = batch.validate(
                suite, result_format="COMPLETE"
            )
    except Exception as problem:
        # a file that cannot be read: no check was asked, and none may pass for that
        return [_result(check, None, str(problem)) for check in checks]
    answers = {item.expectation_config.meta["check_id"]: item for item in found.results}  # type: ignore[union-attr, index]
    return [
        _result(check, _details(answers[check.check_id]), _problem(answers[check.check_id]))
        for check in checks
    ]


def _great_expectations() -> Any:
    """Import Great Expectations, silent: what it has to say stands in the results."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logger = logging.getLogger("great_expectations")
    logger.handlers, logger.propagate = [logging.NullHandler()], False
    import great_expectations

    # its modules turn every warning of the process into a log line when they are imported
    logging.captureWarnings(False)
    return great_expectations


@contextmanager
def _batch_of(databases: Mapping[str, Path]) -> Iterator[Batch]:
    """Give Great Expectations a connection that reads the files, and free them afterwards."""
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from sqlalchemy import event
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql(
        "warehouse", connection_string="duckdb:///:memory:", create_temp_table=False
    )
    engine = source.get_execution_engine().engine

    def attach(connection: Any, _: Any) -> None:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        for name, path in databases.items():
            connection.execute(f"attach {quoted(path)} as {name} (read_only)")

    def buffer(_: Any, cursor: Any, *rest: Any) -> None:
        # Great Expectations reads results after it has handed the connection back
        if cursor.description:
            rest[2].cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor)

    event.listen(engine, "connect", attach)
    event.listen(engine, "after_cursor_execute", buffer)
    try:
        engine.connect().close()
        # every check names its tables in full, so the batch itself is only a place to stand on
        asset = source.add_query_asset("checked", "select 1 as here")
        yield asset.add_batch_definition_whole_table("all").get_batch()
    finally:
        engine.dispose()
        source.get_engine().dispose()


def _result(check: Check, answer: Mapping[str, Any] | None, problem: str) -> CheckResult:
    failed = int(answer["failed_rows"]) if answer else 0
    return CheckResult(
        gate=check.gate,
        check_id=check.check_id,
        label=check.label,
        clause=check.clause,
        severity=check.severity,
        status="error" if answer is None else "failed" if failed else "passed",
        observed=_observed(check, answer) if answer else _said(problem),
        expected=check.expected,
        failed_rows=failed,
        kpis=check.kpis,
        source=check.source,
    )


def _details(found: Any) -> Mapping[str, Any] | None:
    return (found.result or {}).get("details")


def _problem(found: Any) -> str:
    raised = found.exception_info or {}
    each = [raised] if "exception_message" in raised else raised.values()
    return str(next((item["exception_message"] for item in each if item), ""))


def _said(problem: str) -> str:
    """Return why a check could not be asked, in a line without addresses."""
    line = next((line for line in problem.splitlines() if line.strip()), "no answer")
    return f"could not be asked: {_ADDRESS.sub('[e-mail]', line.strip())[:300]}"


def _observed(check: Check, answer: Mapping[str, Any]) -> str:
    """Return the measure, or how many of how many, and one example where the check failed."""
    failed = int(answer["failed_rows"])
    if answer["measured"] is not None:
        said = str(answer["measured"])
    elif answer["examined"] is None:
        said = _counted(failed, check.things)
    else:
        said = f"{failed:,} of {_counted(int(answer['examined']), check.things)}"
    if not failed or answer["found"] is None:
        return said
    return f"{said}; for example {answer['example']}: {answer['found']}"


def _counted(count: int, things: str) -> str:
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"
