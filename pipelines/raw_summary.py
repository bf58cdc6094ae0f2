"""What landing knows, as tables: gates, freshness and Data health read these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines.sources.ledger import LedgerEntry, latest_by_file
from pipelines.sources.state import HELD, SourceState
from pipelines.sources.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONTRACTS = {(table.vendor, table.name): table for table in TABLES}
LANDING_TABLES = {
    "files": """
        file_id varchar, sha256 varchar, source varchar, vendor varchar, table_name varchar,
        day date, name varchar, bytes bigint, delivered_rows bigint, exported_at timestamp,
        landed_at timestamp, "cursor" varchar, status varchar, reason varchar,
        accepted_rows bigint, rejected_rows bigint, repaired_rows bigint, is_loaded boolean""",
    "rejects": """
        file_id varchar, source varchar, vendor varchar, table_name varchar, line bigint,
        reason varchar, raw_text varchar""",
    # of a loaded file: which columns no model reads (kept), and which of ours it lacks (absent)
    "columns": """
        file_id varchar, source varchar, vendor varchar, table_name varchar, column_name varchar,
        state varchar, filled_rows bigint""",
    "sources": """
        source varchar, vendor varchar, required boolean, stale_after_hours bigint,
        default_currency varchar, user_id_kind varchar, last_exported_at timestamp, last_day date,
        delivered_rows bigint, accepted_rows bigint, rejected_rows bigint, files bigint,
        status varchar, message varchar""",
    "as_of": "as_of timestamp, as_of_kind varchar",
    # which version of a file's reader filled the raw tables, and with how many rows
    "loaded": """
        file_id varchar, read_with varchar, accepted_rows bigint, rejected_rows bigint,
        repaired_rows bigint""",
}


def default_as_of(days: Iterable[str], time_zone: str) -> datetime | None:
    """Return the end of the last day delivered: its next midnight in a time zone, in UTC."""
    last = max(days, default=None)
    if last is None:
        return None
    next_day = datetime.strptime(last, "%Y-%m-%d").date() + timedelta(days=1)
    return datetime.combine(next_day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def summarize(
    connection: DuckDBPyConnection,
    entries: Sequence[LedgerEntry],
    loaded: Sequence[LedgerEntry],
    states: dict[str, SourceState],
    as_of: datetime | None,
    time_zone: str,
) -> None:
    """Fill the landing tables anew from the ledger and from what is loaded, in one transaction."""
    moment = as_of or default_as_of((entry.day for entry in loaded), time_zone)
    kind = "default" if as_of is None else "given"
    connection.begin()
    try:
        _fill_files(connection, entries)
        _fill_columns(connection, loaded)
        connection.execute("delete from landing.as_of")
        if moment is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
            connection.execute("insert into landing.as_of values (?, ?)", (moment, kind))
        connection.execute("delete from landing.sources")
        for state in states.values():
            _fill_source(connection, state, moment)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _fill_files(connection: DuckDBPyConnection, entries: Sequence[LedgerEntry]) -> None:
    import pyarrow as pa

    files = list(latest_by_file(entries).values())
    names = [
        "file_id",
        "sha256",
        "source",
        "vendor",
        "table",
        "day",
        "name",
        "bytes",
        "rows",
        "exported_at",
        "landed_at",
        "cursor",
        "status",
        "reason",
    ]
    numbers = {"bytes", "rows"}
    given = pa.table(
        {
            name: pa.array(
                [getattr(file, name) for file in files],
                pa.int64() if name in numbers else pa.string(),
            )
            for name in names
        }
    )
    connection.register("given_files", given)
    connection.execute("delete from landing.files")
    connection.execute("""
        insert into landing.files
        select
            given.file_id, sha256, source, vendor, "table", cast(day as date), name, bytes, rows,
            cast(rtrim(exported_at, 'Z') as timestamp), cast(rtrim(landed_at, 'Z') as timestamp),
            "cursor", status,
            -- the reasons themselves quote what was delivered, and stay with the rejects
            coalesce(reason, case when loaded.rejected_rows > 0 then (
                select 'the first row rejected is row ' || min(rejects.line)
                from landing.rejects as rejects where rejects.file_id = given.file_id
            ) end),
            loaded.accepted_rows, loaded.rejected_rows, loaded.repaired_rows,
            loaded.file_id is not null
        from given_files as given
        left join landing.loaded as loaded on given.file_id = loaded.file_id
        order by exported_at, source, "table", given.file_id
    """)
    connection.unregister("given_files")


def _fill_columns(connection: DuckDBPyConnection, loaded: Sequence[LedgerEntry]) -> None:
    """Say what became of every column that is not simply read.

    An export that leaves out what is empty lacks nothing, so no file of GA4's is asked for that.
    """
    import pyarrow as pa

    found = [(entry, name, "kept") for entry in loaded for name in entry.kept]
    found += [
        (entry, name, "absent")
        for entry in loaded
        if entry.read and entry.vendor != "ga4"
        for name in CONTRACTS[entry.vendor, entry.table].in_file
        if name not in entry.read
    ]
    connection.execute("delete from landing.columns")
    if not found:
        return
    columns = zip(
        *((e.file_id, e.source, e.vendor, e.table, name, state) for e, name, state in found),
        strict=True,
    )
    names = ("file_id", "source", "vendor", "table_name", "column_name", "state")
    given = pa.table([pa.array(values, pa.string()) for values in columns], names=list(names))
    counted = [
        f"select landing_file, unnest(json_keys(extra)) as name from {table.address}"
        " where extra is not null"
        if "properties" not in table.column_names
        else f"select landing_file, each.key as name from {table.address}, json_each(properties)"
        " as each where coalesce(each.value ->> '$', '') <> ''"
        for table in {CONTRACTS[entry.vendor, entry.table] for entry, *_ in found}
    ]
    counted.append("select landing_file, field from raw.marketo__lead_fields")
    connection.register("given_columns", given)
    connection.execute(f"""
        insert into landing.columns
        select
            given.*,
            case when state = 'kept' then coalesce(filled.row_count, 0) end
        from given_columns as given
        left join (
            select landing_file, name, count(*) as row_count
            from ({" union all ".join(counted)}) group by all
        ) as filled on given.file_id = filled.landing_file and given.column_name = filled.name
        order by all
    """)
    connection.unregister("given_columns")


def _fill_source(
    connection: DuckDBPyConnection, state: SourceState, as_of: datetime | None
) -> None:
    row = connection.execute(
        """
        select
            max(exported_at), max(day), coalesce(sum(delivered_rows), 0),
            coalesce(sum(accepted_rows), 0), coalesce(sum(rejected_rows), 0), count(*)
        from landing.files where source = ? and is_loaded
        """,
        (state.name,),
    ).fetchone()
    assert row is not None
    status, message = _standing(state, row[0], row[5], as_of)
    connection.execute(
        "insert into landing.sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state.name,
            state.vendor,
            state.required,
            state.stale_after_hours,
            state.default_currency,
            state.user_id_kind,
            *row,
            status,
            message,
        ),
    )


def _standing(
    state: SourceState, last_exported_at: datetime | None, files: int, as_of: datetime | None
) -> tuple[str, str | None]:
    """Return fresh, stale, missing or held, and the sentence about it."""
    if state.status == HELD:
        return "held", state.message
    if files == 0 or last_exported_at is None or as_of is None:
        return "missing", state.message or "nothing has been delivered yet"
    age = as_of - last_exported_at
    if age > timedelta(hours=state.stale_after_hours):
        hours = int(age.total_seconds() // 3600)
        return "stale", (
            f"the last export is {hours} hours older than the end of the last day delivered;"
            f" {state.stale_after_hours} are allowed"
        )
    return "fresh", state.message
