"""Parquet as a table: typed columns as exact texts, structs as columns of their own."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.sources.exact import MAX_COLUMNS, MAX_FIELD, exact
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.strict_csv import CsvFile, CsvRow

MAX_UNPACKED = 1 << 30


def open_parquet(path: Path) -> CsvFile:
    """Return the columns and rows of a Parquet file.

    Raises:
        UnusableFileError: damaged, cut off, or larger unpacked than a tool's list can be.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            columns = file.metadata.num_columns
            groups = range(file.metadata.num_row_groups)
            size = sum(file.metadata.row_group(number).total_byte_size for number in groups)
            if columns > MAX_COLUMNS or size > MAX_UNPACKED:
                raise UnusableFileError(
                    f"it holds {columns:,} columns and {size >> 20:,} MB, more than a list of"
                    " records can be; export only what is mapped"
                )
            table = file.read()
        while any(pa.types.is_struct(field.type) for field in table.schema):
            table = table.flatten()
        columns_of_texts = [_texts(column) for column in table.columns]
    except (pa.ArrowException, OSError) as problem:
        raise UnusableFileError(
            f"the Parquet file cannot be read ({str(problem).splitlines()[0]}); transfer it again"
        ) from problem
    return CsvFile(list(table.column_names), _rows(columns_of_texts, table.num_rows))


def _texts(column: object) -> list[str]:
    return [exact(value) for value in column.to_pylist()]  # type: ignore[attr-defined]


def _rows(columns: list[list[str]], count: int) -> Iterator[CsvRow]:
    for number in range(count):
        values = [column[number] for column in columns]
        too_long = any(len(value) > MAX_FIELD for value in values)
        problem = f"a value longer than {MAX_FIELD:,} characters" if too_long else None
        yield CsvRow(number + 1, values, problem)
