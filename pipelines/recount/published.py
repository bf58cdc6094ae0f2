"""What was published, in the recount's own words: rows, promises, counts, who is who.

The two files are opened through their links and read only.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from expectations.errors import BadInputError
from pipelines.home import Home

# an id of the CRM without its check
SALESFORCE_ID = 15
COLUMNS = (
    "journey_number", "stage_id", "entered_at", "entry_kind", "entry_number", "left_at", "left_to",
    "exit_reason", "agreement_version", "persona_id", "excluded_by", "amount", "currency",
    "booked_on", "origin", "motion",
)  # fmt: skip


@dataclass
class Published:
    """The published run.

    Attributes:
        digests: of the agreement's versions by which it was made.
        people: everyone's identifiers, in the recount's words.
        deals: the CRM's id of each published deal.
        rows, obligations: as the published tables hold them, by column.
        hits_without_consent: from the traffic's own line.
    """

    as_of: datetime
    digests: dict[str, str]
    people: dict[str, set[str]]
    deals: dict[str, str]
    rows: list[dict[str, Any]]
    obligations: list[dict[str, Any]]
    hits_without_consent: int


def read_published(home: Home) -> Published:
    """Read what a home has published.

    Raises:
        BadInputError: nothing is published there.
    """
    if not (home.published.exists() and home.people.exists()):
        raise BadInputError(
            f"Nothing is published in {home.root}. Nothing was changed. Run first: smarketing run"
            " --sources FILE, with SMARKETING_HOME naming the home that is meant."
        )
    funnel, people = str(home.published.resolve()), str(home.people.resolve())
    with duckdb.connect(funnel, read_only=True) as connection:
        (as_of,) = _one(connection, "select as_of from run")
        digests = dict(
            connection.execute("select agreement_version, digest from dim_agreement").fetchall()
        )
        columns = ", ".join(("person_id", "visitor_id", "opportunity_id", *COLUMNS))
        rows = _dicts(connection, f"select {columns} from fct_funnel")
        obligations = _dicts(
            connection,
            "select promise_id, person_id, journey_number, starts_at, due_at, met_at, status,"
            " promise_obligations.agreement_version from promise_obligations"
            " inner join dim_journey using (journey_id, person_id)",
        )
        (hits,) = _one(connection, "select coalesce(sum(consent_denied_hits), 0) from traffic")
    with duckdb.connect(people, read_only=True) as connection:
        known = connection.execute(
            "select person_id, vendor, identifier_kind, identifier from person_identifiers"
        ).fetchall()
        deals = dict(
            connection.execute(
                "select pseudonym, record_id from record_ids where kind = 'opportunity'"
            ).fetchall()
        )
    identifiers: dict[str, set[str]] = defaultdict(set)
    for person, vendor, kind, identifier in known:
        name = "email" if kind == "email" else f"{vendor}_{kind}"
        identifiers[person].add(f"{name}:{identifier}")
    return Published(as_of, digests, dict(identifiers), deals, rows, obligations, int(hits))


def short(identifier: str) -> str:
    """Return an identifier as the published files keep it: the CRM's without their check."""
    kind, _, rest = identifier.partition(":")
    return f"{kind}:{rest[:SALESFORCE_ID]}" if kind.startswith("salesforce") else identifier


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return connection.execute(query).fetchall()[0]


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
