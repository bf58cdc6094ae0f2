"""`smarketing agreement …`: check the documents, compare them, compile them, sign one."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from expectations import annexes as annex_files
from expectations import loader
from expectations.annexes import load_annexes, require_annexes
from expectations.errors import BadInputError
from expectations.loader import load_agreements
from expectations.signatures import digest, is_signed, sign
from pipelines.console import show
from pipelines.home import project_root

agreement_app = typer.Typer(help="The signed agreement.")

Folder = Annotated[
    Path | None, typer.Option("--agreements", help="A folder of agreements; else the shipped one.")
]


class Side(StrEnum):
    """Who signs."""

    marketing = "marketing"
    sales = "sales"


@agreement_app.command()
def check(agreements: Folder = None) -> None:
    """Read every version strictly, and say which are signed as they stand."""
    found = load_agreements(agreements or loader.default_folder())
    require_annexes(found, load_annexes(_annexes(agreements)))
    lines = []
    for agreement in found:
        state = "signed by both teams" if is_signed(agreement) else "not signed as it stands"
        lines.append(f"{agreement.version} · {agreement.title} · {state}")
        lines.append(f"  digest of the terms {digest(agreement)}")
        lines += [
            f"  {item.party}: {item.name}, {item.role}, {item.signed_on}"
            for item in agreement.signatures
        ]
    show(lines)


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
    annexes = load_annexes(_annexes(agreements))
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
) -> None:
    """Sign the terms of a version as they stand now."""
    day = date.fromisoformat(on) if on else date.today()
    signature = sign(file, side.value, name, role, day)
    show(
        [
            f"{file}: signed for {side.value} by {signature.name}, {signature.signed_on}",
            f"  digest of the terms {signature.digest}",
            "  Any later change of the terms makes this signature invalid.",
        ]
    )


def _annexes(agreements: Path | None) -> Path:
    return annex_files.folder_of(agreements) if agreements else annex_files.default_folder()
