"""Every scenario, played through the whole pipeline, ends in exactly the rows it expects."""

from tests.scenarios.cases import Case, Unreadable
from tests.scenarios.conftest import Player
from tests.scenarios.judging import differences
from tests.scenarios.results import results_of


def test_scenario(case: Case | Unreadable, keys: list[str], player: Player) -> None:
    if isinstance(case, Unreadable):
        raise case.problem
    home = player.play(case)
    with results_of(case, home) as results:
        told = differences(case, results, keys)
    assert not told, f"{case.id}: {case.scenario.title}\n{told}"
