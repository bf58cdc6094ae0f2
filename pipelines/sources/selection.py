"""Which of the ledger's files the raw tables hold: pure, so that any order of deliveries agrees."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipelines.sources.ledger import ACCEPTED, LedgerEntry, latest_by_file
from pipelines.sources.state import SourceState
from pipelines.sources.vendor import Recognised
from pipelines.sources.vendors import vendor_of


def files_to_load(
    entries: Iterable[LedgerEntry], states: Mapping[str, SourceState], as_of: str | None = None
) -> list[LedgerEntry]:
    """Return the files to be loaded, in order of export.

    Left out are: sources no longer configured, what a held source delivered since, what was
    exported after `as_of`, what is quarantined, what a later file of its day replaced, and what a
    changed mapping makes something else of (it is in the ledger anew, as that).
    """
    known = [
        entry
        for entry in _still_what_they_were(entries, states)
        if _counts(entry, states.get(entry.source), as_of)
    ]
    latest = latest_by_file(known).values()
    accepted = [entry for entry in latest if entry.status == ACCEPTED]
    plain = [entry for entry in accepted if not replaces_its_day(entry)]
    days: dict[tuple[str, str, str], list[LedgerEntry]] = defaultdict(list)
    for entry in accepted:
        if replaces_its_day(entry):
            days[entry.source, entry.table, entry.day].append(entry)
    winners = [winner for rivals in days.values() for winner in _standing(rivals)]
    return sorted(
        plain + winners,
        key=lambda entry: (entry.source, entry.exported_at, entry.day, entry.file_id),
    )


def replaces_its_day(entry: LedgerEntry) -> bool:
    """Tell whether a file takes the place of others of its day: its name must say the day."""
    vendor = vendor_of(entry.vendor)
    if not vendor.replaces_day:
        return False
    found = vendor.recognise(entry.name)
    return isinstance(found, Recognised) and found.day is not None


def part_of(entry: LedgerEntry) -> int | None:
    """Return which piece of a split table a file is, by its name."""
    found = vendor_of(entry.vendor).recognise(entry.name)
    return found.part if isinstance(found, Recognised) else None


def _counts(entry: LedgerEntry, state: SourceState | None, as_of: str | None) -> bool:
    if state is None or state.vendor != entry.vendor:
        return False
    if as_of is not None and entry.exported_at > as_of:
        return False
    return state.held_since is None or entry.landed_at < state.held_since


def _still_what_they_were(
    entries: Iterable[LedgerEntry], states: Mapping[str, SourceState]
) -> Iterator[LedgerEntry]:
    mapped = {
        name: vendor_of(state.vendor, state.read_mappings())
        for name, state in states.items()
        if state.mappings
    }
    for entry in entries:
        vendor = mapped.get(entry.source)
        now = vendor.recognise(entry.name) if vendor is not None else None
        if not isinstance(now, Recognised) or now.table == entry.table:
            yield entry


def _standing(rivals: list[LedgerEntry]) -> list[LedgerEntry]:
    """Return the file of a day that was exported last, else delivered last; or all its pieces."""
    placed = list(enumerate(rivals))
    _, winner = max(placed, key=lambda item: (item[1].exported_at, item[0]))
    if part_of(winner) is None:
        return [winner]
    pieces = {
        part_of(entry): entry
        for entry in rivals
        if part_of(entry) is not None and entry.exported_at == winner.exported_at
    }
    return list(pieces.values())
