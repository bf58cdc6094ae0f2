"""The digest is of every term, whether changed, left out or moved, and of nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from expectations.schema import Agreement
from expectations.signatures import digest
from tests.agreement.documents import COMPLETE, SHIPPED, as_text, at, content, read
from tests.drawing import drawn

Place = tuple[int | str, ...]
# words of closed lists that the complete document does not say itself
OTHER_WORDS = ["routing", "elapsed", "month", "rate", "number", "true", "false", "visitors"]
OTHER_VALUES = ["USD", "08:00-16:00", "2024-06-01", "0.5", "7", *OTHER_WORDS]


def _data(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


def _places(data: Any, place: Place = ()) -> Iterator[Place]:
    """Yield every place of plain data, inner ones after the one they stand in."""
    if isinstance(data, dict | list):
        for step, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
            if (*place, step) != ("signatures",):
                yield (*place, step)
                yield from _places(value, (*place, step))


def _leaves(data: dict[str, Any]) -> list[Place]:
    return [place for place in _places(data) if isinstance(at(data, place), str)]


def _digest(data: dict[str, Any]) -> str | None:
    """Return the digest, or None where the data is no agreement and so is never signed."""
    try:
        return digest(Agreement.model_validate(data))
    except ValidationError:
        return None


@pytest.mark.parametrize(
    "text",
    # the complete one has every part and every key there is
    [
        pytest.param(COMPLETE, id="complete"),
        pytest.param(SHIPPED, id="shipped", marks=pytest.mark.slow),
    ],
)
def test_every_term_changed_is_another_digest(text: str) -> None:
    data = _data(text)
    whole = _digest(data)
    words = sorted({at(data, place) for place in _leaves(data)})
    for place in _leaves(data):
        holder, value = at(data, place[:-1]), at(data, place)
        for other in (f"{value}x", *OTHER_VALUES, *words):
            holder[place[-1]] = other
            found = _digest(data) if other != value else None
            if found is not None:
                assert found != whole, place
                break
        else:
            pytest.fail(f"no other value of {place} makes an agreement")
        holder[place[-1]] = value
    assert _digest(data) == whole


def test_every_term_left_out_is_another_digest() -> None:
    whole = _digest(content())
    left_out = 0
    for place in _places(content()):
        data = content()
        del at(data, place[:-1])[place[-1]]
        found = _digest(data)
        assert found != whole, place
        left_out += found is not None
    # the others are required
    assert left_out > 100


def test_the_order_of_a_list_is_a_term() -> None:
    whole = _digest(content())
    lists = [place for place in _places(content()) if isinstance(at(content(), place), list)]
    for place in [place for place in lists if len(at(content(), place)) > 1]:
        data = content()
        at(data, place).reverse()
        assert _digest(data) not in (whole, None), place


@drawn(100)
@given(place=st.sampled_from(_leaves(content())), value=st.text(min_size=1, max_size=30))
def test_whatever_is_written_in_a_terms_place_is_another_digest(place: Place, value: str) -> None:
    whole, data = Agreement.model_validate(content()), content()
    at(data, place[:-1])[place[-1]] = value
    try:
        changed = Agreement.model_validate(data)
    except ValidationError:
        return
    assert (digest(changed) == digest(whole)) == (value == at(content(), place))


def test_comments_layout_and_the_order_of_keys_are_no_terms(tmp_path: Path) -> None:
    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(data[key]) for key in reversed(data)}
        return [turned(item) for item in data] if isinstance(data, list) else data

    text = "# another comment\n\n" + as_text(turned(content())).replace("\n", "   # why\n\n")
    assert digest(read(tmp_path, text)) == digest(read(tmp_path, COMPLETE))
