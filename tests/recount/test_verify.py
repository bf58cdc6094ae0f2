"""`smarketing verify` finds whatever is wrong in what was published, and says where."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.errors import BadInputError
from pipelines.home import Home
from pipelines.recount import read_truth, recount
from pipelines.verify import verify
from tests.example.published import publish_example
from tests.recount.played import Played, of_seed

# one wrong thing each, and how it is told
FUNNEL_BREAKS = {
    "delete from fct_funnel where stage_id = 'won'": "row not published",
    "insert into fct_funnel select * replace ('won' as stage_id, 9 as journey_number) from"
    " fct_funnel where stage_id = 'mql' limit 1": "row not counted",
    "update fct_funnel set entered_at = entered_at + interval 1 second where stage_id = 'mql'":
        "row: entered_at",
    "update fct_funnel set entry_kind = 'inferred' where stage_id = 'mql'": "row: entry_kind",
    "update fct_funnel set entry_number = 2 where stage_id = 'opportunity'": "row: entry_number",
    "update fct_funnel set left_at = null where stage_id = 'lead'": "row: left_at",
    "update fct_funnel set left_to = 'sql' where left_to = 'sal'": "row: left_to",
    "update fct_funnel set exit_reason = 'budget' where exit_reason = 'timing'": "row: exit_reason",
    "update fct_funnel set agreement_version = '2025-01-01'": "row: agreement_version",
    "update fct_funnel set persona_id = 'it' where persona_id = 'operations'": "row: persona_id",
    "update fct_funnel set excluded_by = null": "row: excluded_by",
    "update fct_funnel set amount = amount + 0.01 where stage_id = 'won'": "row: amount",
    "update fct_funnel set currency = 'USD' where stage_id = 'won'": "row: currency",
    "update fct_funnel set booked_on = booked_on + 1 where stage_id = 'won'": "row: booked_on",
    "update fct_funnel set origin = 'sales' where stage_id = 'sal'": "row: origin",
    "update fct_funnel set motion = 'expansion'": "row: motion",
    "update fct_funnel set opportunity_id = null where stage_id = 'sql'": "row: opportunity",
    "update promise_obligations set due_at = due_at - interval 1 second": "promise: due_at",
    "update promise_obligations set status = 'kept' where status = 'broken'": "promise: status",
    "update promise_obligations set met_at = null": "promise: met_at",
    "delete from promise_obligations": "promise not published",
    "update traffic set consent_denied_hits = 0": "count: hits without consent",
}  # fmt: skip
PEOPLE_BREAKS = {
    "update person_identifiers set person_id = (select min(person_id) from person_identifiers)":
        "records of two people published as one",
    "update person_identifiers set person_id = md5(identifier_key)":
        "records of one person published as two",
}  # fmt: skip


@pytest.fixture(scope="module")
def company() -> Iterator[Played]:
    """Return a published company, to be read only; what truly happened in it is counted once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.verify.read_truth", _remembered(read_truth))
        patch.setattr("pipelines.verify.recount", _remembered(recount))
        yield of_seed(5)


def _remembered(counts: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that counts at the first call; here every call asks for the same."""
    found: list[Any] = []

    def once(*asked: Any) -> Any:
        if not found:
            found.append(counts(*asked))
        return found[0]

    return once


@pytest.fixture
def copy(company: Played, tmp_path: Path) -> Iterator[Played]:
    """Return a copy of what was published, to be spoilt."""
    home = Home(tmp_path / "home")
    shutil.copytree(company.home.warehouse, home.warehouse, symlinks=True)
    yield Played(home, company.truth)
    shutil.rmtree(home.root)


def _spoil(file: Path, statement: str) -> None:
    file.resolve().chmod(0o600)
    with duckdb.connect(str(file.resolve())) as connection:
        (changed,) = connection.execute(statement).fetchall()[0]
    assert changed, "nothing to spoil"


@pytest.mark.slow
def test_nothing_is_found_where_nothing_is_wrong(company: Played) -> None:
    result = company.verified()
    assert result.differences.total == 0, "\n".join(result.lines())
    assert "mismatches: 0" in list(result.lines())


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "told"), FUNNEL_BREAKS.items())
def test_a_wrong_row_is_found(copy: Played, statement: str, told: str) -> None:
    _spoil(copy.home.published, statement)
    found = copy.verified().differences
    assert found.counts[told] > 0, found.counts
    assert found.examples[told]


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "told"), PEOPLE_BREAKS.items())
def test_people_mixed_up_or_split_are_found(copy: Played, statement: str, told: str) -> None:
    _spoil(copy.home.people, statement)
    assert copy.verified().differences.counts[told] > 0


@pytest.mark.slow
def test_the_command_ends_with_0_or_with_1(copy: Played) -> None:
    def run() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "verify", str(copy.truth)],
            env={**os.environ, "SMARKETING_HOME": str(copy.home.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    code, told = run()
    assert (code, "mismatches: 0" in told) == (0, True)
    _spoil(copy.home.published, "update fct_funnel set amount = 0 where stage_id = 'won'")
    code, told = run()
    assert (code, "row: amount" in told) == (1, True)


def test_nothing_published_is_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="Nothing is published"):
        verify(Home(tmp_path), tmp_path, None, lambda _: None)


def test_what_was_published_under_other_terms_is_not_judged(tmp_path: Path) -> None:
    # a page of this process may have the example's own file open
    home = Home(tmp_path / "home")
    shutil.copytree(publish_example().warehouse, home.warehouse, symlinks=True)
    with pytest.raises(BadInputError, match="under another agreement"):
        verify(home, tmp_path, None, lambda _: None)
