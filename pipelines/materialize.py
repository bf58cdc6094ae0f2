"""The Dagster job in this process: every asset of a run, recorded where Dagster's pages look."""

import logging
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.home import Home, project_root
from pipelines.session import Session

# read by Dagster's pages too, so that neither counts usage
DAGSTER_YAML = "telemetry:\n  enabled: false\n"


def materialize(session: Session) -> int:
    """Materialize every asset, and return how many; the session knows how it went.

    Raises:
        SmarketingError: what stopped a step, as that step raised it.
        RuntimeError: Dagster itself could not go on; why is in the session's log.
    """
    import dagster as dg

    from pipelines.assets.running import Running
    from pipelines.definitions import JOB, define

    write_settings(session.home)
    job = define(session.home, session.request).resolve_job_def(JOB)
    with (
        _quiet(),
        _synced_at_the_end(session.home.dagster),
        dg.DagsterInstance.from_config(str(session.home.dagster)) as instance,
    ):
        result = job.execute_in_process(
            instance=instance,
            resources={"session": dg.ResourceDefinition.hardcoded_resource(Running(session))},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if session.error is not None:
        raise session.error
    if not result.success:
        traces = [
            event.step_failure_data.error.to_string()
            for event in result.all_events
            if event.is_step_failure and event.step_failure_data.error
        ]
        session.write_log("\n".join(traces))
        raise RuntimeError(f"a step of Dagster's run {result.run_id} failed; see {session.log}")
    return sum(event.is_step_materialization for event in result.all_events)


def dagster_pages(home: Home, port: int) -> tuple[list[str], dict[str, str]]:
    """Return the command that serves Dagster's pages on loopback, and its environment."""
    write_settings(home)
    command = [sys.executable, "-m", "dagster", "dev"]
    command += ["-w", str(project_root() / "workspace.yaml"), "-h", "127.0.0.1", "-p", str(port)]
    ours = {"DAGSTER_HOME": str(home.dagster), "SMARKETING_HOME": str(home.root)}
    return command, {**os.environ, **ours, "PYTHONWARNINGS": "ignore"}


def write_settings(home: Home) -> Path:
    """Write Dagster's settings into its folder, and return the file."""
    path = home.dagster / "dagster.yaml"
    if not path.exists() or path.read_text("utf-8") != DAGSTER_YAML:
        path.write_text(DAGSTER_YAML, "utf-8")
    return path


@contextmanager
def _synced_at_the_end(records: Path) -> Iterator[None]:
    """Put Dagster's records on the disk once, and not after each of a thousand events.

    A third of a run went by waiting for that. What a power cut in between can cost is the history
    on Dagster's pages, and no number.
    """
    from sqlalchemy import Engine, event

    def hurry(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = off")

    event.listen(Engine, "connect", hurry)
    try:
        yield
    finally:
        event.remove(Engine, "connect", hurry)
        for path in records.rglob("*.db"):
            with path.open("rb") as file:
                os.fsync(file.fileno())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' own words off the console; what matters is told by the session."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(disabled)
