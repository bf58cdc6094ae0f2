"""Options of the whole suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a scenario file be named."""
    parser.addoption(
        "--scenarios",
        metavar="FILE",
        default=None,
        help="play the scenarios of this file instead of the given ones (tests/scenarios)",
    )
