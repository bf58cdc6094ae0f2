"""The sensor asks for a run when a file came or changed, and for no other reason."""

import dagster as dg

from pipelines.home import Home
from pipelines.triggers import define_sensor
from tests.run.company import Company


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
