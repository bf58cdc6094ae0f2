"""The whole document: its heading, its parts, its signatures."""

from pydantic import Field

from expectations.schema.audience import Activity, Attribute, Exclusion, Persona, Scoring
from expectations.schema.duties import Calendar, Handoff, Meeting, Promise
from expectations.schema.figures import Kpi, Tolerances
from expectations.schema.funnel import Exit, Labels, Stage
from expectations.schema.parts import Currency, Day, Digest, Part, Team, Word


class Party(Part):
    """One of the two sides, and the CRM's words for its departments."""

    id: Team
    label: Word
    departments: list[Word] = Field(min_length=1)


class Signature(Part):
    """Who signed which terms, when, for which side; and after reading which backtest."""

    party: Team
    name: Word
    role: Word
    signed_on: Day
    digest: Digest
    backtest: Digest | None = None


class Agreement(Part):
    """One version of what sales and marketing agreed."""

    title: Word
    effective_from: Day
    review_by: Day
    time_zone: Word
    currency: Currency
    fiscal_year_starts_in: int = Field(ge=1, le=12)
    parties: list[Party]
    attributes: list[Attribute] = Field(default_factory=list)
    activities: list[Activity] = Field(min_length=1)
    personas: list[Persona] = Field(default_factory=list)
    scoring: Scoring
    exclusions: list[Exclusion] = Field(default_factory=list)
    stages: list[Stage] = Field(min_length=2, max_length=30)
    exits: list[Exit] = Field(min_length=1)
    labels: list[Labels] = Field(default_factory=list)
    handoffs: list[Handoff] = Field(default_factory=list)
    promises: list[Promise] = Field(default_factory=list)
    calendars: list[Calendar] = Field(default_factory=list)
    kpis: list[Kpi]
    tolerances: Tolerances
    cadence: list[Meeting] = Field(min_length=1)
    signatures: list[Signature] = Field(default_factory=list)

    @property
    def version(self) -> str:
        """The version's name: the day it takes effect."""
        return self.effective_from.isoformat()
