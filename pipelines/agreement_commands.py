"""`smarketing agreement …`: check, compare, compile, sign and acknowledge versions."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from expectations import acknowledgements, loader
from expectations import annexes as annex_files
from expectations.annexes import load_annexes, require_annexes
from expectations.attached import attached_report
from expectations.errors import BadInputError
from expectations.loader import load_agreements
from expectations.signatures import require_signed, sign, signature_findings
from expectations.standing import in_force, standing
from pipelines.console import show
from pipelines.home import Home, project_root
from pipelines.readers import readers_of

agreement_app = typer.Typer(help="The signed agreement.")

Folder = Annotated[
    Path | None, typer.Option("--agreements", help="A folder of agreements; else the shipped one.")
]


class Side(StrEnum):
    """Who signs."""

    marketing = "marketing"
    sales = "sales"


@agreement_app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="One file, drafts too; else all.")] = None,
    agreements: Folder = None,
) -> None:
    """Read every version strictly, and say who signed and who has read it; or read one draft."""
    annexes = load_annexes(annexes_beside(agreements))
    given, readers = annexes.acknowledgements, readers_of(Home.from_environment())
    if file is not None:
        draft = loader.load_draft(file)
        require_annexes([draft], annexes.model_copy(update={"acknowledgements": None}))
        show(standing([draft], given, [], date.today()))
        # a side that has yet to sign is told above; a signature under other terms is wrong
        if any(at[-1] == "digest" for at, _ in signature_findings(draft)):
            require_signed([draft], file.parent)
        return
    folder = agreements or loader.default_folder()
    found = load_agreements(folder)
    require_annexes(found, annexes)
    show(standing(found, given, readers, date.today()))
    require_signed(found, folder)


@agreement_app.command()
def acknowledge(
    name: Annotated[str, typer.Option(help="Who has read it, as the CRM names them.")],
    version: Annotated[
        str | None, typer.Option(help="The version's first day; else the one in force.")
    ] = None,
    side: Annotated[
        Side | None, typer.Option("--as", help="Of which side, where the CRM does not know them.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="The day, such as 2025-01-01; else today.")] = None,
    agreements: Folder = None,
) -> None:
    """Record that somebody has read a version as it stands now; signatures are asked for apart."""
    folder = agreements or loader.default_folder()
    found = load_agreements(folder)
    read = loader.find_version(version, folder) if version else in_force(found, date.today())
    item = acknowledgements.acknowledge(
        annexes_beside(agreements), read, name, _day(on), side.value if side else None
    )
    show(
        [
            f"{item.name} has read version {item.version}, {item.read_on}",
            f"  bound to the terms {item.digest}",
            "  The pages show it after the next run; a change of the terms makes it outdated.",
        ]
    )


@agreement_app.command("compile")
def compile_command(
    agreements: Folder = None,
    to: Annotated[
        Path | None, typer.Option(help="Where to; else where the shipped one is.")
    ] = None,
) -> None:
    """Write the SQL conditions and the tables that the agreement means; drafts compile too."""
    from expectations.compile import compile_agreements, write_compiled

    found = load_agreements(agreements or loader.default_folder())
    annexes = load_annexes(annexes_beside(agreements))
    require_annexes(found, annexes)
    folder = to or project_root() / "dbt_project" / "agreement"
    files = compile_agreements(found, annexes)
    write_compiled(files, folder)
    show([f"{len(files)} files written to {folder}"])


@agreement_app.command("diff")
def diff_command(
    before: Annotated[str, typer.Argument(help="A version's first day, or a file, drafts too.")],
    after: Annotated[str, typer.Argument(help="The other one.")],
    agreements: Folder = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page to this file instead of lines here.")
    ] = None,
) -> None:
    """Say in words what two versions say differently: every term, and who signed."""
    from expectations.differences.shown import as_lines, as_page

    folder = agreements or loader.default_folder()
    one, other = (loader.find_version(named, folder) for named in (before, after))
    if html is None:
        show(as_lines(one, other))
        return
    try:
        html.write_text(as_page(one, other), encoding="utf-8")
    except OSError as problem:
        raise BadInputError(
            f"{html}: cannot be written ({problem.strerror}). Nothing was changed."
        ) from problem
    show([f"{html}: what {one.version} and {other.version} say differently"])


@agreement_app.command("sign")
def sign_command(
    file: Annotated[Path, typer.Argument(help="The version to sign.")],
    side: Annotated[Side, typer.Option("--as", help="For which side.")],
    name: Annotated[str, typer.Option(help="Who signs.")],
    role: Annotated[str, typer.Option(help="In which role.")],
    on: Annotated[str | None, typer.Option(help="The day, such as 2025-01-01; else today.")] = None,
    backtest: Annotated[
        Path | None, typer.Option(help="The report of its backtest (--json), read before signing.")
    ] = None,
) -> None:
    """Sign the terms of a version as they stand now."""
    report = attached_report(backtest, loader.load_draft(file)) if backtest else None
    signature = sign(file, side.value, name, role, _day(on), report)
    show(
        [
            f"{file}: signed for {side.value} by {signature.name}, {signature.signed_on}",
            f"  digest of the terms {signature.digest}",
            "  Any later change of the terms makes this signature invalid.",
        ]
    )


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise BadInputError(
            f"--on {text}: this is no day. Nothing was changed. Write it as 2025-01-31."
        ) from None


def annexes_beside(agreements: Path | None) -> Path:
    """Return the folder of the annexes that belong to a folder of agreements."""
    return annex_files.folder_of(agreements) if agreements else annex_files.default_folder()
