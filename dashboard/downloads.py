"""What a page lets its readers take away: rows as CSV, every pseudonym whole.

No cell can be run: what a spreadsheet would read as a formula begins with an apostrophe, as such
programs write text themselves.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

# with these a spreadsheet takes a text for a formula
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def as_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV with a header; of each row only the named columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _harmless(value: object) -> object:
    """Return a cell that stays one cell of text; numbers and times are none."""
    if not isinstance(value, str):
        return value
    # the writer leaves a bare return unquoted, at which some programs begin another row
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text
