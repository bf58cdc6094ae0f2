"""What a run's numbers are held against: the last publication, as it would be told today.

To hold them against something else, give `build` another `Reported`.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from expectations.errors import BadInputError
from pipelines import warehouse
from pipelines.home import Home
from pipelines.inputs import terms_of
from pipelines.manifest import FUNNEL, Manifest, published_run_id, whole_manifest
from pipelines.publish import history
from pipelines.rebuild import build_apart
from pipelines.reported import Reported
from pipelines.session import Session
from pipelines.sources.ledger import LedgerEntry


@contextmanager
def last_reported(session: Session) -> Iterator[Reported | None]:
    """Yield what was last published, for a run whose deliveries are loaded; None where nothing was.

    Where agreement, annexes or code are others than then, and so are the deliveries, that
    publication's deliveries are built anew as the terms are now: what differs between the two
    builds is the definition's, and what differs after it the deliveries'.
    """
    last = last_publication(session.home)
    if last is None:
        yield None
        return
    folder, manifest = last
    reported = _as_reported(folder, manifest, session)
    files = loaded_files(folder)
    if manifest.terms == terms_of(session.inputs) or files is None:
        yield reported
        return
    as_of, now_files = _loaded_now(session.home)
    if files == now_files and as_of == reported.as_of:
        yield replace(reported, is_same_data=True)
        return
    session.progress("the definitions have changed: what was published is built as they are now")
    path = session.home.root / "earlier" / FUNNEL
    build_apart(
        session,
        path,
        session.inputs.agreements,
        reported.as_of.replace(tzinfo=UTC),
        _among(files),
        replace(reported, is_same_data=True),
    )
    try:
        yield replace(reported, file=path)
    finally:
        shutil.rmtree(path.parent)


def rebuild_under(session: Session) -> None:
    """Build what is published under one version alone, and the bridge from one to the other.

    Raises:
        BadInputError: nothing is published, or there is no such version.
    """
    wanted = session.request.under_version
    agreements = [one for one in session.inputs.agreements if one.version == wanted]
    if not agreements:
        there = ", ".join(one.version for one in session.inputs.agreements)
        raise BadInputError(
            f"--under-version {wanted}: there is no such version. Nothing was changed. The versions"
            f" are {there}."
        )
    last = last_publication(session.home)
    files = last and loaded_files(last[0])
    if last is None or files is None:
        raise BadInputError(
            f"--under-version {wanted}: nothing is published yet that could be judged by it."
            " Nothing was changed. Run without it first."
        )
    folder, manifest = last
    reported = _as_reported(folder, manifest, session)
    reported = replace(reported, is_same_data=True, this_run_id=None, under_version=wanted)
    as_of = reported.as_of.replace(tzinfo=UTC)
    build_apart(session, session.home.scratch, agreements, as_of, _among(files), reported)


def last_publication(home: Home) -> tuple[Path, Manifest] | None:
    """Return the folder and manifest of the published run, else of the last one that is whole."""
    for run_id in (published_run_id(home) or "", *reversed(history(home))):
        manifest = whole_manifest(home.runs / run_id)
        if manifest is not None and manifest.as_of:
            return home.runs / run_id, manifest
    return None


def loaded_files(folder: Path) -> frozenset[str] | None:
    """Return which deliveries a published run was made of; None where it does not say so."""
    with (
        duckdb.connect(folder / FUNNEL, read_only=True, config=warehouse.SETTINGS) as connection,
        suppress(duckdb.CatalogException),
    ):
        rows = connection.execute("select file_id from loaded_files").fetchall()
        return frozenset(row[0] for row in rows)
    return None


def _as_reported(folder: Path, manifest: Manifest, session: Session) -> Reported:
    as_of = datetime.fromisoformat(manifest.as_of)
    return Reported(folder / FUNNEL, manifest.run_id, as_of, this_run_id=session.run_id)


def _loaded_now(home: Home) -> tuple[datetime | None, frozenset[str]]:
    with warehouse.read_work(home) as connection:
        found = connection.execute("select max(as_of) from landing.as_of").fetchone()
        rows = connection.execute("select file_id from landing.files where is_loaded").fetchall()
    return found[0] if found else None, frozenset(row[0] for row in rows)


def _among(files: frozenset[str]) -> Callable[[LedgerEntry], bool]:
    return lambda entry: entry.file_id in files
