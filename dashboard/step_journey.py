"""The shape of a row behind a step's figures: one journey, why it was let in, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from expectations.evidence import ACTS, because


@dataclass(frozen=True)
class StepJourney:
    """One journey's way through one step; `found` is how many there are in all."""

    funnel_entry_id: str
    journey_id: str
    entered_at: datetime
    entry_kind: str
    outcome: str
    ended_at: datetime | None
    moved_kind: str | None
    exit_id: str | None
    is_in_window: bool
    is_window_over: bool
    elapsed_days: float | None
    persona: str
    channel: str
    segment: str
    owner: str
    owner_team: str | None
    agreement_version: str
    evidence: Sequence[Mapping[str, Any]] | None
    act: str | None
    found: int

    @property
    def because(self) -> str:
        """Why the entry was let in, in words; nothing on visits."""
        return because(self.evidence)

    @property
    def after(self) -> str:
        """What happened at that moment, in words: a demo request."""
        return ACTS.get(self.act or "", "")
