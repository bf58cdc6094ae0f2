"""Audited, then swapped: one step makes both files visible, and a reader sees the old or the new.

A candidate is made and counted beside the published runs. It is published only while its parent is
still the published run; then `warehouse/current` is replaced in one system call.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from expectations.errors import SmarketingError
from expectations.gates.results import CheckResult
from expectations.schema import Agreement
from pipelines.candidate import RunRow, make_candidate
from pipelines.crashes import step
from pipelines.home import Home
from pipelines.manifest import (
    FUNNEL,
    PEOPLE,
    Manifest,
    published_run_id,
    read_manifest,
    sha256_of,
)
from pipelines.sources.ledger import sync_folder

KEPT_RUNS = 7


def publish(
    home: Home,
    run: RunRow,
    checks: Sequence[CheckResult],
    fingerprint: str,
    parent_run_id: str | None,
    terms: str = "",
    agreements: Sequence[Agreement] = (),
) -> Manifest:
    """Publish the marts of this home's work files, and return what was published.

    Args:
        home: where `build` has finished.
        run: what the file says of its run.
        checks: every check's result; none that blocks has failed.
        fingerprint: of the inputs, by which a later run sees that nothing is new.
        parent_run_id: the run that was published when this one began.
        terms: names the agreement, annexes and code, by which a later run sees what can differ.
        agreements: the signed versions, where changed ones shall be tried on this run.

    Raises:
        SmarketingError: another run was published meanwhile, or the copy is not whole.
    """
    clear_unpublished(home)
    _remember_parent(home, parent_run_id)
    folder = home.warehouse / f"candidate-{run.run_id}"
    tables = make_candidate(home, folder, run, checks, agreements)
    manifest = Manifest(
        run_id=run.run_id,
        fingerprint=fingerprint,
        parent_run_id=parent_run_id,
        published_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        as_of=run.as_of.isoformat() if run.as_of else "",
        agreement_version=run.agreement_version,
        files={name: sha256_of(folder / name) for name in tables},
        tables={file: dict(found) for file, found in tables.items()},
        data_through=run.data_through.isoformat() if run.data_through else "",
        terms=terms,
    )
    step("write the manifest")
    manifest.write(folder)
    _require_parent(home, parent_run_id)
    step("name the run")
    folder.rename(home.runs / run.run_id)
    sync_folder(home.runs)
    _swap(home, run.run_id)
    remember(home, manifest)
    keep_recent(home)
    return manifest


def clear_unpublished(home: Home) -> None:
    """Remove what a publication that was cut off left: candidates, and runs never linked to."""
    for candidate in home.warehouse.glob("candidate-*"):
        shutil.rmtree(candidate)
    linked = {published_run_id(home), *history(home)}
    for folder in home.runs.iterdir():
        if folder.name not in linked:
            shutil.rmtree(folder)


def keep_recent(home: Home) -> None:
    """Keep the last seven runs, the last of every month of data, and the published one."""
    manifests = [read_manifest(home.runs / name) for name in history(home)]
    there = [manifest for manifest in manifests if manifest is not None]
    months: dict[str, str] = defaultdict(str)
    for manifest in there:
        months[manifest.month] = manifest.run_id
    kept = {manifest.run_id for manifest in there[-KEPT_RUNS:]} | set(months.values())
    kept.add(published_run_id(home) or "")
    for folder in home.runs.iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder)


def remember(home: Home, manifest: Manifest) -> None:
    """Add a publication to the history."""
    line = {
        "run_id": manifest.run_id,
        "published_at": manifest.published_at,
        "parent_run_id": manifest.parent_run_id,
    }
    with (home.warehouse / "history.jsonl").open("a", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _remember_parent(home: Home, parent_run_id: str | None) -> None:
    """Add the published run, where a crash came between its swap and its line."""
    parent = read_manifest(home.current)
    if parent is not None and parent_run_id not in _remembered(home):
        remember(home, parent)


def history(home: Home) -> list[str]:
    """Return the ids of every run that was published, in order; the published one is among them."""
    ids, current = _remembered(home), published_run_id(home)
    return ids if current is None or current in ids else [*ids, current]


def _remembered(home: Home) -> list[str]:
    ids: list[str] = []
    if (home.warehouse / "history.jsonl").exists():
        for line in (home.warehouse / "history.jsonl").read_text("utf-8").splitlines():
            with suppress(ValueError):  # a crash cut the line off
                ids.append(json.loads(line)["run_id"])
    return ids


def _require_parent(home: Home, parent_run_id: str | None) -> None:
    now = published_run_id(home)
    if now != parent_run_id:
        raise SmarketingError(
            f"While this run was going on, {now} was published in place of"
            f" {parent_run_id or 'nothing'}. Nothing was lost: those numbers stay. Run again, so"
            " that this run's numbers follow them."
        )


def _swap(home: Home, run_id: str) -> None:
    """Point the link at a run in one step; both fixed names lead through it."""
    for name, link in ((FUNNEL, home.published), (PEOPLE, home.people)):
        _link(link, Path(home.current.name) / name)
    step("swap the link")
    _link(home.current, Path(home.runs.name) / run_id)
    step("remember the run")


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f".{link.name}.fresh")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    sync_folder(link.parent)
