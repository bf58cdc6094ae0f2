"""Whatever a file holds, it is an agreement or it is refused: never a crash."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from expectations.annexes import Annexes
from expectations.compile import compile_agreements
from expectations.errors import BadInputError
from expectations.loader import load_agreement
from tests.agreement.documents import SHIPPED, as_text, at
from tests.drawing import drawn

Place = tuple[int | str, ...]
DATA: dict[str, Any] = yaml.load(SHIPPED, Loader=yaml.BaseLoader)
SCALARS = st.sampled_from(
    ["", "~", "null", "0", "-1", "1e999", "NaN", "NO", "1.10", "٣", "0x1F", "2025-02-30", "<<", "="]
) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=5,
)


def _places(data: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(data, dict | list):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*place, step)
            yield from _places(value, (*place, step))


PLACES = list(_places(DATA))


def _read_or_refuse(data: bytes) -> None:
    """Read a file; whatever is accepted can be compiled too."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2025-01-01.yml"
        path.write_bytes(data)
        with suppress(BadInputError):
            compile_agreements([load_agreement(path)], Annexes())


@drawn(50)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@example(text="? [a]\n: b")
@example(text="a: *b")
@example(text="- " * 500)
@example(text="[" * 5000)
@example(text="%YAML 9.9\n---\na: b")
@example(text="a: |99\n b")
@example(text="{~: a, [b]: c}")
@example(text="!!python/object:os.system {}")
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text.encode())


@drawn(50)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refuse(data)


@drawn(15)
@given(
    start=st.integers(0, len(SHIPPED)),
    length=st.integers(0, 40),
    junk=st.text(alphabet="{}[]:,-#&*!|>'\"% \n\tab01é", max_size=8),
)
def test_the_shipped_agreement_with_a_piece_torn_out_is_read_or_refused(
    start: int, length: int, junk: str
) -> None:
    _read_or_refuse((SHIPPED[:start] + junk + SHIPPED[start + length :]).encode())


@drawn(15)
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_the_shipped_agreement_with_anything_in_any_place_is_read_or_refused(
    changes: list[tuple[Place, Any]],
) -> None:
    data = deepcopy(DATA)
    for place, value in changes:
        with suppress(LookupError, TypeError):  # an earlier change may have taken the place away
            at(data, place[:-1])[place[-1]] = value
    _read_or_refuse(as_text(data).encode())


@drawn(10)
@given(one=st.sampled_from(PLACES), other=st.sampled_from(PLACES))
def test_the_shipped_agreement_with_one_part_in_anothers_place_is_read_or_refused(
    one: Place, other: Place
) -> None:
    data = deepcopy(DATA)
    at(data, one[:-1])[one[-1]] = deepcopy(at(DATA, other))
    _read_or_refuse(as_text(data).encode())
