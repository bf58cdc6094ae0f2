"""Rules between versions: one a day, in force without a gap.

A rule yields the index of the later version and what is wrong with it.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from expectations.schema import Agreement

SeriesFinding = tuple[int, str]


def versions_do_not_overlap(agreements: list[Agreement]) -> Iterator[SeriesFinding]:
    """No two versions take effect on one day."""
    for index, (earlier, later) in enumerate(pairwise(agreements), start=1):
        if later.effective_from == earlier.effective_from:
            yield index, f"two versions take effect on {later.version}; they would overlap"


def versions_leave_no_gap(agreements: list[Agreement]) -> Iterator[SeriesFinding]:
    """A version begins within a year of the day on which the one before was to be reviewed."""
    for index, (earlier, later) in enumerate(pairwise(agreements), start=1):
        if later.effective_from - earlier.review_by > timedelta(days=366):
            yield (
                index,
                f"{later.version} begins more than a year after {earlier.version} was to be"
                f" reviewed ({earlier.review_by}); close the gap",
            )
