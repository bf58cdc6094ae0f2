"""The agreement as a strict document: every part of it, and nothing else.

To add a part, add its model here and its rule to `rules.py`; the loader reports the line of whatever
does not fit. Numbers and words arrive as they were written, so that `NO` stays a country.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from expectations.vocabulary import Operator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Team = Literal["marketing", "sales"]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class Part(BaseModel):
    """A part of the document: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Clause(Part):
    """One question: a field of the vocabulary, an operator, and the value wanted."""

    field: str
    is_: Operator = Field(alias="is")
    value: Any = None


class AllOf(Part):
    """Every one of these holds."""

    all: list["Condition"] = Field(min_length=1, max_length=50)


class AnyOf(Part):
    """At least one of these holds."""

    any: list["Condition"] = Field(min_length=1, max_length=50)


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return next((key for key in ("all", "any") if key in value), "clause")
    return {AllOf: "all", AnyOf: "any"}.get(type(value), "clause")


Condition = Annotated[
    Annotated[AllOf, Tag("all")] | Annotated[AnyOf, Tag("any")] | Annotated[Clause, Tag("clause")],
    Discriminator(_shape),
]


class Party(Part):
    """One of the two sides, and the CRM's words for its departments."""

    id: Team
    label: Word
    departments: list[Word] = Field(min_length=1)


class Attribute(Part):
    """A company's own attribute, and the property of each tool that holds it."""

    id: Identifier
    label: Word
    type: Literal["text", "number"]
    from_: dict[Literal["hubspot"], Word] = Field(alias="from", min_length=1)


class Activity(Part):
    """Which words of which tool are which activity; the first that matches counts."""

    activity: Literal["key_page", "form", "demo_request", "webinar", "campaign_response"]
    tool: Literal["ga4", "hubspot", "salesforce", "mapped"]
    what: Literal["event", "page", "form", "campaign_type", "activity"]
    one_of: list[Word] = []
    any: bool = False


class Confirmation(Part):
    """Who confirmed a persona on each side."""

    marketing: Word
    sales: Word


class Persona(Part):
    """A target that both sides defined together; the first that matches counts."""

    id: Identifier
    label: Word
    matches: Condition
    pains: list[Text] = Field(min_length=1)
    say: Text
    confirmed_by: Confirmation


class FitPoints(Part):
    """Points for who somebody is."""

    when: Condition
    points: int = Field(ge=-100, le=100)


class Engagement(Part):
    """Points for what somebody does, counted while younger than the window."""

    window_days: int = Field(ge=1, le=1000)
    points: dict[
        Literal[
            "session",
            "key_page",
            "form",
            "demo_request",
            "email_click",
            "webinar",
            "campaign_response",
            "meeting_held",
            "deal_created",
        ],
        int,
    ]


class Scoring(Part):
    """How fit and engagement are counted."""

    fit: list[FitPoints] = []
    engagement: Engagement


class Exclusion(Part):
    """Records that count in no KPI; their rows are kept and marked."""

    id: Identifier
    label: Word
    when: Condition


class Stage(Part):
    """One stage of the funnel; the first is the visit, which has no condition."""

    id: Identifier
    label: Word
    plural: Word
    owner: Team
    kind: Literal["inventory", "gate", "sla"]
    enter_when: Condition | None = None


class Reason(Part):
    """An agreed reason of an exit and the CRM's words for it."""

    id: Identifier
    label: Word
    words: list[Word] = []


class Exit(Part):
    """One way out of the funnel."""

    id: Literal["won", "lost", "disqualified", "recycled", "joined_deal", "expired"]
    label: Word
    when: Condition | None = None
    after_days: int | None = Field(default=None, ge=1, le=3650)
    reasons: list[Reason] = []


class Labels(Part):
    """What one tool's own words mean: a stage, an exit, or open/won/lost for a deal's stage."""

    tool: Literal["hubspot", "salesforce", "mapped"]
    field: Literal["lifecyclestage", "Lead.Status", "Opportunity.StageName", "label", "deal_stage"]
    means: dict[Word, Identifier] = Field(min_length=1)


class Handoff(Part):
    """The plan for a stage and persona: to whom, how fast, what to say, what next."""

    stage: Identifier
    persona: Identifier
    to: Team
    within: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3} (minutes|hours|days)$")]
    say: Text
    next_step: Text
    asset: Word


class Promise(Part):
    """What one side owes the other."""

    id: Identifier
    label: Word
    by: Team
    to: Team
    stage: Identifier
    act: Literal["first_contact", "attempts", "accept_or_return", "routing"] | None = None
    rate: Literal["volume", "fit", "completeness", "junk_rate", "reason_on_return"] | None = None
    applies_when: Condition | None = None
    within: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3} (minutes|hours|days)$")] | None = None
    clock: Literal["business", "elapsed"] | None = None
    calendar: Identifier | None = None
    quantity: int = Field(default=1, ge=1, le=50)
    labels: list[Word] = []
    on_deadline: Identifier | None = None
    direction: Literal["at_least", "at_most"] = "at_least"
    unit: Literal["rate", "count"] = "rate"
    target: Decimal = Field(ge=0)
    tolerance: Decimal = Field(default=Decimal(0), ge=0)


class Calendar(Part):
    """When a team works; a working day's seconds are the same all day."""

    id: Identifier
    team: Team
    time_zone: Word
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1)
    hours: Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")]
    holidays: Identifier | None = None


class Kpi(Part):
    """One number both sides look at."""

    id: Identifier
    label: Word
    plural: Word
    owner: Literal["marketing", "sales", "both"]
    counts: Literal["sessions", "visitors", "entries", "people_first", "deals", "amount"]
    stage: Identifier
    window_days: int = Field(default=90, ge=1, le=1000)
    direction: Literal["at_least", "at_most"] = "at_least"
    definition: Text
    targets: dict[Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")], Decimal] = {}


class Tolerances(Part):
    """How far labels and totals may be off."""

    label_disagreement_rate: Decimal = Field(ge=0, le=1)
    total_difference_rate: Decimal = Field(ge=0, le=1)
    rejected_rows_rate: Decimal = Field(ge=0, le=1)
    closed_month_drop_rate: Decimal = Field(ge=0, le=1)


class Meeting(Part):
    """A meeting of both sides over the one report."""

    id: Identifier
    label: Word
    every: Literal["week", "month", "quarter"]
    marketing: list[Word] = Field(min_length=1)
    sales: list[Word] = Field(min_length=1)


class Signature(Part):
    """Who signed which terms, when, for which side."""

    party: Team
    name: Word
    role: Word
    signed_on: date
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Agreement(Part):
    """One version of what sales and marketing agreed."""

    title: Word
    effective_from: date
    review_by: date
    time_zone: Word
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    fiscal_year_starts_in: int = Field(ge=1, le=12)
    parties: list[Party] = Field(min_length=2, max_length=2)
    attributes: list[Attribute] = []
    activities: list[Activity] = Field(min_length=1)
    personas: list[Persona] = []
    scoring: Scoring
    exclusions: list[Exclusion] = []
    stages: list[Stage] = Field(min_length=2, max_length=30)
    exits: list[Exit] = Field(min_length=1)
    labels: list[Labels] = []
    handoffs: list[Handoff] = []
    promises: list[Promise] = []
    calendars: list[Calendar] = []
    kpis: list[Kpi] = Field(min_length=7)
    tolerances: Tolerances
    cadence: list[Meeting] = Field(min_length=1)
    signatures: list[Signature] = []

    @property
    def version(self) -> str:
        """The version's name: the day it takes effect."""
        return self.effective_from.isoformat()
