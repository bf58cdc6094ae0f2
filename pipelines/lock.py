"""One run at a time in a home folder; a second one is told who is running and exits 75."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from expectations.errors import BusyError
from pipelines.home import Home


@contextmanager
def hold_lock(home: Home) -> Iterator[None]:
    """Hold the home's lock; the system frees it when the process ends, however it ends.

    Raises:
        BusyError: another process, or this one already, holds it; who and since when.
    """
    with home.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise BusyError(_busy(home, file.read())) from None
        file.truncate(0)
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        file.write(json.dumps({"process": os.getpid(), "since": since}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _busy(home: Home, told: str) -> str:
    try:
        holder = json.loads(told)
        who = f"process {holder['process']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        who = "it is only just starting"
    return (
        f"Another run is going on in {home.root} ({who}). Nothing was changed by this one."
        " Wait until it has ended, then run again."
    )
