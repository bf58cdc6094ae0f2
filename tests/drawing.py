"""How much Hypothesis draws: little in the quick suite, DRAW_TIMES as much in `make nightly`.

A property that draws takes `@drawn(examples)` above its `@given`.
"""

import os

from hypothesis import settings

TIMES = int(os.environ.get("DRAW_TIMES", "1"))


def drawn(examples: int) -> settings:
    """Return the settings of a property that is to be shown on some examples."""
    return settings(max_examples=examples * TIMES, deadline=None)
