"""Landed files into their raw tables, with their rejects: all of a file or nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from expectations.errors import BadInputError, SmarketingError
from pipelines.home import Home
from pipelines.pacing import NowAndThen
from pipelines.sources import ga4_relations as ga4
from pipelines.sources.contracts import RawTable
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4 import VENDOR
from pipelines.sources.ga4_flat import is_flat
from pipelines.sources.ledger import Ledger, LedgerEntry
from pipelines.sources.rows import RAW_TEXT_LENGTH, Reject, redacted
from pipelines.sources.selection import replaces_its_day
from pipelines.sources.state import SourceState
from pipelines.sources.tables import GA4_EVENTS, TABLES
from pipelines.sources.vendor import LandedFile, RowVendor
from pipelines.sources.vendors import row_vendor

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
        """Load files, each in a transaction of its own; small files of events many in one."""
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
                self._load_ga4([entry for entry in files if not is_flat(entry.name)])
                for entry in (entry for entry in files if is_flat(entry.name)):
                    self._load_rows(entry, VENDOR)

    def remove_surplus(self) -> int:
        """Take out every file that no longer belongs to the raw tables; return how many in all."""
        for file_id in sorted(self.surplus):
            with self._transaction():
                self._delete(file_id)
                self.made_room_for = {file_id}
        return self.removed

    def _load_rows(self, entry: LedgerEntry, reader: RowVendor) -> None:
        path = self.ledger.bytes_of(entry.sha256)
        try:
            rows = reader.read(LandedFile(path, entry.name, entry.table))
        except UnusableFileError as problem:
            # it could be read when it was delivered, so what changed is how it is read
            raise BadInputError(
                f"{entry.source}: {entry.name}, delivered {entry.exported_at}, can no longer be"
                f" read: {problem}. Nothing was lost; the last published numbers stay. Change back"
                " what says how it is read, or deliver it anew, and run again."
            ) from problem
        # a row counts once, however many tables it ends in; a workbook's sheets end in several
        accepted = len({row[0] for table in rows.tables.values() for row in table})
        with self._transaction():
            self._make_room(entry)
            for name, values in rows.tables.items():
                extra = rows.extra if name == entry.table else {}
                self._insert(BY_ADDRESS[entry.vendor, name], entry, values, extra)
            self._finish(entry, accepted, rows.rejects, rows.repaired)
        for loss in rows.losses():
            self.progress(f"{entry.source}: {entry.name}: {loss}")

    def _load_ga4(self, entries: Sequence[LedgerEntry]) -> None:
        how_far, done = NowAndThen(self.progress), 0
        by_path = {str(self.ledger.bytes_of(entry.sha256)): entry for entry in entries}
        kept = {self.ledger.bytes_of(entry.sha256): entry.kept for entry in entries}
        for batch, select in ga4.batches(list(kept), kept):
            staged = ga4.stage_batch(self.connection, select)
            self._load_staged([by_path[str(path)] for path in batch], staged)
            self.connection.execute("drop table ga4_batch")
            done += len(batch)
            how_far(f"{entries[0].source}: {done} of {len(entries)} files loaded")

    def _load_staged(self, entries: Sequence[LedgerEntry], staged: dict[str, ga4.Staged]) -> None:
        """Move the rows of some files from the staged batch to the raw table."""
        import pyarrow as pa

        paths = [str(self.ledger.bytes_of(entry.sha256)) for entry in entries]
        places = [staged.get(path, ga4.Staged(0, 0)) for path in paths]
        given = pa.table(
            {
                "path": paths,
                "file_id": [entry.file_id for entry in entries],
                "source": [entry.source for entry in entries],
                "exported_at": [naive_utc(entry.exported_at) for entry in entries],
                "first": [place.first for place in places],
            }
        )
        names = ", ".join(GA4_EVENTS.column_names)
        rows = "from ga4_batch as batch inner join given_files as file on filename = file.path"
        line, problem = "batch.rowid - file.first + 1", ga4.problem_sql()
        self.connection.register("given_files", given)
        with self._transaction():
            for entry in entries:
                self._make_room(entry)
            ((inserted,),) = self.connection.execute(
                f"insert into {GA4_EVENTS.address} (landing_file, landing_line, source,"
                f" exported_at, extra, {names}) select file.file_id, {line}, file.source,"
                f" file.exported_at, extra, {names} {rows} where {problem} is null"
                " order by batch.rowid"
            ).fetchall()
            rejects: dict[str, list[Reject]] = defaultdict(list)
            for path, number, reason, shown in self.connection.execute(
                f"select file.path, {line}, {problem} as reason, shown {rows}"
                " where reason is not null order by batch.rowid"
            ).fetchall():
                rejects[path].append(Reject(number, reason, redacted(shown)[:RAW_TEXT_LENGTH]))
            accepted = [
                place.rows - len(rejects[path]) for path, place in zip(paths, places, strict=True)
            ]
            assert inserted == sum(accepted), "a staged row was lost on its way"
            for path, entry, count in zip(paths, entries, accepted, strict=True):
                self._finish(entry, count, rejects[path])
        self.connection.unregister("given_files")

    def _make_room(self, entry: LedgerEntry) -> None:
        """Take out the file itself and, where a later file of a day replaces it, the earlier."""
        gone = {entry.file_id} & self.surplus.keys()
        if replaces_its_day(entry):
            gone |= {
                file_id
                for file_id, other in self.surplus.items()
                if other and (other.source, other.day) == (entry.source, entry.day)
            }
        for file_id in gone:
            self._delete(file_id)
        self.made_room_for |= gone

    def _delete(self, file_id: str) -> None:
        entry = self.surplus[file_id]
        tables = [table for table in TABLES if entry is None or table.vendor == entry.vendor]
        for address in (*(table.address for table in tables), "landing.rejects", "landing.loaded"):
            column = "landing_file" if address.startswith("raw.") else "file_id"
            self.connection.execute(
                f"delete from {address} where {column} = $file", {"file": file_id}
            )

    def _insert(
        self,
        table: RawTable,
        entry: LedgerEntry,
        rows: Sequence[tuple[object, ...]],
        extra: Mapping[int, str],
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
        columns.append(("extra", "VARCHAR"))
        kept = [extra.get(row[0]) for row in rows]  # type: ignore[call-overload]
        given = pa.table(
            [
                pa.array(values, kinds[kind])
                for values, (_, kind) in zip([*zip(*rows, strict=True), kept], columns, strict=True)
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
