"""Who is which record: the ids that each tool gives to the people, deals and owners of a case.

A nickname is one HubSpot contact, created at its first event. Its lead in the CRM carries the id
that the contact is synchronised with; the lead's own row exists from `crm_record_created` on.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from tests.scenarios.cases import Case
from tests.scenarios.language import (
    Activity,
    DealCreated,
    Label,
    Merge,
    Owner,
    Person,
    RecordCreated,
    SalesAct,
    Session,
)

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(prefix: str, number: int) -> str:
    """Return an 18-character id with its true check characters."""
    plain = f"{prefix}{number:012d}"
    check = ""
    for start in (0, 5, 10):
        bits = sum(
            1 << place for place, sign in enumerate(plain[start : start + 5]) if sign.isupper()
        )
        check += _CHECK[bits]
    return plain + check


@dataclass(frozen=True)
class Record:
    """One nickname's records."""

    name: str
    number: int
    email: str
    second_email: str | None
    has_own_address: bool
    created_at: datetime
    account: str | None

    @property
    def hubspot_id(self) -> str:
        """The contact of the marketing tool."""
        return str(10_482_000_000 + self.number * 10)

    @property
    def second_hubspot_id(self) -> str:
        """The contact that the second address came with; the tool merged it into the first."""
        return str(10_482_000_001 + self.number * 10)

    @property
    def lead_id(self) -> str:
        """The lead of the CRM."""
        return salesforce_id("00Q", self.number)

    @property
    def contact_id(self) -> str:
        """The contact of the CRM."""
        return salesforce_id("003", self.number)


@dataclass
class Records:
    """Every record of a case; what has no id yet gets the next one."""

    case: Case
    _given: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the deals their ids in the order of the case, whoever writes of one first."""
        for event in self.case.events:
            if isinstance(event, DealCreated):
                self.id("006", event.deal)

    def id(self, prefix: str, name: str) -> str:
        """Return the CRM's id of a thing by its name in the case."""
        if (prefix, name) not in self._given:
            number = 100 + sum(1 for other, _ in self._given if other == prefix)
            self._given[prefix, name] = salesforce_id(prefix, number)
        return self._given[prefix, name]

    @cached_property
    def people(self) -> dict[str, Record]:
        """The record of every nickname; who is known by an address alone has none."""
        named = [name for name in self.case.names if "@" not in name]
        return {name: self._record(name, number) for number, name in enumerate(named, start=1)}

    def of(self, name: str) -> Record:
        """Return a nickname's record; an address has none."""
        if name not in self.people:
            raise ValueError(f"{name} is known by an address alone and has no record in a tool")
        return self.people[name]

    def _record(self, name: str, number: int) -> Record:
        said = self.case.scenario.people.get(name, Person())
        mine = [event for event in self.case.events if name in event.names]
        known = [event for event in mine if self.case.observed(event) <= self.case.as_of]
        first = min((self.case.occurred(event) for event in known or mine), default=None)
        return Record(
            name=name,
            number=number,
            email=f"{name}.p{number}@customer.example" if said.email is None else said.email,
            second_email=said.second_email,
            has_own_address=said.email is None,
            created_at=said.created_at or first or self.case.began,
            account=said.account,
        )

    @cached_property
    def owners_of_nodes(self) -> dict[str, str]:
        """Return whose record each of the warehouse's identifiers is."""
        nodes = {}
        for name, record in self.people.items():
            for contact in (record.hubspot_id, record.second_hubspot_id):
                nodes[f"hubspot:contact:{contact}"] = name
            nodes[f"salesforce:lead:{record.lead_id[:15]}"] = name
            nodes[f"salesforce:contact:{record.contact_id[:15]}"] = name
        return nodes

    def earliest(self, names: list[str]) -> str | None:
        """Return whose record was created first; None where two were at one moment."""
        created = sorted((self.people[name].created_at, name) for name in names if "@" not in name)
        if len(created) < 2 or created[0][0] == created[1][0]:
            return None
        return created[0][1]

    @cached_property
    def session_numbers(self) -> dict[str, int]:
        """GA4's ga_session_id of every session: the second it began in, or the next free one."""
        numbers: dict[str, int] = {}
        taken: set[tuple[str | None, int]] = set()
        for event in self.case.events:
            if isinstance(event, Session):
                number = int(self.case.occurred(event).replace(tzinfo=UTC).timestamp())
                while (event.client, number) in taken:
                    number += 1
                taken.add((event.client, number))
                numbers[event.id] = number
        return numbers

    def session_key(self, session: Session) -> str:
        """Return how the warehouse names a session: browser and ga_session_id."""
        return f"{session.client}.{self.session_numbers[session.id]}"

    @cached_property
    def leads(self) -> set[str]:
        """Who is known to the CRM by a lead's id."""
        found = set()
        for event in self.case.events:
            crm_label = isinstance(event, Label) and event.kind != "marketing_label"
            if crm_label or isinstance(event, RecordCreated | Owner | SalesAct):
                found.add(event.who)
            if isinstance(event, Activity) and event.kind == "campaign_response" and event.who:
                found.add(event.who)
            if isinstance(event, DealCreated) and event.converted_lead:
                found.add(event.converted_lead)
        return found

    @cached_property
    def contacts(self) -> set[str]:
        """Who is known to the CRM by a contact's id: on a deal, converted, or of an account."""
        deals = [event for event in self.case.events if isinstance(event, DealCreated)]
        named = {name for deal in deals for name in (*deal.contacts, deal.converted_lead) if name}
        return named | {name for name, record in self.people.items() if record.account}

    def reached_crm(self, name: str, moment: datetime) -> bool:
        """Tell whether an extract of that moment holds the creation of a person's lead."""
        return any(
            isinstance(event, RecordCreated)
            and event.who == name
            and self.case.observed(event) <= moment
            for event in self.case.events
        )

    def merged_by_crm(self, merge: Merge) -> bool:
        """Tell whether the CRM joins the two: it has both; else the marketing tool does."""
        moment = self.case.observed(merge)
        return self.reached_crm(merge.winner, moment) and self.reached_crm(merge.loser, moment)
