"""A backtest's report that a signature names: it must be whole, and of the very terms signed."""

import json
from pathlib import Path

from expectations.backtest.report import digest_of
from expectations.errors import BadInputError
from expectations.schema import Agreement
from expectations.signatures import digest


def attached_report(path: Path, agreement: Agreement) -> str:
    """Return the digest of a report that `agreement backtest --json` wrote.

    Raises:
        BadInputError: it is none, it was changed since, or it is of other terms.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        said, tried = str(found.pop("digest")), str(found["draft_digest"])
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as problem:
        raise BadInputError(
            f"{path}: this is no report of a backtest ({problem}). Nothing was signed. Write one"
            " with `smarketing agreement backtest FILE --json REPORT`."
        ) from problem
    if digest_of(found) != said:
        raise BadInputError(
            f"{path}: the report was changed since it was written. Nothing was signed. Write it"
            " again."
        )
    if tried != digest(agreement):
        raise BadInputError(
            f"{path}: the report is of other terms than those to be signed. Nothing was signed."
            " Backtest this very file."
        )
    return said
