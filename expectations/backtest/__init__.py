"""A changed definition tried on all that is known, before anybody signs it.

`place` puts a draft where signed versions stood, `Replay` opens what a published run kept for it,
`backtest` counts both sides. Nothing that is published changes.
"""

from expectations.backtest.measures import backtest, measure
from expectations.backtest.placing import Placement, place
from expectations.backtest.replay import Replay
from expectations.backtest.report import Report

__all__ = ["Placement", "Replay", "Report", "backtest", "measure", "place"]
