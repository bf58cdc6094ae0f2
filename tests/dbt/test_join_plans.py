"""How DuckDB joins: where every row is compared with every other, a large company waits for ever.

A left join whose condition asks something of the left side alone, or holds an `or`, is such a one.
"""

from functools import cache

import pytest

from pipelines import warehouse
from tests.dbt.built import MODELS
from tests.example.published import publish_example

# joined row by row on purpose, with few rows on one side
FEW_ROWS = {
    "entry_amounts": "the agreed rates",
    "journey_states": "the agreement's versions",
    "tracked_signals": "deals opened while another was open",
}

MODEL_NAMES = {path.stem for path in MODELS.rglob("*.sql")}


@cache
def _plans() -> dict[str, str]:
    """Return the plan of every built model, by name, as EXPLAIN writes it."""
    compiled = publish_example().root / "dbt" / "target" / "compiled"
    with warehouse.read_work(publish_example()) as connection:
        # the key of the pseudonyms, of which a plan needs no more than the type
        connection.execute("set variable hmac_inner = ''::blob; set variable hmac_outer = ''::blob")
        return {
            path.stem: "\n".join(
                str(plan)
                for _, plan in connection.execute(
                    f"explain {path.read_text(encoding='utf-8')}"
                ).fetchall()
            )
            for path in sorted(compiled.rglob("models/**/*.sql"))
            if path.stem in MODEL_NAMES and path.is_file()
        }


def _is_row_by_row(plan: str) -> bool:
    return "BLOCKWISE_NL_JOIN" in plan


def test_every_model_has_a_plan() -> None:
    assert set(_plans()) == MODEL_NAMES
    assert set(FEW_ROWS) < MODEL_NAMES


@pytest.mark.parametrize("model", sorted(MODEL_NAMES - set(FEW_ROWS)))
def test_no_model_compares_every_row_with_every_other(model: str) -> None:
    assert not _is_row_by_row(_plans()[model])


def test_a_condition_beside_the_keys_of_a_left_join_is_seen() -> None:
    with warehouse.read_work(publish_example()) as connection:
        [(_, plan)] = connection.execute(
            "explain select * from core.funnel_entries as entries left join core.journeys as later"
            " on entries.journey_id = later.journey_id and entries.entry_in_journey = 1"
        ).fetchall()
    assert _is_row_by_row(plan)
