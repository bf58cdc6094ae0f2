"""The agreement as a strict document: every part of it, and nothing else.

To add a part, add its model to the module of its subject and its rule to `rules/`; the loader
reports the line of whatever does not fit.
"""

from expectations.schema.agreement import Agreement, Party, Signature
from expectations.schema.audience import (
    Activity,
    Attribute,
    Confirmation,
    Engagement,
    Exclusion,
    FitPoints,
    Persona,
    Scoring,
)
from expectations.schema.duties import Calendar, Handoff, Meeting, Promise
from expectations.schema.figures import Kpi, Tolerances
from expectations.schema.funnel import Exit, Labels, Reason, Stage
from expectations.schema.parts import (
    AllOf,
    AnyOf,
    Clause,
    Condition,
    Currency,
    Day,
    Digest,
    Identifier,
    Part,
    Team,
    Text,
    Word,
)

__all__ = [
    "Activity",
    "Agreement",
    "AllOf",
    "AnyOf",
    "Attribute",
    "Calendar",
    "Clause",
    "Condition",
    "Confirmation",
    "Currency",
    "Day",
    "Digest",
    "Engagement",
    "Exclusion",
    "Exit",
    "FitPoints",
    "Handoff",
    "Identifier",
    "Kpi",
    "Labels",
    "Meeting",
    "Part",
    "Party",
    "Persona",
    "Promise",
    "Reason",
    "Scoring",
    "Signature",
    "Stage",
    "Team",
    "Text",
    "Tolerances",
    "Word",
]
