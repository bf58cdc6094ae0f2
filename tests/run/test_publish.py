"""Publication: the old version or the new one, whatever happens in between."""

import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from expectations.errors import SmarketingError
from pipelines.home import Home, project_root
from pipelines.manifest import Manifest, published_manifest, published_run_id, sha256_of
from pipelines.publish import history, keep_recent, publish
from tests.run.publishing import publish_as, run_row

PUBLISHING = ("candidate.py", "publish.py")
STEPS = [
    name
    for module in PUBLISHING
    for name in re.findall(
        r'\bstep\("([^"]+)"\)', (project_root() / "pipelines" / module).read_text("utf-8")
    )
]
BEFORE_THE_SWAP = STEPS[: STEPS.index("swap the link") + 1]
# the last moment of the old version and the first of the new one; the others are killed in CI
AT_THE_SWAP = STEPS[len(BEFORE_THE_SWAP) - 1 : len(BEFORE_THE_SWAP) + 1]


def run_ids(home: Home) -> tuple[str, str]:
    """Return which run each of the two fixed names leads to."""
    folders = {link.resolve().parent for link in (home.published, home.people)}
    assert len(folders) == 1, "the two files are of different runs"
    with duckdb.connect(home.published.resolve(), read_only=True) as connection:
        ((inside,),) = connection.execute("select run_id from run").fetchall()
    return inside, folders.pop().name


def test_every_step_of_publishing_is_killed_below() -> None:
    assert len(STEPS) == len(set(STEPS)) == 8


@pytest.mark.parametrize(
    "step",
    [pytest.param(step, marks=[] if step in AT_THE_SWAP else pytest.mark.slow) for step in STEPS],
)
def test_a_kill_at_any_step_leaves_the_old_version_or_the_new_one(home: Home, step: str) -> None:
    before = published_run_id(home)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.run.publishing", str(home.root), "second"],
        env={**os.environ, "SMARKETING_TEST": "1", "FAULT_AT": step},
        cwd=project_root(),
        check=False,
    )
    assert killed.returncode == -9

    old = step in BEFORE_THE_SWAP
    assert run_ids(home) == ((before, before) if old else ("second", "second"))
    assert published_manifest(home) is not None

    publish_as(home, "third")

    assert run_ids(home) == ("third", "third")
    names = {path.name for path in home.runs.iterdir()}
    assert names == ({before, "third"} if old else {before, "second", "third"})
    assert history(home) == ([before, "third"] if old else [before, "second", "third"])
    assert not list(home.warehouse.glob("candidate-*"))


def test_readers_never_see_a_mix_nor_go_back(home: Home) -> None:
    seen: list[tuple[str, str]] = []
    broken: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                link = home.current.resolve()
                with duckdb.connect(link / "funnel.duckdb", read_only=True) as connection:
                    ((run_id,),) = connection.execute("select run_id from run").fetchall()
                    connection.execute("select count(*) from fct_funnel").fetchall()
                seen.append((run_id, link.name))
            except Exception as problem:
                broken.append(problem)
                return

    publish_as(home, "run-00")
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 7):
            publish_as(home, f"run-{number:02d}")
    finally:
        done.set()
        reader.join()

    assert not broken
    assert len({inside for inside, _ in seen}) > 1, "the reader saw no change at all"
    assert all(inside == named for inside, named in seen)
    assert seen == sorted(seen)


def test_a_run_that_another_overtook_is_not_published(home: Home) -> None:
    parent = published_run_id(home)
    publish_as(home, "overtaking")

    with pytest.raises(SmarketingError, match="overtaking was published"):
        publish(home, run_row("late"), [], "fingerprint", parent)

    assert published_run_id(home) == "overtaking"
    assert not (home.runs / "late").exists()


def test_a_changed_byte_is_seen(home: Home) -> None:
    assert published_manifest(home) is not None
    file = home.published.resolve()
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    assert published_manifest(home) is None


@pytest.mark.parametrize("name", ["funnel.duckdb", "people.duckdb"])
def test_a_missing_fixed_link_is_seen_and_made_anew(home: Home, name: str) -> None:
    (home.warehouse / name).unlink()

    assert published_manifest(home) is None
    publish_as(home, "again")
    assert published_manifest(home) is not None


def test_the_last_seven_runs_and_each_months_last_are_kept(home: Home) -> None:
    first = published_run_id(home)
    assert first is not None
    for month, day in [(1, 3), (1, 30), (2, 7), (2, 8), *((3, day) for day in range(1, 10))]:
        run_id = f"2025-{month:02d}-{day:02d}"
        folder = home.runs / run_id
        folder.mkdir()
        Manifest(run_id, "", None, f"{run_id}T05:00:00Z", "", "").write(folder)
        with (home.warehouse / "history.jsonl").open("a") as file:
            file.write(f'{{"run_id": "{run_id}"}}\n')

    keep_recent(home)

    kept = {path.name for path in home.runs.iterdir()}
    marches = {f"2025-03-{day:02d}" for day in range(3, 10)}
    assert kept == {first, "2025-01-30", "2025-02-08", *marches}


def test_files_are_for_their_owner_only(example: Home) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(example.published) == 0o440
    assert mode(example.people) == 0o400
    assert {mode(path) for path in (example.work_db, example.marts_db)} == {0o600}
    assert mode(example.key_file) == 0o600
    folders = [path for path in (example.root, *example.warehouse.rglob("*")) if path.is_dir()]
    assert {mode(path) for path in folders} == {0o700}


def test_the_manifest_names_the_files_by_their_content(example: Home) -> None:
    manifest = published_manifest(example)

    assert manifest is not None
    assert manifest.files == {
        "funnel.duckdb": sha256_of(example.published),
        "people.duckdb": sha256_of(example.people),
        "backtest.duckdb": sha256_of(example.current / "backtest.duckdb"),
    }
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        ((rows,),) = connection.execute("select count(*) from fct_funnel").fetchall()
    assert manifest.tables["funnel.duckdb"]["fct_funnel"]["rows"] == rows > 0
