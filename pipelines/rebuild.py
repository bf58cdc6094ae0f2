"""The numbers as of a past moment, built beside the home from the deliveries known then.

`run --as-of T` gives what a run at that moment would have published, under the versions signed and
in force then. Nothing that is published changes, and the gates are not asked. The marts stay in
`scratch/` until the next rebuild, so that an analyst can look into them.
"""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations.schema import Agreement
from pipelines.build import build
from pipelines.home import Home
from pipelines.raw_summary import default_as_of
from pipelines.reported import Reported
from pipelines.session import Session
from pipelines.sources.extracts import utc_text
from pipelines.sources.ledger import Ledger, LedgerEntry
from pipelines.sources.selection import files_to_load
from pipelines.sources.state import read_states


def is_past(session: Session) -> bool:
    """Say whether a run asks for a moment after which more is known: of a later day, or export."""
    as_of = session.inputs.as_of
    if as_of is None:
        return False
    files = _files(session, lambda _: True)
    usual = _last_day_end(session, files)
    return usual is not None and (
        as_of < usual or utc_text(as_of) < max(file.exported_at for file in files)
    )


def rebuild(session: Session) -> None:
    """Build what was knowable at the session's moment, and leave it in the home's scratch file.

    The deliveries are those exported by then, and landed by then too unless that moment lies before
    the first landing of all. As of the end of the last day that they hold, at the latest.
    """
    moment = session.inputs.as_of
    assert moment is not None
    known = known_at(moment, Ledger(session.home.landing).read())
    days_end = _last_day_end(session, _files(session, known))
    as_of = moment if days_end is None else min(moment, days_end)
    agreements = versions_at(moment, session.inputs.agreements)
    build_apart(session, session.home.scratch, agreements, as_of, known, None)


def build_apart(
    session: Session,
    path: Path,
    agreements: list[Agreement],
    as_of: datetime,
    known: Callable[[LedgerEntry], bool],
    reported: Reported | None,
) -> None:
    """Build in a folder of its own, which is emptied first, and leave the marts under a path."""
    home, inputs = session.home, session.inputs
    shutil.rmtree(path.parent, ignore_errors=True)
    apart = Home(path.parent / "home")
    apart.root.mkdir(parents=True, mode=0o700)
    # the same bytes and the same pseudonyms as everywhere; only what is made of them is apart
    apart.landing.symlink_to(home.landing)
    (apart.root / "secret").symlink_to(home.root / "secret")
    build(
        apart,
        inputs.config,
        agreements,
        inputs.annexes,
        as_of,
        session.progress,
        known=known,
        reported=reported,
    )
    apart.marts_db.rename(path)
    shutil.rmtree(apart.root)


def known_at(moment: datetime, entries: Sequence[LedgerEntry]) -> Callable[[LedgerEntry], bool]:
    """Return which deliveries were known at a moment: exported, and landed once anything had."""
    until = utc_text(moment)
    landed_until = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    has_landed = any(entry.landed_at <= landed_until for entry in entries)

    def is_known(entry: LedgerEntry) -> bool:
        has_come = entry.landed_at <= landed_until or not has_landed
        return entry.exported_at <= until and has_come

    return is_known


def versions_at(moment: datetime, agreements: Sequence[Agreement]) -> list[Agreement]:
    """Return the versions that were signed and in force by a moment; else the first of all."""

    def is_there(agreement: Agreement) -> bool:
        day = moment.astimezone(ZoneInfo(agreement.time_zone)).date()
        signed_on = max(signature.signed_on for signature in agreement.signatures)
        return agreement.effective_from <= day and signed_on <= day

    return [one for one in agreements if is_there(one)] or list(agreements[:1])


def _files(session: Session, known: Callable[[LedgerEntry], bool]) -> list[LedgerEntry]:
    """Return the files that a build would load of the deliveries known."""
    landing = session.home.landing
    named = {source.name for source in session.inputs.config.sources}
    states = {name: state for name, state in read_states(landing).items() if name in named}
    return files_to_load([entry for entry in Ledger(landing).read() if known(entry)], states)


def _last_day_end(session: Session, files: Sequence[LedgerEntry]) -> datetime | None:
    zone = session.inputs.agreements[-1].time_zone
    return default_as_of((file.day for file in files), zone)
