"""What every part of the document is made of: words, days, numbers, and conditions.

Numbers and words arrive as they were written, so that `NO` stays a country. Whatever is not written
as it should be is an error, never a guess.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from expectations.vocabulary import Operator

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_as(pattern: str, says: str) -> AfterValidator:
    """Return a check that a whole text is written in some way, and what is said where it is not."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(says)
        return value

    return AfterValidator(check)


_SOMETHING = written_as(r"(?s).*\S.*", "say something here")


def _written_day(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written as 2025-01-31")


def _written_flag(value: Any) -> Any:
    if isinstance(value, bool) or value in ("true", "false"):
        return value
    raise ValueError("write true or false")


Identifier = Annotated[
    str, written_as(r"[a-z][a-z0-9_]{0,39}", "an id is made of a to z, 0 to 9 and _, at most 40")
]
Team = Literal["marketing", "sales"]
Text = Annotated[str, Field(max_length=2000), _SOMETHING]
Word = Annotated[str, Field(max_length=200), _SOMETHING]
# the years that working calendars cover
Day = Annotated[
    date, Field(ge=date(2000, 1, 1), le=date(2060, 12, 31)), BeforeValidator(_written_day)
]
Flag = Annotated[bool, BeforeValidator(_written_flag)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=12, decimal_places=6)]
Quantity = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
Duration = Annotated[
    str, written_as(r"[1-9][0-9]{0,3} (minutes|hours|days)", "write it as 4 hours or 2 days")
]
Digest = Annotated[str, written_as(r"[0-9a-f]{64}", "a digest is 64 letters a to f and digits")]
Currency = Annotated[str, written_as(r"[A-Z]{3}", "a currency is three letters, such as EUR")]


class Part(BaseModel):
    """A part of the document: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(Part):
    """One question: a field of the vocabulary, an operator, and the value wanted."""

    field: str
    is_: Operator = Field(alias="is")
    value: Any = None

    @property
    def values(self) -> list[Any]:
        """The value as a list; empty where none is wanted."""
        if self.value is None:
            return []
        return self.value if isinstance(self.value, list) else [self.value]


class AllOf(Part):
    """Every one of these holds."""

    all: list["Condition"] = Field(min_length=1, max_length=50)


class AnyOf(Part):
    """At least one of these holds."""

    any: list["Condition"] = Field(min_length=1, max_length=50)


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return next((key for key in ("all", "any") if key in value), "clause")
    if isinstance(value, AllOf):
        return "all"
    return "any" if isinstance(value, AnyOf) else "clause"


Condition = Annotated[
    Annotated[AllOf, Tag("all")] | Annotated[AnyOf, Tag("any")] | Annotated[Clause, Tag("clause")],
    Discriminator(_shape),
]
