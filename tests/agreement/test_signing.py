"""Both sides sign the digest of the terms; a changed term makes it invalid, a comment does not."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.annexes import folder_of, load_annexes, require_annexes
from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreement, load_agreements
from expectations.schema import Agreement
from expectations.signatures import digest, is_retroactive, is_signed, require_signed, sign
from tests.agreement.documents import (
    COMPLETE,
    SIGNED_ON,
    as_text,
    content,
    read,
    signed,
    with_change,
    written,
)


def _leaves(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every scalar of plain data."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in items:
        if isinstance(value, dict | list):
            yield from _leaves(value, (*place, step))
        else:
            yield (*place, step)


TERMS = [place for place in _leaves(content()) if place[0] != "signatures"]


def test_the_shipped_agreement_is_signed_by_both_sides_as_it_stands() -> None:
    agreements = load_agreements(default_folder())
    require_signed(agreements)
    require_annexes(agreements, load_annexes(folder_of(default_folder())))
    assert [is_retroactive(agreement) for agreement in agreements] == [False] * len(agreements)


def test_a_threshold_changed_after_signing_makes_both_signatures_invalid(tmp_path: Path) -> None:
    path = signed(written(tmp_path, COMPLETE))
    require_signed([load_agreement(path)])
    path.write_text(with_change("field: engagement, is: at_least, value: 50",
                                "field: engagement, is: at_least, value: 45",
                                path.read_text("utf-8")), "utf-8")  # fmt: skip

    with pytest.raises(BadInputError) as caught:
        require_signed([load_agreement(path)])

    said = str(caught.value)
    assert "marketing's signature (Mara Voss, 2024-12-20) is for other terms" in said
    assert "sales's signature (Sami Lund, 2024-12-20) is for other terms" in said
    assert "nothing was published" in said


def test_a_missing_signature_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, COMPLETE)
    sign(path, "marketing", "Mara Voss", "VP Marketing", SIGNED_ON)
    with pytest.raises(BadInputError, match="version 2025-01-01: sales has not signed"):
        require_signed([load_agreement(path)])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(TERMS))
def test_every_term_is_in_the_digest(place: tuple[Any, ...]) -> None:
    """Flipping any single term changes what was signed."""
    whole = Agreement.model_validate(content())
    data = content()
    holder = data
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = _another(holder[place[-1]])
    try:
        changed = Agreement.model_validate(data)
    except ValueError:
        return  # a document that cannot be read is never signed
    assert digest(changed) != digest(whole), place


def _another(value: Any) -> Any:
    if value is None:
        return "something"
    if value.isdigit():
        return str(int(value) + 1)
    swaps = {"marketing": "sales", "sales": "marketing", "true": "false", "mql": "lead"}
    return swaps.get(value, f"{value}x")


def test_comments_layout_and_the_order_of_keys_are_no_terms(tmp_path: Path) -> None:
    data = content()
    turned = {key: data[key] for key in reversed(data)}
    text = "# another comment\n\n" + as_text(turned)
    assert text != COMPLETE
    assert digest(read(tmp_path, text)) == digest(read(tmp_path, COMPLETE))


def test_signing_keeps_the_text_and_is_done_once_a_side(tmp_path: Path) -> None:
    path = signed(written(tmp_path, COMPLETE))
    text = path.read_text("utf-8")
    assert text.startswith(COMPLETE.split("signatures:")[0].rstrip())
    assert is_signed(load_agreement(path))
    with pytest.raises(BadInputError, match="sales has signed already"):
        sign(path, "sales", "Sami Lund", "VP Sales", SIGNED_ON)
    assert path.read_text("utf-8") == text


def test_a_signature_after_the_first_day_in_force_is_retroactive(tmp_path: Path) -> None:
    path = written(tmp_path, COMPLETE)
    sign(path, "marketing", "Mara Voss", "VP Marketing", date(2025, 1, 1))
    assert not is_retroactive(load_agreement(path))
    sign(path, "sales", "Sami Lund", "VP Sales", date(2025, 1, 2))
    assert is_retroactive(load_agreement(path))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("rates.yml", "owner: A\n", "no such annex; there are: exchange_rates.yml, holidays.yml"),
        ("holidays.yml", "owner: A\nupdated_on: 2025-01-01\n", "holidays is missing"),
        ("exchange_rates.yml", "owner: A\nrate: 1\n", "this key is not known"),
    ],
)
def test_an_annex_is_read_strictly(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadInputError, match=says):
        load_annexes(tmp_path)


def test_an_agreement_stops_where_an_annex_it_names_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="the calendar sales names the holidays 'portugal'"):
        require_annexes([read(tmp_path)], load_annexes(tmp_path / "nowhere"))


def test_rates_into_another_currency_than_the_agreements_stop(tmp_path: Path) -> None:
    (tmp_path / "annexes").mkdir()
    (tmp_path / "annexes" / "exchange_rates.yml").write_text(
        "owner: A\nupdated_on: 2025-01-01\nreporting_currency: GBP\nrates: []\n", "utf-8"
    )
    text = with_change("    holidays: portugal\n", "")
    with pytest.raises(BadInputError, match="converts into GBP, but the agreement reports in EUR"):
        require_annexes([read(tmp_path, text)], load_annexes(tmp_path / "annexes"))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=st.integers(0, len(COMPLETE)), length=st.integers(0, 40), junk=st.text(max_size=12))
def test_no_damaged_document_ends_in_anything_but_a_refusal(
    tmp_path: Path, start: int, length: int, junk: str
) -> None:
    text = COMPLETE[:start] + junk + COMPLETE[start + length :]
    path = tmp_path / "2025-01-01.yml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(BadInputError):
        load_agreement(path)
