"""A million web events played, and the same kind of events written row by row in plain Python.

`make bench` prints rate, memory and their ratio, and keeps them in .ci/artefacts/bench.txt. The
ratio is one of CPU time, so that a busy machine does not change it: the play does everything
(people, deals, CRM, truth), the plain writer only turns events that it is given into packed lines.
"""

import gzip
import json
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from pipelines.console import watched
from pipelines.simulator import simulate

SEED, PEOPLE, DAYS = 1, 62_000, 730
WRITTEN_PLAINLY = 50_000


def without_empty(value: Any) -> Any:
    """Return a value as the export writes it: whole numbers as text, nothing for what is empty."""
    if isinstance(value, dict):
        kept = {key: without_empty(below) for key, below in value.items()}
        return {key: below for key, below in kept.items() if below is not None} or None
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def write_plainly(events: Iterable[dict[str, Any]], path: Path) -> None:
    """Write one line a row."""
    with gzip.open(path, "wt", compresslevel=6, encoding="utf-8") as file:
        for event in events:
            file.write(json.dumps(without_empty(event), ensure_ascii=False) + "\n")


def some_events(folder: Path, count: int) -> list[dict[str, Any]]:
    """Return the first events that were played."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.parquet")):
        found += pq.read_table(path).to_pylist()
        if len(found) >= count:
            break
    return found[:count]


def main() -> None:
    """Play, write, and print what each took."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "company"
        began = time.process_time()
        with watched() as tell:
            played = simulate(SEED, PEOPLE, DAYS, out, tell)
        play_cpu = (time.process_time() - began) / played.web_events
        print(f"play: {played.sentence()}")

        events = some_events(out / "ga4", WRITTEN_PLAINLY)
        began, started = time.process_time(), time.monotonic()
        write_plainly(events, Path(folder) / "plain.json.gz")
        plain_cpu = (time.process_time() - began) / len(events)
        seconds = time.monotonic() - started
    print(
        f"plain Python, row by row: {len(events):,} of these events in {seconds:.1f} seconds:"
        f" {len(events) / seconds:,.0f} events a second"
    )
    print(f"CPU time an event, plain against play: {plain_cpu / play_cpu:.1f} to 1")


if __name__ == "__main__":
    main()
