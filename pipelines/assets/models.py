"""The dbt models as assets, and the tests of their contracts as asset checks, from the manifest.

dbt runs once, in this process. Models without a layer of their own do not exist: the group of an
asset is the folder its model stands in.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, build_dbt_asset_specs

from pipelines import build, warehouse
from pipelines.assets.running import session_of
from pipelines.comparison import last_reported
from pipelines.home import Home
from pipelines.project import current_manifest
from pipelines.transform import TransformReport

WHERE_THE_RULE_STANDS = re.compile(r"\s*\(semantics [\d, and to]+\)")


class Catalogue(DagsterDbtTranslator):
    """Keys are tables' addresses; descriptions are the models' own, without SQL."""

    def __init__(self) -> None:
        """Leave the tests to the asset that runs them."""
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_asset_checks=False))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return schema, or `marts`, and name."""
        props = dbt_resource_props
        schema = props["database"] if props["database"] == "marts" else props["schema"]
        return dg.AssetKey([schema, props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer."""
        fqn: list[str] = dbt_resource_props["fqn"]
        return fqn[1] if dbt_resource_props["resource_type"] == "model" else None

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the model's description as a sentence that anybody can read."""
        told = " ".join((dbt_resource_props.get("description") or "").split())
        told = WHERE_THE_RULE_STANDS.sub("", told.removeprefix("grain: "))
        return told[:1].upper() + told[1:]


def define_models(manifest: Mapping[str, Any], after: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return every dbt model as one step that begins after some other assets are done."""
    specs = [
        spec.replace_attributes(
            deps=[*spec.deps, *after] if spec.group_name == "staging" else spec.deps,
            kinds={"dbt", "duckdb"},
            owners=[],
            tags={},
        )
        for spec in build_dbt_asset_specs(manifest=manifest, dagster_dbt_translator=Catalogue())
    ]

    @dg.multi_asset(
        name="models",
        specs=specs,
        check_specs=list(_contract_checks(manifest)),
        required_resource_keys={"session"},
    )
    def models(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Build every model in the order of its graph, and test its contract."""
        run = session_of(context)
        with run.guard():
            run.progress(f"building the models for {run.inputs.config.company}")
            with last_reported(run) as reported:
                run.models = build.build_models(run.home, run.progress, reported)
            counts = warehouse.row_counts(run.home)
            run.hold(build.broken_contracts(run.models))
        yield from _results(run.models, counts)

    return models


def marts_of(manifest: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return each mart's columns with their types, as its contract says."""
    return {
        node["name"]: [
            (column["name"], (column["data_type"] or "varchar").upper())
            for column in node["columns"].values()
        ]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["database"] == "marts"
    }


def read_manifest(home: Home) -> dict[str, Any]:
    """Return the manifest of the dbt project as it stands now."""
    manifest: dict[str, Any] = json.loads(current_manifest(home).read_text("utf-8"))
    return manifest


def _contract_checks(manifest: Mapping[str, Any]) -> Iterator[dg.AssetCheckSpec]:
    translator = Catalogue()
    for node in manifest["nodes"].values():
        tested = manifest["nodes"].get(node.get("attached_node") or "")
        if node["resource_type"] == "test" and tested is not None:
            yield dg.AssetCheckSpec(
                node["name"],
                asset=translator.get_asset_key(tested),
                description=node["description"] or node["name"].replace("_", " "),
                blocking=node["config"]["severity"].lower() == "error",
            )


def _results(
    report: TransformReport, counts: Mapping[str, int]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    for model in report.models:
        metadata: dict[str, Any] = {"seconds": round(model.seconds, 3)}
        if model.address in counts:
            metadata["dagster/row_count"] = counts[model.address]
        yield dg.MaterializeResult(asset_key=model.address.split("."), metadata=metadata)
    for test in report.tests:
        yield dg.AssetCheckResult(
            check_name=test.name,
            asset_key=test.address.split("."),
            passed=test.status == "pass",
            severity=dg.AssetCheckSeverity.WARN
            if test.severity == "warn"
            else dg.AssetCheckSeverity.ERROR,
            metadata={"rows that break it": test.failures},
        )
