"""What takes long to make is made once for all processes of a test run, and goes with the last.

To share another thing, call `made_once` with a name of its own and a function that fills a folder;
whoever asks gets the same folder, and only reads it.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that is filled once for all processes of a test run.

    Args:
        name: what is made, as part of a folder's name.
        make: fills a folder that is not there yet; another process waits until it has ended.
    """
    suite = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = Path(tempfile.gettempdir()) / f"{name}-{suite}"
    folder.mkdir(exist_ok=True)
    made, whole = folder / "made", folder / "whole"
    # two locks: whoever reads holds the second for good, so the first must be free again
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not whole.exists():
            # what a failure left half done is made anew
            shutil.rmtree(made, ignore_errors=True)
            make(made)
            whole.touch()
    reading = (folder / "reading").open("w")
    fcntl.flock(reading, fcntl.LOCK_SH)
    atexit.register(_leave, folder, reading)
    return made


def _leave(folder: Path, reading: IO[str]) -> None:
    """Remove the folder, unless another process still reads it."""
    # one after the other, and each lets go: of two that end at once the second removes it
    with (folder / "making").open("w") as leaving:
        fcntl.flock(leaving, fcntl.LOCK_EX)
        with reading, suppress(BlockingIOError):
            fcntl.flock(reading, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
