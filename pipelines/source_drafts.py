"""`smarketing sources map FILE…`: a mapping drafted from a sample, and what else is needed."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from expectations.errors import BadInputError
from pipelines.console import show, watched
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.mapping_draft import Draft, draft
from pipelines.sources.mapping_guess import Guess, guess
from pipelines.sources.mapping_links import link_doubts, stage_words
from pipelines.sources.mapping_sample import samples_of
from pipelines.starting import Beginning, agreement, sources_file, unknown_words, write_new


def map_command(
    files: Annotated[list[Path], typer.Argument(help="Exports of one tool, as it writes them.")],
    to: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
    name: Annotated[str, typer.Option(help="What the source is called.")] = "crm",
    company: Annotated[
        str | None,
        typer.Option(help="Begin from nothing: write a sources file and an agreement too."),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Of deals that name none.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Of times that name none.")] = None,
) -> None:
    """Draft the mapping of a tool's lists from a sample of them; nothing is loaded.

    What the sample does not tell for certain is said, here and in the file; where a number hangs on
    it, as on day against month, it must be chosen before anything runs. No file is replaced.
    """
    _require_known(company, currency, time_zone)
    with watched() as tell:
        guesses = []
        for file in files:
            tell(f"reading {file.name}")
            guesses += _guesses(file)
    link_doubts(guesses)
    drafted = draft(guesses, time_zone, currency)
    mapping = to / f"{name}.mapping.yml"
    written = {mapping: drafted.text}
    words = stage_words(guesses)
    if company and currency and time_zone:
        beginning = Beginning(company, time_zone, currency, date(date.today().year, 1, 1))
        written[to / "sources.yml"] = sources_file(beginning, name)
        path = to / "agreements" / f"{beginning.from_day}.yml"
        written[path] = agreement(beginning, words)
        drafted.to_choose += [
            f"{path.name}: what this word means: {line}" for line in unknown_words(written[path])
        ]
    write_new(written)
    show(_told(guesses, drafted, list(written)))
    show(_next_steps(to, name, files, words, list(written)))


def _require_known(company: str | None, currency: str | None, time_zone: str | None) -> None:
    if company and not (currency and time_zone):
        raise BadInputError(
            "--company begins from nothing, so it needs --currency and --time-zone too, such as"
            " --currency EUR --time-zone Europe/Berlin. Nothing was changed."
        )
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise BadInputError(f"--currency {currency}: write it as EUR. Nothing was changed.")
    try:
        ZoneInfo(time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInputError(
            f"--time-zone {time_zone} is not known; write it as Europe/Berlin. Nothing was changed."
        ) from None


def _guesses(file: Path) -> list[Guess]:
    try:
        found = [sample for sample in samples_of(file) if sample.columns and sample.rows]
    except UnusableFileError as problem:
        raise BadInputError(f"{file}: {problem}. Nothing was changed.") from problem
    except OSError as problem:
        raise BadInputError(
            f"{file}: cannot be read ({problem.strerror}). Nothing was changed."
        ) from problem
    if not found:
        raise BadInputError(
            f"{file}: it holds no rows to draft a mapping from. Nothing was changed. Name an export"
            " with some."
        )
    return [guess(sample) for sample in found]


def _told(guesses: Sequence[Guess], drafted: Draft, written: Sequence[Path]) -> Iterator[str]:
    for found in guesses:
        sample = found.sample
        sheet = f", sheet {sample.sheet}" if sample.sheet else ""
        yield f"{sample.file}{sheet}: {len(sample.rows):,} rows look like {found.entity}"
        for ours, theirs in found.columns.items():
            yield f"  {ours:<18}{' + '.join(theirs)}"
    if drafted.doubts:
        yield "Unsure; look at these:"
        yield from (f"  {line}" for line in drafted.doubts)
    if drafted.to_choose:
        yield "Nobody can tell from the sample; nothing runs until you have chosen:"
        yield from (f"  {line}" for line in drafted.to_choose)
    yield f"Written: {', '.join(str(path) for path in written)}"


def _next_steps(
    to: Path,
    name: str,
    files: Sequence[Path],
    words: dict[str, list[str]],
    written: Sequence[Path],
) -> Iterator[str]:
    yield "Next:"
    if len(written) > 1:
        copied = shlex.join(str(file) for file in files)
        agreed = written[-1]
        yield f"  mkdir -p {to / 'exports'} && cp {copied} {to / 'exports'}"
        yield f"  smarketing sources check --sources {to / 'sources.yml'}"
        for side in ("marketing", "sales"):
            yield f"  smarketing agreement sign {agreed} --as {side} --name … --role …"
        yield f"  smarketing run --sources {to / 'sources.yml'} --agreements {agreed.parent}"
        return
    yield "  in your sources file:"
    yield f"    - {{name: {name}, vendor: mapped, path: exports, mapping: {name}.mapping.yml}}"
    if any(words.values()):
        yield "  in your agreement, below labels, with tool: mapped:"
        for field, said in words.items():
            if said:
                yield f"    field: {field}, which says {', '.join(said)}"
