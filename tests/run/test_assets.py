"""What Dagster shows: one asset per table, every one materialized, every check with its result."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg
import duckdb
import pytest

from expectations.errors import BadInputError
from pipelines.assets.deliveries import DAYS_TOLD, define_deliveries
from pipelines.assets.running import session
from pipelines.definitions import JOB, define
from pipelines.home import Home
from pipelines.inputs import Request, read_inputs
from pipelines.project import current_manifest
from pipelines.sources.tables import TABLES
from tests.example.published import EXAMPLE
from tests.run.company import Company

LAYERS = {
    "deliveries", "landing", "raw", "agreement", "staging", "core", "restated", "marts", "gates",
    "published",
}  # fmt: skip


def name_in_environment(monkeypatch: pytest.MonkeyPatch, home: Home, request: Request) -> None:
    """Say in the environment what a run of Dagster's own works from."""
    monkeypatch.setenv("SMARKETING_HOME", str(home.root))
    monkeypatch.setenv("SMARKETING_SOURCES", str(request.sources))
    monkeypatch.setenv("SMARKETING_AGREEMENTS", str(request.agreements))


@pytest.fixture(scope="module")
def definitions(example: Home) -> dg.Definitions:
    return define(example, EXAMPLE)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> dg.AssetsDefinition:
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def records(example: Home) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(example.dagster)) as instance:
        yield instance


def test_an_asset_is_a_table_of_the_work_files_and_is_called_so(example: Home, graph) -> None:
    tables = set()
    for database, schema in ((example.work_db, None), (example.marts_db, "marts")):
        with duckdb.connect(database, read_only=True) as connection:
            tables |= {
                (schema or found, table)
                for found, table in connection.execute(
                    "select schema_name, table_name from duckdb_tables() union all"
                    " select schema_name, view_name from duckdb_views() where not internal"
                ).fetchall()
            }
    # what only the loader reads: which reader filled which file
    tables -= {("landing", "loaded")}

    keys = {tuple(key.path) for key in graph.get_all_asset_keys()}

    keys = {key for key in keys if key[0] != "deliveries"}
    beside = {key for key in keys if key[0] in ("gates", "published")}
    assert keys - beside == tables
    assert beside == {
        ("gates", "landing"),
        ("gates", "publish"),
        ("published", "funnel"),
        ("published", "people"),
    }


def test_every_asset_was_materialized_once_by_one_run(example: Home, graph, records) -> None:
    # what an earlier run reported is read, and made by no step of this one
    keys = graph.materializable_asset_keys
    runs = records.get_runs()

    events = records.get_records_for_run(
        runs[0].run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
    ).records
    counts = Counter(event.event_log_entry.dagster_event.asset_key for event in events)

    told = {key: counts.pop(key) for key in list(counts) if key.path[0] == "deliveries"}
    assert len(runs) == 1
    assert set(counts) == {key for key in keys if key.path[0] != "deliveries"}
    assert set(counts.values()) == {1}
    # the website's latest days each, and every other source once
    assert {key.path[1]: count for key, count in told.items()} == {
        "website": DAYS_TOLD, "marketing": 1, "crm": 1, "webinars": 1,
    }  # fmt: skip


def test_a_source_that_exports_days_has_a_partition_each_and_its_own_freshness(
    example: Home, graph, records
) -> None:
    web, crm = (dg.AssetKey(["deliveries", name]) for name in ("website", "crm"))

    assert graph.get(crm).partitions_def is None
    days = graph.get(web).partitions_def
    assert isinstance(days, dg.DailyPartitionsDefinition)
    loaded = records.get_materialized_partitions(web)
    assert len(loaded) == DAYS_TOLD
    assert "2025-06-22" in loaded <= set(days.get_partition_keys())
    assert "2025-01-06" in days.get_partition_keys()
    specs = [graph.get(key).assets_def.get_asset_spec(key) for key in (web, crm)]
    assert [spec.freshness_policy.fail_window.to_timedelta() for spec in specs] == [
        timedelta(hours=48)
    ] * 2


def test_a_range_of_days_is_read_again_in_one_run(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_in_environment(monkeypatch, home, EXAMPLE)
    with duckdb.connect(home.work_db) as connection:
        before = connection.execute("from raw.ga4__events order by all").fetchall()
        connection.execute("update raw.ga4__events set event_name = 'spoilt'")
    key = dg.AssetKey(["deliveries", "website"])
    asset = next(item for item in define_deliveries(home, read_inputs(EXAMPLE)) if key in item.keys)
    status = home.status.read_text("utf-8")

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [asset],
            instance=instance,
            resources={"session": session},
            tags={
                "dagster/asset_partition_range_start": "2025-06-16",
                "dagster/asset_partition_range_end": "2025-06-18",
            },
        )
        days = instance.get_materialized_partitions(key)

    assert result.success
    assert days == {"2025-06-16", "2025-06-17", "2025-06-18"}
    with duckdb.connect(home.work_db) as connection:
        after = connection.execute("from raw.ga4__events order by all").fetchall()
    mended = {row for row in after if "spoilt" not in row}
    assert mended == {row for row in before if date(2025, 6, 16) <= row[5] <= date(2025, 6, 18)}
    assert home.status.read_text("utf-8") == status


