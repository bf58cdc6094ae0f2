"""HubSpot's objects, as data: the table of each, its history's, and what an export calls them.

A record comes as the API gives it, with property names, or in an object export under their labels.
To add a property's label, add it to `LABELS`; to add an object, add an `ObjectKind`.
"""

from dataclasses import dataclass

from pipelines.sources.contracts import RawTable
from pipelines.sources.tables import (
    HUBSPOT_COMPANIES,
    HUBSPOT_CONTACTS,
    HUBSPOT_DEAL_HISTORY,
    HUBSPOT_DEALS,
    HUBSPOT_ENGAGEMENTS,
    HUBSPOT_HISTORY,
    HUBSPOT_OWNERS,
)


@dataclass(frozen=True)
class ObjectKind:
    """One kind of record.

    Attributes:
        name: HubSpot's word for one of them, as associations say it.
        table: where its records go.
        history: where the values of its properties go, if any are kept.
        modified: the property that says when it was changed last.
        leans_on: properties without which its records say nothing; a file whose records name none
            of them, but something like it, is held.
        required: those without which a file is held.
    """

    name: str
    table: RawTable
    history: RawTable | None = None
    modified: str = "hs_lastmodifieddate"
    leans_on: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @property
    def top_level(self) -> dict[str, str]:
        """What stands at the top of a record, and the property that says the same."""
        return {
            "id": "hs_object_id",
            "archived": "archived",
            "createdAt": self.created,
            "updatedAt": self.modified,
        }

    @property
    def created(self) -> str:
        """The property that says when a record was made."""
        return "hs_createdate" if self.table is HUBSPOT_ENGAGEMENTS else "createdate"


CONTACT = ObjectKind(
    "contact",
    HUBSPOT_CONTACTS,
    HUBSPOT_HISTORY,
    modified="lastmodifieddate",
    leans_on=("email", "lifecyclestage"),
)
COMPANY = ObjectKind("company", HUBSPOT_COMPANIES, leans_on=("name",))
DEAL = ObjectKind(
    "deal",
    HUBSPOT_DEALS,
    HUBSPOT_DEAL_HISTORY,
    leans_on=("amount", "closedate"),
    required=("dealstage",),
)
OWNER = ObjectKind("owner", HUBSPOT_OWNERS)
ENGAGEMENT_TYPES = ("call", "email", "meeting", "task")
ENGAGEMENTS = {name: ObjectKind(name, HUBSPOT_ENGAGEMENTS) for name in ENGAGEMENT_TYPES}

# what an export, in English, calls a property; in lower case
LABELS = {
    "record id": "hs_object_id",
    "create date": "createdate",
    "last modified date": "lastmodifieddate",
    "archived": "archived",
    "merged object ids": "hs_merged_object_ids",
    "email": "email",
    "first name": "firstname",
    "last name": "lastname",
    "job title": "jobtitle",
    "industry": "industry",
    "number of employees": "numberofemployees",
    "country/region": "country",
    "lifecycle stage": "lifecyclestage",
    "lead status": "hs_lead_status",
    "original source": "hs_analytics_source",
    "original traffic source": "hs_analytics_source",
    "associated company ids (primary)": "associatedcompanyid",
    "primary associated company id": "associatedcompanyid",
    "type": "type",
    "company domain name": "domain",
    "deal name": "dealname",
    "amount": "amount",
    "currency": "deal_currency_code",
    "deal stage": "dealstage",
    "pipeline": "pipeline",
    "close date": "closedate",
    "deal type": "dealtype",
    "is deal closed?": "hs_is_closed",
    "is closed won": "hs_is_closed_won",
    "closed lost reason": "closed_lost_reason",
    "contact owner": "hubspot_owner_id",
    "company owner": "hubspot_owner_id",
    "deal owner": "hubspot_owner_id",
    "activity assigned to": "hubspot_owner_id",
    "assigned to": "hubspot_owner_id",
    "activity date": "hs_timestamp",
    "call direction": "hs_call_direction",
    "call status": "hs_call_status",
    "email direction": "hs_email_direction",
    "email send status": "hs_email_status",
    "meeting outcome": "hs_meeting_outcome",
    "meeting start time": "hs_meeting_start_time",
    "meeting end time": "hs_meeting_end_time",
    "task type": "hs_task_type",
    "task status": "hs_task_status",
    "completed at": "hs_task_completion_date",
}
# whose name a company's label is: a contact's is the one it was told, a company's is its own
COMPANY_NAMES = {"contact": "company", "company": "name"}
# the stages of life that every account has, under their labels without blanks
LIFECYCLE = frozenset(
    [
        "subscriber",
        "lead",
        "marketingqualifiedlead",
        "salesqualifiedlead",
        "opportunity",
        "customer",
        "evangelist",
        "other",
    ]
)
# the columns of an export that name other records by their ids
NAMED_RECORDS = {
    "associated contact ids": "contact",
    "associated contact": "contact",
    "associated company ids": "company",
    "associated company": "company",
    "associated deal ids": "deal",
    "associated deal": "deal",
}


def property_of(kind: str, header: str) -> str:
    """Return the property that a column of an export holds, whether under its label or its name."""
    folded = " ".join(header.casefold().split())
    if folded == "company name":
        return COMPANY_NAMES.get(kind, folded)
    return LABELS.get(folded, header.strip())
