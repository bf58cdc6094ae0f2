"""What the pipeline made of a case, read from its work files in the scenario file's notation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.home import Home
from pipelines.warehouse import read_work
from tests.scenarios.cases import Case
from tests.scenarios.expectations import Row, said
from tests.scenarios.language import DealCreated, Identify, Session
from tests.scenarios.records import Records


@dataclass
class Results:
    """The results of one case."""

    case: Case
    connection: DuckDBPyConnection

    def __post_init__(self) -> None:
        """Give the deals the ids that the extracts gave them."""
        self.records = Records(self.case)
        for event in self.case.events:
            if isinstance(event, DealCreated):
                self.records.id("006", event.deal)

    def judged(self, key: str) -> list[Row]:
        """Return the rows of an expectation's key, with every further column that there is."""
        readers: dict[str, Callable[[], list[Row]]] = {
            "entries": self._entries,
            "exits": self._exits,
            "promises": self._promises,
            "sessions": self._sessions,
            "people": self._people,
            "influences": self._influences,
            "traffic": self._traffic,
            "reports": self._reports,
            "restatements": self._restatements,
        }
        return readers[key]()

    def name_of(self, person_id: str | None) -> str | None:
        """Return the first nickname of a person, else the address, else the bare id."""
        return None if person_id is None else self._names.get(person_id, f"person {person_id[:8]}")

    def canonical(self, name: str | None) -> str | None:
        """Return the nickname by which rows call the person that a nickname stands for."""
        if name is None:
            return None
        person_id = self._identifiers.get(self._identifier(name))
        return name if person_id is None else self.name_of(person_id)

    def _query(self, statement: str) -> list[dict[str, Any]]:
        result = self.connection.execute(statement)
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    @cached_property
    def _identifiers(self) -> dict[str, str]:
        rows = self._query("select identifier_key, person_id from core.person_identifiers")
        return {row["identifier_key"]: row["person_id"] for row in rows}

    def _identifier(self, name: str) -> str:
        if "@" in name:
            return f"email:{name.strip().lower()}"
        return f"hubspot:contact:{self.records.of(name).hubspot_id}"

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        typed = [e.email for e in self.case.events if isinstance(e, Identify) and e.email]
        for name in (
            *self.case.names,
            *(address.strip().lower() for address in typed if "@" in address),
        ):
            person_id = self._identifiers.get(self._identifier(name))
            if person_id is not None:
                found.setdefault(person_id, name)
        return found

    @cached_property
    def _deals(self) -> dict[str | None, str]:
        mine = {
            self.records.id("006", event.deal)[:15]: event.deal
            for event in self.case.events
            if isinstance(event, DealCreated)
        }
        rows = self._query("select opportunity_id, vendor_record_id from core.deals")
        return {row["opportunity_id"]: mine[row["vendor_record_id"]] for row in rows}

    @cached_property
    def _visitors(self) -> dict[str | None, str | None]:
        clients = {
            self.records.session_key(session): session.client for session in self._web_sessions
        }
        rows = self._query("select visitor_id, source_session_key from core.sessions")
        return {row["visitor_id"]: clients[row["source_session_key"]] for row in rows}

    @property
    def _web_sessions(self) -> list[Session]:
        events = self.case.events
        return [event for event in events if isinstance(event, Session) and event.client]

    @cached_property
    def _reasons(self) -> dict[str | None, str]:
        rows = self._query("select reason_id, label from agreement.exit_reasons")
        return {row["reason_id"]: row["label"] for row in rows}

    def _columns(self, row: dict[str, Any]) -> dict[str, str | None]:
        """Return every column as text, ours beside the case's own words for deals and browsers."""
        words = {
            "deal": self._deals.get(row.get("opportunity_id")),
            "visitor": self._visitors.get(row.get("visitor_id")),
            "reason": self._reasons.get(row.get("exit_reason")),
            "version": row.get("agreement_version"),
        }
        return {**{name: said(value) for name, value in row.items()}, **words}

    def _row(self, row: dict[str, Any], *names: str) -> Row:
        cells = [
            self.name_of(row[name]) if name == "person_id" else said(row[name]) for name in names
        ]
        return Row(tuple(cells), self._columns(row))

    def _entries(self) -> list[Row]:
        cells = ("person_id", "journey_number", "stage_id", "entered_at", "entry_kind")
        return [self._row(row, *cells) for row in self._query("select * from marts.fct_funnel")]

    def _exits(self) -> list[Row]:
        rows = self._query("select * from marts.dim_journey where exit_id is not null")
        return [
            self._row(row, "person_id", "journey_number", "exit_id", "exited_at") for row in rows
        ]

    def _promises(self) -> list[Row]:
        rows = self._query("select * from marts.promise_obligations")
        cells = ("person_id", "promise_id", "due_at", "status", "met_at")
        return [self._row(row, *cells) for row in rows]

    def _sessions(self) -> list[Row]:
        names = {self.records.session_key(session): session.id for session in self._web_sessions}
        rows = self._query("select source_session_key, person_id from core.sessions")
        return [
            Row((names[row["source_session_key"]], self.name_of(row["person_id"]))) for row in rows
        ]

    def _people(self) -> list[Row]:
        """Return one row per person: every nickname and address that names them."""
        groups: dict[str, list[str]] = {}
        for row in self._query("select distinct person_id from core.person_identifiers"):
            groups[row["person_id"]] = []
        named_by = {
            row["own_person_id"]: self.records.owners_of_nodes.get(row["identifier_key"])
            for row in self._query(
                "select identifier_key, own_person_id from core.person_identifiers"
            )
        }
        for name in dict.fromkeys([*self.case.names, *self._names.values()]):
            person_id = self._identifiers.get(self._identifier(name))
            if person_id is not None:
                groups[person_id].append(name)
        return [
            Row(
                tuple(sorted(names) or [f"person {person_id[:8]}"]),
                {"named_by": named_by.get(person_id)},
            )
            for person_id, names in groups.items()
        ]

    def _influences(self) -> list[Row]:
        rows = self._query("select opportunity_id, person_id from core.deal_influences")
        return [
            Row((self._deals[row["opportunity_id"]], self.name_of(row["person_id"])))
            for row in rows
        ]

    def _traffic(self) -> list[Row]:
        # visitors are distinct over the whole time: a sum over days would count them twice
        rows = self._query("""
            select
                (select sum(sessions) from marts.traffic) as sessions,
                (
                    select count(distinct visitor_id) from marts.fct_funnel
                    where stage_id = 'visit' and entry_kind = 'observed'
                ) as visitors,
                (select sum(consent_denied_hits) from marts.traffic) as consent_denied
        """)
        return [Row((name, said(value))) for name, value in rows[0].items()]

    def _reports(self) -> list[Row]:
        return [
            Row((row["report"],)) for row in self._query("select report from core.identity_reports")
        ]

    def _restatements(self) -> list[Row]:
        # a scenario names each cause once, however many entries it moved
        rows = self._query("select distinct cause from marts.restatements")
        return [Row((row["cause"],)) for row in rows]


@contextmanager
def results_of(case: Case, home: Home) -> Iterator[Results]:
    """Open the results of the case that was played last in a home."""
    with read_work(home) as connection:
        yield Results(case, connection)
