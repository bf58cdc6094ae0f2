"""One home in which every drawn company is played, so that dbt parses once per agreement."""

import pytest

from tests.scenarios.conftest import Player


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Player:
    """The one player of this module."""
    return Player(tmp_path_factory.mktemp("drawn"))
