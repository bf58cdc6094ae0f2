"""Drafts of the example's agreement: the signed one, with one term after another changed."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from expectations.backtest import Replay, Report, backtest, place
from expectations.loader import load_draft
from expectations.schema import Agreement
from tests.example.extracts import FOLDER
from tests.example.published import publish_example

SIGNED = next((FOLDER / "agreements").glob("*.yml"))


def signed() -> Agreement:
    """Return the example's only version as it stands in its file."""
    return load_draft(SIGNED)


def draft(**changed: Any) -> Agreement:
    """Return the signed version with whole parts replaced, and without signatures."""
    written = yaml.load(SIGNED.read_text("utf-8"), yaml.BaseLoader)
    return Agreement.model_validate({**written, "signatures": [], **changed})


def asking(engagement: int = 50, fit: int = 40) -> Agreement:
    """Return the signed version with other marks for an MQL."""
    stages = yaml.load(SIGNED.read_text("utf-8"), yaml.BaseLoader)["stages"]
    marks = next(item for item in stages if item["id"] == "mql")["enter_when"]["any"][1]["all"]
    marks[0]["value"], marks[1]["value"] = str(fit), str(engagement)
    return draft(stages=stages)


def tried(agreement: Agreement, since: date | None = None) -> Report:
    """Return what a draft does to the published example, of what entered since a day."""
    with Replay(run_folder()) as replay:
        return backtest(replay, place(agreement, replay.agreements, replay.run.as_of, since))


def run_folder() -> Path:
    """Return the folder of the published example's run."""
    return publish_example().current.resolve()
