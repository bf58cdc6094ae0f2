"""The annexes: what changes weekly and is not signed as terms, dated and with an owner.

To add an annex, add its model here and its file name to `Annexes`. An unknown file stops the run.
"""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from expectations.errors import BadInputError
from expectations.schema import Agreement, Identifier, Part, Word
from expectations.strict_yaml import read_yaml, validate

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Rate(Part):
    """What one unit of a currency is worth in the reporting currency, from a day on."""

    currency: Currency
    valid_from: date
    rate: Decimal = Field(gt=0)


class ExchangeRates(Part):
    """Dated exchange rates into one reporting currency."""

    owner: Word
    updated_on: date
    reporting_currency: Currency
    rates: list[Rate] = []


class Holiday(Part):
    """One day on which nobody of a calendar works."""

    day: date
    label: Word


class Holidays(Part):
    """Holidays by the name that calendars of the agreement use."""

    owner: Word
    updated_on: date
    holidays: dict[Identifier, list[Holiday]]


class Annexes(Part):
    """Every annex; what is missing is empty."""

    exchange_rates: ExchangeRates | None = None
    holidays: Holidays | None = None

    def digest(self) -> str:
        """Return the SHA-256 of what the annexes say."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def days_off(self, name: str | None) -> frozenset[date]:
        """Return the days off of a named list of holidays; none where no list is named."""
        if name is None or self.holidays is None:
            return frozenset()
        return frozenset(item.day for item in self.holidays.holidays.get(name, []))


MODELS: dict[str, type[Part]] = {"exchange_rates": ExchangeRates, "holidays": Holidays}


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
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        model = MODELS.get(path.stem)
        if model is None:
            raise BadInputError(
                f"{path}: no such annex; one of: {', '.join(sorted(MODELS))}. Nothing was changed."
            )
        content, node = read_yaml(path, "the annex", as_written=True)
        found[path.stem] = validate(model, content, node, path)
    return Annexes(**found)  # type: ignore[arg-type]


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
    rates = annexes.exchange_rates
    if rates and rates.reporting_currency != agreements[-1].currency:
        problems.append(
            f"annexes/exchange_rates.yml converts into {rates.reporting_currency}, but the"
            f" agreement reports in {agreements[-1].currency}"
        )
    if problems:
        raise BadInputError("\n".join(problems) + "\nNothing was changed.")
