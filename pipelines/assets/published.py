"""What leaders, analysts and pages read: two files, visible together by one swap of a link."""

from collections.abc import Iterator, Sequence

import dagster as dg

from expectations.errors import SmarketingError
from pipelines.assets.running import session_of
from pipelines.inputs import terms_of
from pipelines.manifest import FUNNEL, PEOPLE, published_manifest
from pipelines.publish import publish
from pipelines.released import run_row

FUNNEL_KEY = dg.AssetKey(["published", "funnel"])
PEOPLE_KEY = dg.AssetKey(["published", "people"])


def define_published(after: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the publication, which begins once the gates are passed."""

    @dg.multi_asset(
        name="published",
        specs=[
            dg.AssetSpec(
                FUNNEL_KEY,
                group_name="published",
                deps=after,
                kinds={"duckdb"},
                description="The funnel that both teams read: every stage entered, KPI and"
                " promise, without names, addresses or vendors' ids.",
            ),
            dg.AssetSpec(
                PEOPLE_KEY,
                group_name="published",
                deps=after,
                kinds={"duckdb"},
                description="Who is behind each pseudonym, for whoever may see names.",
            ),
        ],
        required_resource_keys={"session"},
    )
    def published(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        """Publish what the gates let through; the same inputs twice are published once."""
        run = session_of(context)
        with run.guard():
            if run.models is None or not run.checks:
                raise SmarketingError(
                    "Only what was built and checked in the same run can be published. Nothing was"
                    " changed. Materialize all assets (the job smarketing_job)."
                )
            if not run.is_published():
                run.progress("publishing")
                run.published = publish(
                    run.home,
                    run_row(run),
                    run.checks,
                    run.fingerprint,
                    run.parent_run_id,
                    terms_of(run.inputs),
                    run.inputs.agreements,
                )
            manifest = run.published or published_manifest(run.home)
            assert manifest is not None
            run.progress(f"published {manifest.run_id}")
        for key, name in ((FUNNEL_KEY, FUNNEL), (PEOPLE_KEY, PEOPLE)):
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    "dagster/row_count": sum(
                        table["rows"] for table in manifest.tables[name].values()
                    ),
                    "run": manifest.run_id,
                    "as of (UTC)": manifest.as_of,
                    "agreement": manifest.agreement_version,
                },
            )

    return published
