"""The command line: `smarketing demo`, `run`, `simulate`, `dashboard`, `agreement …`, `sources …`.

Exit codes: 0 done or nothing new, 3 held by a check, 4 bad input, 75 busy, 1 a bug.
To add a command, write a function here; what it does belongs into a module of its own.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from expectations.errors import BadInputError
from pipelines import backtest_commands  # noqa: F401 - adds its command to agreement_app
from pipelines.agreement_commands import agreement_app
from pipelines.console import end_well_or_say_why, show, watched
from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.source_commands import sources_app

app = typer.Typer(
    help="One funnel that sales and marketing both signed.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(agreement_app, name="agreement")
app.add_typer(sources_app, name="sources")


@app.command()
def demo() -> None:
    """Play the demo company where none has been played, run everything, and print its funnel."""
    _run(Request.of_demo())


@app.command("run")
def run_command(
    sources: Annotated[
        Path | None,
        typer.Option(help="The file that says where the extracts lie; else the demo's."),
    ] = None,
    agreements: Annotated[
        Path | None,
        typer.Option(help="The folder of your signed agreements; annexes lie beside it."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="A day or moment; a past one is rebuilt and never published."),
    ] = None,
    under_version: Annotated[
        str | None,
        typer.Option(help="What is published, judged by one version throughout; not published."),
    ] = None,
) -> None:
    """Land, build, check and publish a company's own extracts under its own agreement."""
    _run(Request(sources or Request.of_demo().sources, agreements, as_of, under_version))


@app.command("history")
def history_command(
    since: Annotated[
        str | None,
        typer.Option(help="A run: show what leads from its figures to today's, by cause."),
    ] = None,
) -> None:
    """List what was published, and how much of it was restated since."""
    from pipelines.history import bridges_since, publications, told_bridges, told_publications

    home = Home.from_environment()
    found = publications(home)
    show(told_publications(found) if since is None else told_bridges(bridges_since(home, since)))


@app.command("simulate")
def simulate_command(
    out: Annotated[Path, typer.Option(help="Where to write; an earlier play there is replaced.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 1,
    people: Annotated[int, typer.Option(help="How many come to the website in all.")] = 20_000,
    days: Annotated[int, typer.Option(help="How many days are played.")] = 730,
    marketing: Annotated[
        str, typer.Option(help="Its marketing tool: hubspot, marketo, or both, one a region.")
    ] = "hubspot",
    crm: Annotated[
        str, typer.Option(help="Where its Sales works: salesforce, or hubspot alone.")
    ] = "salesforce",
) -> None:
    """Play an invented company, and write its extracts and what truly happened."""
    from pipelines.simulator import simulate

    with watched() as tell:
        report = simulate(seed, people, days, out, tell, marketing, crm=crm)
    show([report.sentence(), f"  {report.command}"])


@app.command("verify")
def verify_command(
    truth: Annotated[Path, typer.Argument(help="The folder `truth` of a simulated company.")],
    agreements: Annotated[
        Path | None, typer.Option(help="The folder of the agreements it was run under.")
    ] = None,
) -> None:
    """Hold what was published against a recount of what truly happened; any mismatch exits 1."""
    from pipelines.verify import require_no_mismatch, verify

    with watched() as tell:
        result = verify(Home.from_environment(), truth, agreements, tell)
    show(result.lines())
    require_no_mismatch(result)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="The port on this machine's own address.")] = 8501,
) -> None:
    """Open the pages that both leaders read, on this machine's own address only."""
    from dashboard import serve

    home = Home.from_environment()
    command = serve.command(port)
    os.execve(command[0], command, serve.environment(home.root))


@app.command("dagster")
def dagster_command(
    port: Annotated[int, typer.Option(help="The port on this machine's own address.")] = 3000,
) -> None:
    """Open Dagster's pages: every asset, check and run; on this machine's own address only."""
    from pipelines.materialize import dagster_pages

    home = Home.from_environment()
    home.ensure()
    command, environment = dagster_pages(home, port)
    os.execve(command[0], command, environment)


def main() -> None:
    """Run the command line, and leave with its exit code."""
    sys.exit(end_well_or_say_why(_invoke, Home.from_environment))


def _invoke() -> None:
    arguments = sys.argv[1:] or ["--help"]
    try:
        app(arguments, standalone_mode=False)
    except typer.TyperException as problem:
        context = getattr(problem, "ctx", None)
        usage = context.command_path if context else "smarketing"
        told = getattr(problem, "format_message", problem.__str__)()
        raise BadInputError(
            f"{told} Nothing was changed. `{usage} --help` says what it takes."
        ) from None


def _run(request: Request) -> None:
    from pipelines import run as runs
    from pipelines.summary import summarize_funnel, what_next

    home = Home.from_environment()
    with watched() as tell:
        outcome = runs.run(home, request, tell)
    is_published = outcome.state != runs.REBUILT
    show(summarize_funnel(outcome.funnel, is_published))
    show(what_next(outcome))


if __name__ == "__main__":
    main()
