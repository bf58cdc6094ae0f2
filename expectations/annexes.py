"""The annexes: what changes weekly and is not signed as terms, dated and with an owner.

To add an annex, add its model here, its name to MODELS and to `Annexes`. An unknown file stops the
run: what somebody wrote down is never passed over.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from expectations.acknowledgements import Acknowledgements, doubled
from expectations.errors import BadInputError
from expectations.schema import Agreement, Currency, Day, Identifier, Part, Word
from expectations.strict_yaml import Location, place_of, read_yaml, validate


class Rate(Part):
    """What one unit of a currency is worth in the reporting currency, from a day on."""

    currency: Currency
    valid_from: Day
    rate: Decimal = Field(gt=0, max_digits=18, decimal_places=8)


class ExchangeRates(Part):
    """Dated exchange rates into one reporting currency."""

    owner: Word
    updated_on: Day
    reporting_currency: Currency
    rates: list[Rate] = Field(default_factory=list)


class Holiday(Part):
    """One day on which nobody of a calendar works."""

    day: Day
    label: Word


class Holidays(Part):
    """Holidays by the name that calendars of the agreement use."""

    owner: Word
    updated_on: Day
    holidays: dict[Identifier, list[Holiday]]


class Annexes(Part):
    """Every annex; what is missing is empty."""

    exchange_rates: ExchangeRates | None = None
    holidays: Holidays | None = None
    acknowledgements: Acknowledgements | None = None

    def digest(self) -> str:
        """Return the SHA-256 of what numbers depend on: who has read what changes none."""
        counted = self.model_dump_json(exclude={"acknowledgements"})
        return hashlib.sha256(counted.encode()).hexdigest()

    def readers_digest(self) -> str:
        """Return the SHA-256 of who has read what."""
        return hashlib.sha256(
            self.model_dump_json(include={"acknowledgements"}).encode()
        ).hexdigest()

    def days_off(self, name: str | None) -> frozenset[date]:
        """Return the days off of a named list of holidays; none where no list is named."""
        if name is None or self.holidays is None:
            return frozenset()
        return frozenset(item.day for item in self.holidays.holidays.get(name, []))


MODELS: dict[str, type[Part]] = {
    "acknowledgements": Acknowledgements,
    "exchange_rates": ExchangeRates,
    "holidays": Holidays,
}


def default_folder() -> Path:
    """Return where the annexes that ship with the project lie."""
    return Path(__file__).parent / "annexes"


def folder_of(agreements: Path) -> Path:
    """Return the folder of annexes that belongs to a folder of agreements: the one beside it."""
    return agreements.resolve().parent / "annexes"


def load_annexes(folder: Path) -> Annexes:
    """Read every annex in a folder; a folder that is not there holds none.

    Raises:
        BadInputError: naming file and line.
    """
    found: dict[str, Part] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(".") or path.name == "README.md":
            continue
        model = MODELS.get(path.stem) if path.suffix in (".yml", ".yaml") else None
        if model is None or path.stem in found:
            names = ", ".join(f"{name}.yml" for name in sorted(MODELS))
            problem = "no such annex" if model is None else "a second annex of this name"
            raise BadInputError(f"{path}: {problem}; there are: {names}. Nothing was changed.")
        content, node = read_yaml(path, "the annex", as_written=True)
        annex = validate(model, content, node, path)
        findings = [f"{path}:{place_of(node, at)[0]}: {message}" for at, message in _doubles(annex)]
        if findings:
            raise BadInputError("\n".join(findings) + "\nNothing was changed.")
        found[path.stem] = annex
    return Annexes(**found)  # type: ignore[arg-type]


def _doubles(annex: Part) -> Iterator[tuple[Location, str]]:
    """Find who read twice, and what would leave it open which rate holds."""
    if isinstance(annex, Acknowledgements):
        yield from doubled(annex)
    if not isinstance(annex, ExchangeRates):
        return
    seen: set[tuple[str, date]] = set()
    for index, item in enumerate(annex.rates):
        if item.currency == annex.reporting_currency:
            yield ("rates", index), f"{item.currency} is the reporting currency itself"
        if (item.currency, item.valid_from) in seen:
            yield ("rates", index), f"{item.currency} has two rates from {item.valid_from} on"
        seen.add((item.currency, item.valid_from))


def require_annexes(agreements: list[Agreement], annexes: Annexes) -> None:
    """Refuse an agreement that leans on an annex which is not there.

    Raises:
        BadInputError: naming the version and what it lacks.
    """
    problems = []
    known = set(annexes.holidays.holidays) if annexes.holidays else set()
    for agreement in agreements:
        for calendar in agreement.calendars:
            if calendar.holidays is not None and calendar.holidays not in known:
                problems.append(
                    f"version {agreement.version}: the calendar {calendar.id} names the holidays"
                    f" {calendar.holidays!r}, which no annex lists (annexes/holidays.yml)"
                )
    versions = {agreement.effective_from for agreement in agreements}
    for item in annexes.acknowledgements.acknowledgements if annexes.acknowledgements else []:
        if item.version not in versions:
            problems.append(
                f"annexes/acknowledgements.yml: {item.name} read version {item.version}, which is"
                f" not here; there are: {', '.join(str(version) for version in sorted(versions))}"
            )
    rates = annexes.exchange_rates
    if rates and rates.reporting_currency != agreements[-1].currency:
        problems.append(
            f"annexes/exchange_rates.yml converts into {rates.reporting_currency}, but the"
            f" agreement reports in {agreements[-1].currency}"
        )
    if problems:
        raise BadInputError("\n".join(problems) + "\nNothing was changed.")
