"""An agreement whose journeys only time ends has no exit at a signal, and builds all the same."""

from datetime import datetime

import duckdb
import jinja2

from expectations.annexes import Annexes
from expectations.compile import compile_agreements
from expectations.schema import Agreement
from pipelines.home import project_root
from tests.agreement.documents import content

NOON = datetime(2025, 3, 3, 12)
SIGNALS = """
    select 'anna' as subject_id, 1 as track, timestamp '2025-03-03 12:00' as occurred_at, kind,
        1 as kind_order, kind as source_key, value
    from (values ('crm_label', 'Recycled - Timing'), ('deal_won', null)) as given (kind, value)"""


def _moments(*exits: str) -> list[tuple[str, datetime, str]]:
    """Return what the macro makes of two signals, under an agreement with these exits only."""
    data = content()
    data["exits"] = [way for way in data["exits"] if way["id"] in exits]
    compiled = compile_agreements([Agreement.model_validate(data)], Annexes())["conditions.sql"]
    macro = (project_root() / "dbt_project/macros/exits.sql").read_text("utf-8")
    returned: list[object] = []
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    module = environment.from_string(
        compiled, globals={"return": lambda value: returned.append(value) or ""}
    ).make_module()

    def exits_of() -> object:
        returned.clear()
        module.agreed_exits()  # type: ignore[attr-defined]
        return returned[0]

    names = {"agreed_exits": exits_of, "agreed_version": module.agreed_version}  # type: ignore[attr-defined]
    sql = str(environment.from_string(macro, globals=names).make_module().exit_moments("signals"))  # type: ignore[attr-defined]
    with duckdb.connect() as connection:
        connection.execute(f"create table signals as {SIGNALS}")
        return connection.execute(
            f"select subject_id, occurred_at, exit_id from ({sql})"
        ).fetchall()


def test_where_only_time_ends_a_journey_no_signal_does() -> None:
    assert _moments("expired") == []


def test_the_exit_that_goes_first_is_the_one_of_its_moment() -> None:
    assert _moments("won", "recycled", "expired") == [("anna", NOON, "won")]
    assert _moments("recycled", "expired") == [("anna", NOON, "recycled")]
