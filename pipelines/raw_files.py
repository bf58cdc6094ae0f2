"""One landed file into its raw table, with its rejects: all of it or nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from expectations.errors import SmarketingError
from pipelines.home import Home
from pipelines.sources import ga4
from pipelines.sources.contracts import RawTable
from pipelines.sources.ledger import Ledger, LedgerEntry
from pipelines.sources.rows import RAW_TEXT_LENGTH, Reject, redacted
from pipelines.sources.state import SourceState
from pipelines.sources.tables import GA4_EVENTS, TABLES
from pipelines.sources.vendor import LandedFile, RowVendor
from pipelines.sources.vendors import row_vendor, vendor_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BY_ADDRESS = {(table.vendor, table.name): table for table in TABLES}


def naive_utc(text: str) -> datetime:
    """Return a moment of the ledger as the warehouse keeps it: UTC without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


class RawLoader:
    """Loads files into raw tables and takes surplus ones out."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        home: Home,
        states: dict[str, SourceState],
        readers: dict[str, str],
        surplus: dict[str, LedgerEntry | None],
        progress: Callable[[str], None],
    ) -> None:
        """Take what the raw tables hold too much; a file that replaces its day removes that day."""
        self.connection = connection
        self.ledger = Ledger(home.landing)
        self.states = states
        self.readers = readers
        self.surplus = surplus
        self.progress = progress
        self.rows = 0
        self.removed = 0
        self.made_room_for: set[str] = set()

    def load(self, entries: Sequence[LedgerEntry]) -> None:
        """Load files, each in a transaction of its own."""
        by_vendor: dict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
        for entry in entries:
            by_vendor[entry.vendor, entry.source].append(entry)
        for (vendor, source), files in by_vendor.items():
            count = "1 file" if len(files) == 1 else f"{len(files)} files"
            self.progress(f"{source}: loading {count}, {sum(f.rows for f in files):,} rows")
            reader = row_vendor(vendor, self.states[source].read_mappings())
            if reader is not None:
                for entry in files:
                    self._load_rows(entry, reader)
            else:
                self._load_ga4(files)

    def remove_surplus(self) -> int:
        """Take out every file that no longer belongs to the raw tables; return how many in all."""
        for file_id in sorted(self.surplus):
            with self._transaction():
                self._delete(file_id)
                self.made_room_for = {file_id}
        return self.removed

    def _load_rows(self, entry: LedgerEntry, reader: RowVendor) -> None:
        path = self.ledger.bytes_of(entry.sha256)
        rows = reader.read(LandedFile(path, entry.name, entry.table))
        with self._transaction():
            self._make_room(entry)
            for name, values in rows.tables.items():
                self._insert(BY_ADDRESS[entry.vendor, name], entry, values)
            self._finish(entry, len(rows.tables[entry.table]), rows.rejects, rows.repaired)
        for loss in rows.losses():
            self.progress(f"{entry.source}: {entry.name}: {loss}")

    def _load_ga4(self, entries: Sequence[LedgerEntry]) -> None:
        by_path = {str(self.ledger.bytes_of(entry.sha256)): entry for entry in entries}
        for batch, select in ga4.batches([self.ledger.bytes_of(e.sha256) for e in entries]):
            staged = ga4.stage_batch(self.connection, select)
            for path in batch:
                first, count = staged.get(str(path), (0, 0))
                self._load_staged(by_path[str(path)], first, count)
            self.connection.execute("drop table ga4_batch")

    def _load_staged(self, entry: LedgerEntry, first: int, count: int) -> None:
        """Move one file's rows from the staged batch to the raw table."""
        names = ", ".join(GA4_EVENTS.column_names)
        place = f"from ga4_batch where rowid between {first} and {first + count - 1}"
        parameters = {
            "file": entry.file_id,
            "source": entry.source,
            "exported": naive_utc(entry.exported_at),
        }
        with self._transaction():
            self._make_room(entry)
            inserted = self.connection.execute(
                f"insert into {GA4_EVENTS.address} (landing_file, landing_line, source,"
                f" exported_at, {names}) select $file, rowid - {first} + 1, $source, $exported,"
                f" {names} {place} and {ga4.problem_sql()} is null",
                parameters,
            ).fetchone()
            accepted = int(inserted[0]) if inserted else 0
            rejects = []
            if accepted < count:
                rejects = [
                    Reject(line, reason, redacted(shown)[:RAW_TEXT_LENGTH])
                    for line, reason, shown in self.connection.execute(
                        f"select rowid - {first} + 1, {ga4.problem_sql()} as reason, shown {place}"
                        " and reason is not null order by rowid"
                    ).fetchall()
                ]
            self._finish(entry, accepted, rejects)

    def _make_room(self, entry: LedgerEntry) -> None:
        """Take out the file itself and, where a later file of a day replaces it, the earlier."""
        gone = {entry.file_id} & self.surplus.keys()
        if vendor_of(entry.vendor).replaces_day:
            gone |= {
                file_id
                for file_id, other in self.surplus.items()
                if other and (other.source, other.day) == (entry.source, entry.day)
            }
        for file_id in gone:
            self._delete(file_id)
        self.made_room_for = gone

    def _delete(self, file_id: str) -> None:
        entry = self.surplus[file_id]
        tables = [table for table in TABLES if entry is None or table.vendor == entry.vendor]
        for address in (*(table.address for table in tables), "landing.rejects", "landing.loaded"):
            column = "landing_file" if address.startswith("raw.") else "file_id"
            self.connection.execute(
                f"delete from {address} where {column} = $file", {"file": file_id}
            )

    def _insert(
        self, table: RawTable, entry: LedgerEntry, rows: Sequence[tuple[object, ...]]
    ) -> None:
        import pyarrow as pa

        if not rows:
            return
        kinds = {
            "VARCHAR": pa.string(),
            "TIMESTAMP": pa.timestamp("us"),
            "DATE": pa.date32(),
            "BIGINT": pa.int64(),
        }
        columns = [("landing_line", "BIGINT"), *((c.name, c.type) for c in table.columns)]
        given = pa.table(
            [
                pa.array(values, kinds[kind])
                for values, (_, kind) in zip(zip(*rows, strict=True), columns, strict=True)
            ],
            names=[name for name, _ in columns],
        )
        names = ", ".join(f'"{name}"' for name, _ in columns)
        self.connection.register("given_rows", given)
        self.connection.execute(
            f"insert into {table.address} (landing_file, source, exported_at, {names})"
            f" select $file, $source, $exported, {names} from given_rows",
            {
                "file": entry.file_id,
                "source": entry.source,
                "exported": naive_utc(entry.exported_at),
            },
        )
        self.connection.unregister("given_rows")

    def _finish(
        self, entry: LedgerEntry, accepted: int, rejects: Sequence[Reject], repaired: int = 0
    ) -> None:
        """Write down the rejects and the counts; delivered must equal accepted and rejected."""
        if accepted + len(rejects) != entry.rows:
            raise SmarketingError(
                f"{entry.name}: {entry.rows} rows were delivered, but {accepted} were accepted and"
                f" {len(rejects)} rejected. Nothing of the file was loaded. This is a bug: please"
                f" report it with the file {self.ledger.bytes_of(entry.sha256)}."
            )
        if rejects:
            self.connection.executemany(
                "insert into landing.rejects values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        entry.file_id,
                        entry.source,
                        entry.vendor,
                        entry.table,
                        reject.line,
                        reject.reason,
                        reject.raw_text,
                    )
                    for reject in rejects
                ],
            )
        self.connection.execute(
            "insert into landing.loaded values (?, ?, ?, ?, ?)",
            (entry.file_id, self.readers[entry.source], accepted, len(rejects), repaired),
        )
        self.rows += accepted

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        for file_id in self.made_room_for:
            self.surplus.pop(file_id, None)
        self.removed += len(self.made_room_for)
        self.made_room_for = set()
