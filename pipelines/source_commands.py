"""`smarketing sources …`: see whether extracts can be used, without changing anything."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from expectations.errors import BadInputError
from pipelines.console import show, watched
from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land

sources_app = typer.Typer(help="Where the extracts lie.")


@sources_app.callback()
def sources() -> None:
    """Keep `check` a command of its own, though it is the only one so far."""


@sources_app.command()
def check(
    sources: Annotated[
        Path | None, typer.Option(help="A sources file; else the demo company's.")
    ] = None,
) -> None:
    """Read every file of every source through, as a run would, and land nothing."""
    request = Request(sources or Request.of_demo().sources)
    if request.is_of_demo and not Home.from_environment().extracts.exists():
        raise BadInputError(
            "The demo company has not been played here yet, so there is nothing to check. Nothing"
            " was changed. Run make demo first, or name your own file with --sources."
        )
    config = load_sources(request.sources)
    with TemporaryDirectory() as folder, watched() as tell:
        report = land(config, Home(Path(folder)), tell)
    files = sum(status.files for status in report.sources)
    show([f"{config.company}: {files} files can be used"])