def test_what_a_disk_refuses_is_tried_again_and_bad_input_is_not(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_in_environment(monkeypatch, home, EXAMPLE)
    problems: list[Exception] = [OSError("the disk was away"), BadInputError("no")]

    def refuses(*_: object, **__: object) -> None:
        raise problems.pop(0)

    monkeypatch.setattr("pipelines.build.load_raw", refuses)
    monkeypatch.setattr("pipelines.assets.deliveries.PATIENCE", dg.RetryPolicy(max_retries=2))
    asset = define_deliveries(home, read_inputs(EXAMPLE))[-1]

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [asset], instance=instance, resources={"session": session}, raise_on_error=False
        )

    assert not result.success
    assert problems == []
    assert sum(event.is_step_up_for_retry for event in result.all_events) == 1


def test_every_check_has_its_result_and_its_own_name(example: Home, graph, records) -> None:
    wanted = {(key.asset_key, key.name) for key in graph.asset_check_keys}
    run_id = records.get_runs()[0].run_id

    events = records.get_records_for_run(
        run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ).records
    found = [event.event_log_entry.dagster_event.asset_check_evaluation_data for event in events]

    assert len(wanted) > 100
    assert {(item.asset_key, item.check_name) for item in found} == wanted
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        asked = {
            check_id.replace(".", "__")
            for (check_id,) in connection.execute("select check_id from check_results").fetchall()
        }
    assert asked == {name for key, name in wanted if key.path[0] == "gates"}


def test_every_asset_is_in_a_layer_and_says_what_it_is(graph) -> None:
    every = [graph.get(key) for key in graph.get_all_asset_keys()]
    nodes = [node for node in every if node.is_materializable]

    assert {node.group_name for node in nodes} == LAYERS
    assert {node.key.path[0] for node in every if not node.is_materializable} == {"reported"}
    bare = [node.key for node in nodes if len(node.description or "") < 20]
    assert bare == []
    technical = [node.key for node in nodes if "select " in node.description.lower()]
    assert technical == []


def test_rows_and_freshness_stand_on_the_assets(example: Home, records) -> None:
    event = records.get_latest_materialization_event(dg.AssetKey(["raw", "salesforce__lead"]))
    metadata = event.asset_materialization.metadata
    with duckdb.connect(example.work_db, read_only=True) as connection:
        ((rows,),) = connection.execute("select count(*) from raw.salesforce__lead").fetchall()

    assert metadata["dagster/row_count"].value == rows > 0
    assert metadata["last exported (UTC)"].value == "2025-06-22 20:30:00"


def test_publication_waits_for_both_gates(graph) -> None:
    def before(key: dg.AssetKey) -> set[dg.AssetKey]:
        return graph.get(key).parent_keys

    published, gate = dg.AssetKey(["published", "funnel"]), dg.AssetKey(["gates", "publish"])
    assert before(published) == {gate}
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert marts <= before(gate)
    assert dg.AssetKey(["gates", "landing"]) in before(dg.AssetKey(["staging", "stg_ga4__hits"]))


def test_a_failed_check_that_blocks_stops_publication_in_a_run_of_dagsters_own(
    home: Home, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the schedule or a click would start it: no command has begun the session."""
    company.change("sources.yml", "stale_after_hours: 48", "stale_after_hours: 1")
    name_in_environment(monkeypatch, home, company.request)
    before = home.current.readlink()
    job = define(home, Request.from_environment()).resolve_job_def(JOB)

    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)

    failed = [
        check
        for check in result.get_asset_check_evaluations()
        if check.blocking and not check.passed
    ]
    assert not result.success
    assert [check.check_name for check in failed] == ["landing__crm__fresh"]
    started = {event.step_key for event in result.all_events if event.is_step_start}
    assert started == {"extracts", "agreement", "gates__landing"}
    assert home.current.readlink() == before
    assert json.loads(home.status.read_text("utf-8"))["state"] == "held"


def test_a_raw_table_of_the_code_is_a_source_of_dbt(example: Home) -> None:
    manifest = json.loads(current_manifest(example).read_text())
    named = {
        f"raw.{source['name']}"
        for source in manifest["sources"].values()
        if source["source_name"] == "raw"
    }

    assert named == {table.address for table in TABLES}


def test_the_job_the_schedule_and_the_sensor_are_there(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()

    assert repository.has_job("smarketing_job")
    (sensor,) = repository.sensor_defs
    assert {item.name: item.cron_schedule for item in repository.schedule_defs} == {
        f"{name}_on_time": "0 5 * * *" for name in ("website", "marketing", "crm", "webinars")
    } | {"every_morning": "0 5 * * *"}
    assert sensor.name == "new_extracts"
