"""Times as a tool writes them, as moments in UTC: by the formats that the mapping names.

What two of its formats read differently is no time: day and month are never guessed.
"""

from collections.abc import Iterable
from datetime import date, datetime

from expectations.errors import BadInputError
from pipelines.sources.exact import Exact
from pipelines.sources.mapping import Mapping

Moment = datetime | date
# as `exact` writes a date, a moment, one with fractions, and those that name their zone
EXACT_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S.%f%z",
)


class TimeColumn:
    """One time column of a whole file, read in one go."""

    def __init__(self, mapping: Mapping, column: str, kind: str, texts: Iterable[str]) -> None:
        """Take every text of the column; `kind` is DATE or TIMESTAMP."""
        self.name = column
        self.formats = mapping.formats_of(column)
        given = [text for text in texts if text]
        exact = {str(text) for text in given if isinstance(text, Exact)}
        written = {text for text in given if not isinstance(text, Exact)}
        self._exact = _instants(exact, EXACT_FORMATS, mapping, column, kind)
        self._written = _instants(written, self.formats, mapping, column, kind)

    def moment(self, text: str) -> Moment:
        """Return the moment in UTC, or the day, that a text means; raise ValueError if it is none.

        A text that its own file calls a moment needs no format.
        """
        is_exact = isinstance(text, Exact)
        found = (self._exact if is_exact else self._written).get(str(text), set())
        if len(found) == 1:
            return next(iter(found))
        shapes = " or ".join(self.formats)
        if found:
            raise ValueError(f'{self.name} "{text}" is read differently by {shapes}')
        if is_exact:
            raise ValueError(f'{self.name} "{text}" is no time; give its cells a date format')
        raise ValueError(f'{self.name} "{text}" is not written as {shapes}')


def _instants(
    texts: set[str], formats: Iterable[str], mapping: Mapping, column: str, kind: str
) -> dict[str, set[Moment]]:
    """Return what each text means by each format that fits it: in UTC, or a day for a DATE."""
    import duckdb
    import pyarrow as pa

    meant: dict[str, set[Moment]] = {}
    if not texts:
        return meant
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        given = pa.table({"text": pa.array(sorted(texts), pa.string())})
        connection.register("given", given)
        for shape in formats:
            parameters = {"shape": shape}
            # strptime knows +00:00 and no Z
            written = "regexp_replace(text, '[Zz]$', '+00:00')" if shape.endswith("%z") else "text"
            found = f"try_strptime({written}, $shape)"
            if kind == "DATE":
                found = f"cast({found} as date)"
            elif "%z" in shape or "%Z" in shape:
                found = f"timezone('UTC', {found})"
            else:
                found = f"timezone('UTC', timezone($zone, {found}))"
                parameters["zone"] = mapping.time_zone
            try:
                pairs = connection.execute(
                    f"select text, {found} as moment from given where moment is not null",
                    parameters,
                ).fetchall()
            except duckdb.InvalidInputException as problem:
                raise BadInputError(
                    f'The mapping of {mapping.file} names the format "{shape}" for {column}, which'
                    f" cannot be used ({str(problem).splitlines()[0]}). Nothing was changed."
                ) from problem
            for text, moment in pairs:
                meant.setdefault(text, set()).add(moment)
    return meant
