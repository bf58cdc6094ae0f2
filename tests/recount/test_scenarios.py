"""The hand-computed cases, counted by the recount: it must be right before it judges anything."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from expectations.annexes import folder_of, load_annexes
from expectations.loader import load_agreements
from pipelines.recount import recount
from tests.recount.cases_as_truth import truth_of
from tests.recount.recounted_case import Recounted
from tests.scenarios.agreement import write_agreement
from tests.scenarios.cases import Case, Unreadable, read_cases
from tests.scenarios.conftest import GIVEN, OWN
from tests.scenarios.expectations import Row
from tests.scenarios.judging import expected_rows, unmatched

# what the recount has no word for; nor has it every column that a case may ask for
NOT_COUNTED = {"restatements", "reports"}


def _cases() -> list[Any]:
    found = []
    for path in (GIVEN, OWN):
        if not path.exists():
            reason = f"{path} is not here"
            found.append(pytest.param(None, id=path.name, marks=pytest.mark.skip(reason=reason)))
            continue
        found += [
            pytest.param(case, id=case.id)
            for case in read_cases(path)
            if not isinstance(case, Unreadable)
        ]
    return found


@pytest.mark.parametrize("case", _cases())
def test_the_recount_answers_every_case_as_worked_out_by_hand(case: Case, tmp_path: Path) -> None:
    folder = write_agreement(case, tmp_path)
    agreements, annexes = load_agreements(folder), load_annexes(folder_of(folder))
    counted = recount(truth_of(case), agreements, annexes, case.as_of, lambda _: None)
    found = Recounted(case, counted)
    for key in case.scenario.expect.keys:
        if key in NOT_COUNTED:
            continue
        rows = found.judged(key)
        counted_columns = {name for row in rows for name in row.columns}
        expected = [
            _counted(row, counted_columns)
            for row in expected_rows(case, found, key)  # type: ignore[arg-type]
        ]
        missing, surplus = unmatched(expected, rows)
        assert (missing, surplus) == ([], []), _told(case, key, missing, surplus)


def _counted(row: Row, columns: set[str]) -> Row:
    kept = {name: value for name, value in row.columns.items() if name in columns}
    return replace(row, columns=kept)


def _told(case: Case, key: str, missing: list[Row], surplus: list[Row]) -> str:
    lines = [f"- missing {row}" for row in missing] + [f"+ surplus {row}" for row in surplus]
    return "\n".join([f"{case.id}: {case.scenario.title}", f"{key}:", *sorted(lines)])
