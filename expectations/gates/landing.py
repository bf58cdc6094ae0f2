"""Gate 1, when extracts land: each source keeps its contract, delivers enough, and is not stale."""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import AS_OF, Check, Source, kpis_counting, kpis_of, named, percent
from expectations.gates.deliveries import (
    FILES,
    NEVER_EMPTY,
    USUAL_FACTOR,
    empty_values,
    unbalanced,
    unusual,
)
from expectations.gates.results import Severity
from expectations.schema import Agreement
from expectations.schema.figures import REJECTED_ROWS_ALLOWED


def landing_checks(
    agreements: Sequence[Agreement], sources: Sequence[Source], raw_tables: Sequence[str]
) -> list[Check]:
    """Return the checks of every source; those of a required one hold the publication.

    Args:
        agreements: every version; the latest one's tolerances count.
        sources: the configured sources.
        raw_tables: the names of the tables of schema `raw`.
    """
    return [
        check
        for source in sources
        for check in _source_checks(
            agreements, source, [t for t in raw_tables if t.startswith(f"{source.vendor}__")]
        )
    ]


def _source_checks(
    agreements: Sequence[Agreement], source: Source, tables: Sequence[str]
) -> list[Check]:
    severity: Severity = "block" if source.required else "warn"
    kpis = (
        kpis_counting(agreements, "sessions", "visitors")
        if source.vendor == "ga4"
        else kpis_of(agreements)
    )
    mine = f"{FILES} where source = {quoted(source.name)} and is_loaded"
    this = f"work.landing.sources where source = {quoted(source.name)}"
    columns = sum(len(NEVER_EMPTY.get(table, ())) for table in tables)
    rate = agreements[-1].tolerances.rejected_rows_rate

    def check(what: str, label: str, breaking: str, **given: str) -> Check:
        return Check(
            named("landing", source.name, what),
            f"{source.name}: {label}",
            given.pop("clause", ""),
            breaking,
            severity=given.pop("severity", severity),  # type: ignore[arg-type]
            kpis=kpis,
            source=source.name,
            **given,
        )

    return [
        check(
            "usable",
            "everything that was delivered can be used",
            f"select source as example, null as found from {this} and status = 'held'",
            measured=f"(select case status when 'held' then 'held: an extract cannot be used'"
            f" else 'all of it' end from {this})",
            expected="all of it",
        ),
        check(
            "columns",
            "its rows hold what they are nothing without",
            empty_values(source, tables, str(rate)),
            clause="tolerances.rejected_rows_rate",
            examined=f"range({columns})",
            things="columns",
            expected=f"each empty in at most {percent(rate)} of the rows",
        ),
        check(
            "balance",
            "delivered = accepted + rejected, file by file",
            unbalanced(source, tables),
            examined=mine,
            things="files",
        ),
        check(
            "rejected",
            "few rows had to be rejected",
            "select file_id as example, rejected_rows || ' of ' || delivered_rows || ' rows' as"
            f" found from {mine} and rejected_rows"
            f" > greatest({rate} * delivered_rows, {REJECTED_ROWS_ALLOWED})",
            clause="tolerances.rejected_rows_rate",
            measured=f"(select coalesce(sum(rejected_rows), 0) || ' of '"
            f" || coalesce(sum(delivered_rows), 0) || ' rows rejected' from {mine})",
            expected=f"at most {percent(rate)} of any file, or {REJECTED_ROWS_ALLOWED} row",
        ),
        check(
            "volume",
            "it delivered something",
            f"select {quoted(source.name)} as example, null as found"
            f" where coalesce((select sum(accepted_rows) from {mine}), 0) = 0",
            measured=f"(select coalesce(sum(accepted_rows), 0) || ' rows' from {mine})",
            expected="at least 1 row",
        ),
        check(
            "usual",
            "the last delivery is about as large as those before",
            unusual(mine),
            severity="warn",
            expected=f"between 1/{USUAL_FACTOR} and {USUAL_FACTOR} times the usual number of rows",
            measured=f"(select 'files compared: ' || count(*) from {mine})",
        ),
        check(
            "fresh",
            "it was delivered in time",
            f"select source as example, null as found from {this} and coalesce(last_exported_at <"
            f" {AS_OF} - to_hours(stale_after_hours), true)",
            measured="(select coalesce('last export ' || greatest(date_sub('hour',"
            f" last_exported_at, {AS_OF}), 0) || ' h before the data ends', 'never delivered')"
            f" from {this})",
            expected=f"at most {source.stale_after_hours} h",
        ),
    ]
