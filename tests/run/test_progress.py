"""Long work is seen to go on: no silence, and no wall of lines."""

import time

import pytest

from pipelines import console, pacing
from pipelines.console import watched
from pipelines.pacing import NowAndThen


def test_how_far_something_has_come_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 4.0, 4.0, 5.0, 8.1, 8.1])
    monkeypatch.setattr(pacing.time, "monotonic", lambda: next(clock))
    told: list[str] = []
    how_far = NowAndThen(told.append)

    for seconds in ("1.0", "4.0", "5.0", "8.1"):
        how_far(seconds)

    assert told == ["4.0", "8.1"]


def test_a_silence_is_broken_and_what_is_said_is_not_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "SILENT_SECONDS", 0.2)
    with watched() as tell:
        time.sleep(0.1)
        tell("begun")
        time.sleep(0.5)
        tell("done")

    lines = capsys.readouterr().err.splitlines()
    assert (lines[0], lines[-1]) == ("begun", "done")
    assert 1 <= sum("still at it" in line for line in lines) <= 3
    assert len(lines) <= 5


def test_nothing_is_said_after_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "SILENT_SECONDS", 0.05)
    with pytest.raises(ZeroDivisionError), watched():
        raise ZeroDivisionError
    time.sleep(0.2)

    assert capsys.readouterr().err == ""
