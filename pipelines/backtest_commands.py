"""`smarketing agreement backtest`: what a draft would have done, before anybody signs it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from expectations import loader
from expectations.annexes import load_annexes
from expectations.errors import BadInputError
from pipelines.agreement_commands import Folder, agreement_app, annexes_beside
from pipelines.console import show, watched
from pipelines.home import Home


@agreement_app.command("backtest")
def backtest_command(
    draft: Annotated[
        str, typer.Argument(help="A file of any name, signed or not; or a version's first day.")
    ],
    since: Annotated[
        str | None,
        typer.Option(
            help="A day: what entered from then on is counted, and the draft takes the place of the"
            " version in force on it and of all later ones, from the first of them on; else of the"
            " one in force now."
        ),
    ] = None,
    agreements: Folder = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
    movers: Annotated[
        Path | None, typer.Option(help="Write every journey that moves, as CSV.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--json", help="Write all of it, for `agreement sign --backtest`."),
    ] = None,
) -> None:
    """Lay a draft beside what was signed, on all that is published: who moves, what it does."""
    from expectations.backtest import page, words
    from pipelines.backtest import try_draft

    folder = agreements or loader.default_folder()
    annexes = load_annexes(annexes_beside(agreements))
    with watched() as progress:
        found = try_draft(
            Home.from_environment(),
            loader.find_version(draft, folder),
            annexes,
            _day(since),
            progress,
        )
    if html is not None:
        html.write_text(page.as_page(found), encoding="utf-8")
    if to is not None:
        to.write_text(found.as_file(), encoding="utf-8")
    if movers is not None:
        movers.write_text(found.movers_as_csv(), encoding="utf-8", newline="")
    show(words.as_lines(found))
    show([f"  written: {path}" for path in (html, to, movers) if path is not None])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInputError(
            f"--since {text}: a day is written as 2025-01-31. Nothing was changed."
        ) from None
