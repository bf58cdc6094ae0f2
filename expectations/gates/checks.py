"""A check before it is asked: a claim in words, and the SQL of the rows that break it.

The SQL is DuckDB's. It reads `work` (landing, raw, core, agreement), `marts` and `published`, the
attached databases, and returns two columns: `example`, an id, and `found`, what is wrong with it.
Neither may hold a name, an address or any other private value, because both are published.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.conditions import quoted
from expectations.gates.results import Severity
from expectations.schema import Agreement

FUNNEL = "marts.main.fct_funnel"
JOURNEYS = "marts.main.dim_journey"
AS_OF = "(select max(as_of) from work.landing.as_of)"


@dataclass(frozen=True)
class Source:
    """A source as the sources file names it."""

    name: str
    vendor: str
    required: bool
    stale_after_hours: int


@dataclass(frozen=True)
class Check:
    """One claim.

    Attributes:
        check_id: begins with the gate, `landing.` or `publish.`.
        breaking: the query of the rows that break the rule.
        examined: what follows `from` in a count of the rows it was asked of.
        things: what those rows are called, in the plural.
        measured: a scalar query whose text is shown in the place of that count.
        expected: what should be found, in words.
        kpis: the KPIs it endangers.
    """

    check_id: str
    label: str
    clause: str
    breaking: str
    examined: str = ""
    things: str = "rows"
    measured: str = ""
    expected: str = "0 rows"
    severity: Severity = "block"
    kpis: str = ""
    source: str | None = None

    @property
    def gate(self) -> str:
        """The gate it belongs to."""
        return self.check_id.split(".", 1)[0]

    def sql(self) -> str:
        """Return the query of one row: failed_rows, example, found, examined, measured."""
        examined = f"(select count(*) from {self.examined})" if self.examined else "null"
        return f"""
with breaking as ({self.breaking})
select
    count(*) as failed_rows,
    min(coalesce(cast(example as varchar), '(no id)')) as example,
    min_by(cast(found as varchar), coalesce(cast(example as varchar), '(no id)')) as found,
    {examined} as examined,
    {self.measured or "null"} as measured
from breaking"""


def named(*parts: str) -> str:
    """Return a check's id: its parts in lower case, other characters than letters as `_`."""
    return ".".join(
        "".join(c if c.isascii() and c.isalnum() else "_" for c in part.lower()) for part in parts
    )


def relation(columns: str, rows: Iterable[Sequence[object]]) -> str:
    """Return rows of the document as a relation, `(values …) as agreed (columns)`; it may be empty.

    Text is quoted, None is NULL; anything else stands as it is.
    """
    listed = [f"({', '.join(_literal(value) for value in row)})" for row in rows]
    if listed:
        return f"(values {', '.join(listed)}) as agreed ({columns})"
    nothing = ", ".join(f"cast(null as varchar) as {name.strip()}" for name in columns.split(","))
    return f"(select {nothing} where false) as agreed"


def _literal(value: object) -> str:
    if value is None:
        return "cast(null as varchar)"
    return quoted(value) if isinstance(value, str) else str(value)


def percent(rate: object) -> str:
    """Return a rate of the document, 0 to 1, as a percentage."""
    return f"{float(str(rate)) * 100:.4g}%"


def kpis_of(agreements: Sequence[Agreement], stages: Iterable[str] | None = None) -> str:
    """Return the ids of the latest KPIs that count any of these stages; all of them for None."""
    wanted = None if stages is None else set(stages)
    return ", ".join(kpi.id for kpi in agreements[-1].kpis if wanted is None or kpi.stage in wanted)


def kpis_counting(agreements: Sequence[Agreement], *counts: str) -> str:
    """Return the ids of the latest KPIs that count in one of these ways."""
    return ", ".join(kpi.id for kpi in agreements[-1].kpis if kpi.counts in counts)


def stage_rows(agreements: Sequence[Agreement]) -> list[tuple[object, ...]]:
    """Return (version, stage id, order, whether it has a condition) of every version."""
    return [
        (agreement.version, stage.id, place, stage.enter_when is not None)
        for agreement in agreements
        for place, stage in enumerate(agreement.stages, start=1)
    ]


def entrance(agreements: Sequence[Agreement]) -> str:
    """Return the id of the stage without a condition, which a web session enters."""
    return agreements[-1].stages[0].id
