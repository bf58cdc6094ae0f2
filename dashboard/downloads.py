"""What a page lets its readers take away: rows as CSV, every pseudonym whole."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence


def as_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV with a header; of each row only the named columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
