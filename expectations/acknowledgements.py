"""Who has read which version: one line each, added beside the agreements and never changed.

A line is bound to the digest of the terms that were read. Where the terms are others by now it
stays, and counts as outdated. Readers need not sign; they are not part of the terms.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from expectations.errors import BadInputError
from expectations.schema import Agreement, Day, Digest, Part, Team, Word
from expectations.signatures import digest
from expectations.strict_yaml import Location, place_of, read_yaml, validate

FILE = "acknowledgements.yml"
HEADER = """\
# Who has read which version of the agreement, bound to the digest of the terms that were read.
# `smarketing agreement acknowledge` adds a line at the end; nobody changes one.
acknowledgements:
"""


class Acknowledgement(Part):
    """One person who read one version."""

    version: Day
    name: Word
    party: Team | None = None
    read_on: Day
    digest: Digest

    @property
    def reader(self) -> str:
        """The name as it is compared."""
        return compared(self.name)


class Acknowledgements(Part):
    """Everybody who read a version, in the order in which they said so."""

    acknowledgements: list[Acknowledgement] = Field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """Who read a version, when, and whether its terms are still those."""

    name: str
    read_on: date
    state: Literal["read", "outdated"]


def compared(name: str) -> str:
    """Return a reader's name as it is compared: however it is spaced and capitalised."""
    return " ".join(name.split()).lower()


def readings_of(agreement: Agreement, given: Acknowledgements | None) -> list[Reading]:
    """Return who has read a version, one entry a person, the valid one where there is one."""
    terms = digest(agreement)
    found: dict[str, Reading] = {}
    for item in given.acknowledgements if given else []:
        if item.version != agreement.effective_from:
            continue
        state: Literal["read", "outdated"] = "read" if item.digest == terms else "outdated"
        known = found.get(item.reader)
        if known is None or known.state == "outdated":
            found[item.reader] = Reading(item.name, item.read_on, state)
    return list(found.values())


def doubled(given: Acknowledgements) -> list[tuple[Location, str]]:
    """Find who said twice that they read the same terms."""
    seen: set[tuple[date, str, str]] = set()
    findings: list[tuple[Location, str]] = []
    for index, item in enumerate(given.acknowledgements):
        said = (item.version, item.reader, item.digest)
        if said in seen:
            message = f"{item.name} has read {item.version} already; one line is enough"
            findings.append((("acknowledgements", index), message))
        seen.add(said)
    return findings


def acknowledge(
    folder: Path, agreement: Agreement, name: str, read_on: date, party: Team | None = None
) -> Acknowledgement:
    """Add the line that somebody has read a version, and return it.

    Args:
        folder: the annexes that lie beside the agreements.
        agreement: the version that was read, as it stands now.
        name: who read it, as the CRM names them.
        read_on: the day.
        party: the reader's side, where the CRM does not know them.

    Raises:
        BadInputError: they have read these very terms before, or the file is not right.
    """
    path = folder / FILE
    try:
        item = Acknowledgement(
            version=agreement.effective_from,
            name=name,
            party=party,
            read_on=read_on,
            digest=digest(agreement),
        )
    except ValidationError as problem:
        said = problem.errors()[0]
        raise BadInputError(
            f"{path}: cannot be recorded so: {said['loc'][0]}: {said['msg']}. Nothing was changed."
        ) from problem
    text = path.read_bytes().decode() if path.exists() else HEADER
    before = read(path) if path.exists() else Acknowledgements()
    if doubled(Acknowledgements(acknowledgements=[*before.acknowledgements, item])):
        raise BadInputError(
            f"{path}: {name} has read version {agreement.version} as it stands already. Nothing was"
            " changed."
        )
    folder.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{FILE}.added")
    new.write_bytes((text.rstrip() + "\n" + _line(item)).encode())
    try:
        after: Acknowledgements | None = read(new)
    except BadInputError:
        after = None
    if after is None or after.acknowledgements != [*before.acknowledgements, item]:
        new.unlink()
        raise BadInputError(
            f"{path}: no line can be added. Nothing was changed. Write the list as one item a line"
            " below `acknowledgements:`, at the end of the file."
        )
    new.replace(path)
    return item


def read(path: Path) -> Acknowledgements:
    """Read the file strictly.

    Raises:
        BadInputError: naming file and line.
    """
    content, node = read_yaml(path, "the list of who has read", as_written=True)
    found = validate(Acknowledgements, content, node, path)
    findings = [f"{path}:{place_of(node, at)[0]}: {message}" for at, message in doubled(found)]
    if findings:
        raise BadInputError("\n".join(findings) + "\nNothing was changed.")
    return found


def _line(item: Acknowledgement) -> str:
    written = yaml.safe_dump(
        item.model_dump(mode="json", exclude_none=True),
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=100_000,
    )
    return f"  - {written}"
