"""The command line run in this process: what it answers, and with which code it ends."""

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from pipelines import cli
from pipelines.home import Home


@dataclass(frozen=True)
class Answer:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


class Terminal:
    """A user's terminal with one home."""

    def __init__(
        self,
        home: Home,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Point the environment at the home."""
        self.home = home
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        monkeypatch.setenv("SMARKETING_HOME", str(home.root))

    def run(self, *arguments: str) -> Answer:
        """Type a command."""
        self.monkeypatch.setattr(sys, "argv", ["smarketing", *arguments])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = self.capsys.readouterr()
        return Answer(int(ended.value.code or 0), said.out, said.err)

    def status(self) -> dict[str, Any]:
        """Return what the status file says."""
        told: dict[str, Any] = json.loads(self.home.status.read_text("utf-8"))
        return told
