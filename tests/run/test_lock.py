"""One run at a time."""

import subprocess
import sys

import pytest

from expectations.errors import BusyError
from pipelines.home import Home, project_root
from pipelines.lock import hold_lock
from tests.run.terminal import Terminal


def test_a_second_run_exits_75_and_says_who_holds_the_lock(terminal: Terminal) -> None:
    before = terminal.home.status.read_bytes(), terminal.home.current.readlink()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.run.holding", str(terminal.home.root)],
        cwd=project_root(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        answer = terminal.run("run")

        other.stdin.close()

    assert answer.code == 75
    assert f"process {other.pid}" in answer.err
    assert str(terminal.home.root) in answer.err
    # how the run that is going on ends is that run's to say
    assert (terminal.home.status.read_bytes(), terminal.home.current.readlink()) == before


def test_a_lock_file_that_a_dead_process_left_holds_nobody_up(home: Home) -> None:
    home.lock.write_text('{"process": 1, "since": "long ago"}')

    with hold_lock(home):
        assert "long ago" not in home.lock.read_text()


def test_the_lock_is_free_again_after_an_error(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), hold_lock(home):
        raise ZeroDivisionError
    with hold_lock(home), pytest.raises(BusyError), hold_lock(home):
        pass
