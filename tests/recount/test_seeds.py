"""Whatever company is played, what is published equals the recount of its truth, row for row.

Fresh seeds are drawn where FRESH_SEEDS says how many: `make nightly` does, and prints them.
"""

import os
import random
from pathlib import Path

import pytest

from tests.recount.played import SEEDS, Size, of_seed, publish

# the marketing tool, and where Sales works
TOOLS = (
    ("hubspot", "salesforce"),
    ("marketo", "salesforce"),
    ("both", "salesforce"),
    ("hubspot", "hubspot"),
)
FRESH = int(os.environ.get("FRESH_SEEDS", "0"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_published_equals_the_recount(seed: int) -> None:
    result = of_seed(seed).verified()
    assert result.differences.total == 0, "\n".join(result.lines())
    # something of every kind was there to be compared
    counted = {name: ours for name, ours, _ in result.counts}
    for name in ("sessions", "hits without consent", "people", "promises due", "won: observed"):
        assert counted[name] not in ("", "0"), name


@pytest.mark.nightly
@pytest.mark.skipif(not FRESH, reason="FRESH_SEEDS says how many seeds to draw")
@pytest.mark.parametrize("number", range(FRESH))
def test_what_is_published_equals_the_recount_of_a_fresh_seed(number: int, tmp_path: Path) -> None:
    drawn = random.SystemRandom()
    seed = drawn.randrange(1, 1_000_000_000)
    size = Size(
        drawn.randrange(400, 2500),
        drawn.randrange(90, 731),
        *drawn.choice(TOOLS),
    )
    command = f"smarketing simulate --seed {seed} {size.options}"
    print(f"fresh seed: {command}")
    result = publish(seed, size, tmp_path).verified()
    assert result.differences.total == 0, "\n".join([command, *result.lines()])
