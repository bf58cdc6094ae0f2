"""Options of the whole suite, and what coverage does not look at."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipelines import transform
from pipelines.home import Home


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a scenario file be named."""
    parser.addoption(
        "--scenarios",
        metavar="FILE",
        default=None,
        help="play the scenarios of this file instead of the given ones (tests/scenarios)",
    )


@pytest.fixture(scope="session", autouse=True)
def _dbt_untraced() -> Iterator[None]:
    """Let coverage wait while dbt works: it would watch every line of dbt, and none of ours."""
    if sys.gettrace() is None:
        yield
        return
    as_it_is = transform._environment

    @contextmanager
    def untraced(home: Home) -> Iterator[None]:
        mine, of_threads = sys.gettrace(), threading.gettrace()
        with as_it_is(home):
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            try:
                yield
            finally:
                threading.settrace(of_threads)  # type: ignore[arg-type]
                sys.settrace(mine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transform, "_environment", untraced)
        yield
