"""Whom we look for, what they do, and how that is counted: personas, activities, scoring."""

from typing import Annotated, Literal

from pydantic import Field

from expectations.schema.parts import Condition, Flag, Identifier, Part, Text, Word
from expectations.vocabulary import ActivityKind


class Attribute(Part):
    """A company's own attribute, and the property of each tool that holds it."""

    id: Identifier
    label: Word
    type: Literal["text", "number"]
    from_: dict[Literal["hubspot", "marketo", "salesforce"], Word] = Field(
        alias="from", min_length=1
    )


class Activity(Part):
    """Which words of which tool are which activity; the first that matches counts."""

    activity: Literal["key_page", "form", "demo_request", "webinar", "campaign_response"]
    tool: Literal["ga4", "hubspot", "marketo", "salesforce", "mapped"]
    what: Literal["event", "page", "form", "campaign_type", "activity"]
    one_of: list[Word] = Field(default_factory=list)
    any: Flag = False


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
        ActivityKind,
        Annotated[int, Field(ge=-1000, le=1000)],
    ]


class Scoring(Part):
    """How fit and engagement are counted."""

    fit: list[FitPoints] = Field(default_factory=list)
    engagement: Engagement


class Exclusion(Part):
    """Records that count in no KPI; their rows are kept and marked."""

    id: Identifier
    label: Word
    when: Condition
