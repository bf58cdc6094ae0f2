"""Small companies drawn at random: what the pipeline makes of their extracts equals the recount."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from expectations.annexes import folder_of, load_annexes
from expectations.loader import load_agreements
from pipelines.recount import recount
from tests.recount.cases_as_truth import truth_of
from tests.recount.drawn import companies
from tests.recount.recounted_case import Recounted
from tests.scenarios.agreement import write_agreement
from tests.scenarios.cases import Case, read_cases
from tests.scenarios.conftest import OWN, Player
from tests.scenarios.expectations import Row
from tests.scenarios.judging import unmatched
from tests.scenarios.results import results_of

COLUMNS = {
    "entries": {
        "deal", "origin", "version", "amount", "currency", "booked_on", "left_to", "left_at",
        "motion", "persona_id", "entry_number",
    },
    "exits": {"deal", "currency"},
}  # fmt: skip
KEYS = ("people", "sessions", "influences", "exits", "entries", "promises")
FRESH = int(os.environ.get("FRESH_SEEDS", "0"))
BASE = next(case for case in read_cases(OWN) if isinstance(case, Case)).versions[0]


@pytest.mark.slow
@settings(
    # always the same few, and as many new ones as a night allows
    max_examples=10 * FRESH if FRESH else 6,
    derandomize=not FRESH,
    database=None,
    print_blob=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(case=companies(BASE))
def test_the_pipeline_and_the_recount_agree_on_any_company(
    case: Case, player: Player, tmp_path_factory: pytest.TempPathFactory
) -> None:
    differs = compared(case, player, tmp_path_factory.mktemp("agreement"))
    assert not differs, "\n".join(differs)


def compared(case: Case, player: Player, folder: Path) -> list[str]:
    """Return where the pipeline's rows of a case and the recount's differ."""
    agreements = write_agreement(case, folder)
    counted = recount(
        truth_of(case),
        load_agreements(agreements),
        load_annexes(folder_of(agreements)),
        case.as_of,
        lambda _: None,
    )
    ours = Recounted(case, counted)
    told = []
    with results_of(case, player.play(case)) as results:
        for key in KEYS:
            columns = COLUMNS.get(key, set())
            missing, surplus = unmatched(
                [_only(row, columns) for row in ours.judged(key)],
                [_only(row, columns) for row in results.judged(key)],
            )
            told += _told(key, missing, surplus)
    return told


def _told(key: str, missing: list[Row], surplus: list[Row]) -> list[str]:
    """Return what differs: of one row its columns, else rows that only one side has."""
    told, left = [], list(surplus)
    for row in missing:
        same = next((other for other in left if other.cells == row.cells), None)
        if same is None:
            told.append(f"{key}: counted {row}")
            continue
        left.remove(same)
        differs = [
            f"{name} counted {value}, published {same.columns.get(name)}"
            for name, value in row.columns.items()
            if value != same.columns.get(name)
        ]
        told.append(f"{key}: {Row(row.cells)} {'; '.join(differs)}")
    return sorted(told + [f"{key}: published {row}" for row in left])


def _only(row: Row, columns: set[str]) -> Row:
    return replace(
        row, columns={name: value for name, value in row.columns.items() if name in columns}
    )
