"""An annex is read strictly, and an agreement stops where one that it leans on does not fit."""

from pathlib import Path

import pytest

from expectations.annexes import (
    MODELS,
    Annexes,
    default_folder,
    folder_of,
    load_annexes,
    require_annexes,
)
from expectations.errors import BadInputError
from expectations.loader import default_folder as agreements_folder
from expectations.loader import load_agreements
from tests.agreement.documents import findings, line_of, read, with_change, written

HOLIDAYS = """\
owner: Mara Voss
updated_on: 2024-12-01
holidays:
  portugal:
    - {day: 2025-04-25, label: Freedom Day}
    - {day: 2025-05-01, label: Labour Day}
"""
RATES = """\
owner: Sami Lund
updated_on: 2025-06-20
reporting_currency: EUR
rates:
  - {currency: USD, valid_from: 2025-01-01, rate: 0.96}
  - {currency: USD, valid_from: 2025-04-01, rate: 0.92}
  - {currency: GBP, valid_from: 2025-01-01, rate: 1.2}
"""
READ = f"""\
acknowledgements:
  - {{version: 2025-01-01, name: Jo Lund, party: sales, read_on: 2025-01-07, digest: {64 * "a"}}}
  - {{version: 2025-01-01, name: jo  lund, read_on: 2025-01-08, digest: {64 * "b"}}}
"""
TEXTS = {"acknowledgements": READ, "holidays": HOLIDAYS, "exchange_rates": RATES}


def _folder(folder: Path, holidays: str = HOLIDAYS, rates: str = RATES) -> Path:
    folder.mkdir(exist_ok=True)
    written(folder, holidays, "holidays.yml")
    written(folder, rates, "exchange_rates.yml")
    return folder


def test_the_shipped_annexes_are_those_that_the_shipped_agreement_leans_on() -> None:
    assert folder_of(agreements_folder()) == default_folder()
    annexes = load_annexes(default_folder())
    require_annexes(load_agreements(agreements_folder()), annexes)
    assert annexes.exchange_rates is not None
    assert annexes.holidays is not None


def test_every_annex_that_is_read_has_its_place_and_a_sample_here() -> None:
    assert set(MODELS) == set(Annexes.model_fields) == set(TEXTS)


def test_a_folder_that_is_not_there_holds_no_annex(tmp_path: Path) -> None:
    assert load_annexes(tmp_path / "nowhere") == Annexes()
    assert Annexes().days_off("portugal") == frozenset()


@pytest.mark.parametrize(
    ("name", "old", "new", "marker", "says"),
    [
        ("holidays", "owner:", "colour: red\nowner:", "colour", "this key is not known"),
        ("holidays", "owner: Mara Voss\n", "", "updated_on", "owner is missing"),
        ("holidays", "2025-05-01", "1 May", "1 May", "a day is written as 2025-01-31"),
        ("holidays", "label: Labour Day", "label: ''", "2025-05-01", "say something here"),
        ("holidays", "  portugal:", "  Portugal!:", "Portugal!", "an id is made of"),
        ("holidays", "2025-05-01, label", "2025-05-01, day: x, label", "day: x", "stands twice"),
        ("exchange_rates", "rate: 0.92", "rate: 0", "rate: 0}", "greater than 0"),
        ("exchange_rates", "rate: 0.92", "rate: cheap", "rate: cheap", "valid decimal"),
        ("exchange_rates", "rate: 0.92", "rate: 0.123456789", "0.123456789", "decimal places"),
        ("exchange_rates", "GBP", "Pound", "Pound", "three letters"),
        ("exchange_rates", "2025-04-01", "2025-01-01", "rate: 0.92",
         "USD has two rates from 2025-01-01 on"),
        ("acknowledgements", 64 * "b", 64 * "a", "jo  lund", "has read 2025-01-01 already"),
        ("acknowledgements", "party: sales", "party: legal", "party: legal", "'sales'"),
        ("acknowledgements", "2025-01-07", "7 January", "7 January", "a day is written as"),
        ("acknowledgements", 64 * "b", "b", "jo  lund", "64 letters"),
        ("exchange_rates", "GBP", "EUR", "rate: 1.2", "EUR is the reporting currency itself"),
    ],
)  # fmt: skip
def test_an_annex_is_read_strictly(
    tmp_path: Path, name: str, old: str, new: str, marker: str, says: str
) -> None:
    text = with_change(old, new, TEXTS[name])
    written(tmp_path, text, f"{name}.yml")
    with pytest.raises(BadInputError) as caught:
        load_annexes(tmp_path)
    found = [(line, says in said) for line, said in findings(str(caught.value))]
    assert (line_of(text, marker), True) in found, str(caught.value)


@pytest.mark.parametrize("name", ["quotas.yml", "exchange_rates.csv", "holidays.yml.bak", "2025"])
def test_what_is_no_annex_is_never_passed_over(tmp_path: Path, name: str) -> None:
    written(_folder(tmp_path), "owner: A\n", name)
    with pytest.raises(BadInputError, match=r"no such annex; there are: acknowl"):
        load_annexes(tmp_path)


def test_an_annex_stands_once(tmp_path: Path) -> None:
    written(_folder(tmp_path), HOLIDAYS, "holidays.yaml")
    with pytest.raises(BadInputError, match="a second annex of this name"):
        load_annexes(tmp_path)


def test_a_readme_and_hidden_files_may_lie_beside_them(tmp_path: Path) -> None:
    written(_folder(tmp_path), "# Who keeps these\n", "README.md")
    written(tmp_path, "x", ".holidays.yml.swp")
    assert load_annexes(tmp_path).digest() == load_annexes(_folder(tmp_path)).digest()


def test_the_digest_is_that_of_what_they_say(tmp_path: Path) -> None:
    before = load_annexes(_folder(tmp_path)).digest()
    assert load_annexes(_folder(tmp_path, rates="# a comment\n" + RATES)).digest() == before
    changed = with_change("rate: 0.92", "rate: 0.93", RATES)
    assert load_annexes(_folder(tmp_path, rates=changed)).digest() != before
    fewer = with_change("    - {day: 2025-05-01, label: Labour Day}\n", "", HOLIDAYS)
    assert load_annexes(_folder(tmp_path, holidays=fewer)).digest() != before


def test_an_agreement_stops_where_a_list_of_holidays_is_missing(tmp_path: Path) -> None:
    agreement = read(tmp_path)
    require_annexes([agreement], load_annexes(_folder(tmp_path / "annexes")))
    other = with_change("  portugal:", "  spain:", HOLIDAYS)
    for annexes in (Annexes(), load_annexes(_folder(tmp_path / "annexes", holidays=other))):
        with pytest.raises(
            BadInputError, match="2025-01-01: the calendar sales names the holidays 'portugal'"
        ):
            require_annexes([agreement], annexes)


def test_rates_into_another_currency_than_the_agreements_stop(tmp_path: Path) -> None:
    rates = with_change("reporting_currency: EUR", "reporting_currency: SEK", RATES)
    annexes = load_annexes(_folder(tmp_path / "annexes", rates=rates))
    with pytest.raises(BadInputError, match="converts into SEK, but the agreement reports in EUR"):
        require_annexes([read(tmp_path)], annexes)
