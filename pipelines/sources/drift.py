"""What a delivery holds otherwise than those before it: columns that went or came, rows of no use.

A column that a model reads and that an earlier export of the same table had must not be missing;
one that no model reads may come and go, and is noted when it comes. What was accepted once is not
held later, whatever is delivered after it: deliveries that come late take nothing back.
To hold a delivery for another reason, return a sentence for it in `_reason`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from expectations.schema.figures import REJECTED_ROWS_ALLOWED
from pipelines.sources.arrival import Delivery
from pipelines.sources.ledger import ACCEPTED, LedgerEntry
from pipelines.sources.strict_csv import likely_rename

SHOWN = 4


@dataclass
class _Known:
    """The columns that earlier exports of one table had."""

    read: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


def held_for_drift(
    deliveries: Sequence[Delivery],
    lines: Sequence[LedgerEntry],
    without: Sequence[str],
    rejects_allowed: float | None,
) -> tuple[list[Delivery], list[str]]:
    """Return the deliveries of a source, each held one with its reason, and what is worth a note.

    Args:
        deliveries: what lies in its folder.
        lines: what the ledger knows of the source.
        without: the columns that it delivers no longer, as `table.column`.
        rejects_allowed: the share of a file's rows that may be rejected; None allows all.
    """
    accepted = [line for line in lines if line.status == ACCEPTED]
    judged = {(line.table, line.exported_at, line.sha256) for line in accepted}
    gone = {name.casefold() for name in without}
    told: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    counted: list[LedgerEntry | Delivery] = [*accepted]
    counted += [delivery for delivery in deliveries if not delivery.reason]
    for item in counted:
        told[item.table].append((item.exported_at, item.read, item.kept))
    for versions in told.values():
        versions.sort(key=lambda version: version[0], reverse=True)
    known: dict[str, _Known] = defaultdict(_Known)
    found, notes = list[Delivery](), list[str]()
    for delivery in sorted(deliveries, key=lambda item: (item.exported_at, item.name)):
        before, earlier = known[delivery.table], told[delivery.table]
        while earlier and earlier[-1][0] < delivery.exported_at:
            _, read, kept = earlier.pop()
            before.read.update(read)
            before.kept.update(kept)
        is_judged = (delivery.table, delivery.exported_at, delivery.sha256) in judged
        if not delivery.reason and not is_judged:
            came = [name for name in delivery.kept if name not in before.kept]
            reason = _reason(delivery, before, came, gone, rejects_allowed)
            delivery = replace(delivery, reason=reason)
            if came and before.read and not reason:
                shown = ", ".join(came[:SHOWN])
                more = f" and {len(came) - SHOWN} more" if len(came) > SHOWN else ""
                notes.append(
                    f"{delivery.name}: new, kept as delivered, read by no model: {shown}{more}"
                )
        found.append(delivery)
    return found, notes


def _reason(
    delivery: Delivery,
    before: _Known,
    came: Sequence[str],
    gone: set[str],
    rejects_allowed: float | None,
) -> str | None:
    missing = [
        (name, likely_rename(name, list(came)))
        for name in sorted(before.read - set(delivery.read))
        if f"{delivery.table}.{name}".casefold() not in gone
    ]
    if delivery.is_sparse:
        # a column that is empty everywhere is left out; only another one like it makes it a rename
        missing = [(name, likely) for name, likely in missing if likely]
    if missing:
        named = "; ".join(
            f'the column "{name}", which earlier exports had, is missing'
            + (f' (renamed to "{likely}"?)' if likely else "")
            for name, likely in missing[:SHOWN]
        )
        more = f"; and {len(missing) - SHOWN} more are" if len(missing) > SHOWN else ""
        listed = ", ".join(f"{delivery.table}.{name}" for name, _ in missing[:SHOWN])
        return (
            f"{named}{more}. Name it as before in the export; if it is gone for good, write"
            f" without: [{listed}] to the source in the sources file"
        )
    if rejects_allowed is not None and delivery.rejected > max(
        rejects_allowed * delivery.rows, REJECTED_ROWS_ALLOWED
    ):
        return (
            f"{delivery.rejected:,} of {delivery.rows:,} rows would be rejected, the first is row"
            f" {delivery.first_rejected}; at most {rejects_allowed:.0%} are agreed. See why with"
            " smarketing sources check, and export it again"
        )
    return None
