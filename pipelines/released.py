"""What a published file says of the run that made it."""

from datetime import UTC, datetime
from importlib.metadata import version

from expectations.signatures import digest
from pipelines import warehouse
from pipelines.candidate import RunRow
from pipelines.inputs import code_version
from pipelines.session import Session


def run_row(run: Session) -> RunRow:
    """Return the row of the table `run`: as of when, by which agreement and code."""
    with warehouse.read_work(run.home) as connection:
        found = connection.execute(
            "select (select max(as_of) from landing.as_of),"
            " (select max(day) from landing.files where is_loaded)"
        ).fetchone()
    as_of, data_through = found or (None, None)
    agreement = run.inputs.agreements[-1]
    return RunRow(
        run_id=run.run_id,
        as_of=as_of,
        data_through=data_through,
        started_at=run.started_at.replace(tzinfo=None),
        finished_at=datetime.now(UTC).replace(tzinfo=None),
        agreement_version=agreement.version,
        agreement_digest=digest(agreement),
        code_version=code_version(),
        company=run.inputs.config.company,
        smarketing_version=version("smarketing"),
    )
