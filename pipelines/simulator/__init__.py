"""A software company that never was, played day by day from a seed: its extracts and its truth.

The same seed gives the same bytes of every file. The extracts are written in the vendors' own
formats, with the words of the example company, so that one agreement judges both; beside them lies
`truth/`, which no source reads: what happened, and who it was.

To add a story (a campaign, a good or a bad quarter, a rep), change `company.py`. To add a marketing
tool, write a module beside `marketing.py` and `marketo.py` that turns what was played
(`play.Played`: contacts, forms, letters, labels) into that tool's files, name its words in
`marketing_tools.TOOLS`, and it in `extracts.MARKETING_TOOLS`.
"""

from pipelines.simulator.extracts import simulate
from pipelines.simulator.report import SimulationReport

__all__ = ["SimulationReport", "simulate"]
