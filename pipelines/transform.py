"""The dbt models, run inside this process: quiet, counted, and one clear error if one fails."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from expectations.errors import SmarketingError
from pipelines import warehouse
from pipelines.home import Home, project_root
from pipelines.inputs import code_version
from pipelines.pacing import NowAndThen

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult


# see dbt_project/macros/incremental.sql
GROWING = ("stg_ga4__hits", "stg_ga4__sessions")


@dataclass(frozen=True)
class ModelResult:
    """One dbt model that was built. `address` is the table's: `core.people`, `marts.fct_funnel`."""

    unique_id: str
    address: str
    is_view: bool
    seconds: float


@dataclass(frozen=True)
class TestResult:
    """One data test of the contracts. `failures` counts the rows that break it."""

    __test__ = False

    unique_id: str
    name: str
    address: str
    status: str
    severity: str
    failures: int
    description: str


@dataclass(frozen=True)
class TransformReport:
    """What one run of dbt built and tested, in the order of the models' graph."""

    models: list[ModelResult] = field(default_factory=list)
    tests: list[TestResult] = field(default_factory=list)

    @property
    def failed_tests(self) -> list[TestResult]:
        """The tests that forbid going on; what stands after them was not built."""
        return [test for test in self.tests if test.status in ("fail", "error")]


def transform(home: Home, progress: Callable[[str], None]) -> TransformReport:
    """Build every model and run the data tests of the contracts, each right after its model.

    Unit tests are left out: they hold the shipped thresholds, and `make test` runs them.

    Raises:
        SmarketingError: naming the model that failed, with the database's own message.
    """
    _drop_what_other_code_made(home, progress)
    result = run_dbt(home, ["build", "--exclude-resource-type", "unit_test"], progress)
    report = _report(home, result)
    warehouse.seal_marts(home)
    return report


def run_dbt(home: Home, command: list[str], progress: Callable[[str], None]) -> "dbtRunnerResult":
    """Run one dbt command in this process; its files and log go to the home folder."""
    from dbt.cli.main import dbtRunner

    project = project_root() / "dbt_project"
    arguments = [
        *command,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(home.dbt / "target"), "--log-path", str(home.dbt / "logs")),
        *("--log-level", "none", "--log-level-file", "debug", "--quiet", "--no-print"),
        *("--no-version-check", "--no-use-colors"),
    ]
    home.dbt.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with _environment(home):
            result = dbtRunner(callbacks=[_HowFar(progress)]).invoke(arguments)
    finally:
        warehouse.close_dbt()
    if isinstance(result.exception, KeyboardInterrupt | SystemExit):
        raise result.exception
    return result


def _drop_what_other_code_made(home: Home, progress: Callable[[str], None]) -> None:
    """Drop tables that grow day by day, all of them, unless each says that this code made it."""
    with warehouse.open_work(home, progress) as connection:
        there = connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'staging'"
            f" and list_contains({list(GROWING)}, table_name)"
        ).fetchall()
        if dict(there) != dict.fromkeys(GROWING, code_version()):
            for name, _ in there:
                connection.execute(f'drop table staging."{name}"')


@contextmanager
def _environment(home: Home) -> Iterator[None]:
    """Tell dbt's profile where this home's files are, and take it back afterwards."""
    ours = {
        "SMARKETING_WORK_DB": str(home.work_db),
        "SMARKETING_MARTS_DB": str(home.marts_db),
        "SMARKETING_AGREEMENT_MACROS": str(home.agreement),
        "SMARKETING_KEY_FILE": str(home.key_file),
        "SMARKETING_CODE": code_version(),
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _HowFar:
    """Says now and then how many models are built, so that a long run is seen to go on."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.progress = NowAndThen(progress)
        self.steps = 0

    def __call__(self, event: Any) -> None:
        if event.info.name != "LogModelResult":
            return
        # two at a time end in either order
        self.steps = max(self.steps, event.data.index)
        self.progress(f"models: {self.steps} of {event.data.total} steps")


def _report(home: Home, result: "dbtRunnerResult") -> TransformReport:
    if result.exception is not None:
        raise problem(home, str(result.exception))
    report = TransformReport()
    addresses = {
        done.node.unique_id: _address(done.node)
        for done in result.result.results  # type: ignore[union-attr]
    }
    for done in result.result.results:  # type: ignore[union-attr]
        node: Any = done.node
        status = str(done.status)
        if node.resource_type == "model":
            if status == "error":
                raise problem(
                    home, f"The model {_address(node)} could not be built: {done.message}"
                )
            if status == "success":
                is_view = node.config.materialized == "view"
                report.models.append(
                    ModelResult(node.unique_id, _address(node), is_view, done.execution_time)
                )
        elif node.resource_type == "test":
            tested = addresses.get(node.attached_node or "", "")
            report.tests.append(_test(node, tested, status, done.failures or 0))
    return report


def _address(node: Any) -> str:
    """Return a model's address: its schema, or `marts`, and its name."""
    schema = node.database if node.database == "marts" else node.schema
    return f"{schema}.{node.name}"


def _test(node: Any, address: str, status: str, failures: int) -> TestResult:
    return TestResult(
        unique_id=node.unique_id,
        name=node.name,
        address=address,
        status=status,
        severity=str(node.config.severity).lower(),
        failures=failures,
        description=node.description,
    )


def problem(home: Home, message: str) -> SmarketingError:
    """Return the error that a user sees of what dbt or the database said."""
    first, *rest = [line.strip() for line in message.splitlines() if line.strip()]
    told = " ".join([first, *rest[:6]])
    return SmarketingError(
        f"{told}\nNothing was published; the last published numbers stay. The whole log is"
        f" {home.dbt / 'logs' / 'dbt.log'}."
    )
