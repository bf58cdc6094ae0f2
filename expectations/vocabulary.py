"""The closed vocabulary of the agreement: what a condition may ask, and of which column.

To add a field, add it here with the column of `journey_states` that answers it; the schema, the
compiled SQL and the gates read this list and nothing else.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["count", "score", "label", "deal", "text", "number"]
Operator = Literal[
    "at_least", "at_most", "between", "equals", "one_of", "contains_any", "domain_one_of", "known"
]


@dataclass(frozen=True)
class Field:
    """One thing a condition may ask about.

    Attributes:
        name: the word of the document.
        kind: which operators make sense on it.
        column: the column of the state that answers it.
        words: how a sentence names it.
        shown: whether its value may stand in published evidence.
    """

    name: str
    kind: Kind
    column: str
    words: str
    shown: bool = True


def _field(
    name: str, kind: Kind, words: str, column: str | None = None, shown: bool = True
) -> Field:
    return Field(name, kind, column or name, words, shown)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _field("sessions", "count", "web sessions"),
        _field("key_pages", "count", "key pages seen"),
        _field("forms", "count", "forms filled in"),
        _field("demo_requests", "count", "demo requests"),
        _field("email_clicks", "count", "clicks in our e-mails"),
        _field("webinars", "count", "webinars attended"),
        _field("campaign_responses", "count", "campaign responses"),
        _field("meetings_held", "count", "meetings held"),
        _field("crm_leads", "count", "lead records in the CRM"),
        _field("crm_contacts", "count", "contact records in the CRM"),
        _field("engagement", "score", "engagement"),
        _field("fit", "score", "fit"),
        _field("crm_label", "label", "the CRM's status"),
        _field("marketing_label", "label", "the marketing tool's stage"),
        _field("deal", "deal", "the deal", "deal_state"),
        _field("deal_stage", "label", "the deal's stage in the CRM"),
        _field("title", "text", "job title", shown=False),
        _field("industry", "text", "industry"),
        _field("country", "text", "country"),
        _field("company", "text", "company", shown=False),
        _field("employees", "number", "employees"),
        _field("email", "text", "e-mail address", shown=False),
        _field("email_domain", "text", "e-mail domain", shown=False),
        _field("account_type", "text", "the CRM's kind of account"),
        _field("persona", "text", "persona", "persona_id"),
    )
}

OPERATORS_BY_KIND: dict[Kind, tuple[str, ...]] = {
    "count": ("at_least", "at_most", "between", "equals"),
    "score": ("at_least", "at_most", "between"),
    "label": ("equals", "one_of", "known"),
    "deal": ("equals", "one_of", "known"),
    "text": ("equals", "one_of", "contains_any", "domain_one_of", "known"),
    "number": ("at_least", "at_most", "between", "equals", "known"),
}

# Time alone makes nothing true (semantics 10): a stage asks not for less, for absence, for age.
STAGE_OPERATORS = ("at_least", "equals", "one_of", "known")
# What was set at a signal; anything that persists would end a journey again and again.
EXIT_FIELDS = ("crm_label", "marketing_label", "deal")
DEAL_VALUES = ("open", "won", "lost", "closed")

ActivityKind = Literal[
    "session",
    "key_page",
    "form",
    "demo_request",
    "email_click",
    "webinar",
    "campaign_response",
    "meeting_held",
    "deal_created",
]
ACTIVITY_KINDS: tuple[ActivityKind, ...] = get_args(ActivityKind)
# Where a tool's own words stand that decide which activity something is.
WORDS_OF_TOOLS: dict[str, tuple[str, ...]] = {
    "ga4": ("event", "page"),
    "hubspot": ("form",),
    "marketo": ("form",),
    "salesforce": ("campaign_type",),
    "mapped": ("activity",),
}

# The fields of each tool whose words the agreement explains; those of deals say open, won or lost.
LABEL_FIELDS: dict[str, tuple[str, ...]] = {
    "hubspot": ("lifecyclestage", "hs_lead_status", "dealstage"),
    "marketo": ("leadStatus",),
    "salesforce": ("Lead.Status", "Opportunity.StageName"),
    "mapped": ("label", "deal_stage"),
}
DEAL_FIELDS = ("Opportunity.StageName", "dealstage", "deal_stage")
MARKETING_FIELDS = ("lifecyclestage", "leadStatus")

# In order of precedence where several fire at one moment (semantics 13).
EXITS = ("won", "lost", "disqualified", "recycled", "joined_deal", "expired")
MISSION_KPIS = (
    "website_traffic",
    "leads",
    "mqls",
    "sqls",
    "opportunities",
    "closed_deals",
    "revenue",
)
