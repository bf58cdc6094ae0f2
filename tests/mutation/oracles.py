"""What may turn red in a world: the recount, rows and figures worked out by hand, the last gate.

None of them is a copy of what a run made. The recount of a play was held against the unchanged
build, column by column, before the world was kept (`worlds.py`); so a change is red where it
changes what was compared. To add an oracle, write one and name it in `oracles_of`.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from expectations.gates.checks import Source
from expectations.gates.suites import publish_checks
from expectations.loader import default_folder, load_agreements
from pipelines.recount.published import COLUMNS
from tests.example.published import EXAMPLE
from tests.mutation.by_hand import of_example, of_pitfalls
from tests.mutation.replaying import Oracle, RedError, World
from tests.mutation.worlds import cases, due_keys
from tests.scenarios.judging import differences
from tests.scenarios.results import Results


def oracles_of(world: World) -> list[Oracle]:
    """Return a world's oracles, the cheap ones first."""
    return list(_oracles(world))


def _oracles(world: World) -> Iterator[Oracle]:
    marts = frozenset(model.name for model in world.models.values() if model.layer == "marts")
    if world.name.startswith("case_"):
        yield Oracle(RESULTS, _of_case(world))
    elif world.name == "pitfalls":
        yield Oracle(frozenset(world.models), of_pitfalls(world))
    elif world.name == "example":
        folder = EXAMPLE.agreements
        yield Oracle(marts, Gate(world, load_agreements(folder or default_folder())))
        reads = marts | {"people", "person_identifiers", "record_ids", "owners"}
        yield Oracle(reads, of_example(world))
    else:
        yield Oracle(COUNTED, _of_recount(world))
        yield Oracle(marts, Gate(world, load_agreements(default_folder())))


RESULTS = frozenset(
    {
        "fct_funnel", "dim_journey", "promise_obligations", "traffic", "person_identifiers",
        "sessions", "deals", "deal_influences", "identity_reports", "restatements",
    }
)  # fmt: skip
COUNTED = frozenset(
    {
        "fct_funnel", "dim_journey", "promise_obligations", "traffic", "person_identifiers",
        "record_ids",
    }
)  # fmt: skip


def _of_case(world: World) -> Callable[[set[str]], None]:
    """Return the rows that a case expects, as an oracle."""
    case = cases()[world.name.removeprefix("case_")]
    keys = due_keys(case)

    def require(_: set[str]) -> None:
        said = differences(case, Results(case, world.connection), keys)
        if said:
            raise RedError("case", f"{case.id} {said.splitlines()[1].strip()[:160]}")

    return require


# people by their first record, browsers by their first moment: nobody counts the ids themselves
KNOWN = """
    with known as (
        select person_id, coalesce(
            min(vendor || identifier_kind || identifier) filter (identifier_kind <> 'email'),
            min(identifier)
        ) as who
        from core.person_identifiers group by person_id
    ), browsers as (
        select visitor_id, cast(min(entered_at) as varchar) as who
        from marts.fct_funnel where person_id is null group by visitor_id
    )
"""
COMPARED = {
    "people": KNOWN
    + """
        select who, vendor, identifier_kind, identifier
        from core.person_identifiers inner join known using (person_id)
        where identifier_kind <> 'email'
        union all select 'in all', '', '', cast(count(*) as varchar) from known""",
    "rows of the funnel": KNOWN
    + f"""
        select coalesce(known.who, browsers.who) as who, record_ids.record_id,
            {", ".join(f"funnel.{name}" for name in COLUMNS)}
        from marts.fct_funnel as funnel
        left join known on funnel.person_id = known.person_id
        left join browsers on funnel.visitor_id = browsers.visitor_id and funnel.person_id is null
        left join core.record_ids
            on funnel.opportunity_id = record_ids.pseudonym and record_ids.kind = 'opportunity'""",
    "promises": KNOWN
    + """
        select who, journey_number, promise_id, starts_at, due_at, met_at, status,
            promise_obligations.agreement_version
        from marts.promise_obligations
        inner join marts.dim_journey using (journey_id, person_id)
        left join known using (person_id)""",
    "hits without consent": "select sum(consent_denied_hits) from marts.traffic",
}


def _of_recount(world: World) -> Callable[[set[str]], None]:
    """Return what the recount of a play was compared in, as an oracle."""
    agreed = {name: world.mark(f"({query})") for name, query in COMPARED.items()}

    def require(_: set[str]) -> None:
        for name, query in COMPARED.items():
            if world.mark(f"({query})") != agreed[name]:
                raise RedError("recount", name)

    return require


class Gate:
    """The checks of the last gate that forbid publishing, asked without Great Expectations."""

    def __init__(self, world: World, agreements: list[Any]) -> None:
        """Take a world and the agreement it was judged by."""
        self.world, self.agreements = world, agreements

    @cached_property
    def _asked(self) -> list[tuple[str, str]]:
        execute = self.world.connection.execute
        sources = [
            Source(*row)
            for row in execute(
                "select source, vendor, required, stale_after_hours from landing.sources"
                " order by source"
            ).fetchall()
        ]
        tables: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where database_name = 'work' and schema_name = 'marts'"
            " order by table_name, column_index"
        ).fetchall():
            tables.setdefault(table, []).append((column, kind))
        return [
            (check.check_id, check.sql().replace("marts.main.", "work.marts."))
            for check in publish_checks(self.agreements, sources, tables, has_published=False)
            if check.severity == "block"
        ]

    def __call__(self, changed: set[str]) -> None:
        """Ask every check that reads what changed."""
        for name, sql in self._asked:
            if changed.intersection(re.findall(r"\w+", sql)):
                rows = self.world.connection.execute(sql).fetchall()
                if rows[0][0]:
                    raise RedError("gate", name)
