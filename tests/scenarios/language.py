"""The language of a scenario file: every word it may use, and nothing else.

An unknown key, kind, column or an unreadable moment stops the reading with file and line. To add a
kind of event, add its class to `Event` and write it into an extract in `web.py`, `marketing.py`,
`crm.py`, `crm_acts.py`, `deals.py` or `other_tools.py`; a test fails where no extract holds it.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z")


def moment_from(text: Any) -> Any:
    """Return a moment written in UTC to the minute or second, without its zone."""
    if text is None or isinstance(text, datetime):
        return text
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError("a moment is written as 2025-03-03T09:00Z")
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def _day_from(text: Any) -> Any:
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("a day is written as 2025-03-03")
    return text


Moment = Annotated[datetime, BeforeValidator(moment_from)]
Day = Annotated[date, BeforeValidator(_day_from)]
Name = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|[^@\s]+@[^@\s]+)$")]
Word = Annotated[str, Field(min_length=1)]
Team = Literal["marketing", "sales"]


class Said(BaseModel):
    """A part of the file: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Happened(Said):
    """What every event says: when it happened (or on which day), and when that was delivered."""

    at: Moment | None = None
    date: Day | None = None
    observed_at: Moment | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if ("at" in self.model_fields_set) == ("date" in self.model_fields_set):
            raise ValueError("say either `at` (null where it is undated) or `date`")
        if self.at is None and self.date is None and self.observed_at is None:
            raise ValueError("an undated event needs `observed_at`")
        return self

    @property
    def names(self) -> list[str]:
        """The people it is about."""
        found = [getattr(self, key, None) for key in ("who", "winner", "loser", "converted_lead")]
        return [name for name in (*found, *getattr(self, "contacts", [])) if name]


class Session(Happened):
    """A web session; `who` identified themselves in it."""

    kind: Literal["session"]
    id: Word
    client: Word | None
    who: Name | None = None
    channel: Word | None = None
    consent: Literal["granted", "denied"] | None = None

    @model_validator(mode="after")
    def _has_a_client_or_no_consent(self) -> Self:
        if (self.client is None) != (self.consent == "denied"):
            raise ValueError("a session has a client, or `client: null` and `consent: denied`")
        if self.client is None and self.who:
            raise ValueError("nobody is identified without consent")
        return self


class Activity(Happened):
    """An act of a person, or of whoever the session belongs to."""

    kind: Literal["key_page", "form", "demo_request", "email_click", "webinar", "campaign_response"]
    who: Name | None = None
    client: Word | None = None
    session: Word | None = None

    @model_validator(mode="after")
    def _belongs_to_somebody(self) -> Self:
        in_session = self.client is not None and self.session is not None
        if in_session == (self.who is not None) or (self.client is None) != (self.session is None):
            raise ValueError("say either `who`, or `client` and `session`")
        return self


class Identify(Happened):
    """Somebody tells the browser who they are."""

    kind: Literal["identify"]
    client: Word
    session: Word
    who: Name | None = None
    email: Word | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if (self.who is None) == (self.email is None):
            raise ValueError("say either `who` or `email`")
        return self


class SalesAct(Happened):
    """A meeting, or a call or e-mail to a person."""

    kind: Literal["meeting_held", "outbound_call", "outbound_email"]
    who: Name
    by_team: Team | None = None


class RecordCreated(Happened):
    """The person's record reaches the CRM."""

    kind: Literal["crm_record_created"]
    who: Name


class Label(Happened):
    """A tool's label is set, or (crm_seen) an extract still shows it."""

    kind: Literal["crm_label", "crm_seen", "marketing_label"]
    who: Name
    value: Word


class Owner(Happened):
    """The person's record gets an owner; `queue` is one, and null is nobody."""

    kind: Literal["owner"]
    who: Name
    value: Word | None
    team: Team = "sales"


class Attribute(Happened):
    """Something becomes known of a person; blank is not known."""

    kind: Literal["attribute"]
    who: Name
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    value: str | None


class Merge(Happened):
    """The tool joins two records."""

    kind: Literal["merge"]
    winner: Name
    loser: Name


class DealCreated(Happened):
    """A deal opens; `contacts` are contact roles."""

    kind: Literal["deal_created"]
    deal: Word
    amount: Decimal | None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    contacts: list[Name] = []
    primary: Name | None = None
    converted_lead: Name | None = None
    account: Word | None = None
    close_date: Day | None = None

    @model_validator(mode="after")
    def _primary_is_a_contact(self) -> Self:
        if self.primary is not None and self.primary not in self.contacts:
            raise ValueError("`primary` is one of the `contacts`")
        return self


class DealChanged(Happened):
    """A deal's amount changes, it closes, or it opens again."""

    kind: Literal["deal_amount", "deal_won", "deal_lost", "deal_reopened"]
    deal: Word
    amount: Decimal | None = None
    close_date: Day | None = None
    reason: Word | None = None

    @model_validator(mode="after")
    def _says_what_its_kind_says(self) -> Self:
        allowed = {
            "deal_amount": {"amount"},
            "deal_won": {"amount", "close_date"},
            "deal_lost": {"amount", "close_date", "reason"},
            "deal_reopened": set[str](),
        }[self.kind]
        extra = self.model_fields_set & {"amount", "close_date", "reason"} - allowed
        if extra:
            raise ValueError(f"a {self.kind} says no {', '.join(sorted(extra))}")
        if self.kind == "deal_amount" and "amount" not in self.model_fields_set:
            raise ValueError("a deal_amount says the amount")
        return self


Event = Annotated[
    Session
    | Activity
    | Identify
    | SalesAct
    | RecordCreated
    | Label
    | Owner
    | Attribute
    | Merge
    | DealCreated
    | DealChanged,
    Field(discriminator="kind"),
]


class Person(Said):
    """What a scenario says of one nickname's record."""

    email: str | None = None
    second_email: str | None = None
    crm: Word | None = None
    created_at: Moment | None = None
    account: Word | None = None
