"""When the job runs by itself: every morning, at each source's own hour, and when a file came.

A source whose folder cannot be read keeps none of the others from being looked at.
"""

import hashlib
from collections.abc import Iterable

import dagster as dg

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.sources.config import SourceConfig, load_sources
from pipelines.sources.extracts import scan

MORNING = "0 5 * * *"
LOOKS_EVERY_SECONDS = 60
# the tag of a run that says which files of a source it began with
FOUND = "smarketing/found"


def define_schedule(job_name: str, time_zone: str) -> dg.ScheduleDefinition:
    """Return the daily schedule, before the working day of the agreement's time zone."""
    return dg.ScheduleDefinition(
        name="every_morning",
        job_name=job_name,
        cron_schedule=MORNING,
        execution_timezone=time_zone,
        description="Every morning at five, so that both teams start with the same numbers.",
    )


def look_at(source: SourceConfig, job_name: str, time_zone: str) -> dg.ScheduleDefinition:
    """Return the schedule of one source: a run, unless one began with just these files."""

    @dg.schedule(
        name=f"{source.name}_on_time",
        job_name=job_name,
        cron_schedule=source.schedule or MORNING,
        execution_timezone=time_zone,
        description=f"Looks into the folder of {source.name} when it should have been delivered.",
    )
    def on_time(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        seen = {FOUND: f"{source.name} {digest_of([source])}"}
        if context.instance.get_runs(dg.RunsFilter(tags=seen), limit=1):
            return dg.SkipReason(f"Nothing came for {source.name} since the last look.")
        return dg.RunRequest(tags=seen)

    return on_time


def define_sensor(job_name: str, home: Home, request: Request) -> dg.SensorDefinition:
    """Return a sensor that asks for a run when a file came, changed or went."""

    @dg.sensor(
        name="new_extracts",
        job_name=job_name,
        minimum_interval_seconds=LOOKS_EVERY_SECONDS,
        description="Looks into the sources' folders and runs the job when a file came or changed.",
    )
    def new_extracts(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        seen = what_lies_there(home, request)
        if seen == context.cursor:
            return dg.SkipReason("No file came or changed since the last look.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=seen)], cursor=seen)

    return new_extracts


def what_lies_there(home: Home, request: Request) -> str:
    """Return a digest of the names, sizes and times of every file of every source."""
    return digest_of(load_sources(request.sources, home).sources)


def digest_of(sources: Iterable[SourceConfig]) -> str:
    """Return a digest of the names, sizes and times of every file of some sources."""
    digest = hashlib.sha256()
    for source in sources:
        try:
            found = scan(source.folder).extracts if source.folder.is_dir() else []
        except OSError as problem:
            digest.update(f"{source.name}\0{problem.strerror}\n".encode())
            continue
        for extract in found:
            digest.update(f"{source.name}\0{extract.name}\0{extract.stamp}\n".encode())
    return digest.hexdigest()
