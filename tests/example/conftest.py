"""One published example for all of these tests."""

import pytest

from tests.example.published import Published, publish_example


@pytest.fixture(scope="session")
def published() -> Published:
    """The published files of the example company."""
    return Published(publish_example())
