"""Chance with a name: each subject draws from its own stream, so that one more draw moves no other.

To add a subject, ask for a stream by a new name; the draws of all others stay as they were.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]
Rng = np.random.Generator


class Draws:
    """The streams of one seed."""

    def __init__(self, seed: int) -> None:
        """Take the seed; nothing is drawn yet."""
        self.seed = seed

    def stream(self, name: str) -> Rng:
        """Return the stream of that name, from its beginning."""
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence([self.seed, zlib.crc32(name.encode())]))
        )


def pick(rng: Rng, weights: NDArray[np.float64], rows: Ints) -> Ints:
    """Return one column per row, drawn by that row's weights: `weights[rows[i]]`."""
    shares = np.cumsum(weights, axis=1)
    shares /= shares[:, -1:]
    drawn = rng.random(len(rows))
    return np.asarray((drawn[:, None] > shares[rows]).sum(axis=1), dtype=np.int64)


def pick_one(rng: Rng, weights: NDArray[np.float64], count: int) -> Ints:
    """Return `count` columns, all drawn by the same weights."""
    shares = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(shares, rng.random(count), side="right").astype(np.int64)


def chance(rng: Rng, rates: NDArray[np.float64] | float, count: int) -> Flags:
    """Return whether each of `count` things happens, each at its rate."""
    return np.asarray(rng.random(count) < rates, dtype=bool)


def some(rng: Rng, candidates: Ints, rate: float) -> Ints:
    """Return a share of the candidates in their order, and at least one where there is any.

    What a company of any size must show is planted by this, not left to luck.
    """
    if not len(candidates):
        return candidates
    wanted = min(len(candidates), max(1, round(rate * len(candidates))))
    return np.sort(rng.choice(candidates, wanted, replace=False))


def spread(rng: Rng, median: NDArray[np.float64] | float, sigma: float, count: int) -> Floats:
    """Return durations that are mostly near the median and sometimes many times as long."""
    return np.asarray(median * np.exp(sigma * rng.standard_normal(count)), dtype=np.float64)


def runs(counts: Ints) -> tuple[Ints, Ints]:
    """Return owner and place of each item, where owner i has `counts[i]` items in a row."""
    owner = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return owner, place


def nth(groups: Ints) -> Ints:
    """Return how many items of the same group stand before each."""
    order = np.argsort(groups, kind="stable")
    places = np.arange(len(groups))
    is_new = np.r_[True, np.diff(groups[order]) != 0][: len(groups)]
    found = np.empty(len(groups), np.int64)
    found[order] = places - np.maximum.accumulate(np.where(is_new, places, 0))
    return found
