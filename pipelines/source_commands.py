"""`smarketing sources …`: see whether extracts can be used, draft how a tool's lists are read."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from expectations import loader
from expectations.errors import BadInputError
from expectations.loader import load_agreements
from pipelines.console import show, watched
from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.source_drafts import map_command
from pipelines.sources.check import findings, remember_ledger
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land_what_can_be, refuse_required

sources_app = typer.Typer(help="Where the extracts lie.")
sources_app.command("map")(map_command)


@sources_app.command()
def check(
    sources: Annotated[
        Path | None, typer.Option(help="A sources file; else the demo company's.")
    ] = None,
    agreements: Annotated[
        Path | None,
        typer.Option(help="The folder of agreements that say how many rows may be rejected."),
    ] = None,
) -> None:
    """Read every file of every source through, as a run would, and land nothing.

    Says which rows would be rejected, each with its file, row and reason, which columns are new,
    and what would hold a source.
    """
    request = Request(sources or Request.of_demo().sources, agreements)
    if request.is_of_demo and not Home.from_environment().extracts.exists():
        raise BadInputError(
            "The demo company has not been played here yet, so there is nothing to check. Nothing"
            " was changed. Run make demo first, or name your own file with --sources."
        )
    config = load_sources(request.sources)
    signed = load_agreements(request.agreements or loader.default_folder())
    allowed = float(signed[-1].tolerances.rejected_rows_rate)
    with TemporaryDirectory() as folder, watched() as tell:
        scratch = Home(Path(folder))
        remember_ledger(Home.from_environment(), scratch)
        report = land_what_can_be(config, scratch, tell, allowed)
        lines = [line for status in report.sources for line in findings(config, status, scratch)]
    usable = [item for status in report.sources for item in status.deliveries if not item.reason]
    show([f"{config.company}: {len(usable)} files can be used", *lines])
    refuse_required(report)
