"""Sensor and schedules of sources ask for a run when a file came or changed, and only then."""

import dagster as dg
import pytest

from pipelines import triggers
from pipelines.home import Home
from pipelines.sources.config import load_sources
from pipelines.triggers import define_sensor, look_at
from tests.run.company import Company


@dg.job
def nothing() -> None:
    """Stand for the run that a schedule asked for."""


def look(company: Company, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    sensor = define_sensor("smarketing_job", Home(company.folder), company.request)
    answer = sensor(dg.build_sensor_context(cursor=cursor))
    assert isinstance(answer, dg.SensorResult | dg.SkipReason)
    return answer


def test_a_new_file_asks_for_one_run(company: Company) -> None:
    first = look(company, None)
    assert isinstance(first, dg.SensorResult)

    assert isinstance(look(company, first.cursor), dg.SkipReason)

    (company.folder / "ga4" / "events_20250623.json").write_text("{}\n")
    second = look(company, first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert second.run_requests is not None
    assert len(second.run_requests) == 1
    assert second.cursor != first.cursor


def test_a_missing_folder_is_no_error(company: Company) -> None:
    company.change("sources.yml", "path: webinars", "path: nowhere")

    assert isinstance(look(company, None), dg.SensorResult)


def test_a_folder_that_cannot_be_read_keeps_no_other_from_being_looked_at(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = triggers.scan

    def scan(folder):  # type: ignore[no-untyped-def]
        if folder.name == "hubspot":
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(triggers, "scan", scan)
    first = look(company, None)
    assert isinstance(first, dg.SensorResult)
    (company.folder / "ga4" / "events_20250623.json").write_text("{}\n")
    assert isinstance(look(company, first.cursor), dg.SensorResult)


@pytest.mark.slow
def test_a_sources_hour_asks_for_a_run_only_if_its_own_files_changed(company: Company) -> None:
    company.change("sources.yml", "vendor: ga4", 'vendor: ga4\n    schedule: "30 6 * * *"')
    web = load_sources(company.sources).source("website")
    schedule = look_at(web, "smarketing_job", "Europe/Berlin")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 6 * * *", "Europe/Berlin")

    (company.folder / "records").mkdir()
    with dg.DagsterInstance.local_temp(str(company.folder / "records")) as instance:

        def tick() -> object:
            return schedule(dg.build_schedule_context(instance))

        first = tick()
        assert isinstance(first, dg.RunRequest)
        nothing.execute_in_process(instance=instance, tags=first.tags)
        assert isinstance(tick(), dg.SkipReason)
        (company.folder / "hubspot" / "contacts_more.json").write_text("{}\n")
        assert isinstance(tick(), dg.SkipReason)
        (company.folder / "ga4" / "events_20250623.json").write_text("{}\n")
        assert isinstance(tick(), dg.RunRequest)
