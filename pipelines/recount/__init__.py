"""The funnel counted once more, from what truly happened: plain, slow, and written from the rules.

It reads the truth that a play left beside its extracts, and the agreement as a document, and works
the funnel fact out row by row as the semantics say. It shares nothing with the models: where the
two differ, one of them is wrong.

    truth → people → sessions → deals → signals → journeys (states, conditions, entries) → rows

To add a field of a condition, answer it in `state.py`; to add a kind of signal, make it in
`signals.py` and say in `state.py` what it changes.
"""

from pipelines.recount.counted import Counted, recount
from pipelines.recount.truth import Truth, read_truth

__all__ = ["Counted", "Truth", "read_truth", "recount"]
