"""The whole story in running order: extracts, agreement, gate, models, gate, publication.

`dagster definitions validate -m pipelines.definitions` reads it without any data. To add a step,
define its assets in `pipelines/assets/` and name them here, after what they wait for.
"""

import dagster as dg

from pipelines.assets import gates
from pipelines.assets.agreement import AGREEMENT_KEYS, agreement
from pipelines.assets.deliveries import GROUP, define_deliveries
from pipelines.assets.models import define_models, marts_of, read_manifest
from pipelines.assets.published import define_published
from pipelines.assets.raw import EXTRACT_KEYS, extracts
from pipelines.assets.running import session
from pipelines.home import Home
from pipelines.inputs import Request, read_inputs
from pipelines.triggers import define_schedule, define_sensor, look_at

JOB = "smarketing_job"


def define(home: Home, request: Request) -> dg.Definitions:
    """Return the assets, the job and what starts it, for some sources and their agreement."""
    inputs = read_inputs(request, home)
    manifest = read_manifest(home)

    landing_gate = gates.landing_gate(inputs, after=EXTRACT_KEYS)
    models = define_models(manifest, after=[gates.LANDING, *AGREEMENT_KEYS])
    publish_gate = gates.publish_gate(inputs, marts_of(manifest), after=sorted(models.keys))
    published = define_published(after=[gates.PUBLISH])

    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP),
        description="Everything, from new extracts to the funnel.",
    )
    zone = inputs.agreements[-1].time_zone
    return dg.Definitions(
        assets=[
            *define_deliveries(home, inputs),
            extracts,
            agreement,
            landing_gate,
            models,
            publish_gate,
            published,
        ],
        jobs=[job],
        schedules=[
            define_schedule(JOB, zone),
            *(look_at(source, JOB, zone) for source in inputs.config.sources),
        ],
        sensors=[define_sensor(JOB, home, request)],
        resources={"session": session},
        # one process, one step at a time: every step writes to the same work file
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions for the sources and agreements that the environment names."""
    home = Home.from_environment()
    home.ensure()
    return define(home, Request.from_environment())
