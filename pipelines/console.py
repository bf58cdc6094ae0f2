"""What a person at the terminal sees: progress, results, and one clear message where it ends badly.

Progress and errors go to standard error, results to standard output. While something long goes on,
a terminal shows that it does; elsewhere a line says so where nothing else was said for a while. A
trace is never shown; it is written where the message says.
"""

import errno
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn
from rich.text import Text

from expectations.errors import SmarketingError
from pipelines.home import Home

STOPPED = 130
SILENT_SECONDS = 5.0


def say(message: str) -> None:
    """Tell how far a run has come."""
    Console(stderr=True).print(Text(message, style="dim"), soft_wrap=True)


@contextmanager
def watched() -> Iterator[Callable[[str], None]]:
    """Give something long a `say` of its own, and show meanwhile that it goes on."""
    console = Console(stderr=True, highlight=False)
    with _clock(console) if console.is_terminal else _heartbeat() as tell:
        yield tell


@contextmanager
def _clock(console: Console) -> Iterator[Callable[[str], None]]:
    """Keep a clock running below what is said."""
    columns = SpinnerColumn(style="dim"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, refresh_per_second=4) as clock:
        clock.add_task("")
        yield lambda message: console.print(Text(message, style="dim"), soft_wrap=True)


@contextmanager
def _heartbeat() -> Iterator[Callable[[str], None]]:
    """Say that it goes on whenever nothing was said for five seconds."""
    began = last = time.monotonic()
    ended, speaking = threading.Event(), threading.Lock()

    def tell(message: str) -> None:
        nonlocal last
        with speaking:
            last = time.monotonic()
            say(message)

    def beat() -> None:
        while not ended.wait(max(0.1, last + SILENT_SECONDS - time.monotonic())):
            if time.monotonic() - last >= SILENT_SECONDS:
                tell(f"  … {time.monotonic() - began:.0f} seconds, still at it")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        ended.set()
        thread.join()


def show(lines: Iterable[str]) -> None:
    """Print results; what is not indented is a heading."""
    console = Console(highlight=False)
    for line in lines:
        style = "" if line.startswith(" ") else "bold"
        console.print(Text(line, style=style), soft_wrap=True)


def end_well_or_say_why(command: Callable[[], object], home: Callable[[], Home]) -> int:
    """Run a command, and return the exit code; whatever goes wrong becomes one message."""
    # a library's warning is for whoever maintains this, not for whoever runs it
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        command()
    except SmarketingError as problem:
        _complain(str(problem))
        return problem.exit_code
    except KeyboardInterrupt:
        _complain("Stopped. Nothing was published; the last published numbers stay. Run again.")
        return STOPPED
    except BrokenPipeError:
        return 0
    except Exception as problem:
        _complain(_told(problem, home()))
        return SmarketingError.exit_code
    return 0


def _complain(message: str) -> None:
    console = Console(stderr=True, highlight=False)
    first, _, rest = message.partition("\n")
    console.print(Text(first, style="bold"), soft_wrap=True)
    if rest:
        console.print(Text(rest), soft_wrap=True)


def _told(problem: Exception, home: Home) -> str:
    """Return what the system refused, as a full disk, or else that this is a bug."""
    stays = "Nothing was lost; the last published numbers stay."
    if _is_full(problem):
        return (
            f"The disk of {home.root} is full. {stays} Make room there and run again; what was cut"
            " off is repaired."
        )
    if isinstance(problem, OSError) and problem.filename:
        return (
            f"{problem.filename}: {problem.strerror}. {stays} Let this user read and write there"
            " and run again."
        )
    return (
        f"This is a bug: {type(problem).__name__}: {_first_line(problem)}\n{stays} Run again; if it"
        f" happens again, please report it with {_write_trace(home, problem)}."
    )


def _is_full(problem: Exception) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(problem, "errno", None) in full or "No space left on device" in str(problem)


def _first_line(problem: Exception) -> str:
    return next((line for line in str(problem).splitlines() if line.strip()), "no message")


def _write_trace(home: Home, problem: Exception) -> str:
    """Write the trace, and return where it stands, as far as anything can be written."""
    path = home.logs / f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-error.log"
    try:
        home.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text("".join(traceback.format_exception(problem)), encoding="utf-8")
        path.chmod(0o600)
    except OSError as refused:
        return f"what was printed above (no trace could be written: {refused.strerror})"
    return str(path)
