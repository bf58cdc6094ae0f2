"""The state of a person within a journey: what is known after each signal (rule 5).

Counts, points, labels and the deal start again with each journey; attributes stay.
"""

from collections import Counter
from datetime import datetime, timedelta

from pipelines.recount.deals import Known
from pipelines.recount.signals import Signal

COUNTED = {
    "sessions": "session",
    "key_pages": "key_page",
    "forms": "form",
    "demo_requests": "demo_request",
    "email_clicks": "email_click",
    "webinars": "webinar",
    "campaign_responses": "campaign_response",
    "meetings_held": "meeting_held",
    "crm_leads": "crm_lead",
    "crm_contacts": "salesforce_contact",
}
# the records that each CRM makes of whom it was handed
CRM_LEADS = {"salesforce_lead": "crm_lead", "hubspot_lead": "crm_lead"}


class Attributes:
    """What is known of a person; of an account's only what nobody told of the person."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._own: dict[str, str] = {}
        self._account: dict[str, str] = {}

    def tell(self, signal: Signal) -> None:
        """Take what a signal tells; what is blank unsays it."""
        known = self._account if signal.kind == "account_attribute" else self._own
        known[signal.name] = signal.value

    def get(self, name: str) -> str:
        """Return what is known, nothing where nobody told."""
        return self._own.get(name, "") or self._account.get(name, "")


class State:
    """What one journey holds so far."""

    def __init__(self, attributes: Attributes) -> None:
        """Begin a journey of somebody of whom something may be known already."""
        self.attributes = attributes
        self.counts: Counter[str] = Counter()
        self.acts: list[tuple[datetime, str]] = []
        self.labels: dict[str, str] = {}
        self.deal: Known | None = None
        self.deal_state = ""

    def take(self, signal: Signal) -> None:
        """Take a signal of this journey."""
        if signal.kind in ("crm_label", "marketing_label"):
            self.labels[signal.kind] = signal.value
        elif signal.kind == "record_created":
            self.counts[CRM_LEADS.get(signal.name, signal.name)] += 1
        elif signal.kind in ("deal_created", "deal_won", "deal_lost"):
            self.deal = signal.deal
            self.deal_state = {"deal_created": "open"}.get(signal.kind, signal.kind[5:])
        if signal.is_activity:
            self.counts[signal.kind] += 1
            self.acts.append((signal.at, signal.kind))

    def count(self, field: str) -> int:
        """Return how often something happened in this journey."""
        return self.counts[COUNTED[field]]

    def points(self, worth: dict[str, int], window: timedelta, moment: datetime) -> int:
        """Return the points of what was done within the window that ends at a moment."""
        return sum(worth.get(kind, 0) for at, kind in self.acts if moment - window < at <= moment)

    def text(self, field: str) -> str:
        """Return what is known of a label, an attribute or an address."""
        if field in ("crm_label", "marketing_label"):
            return self.labels.get(field, "")
        if field == "email_domain":
            return self.attributes.get("email").strip().lower().partition("@")[2]
        return self.attributes.get(field)
