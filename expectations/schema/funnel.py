"""The way through the funnel: stages in, exits out, and what each tool's own words mean."""

from typing import Literal

from pydantic import Field

from expectations.schema.parts import Condition, Identifier, Part, Team, Word


class Stage(Part):
    """One stage of the funnel; the first is the visit, which has no condition.

    Whoever enters it within `window_days` of the stage before moved on in time.
    """

    id: Identifier
    label: Word
    plural: Word
    owner: Team
    kind: Literal["inventory", "gate", "sla"]
    enter_when: Condition | None = None
    window_days: int | None = Field(default=None, ge=1, le=1000)


class Reason(Part):
    """An agreed reason of an exit and the CRM's words for it."""

    id: Identifier
    label: Word
    words: list[Word] = Field(default_factory=list)


class Exit(Part):
    """One way out of the funnel."""

    id: Literal["won", "lost", "disqualified", "recycled", "joined_deal", "expired"]
    label: Word
    when: Condition | None = None
    after_days: int | None = Field(default=None, ge=1, le=3650)
    reasons: list[Reason] = Field(default_factory=list)


class Labels(Part):
    """What one tool's own words mean: a stage, an exit, or open/won/lost for a deal's stage."""

    tool: Literal["hubspot", "marketo", "salesforce", "mapped"]
    field: Literal[
        "lifecyclestage",
        "leadStatus",
        "Lead.Status",
        "hs_lead_status",
        "Opportunity.StageName",
        "dealstage",
        "label",
        "deal_stage",
    ]
    means: dict[Word, Identifier] = Field(min_length=1)
