"""The runner itself: what something sees is killed, what nothing can see survives and is told."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.mutation.judging import Court, Verdict
from tests.mutation.replaying import Oracle, RedError, World
from tests.mutation.survivors import LIST, Justified, read_list, report

HOT = (
    "select customer, sum(paid) as paid from work.raw.sales where paid > 10 and paid > 0 group by 1"
)
BEST = "select max(paid) as paid from work.core.hot"
UNIT = """
unit_tests:
  - name: hot__is_above_ten
    model: hot
    given:
      - input: source('raw', 'sales')
        rows: [{customer: a, paid: 10}, {customer: b, paid: 11}]
    expect:
      rows: [{customer: b, paid: 11}]
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A world of two models: the best of those who paid more than ten."""
    folder = tmp_path / "shop"
    folder.mkdir()
    with duckdb.connect(folder / "tables.duckdb") as connection:
        connection.execute("create schema raw; create schema core")
        connection.execute("create table raw.sales (customer varchar, paid bigint)")
        connection.execute("insert into raw.sales values ('ann', 20), ('ann', 5), ('bob', 12)")
        connection.execute("attach ':memory:' as work; create schema work.raw")
        connection.execute("create view work.raw.sales as from tables.raw.sales")
        connection.execute(f"create table core.hot as {HOT}")
        connection.execute("create table core.best as select max(paid) as paid from core.hot")
    models = [
        ("hot", '"work"."core"."hot"', HOT, []),
        ("best", '"work"."core"."best"', BEST, ["hot"]),
    ]
    content = {
        "models": [
            {"name": name, "relation": relation, "sql": sql, "parents": parents, "layer": "core"}
            for name, relation, sql, parents in models
        ],
        "tests": [
            {
                "name": "nobody_is_there_twice",
                "model": "hot",
                "sql": "select customer from work.core.hot group by 1 having count(*) > 1",
            }
        ],
        "sources": {"raw.sales": "work.raw.sales"},
    }
    (folder / "world.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "key").write_text("00" * 64, encoding="ascii")
    (tmp_path / "shop_unit_tests.yml").write_text(UNIT, encoding="utf-8")
    return tmp_path


def _best_is_twenty(world: World) -> list[Oracle]:
    def require(_: set[str]) -> None:
        if world.connection.execute("select paid from work.core.best").fetchall() != [(20,)]:
            raise RedError("by hand", "the best paid twenty")

    return [Oracle(frozenset({"best"}), require)]


def _judged(kept: Path, model: str, before: str, after: str) -> Verdict:
    court = Court(kept, ["shop"], _best_is_twenty, "shop", kept)
    (mutant,) = [
        mutant
        for mutant in court.mutants([model], [], [])
        if (mutant.site.before, mutant.site.after) == (before, after)
    ]
    return court.judge(mutant)


def test_a_changed_threshold_is_red_in_a_unit_test(kept: Path) -> None:
    found = _judged(kept, "hot", "paid > 10 AND paid > 0", "paid >= 10 AND paid > 0")
    assert (found.verdict, found.by) == ("killed", "unit test")


def test_a_changed_figure_downstream_is_red_by_hand(kept: Path) -> None:
    found = _judged(kept, "best", "MAX(paid) AS paid", "MIN(paid) AS paid")
    assert (found.verdict, found.by, found.world) == ("killed", "by hand", "shop")


def test_a_change_that_no_row_can_show_is_unseen(kept: Path) -> None:
    found = _judged(kept, "hot", "paid > 10 AND paid > 0", "paid > 10 AND paid >= 0")
    assert (found.verdict, found.by) == ("unseen", "")


def test_what_was_changed_is_taken_back(kept: Path) -> None:
    world = World(kept / "shop")
    with world.change():
        changed = list(world.replace("hot", HOT.replace("> 10", "> 19"), {"best"}))
        assert changed == ["hot"]
        assert world.connection.execute("select customer from work.core.hot").fetchall() == [
            ("ann",)
        ]
    assert world.connection.execute("select count(*) from work.core.hot").fetchall() == [(2,)]


def test_a_statement_that_cannot_run_is_red(kept: Path) -> None:
    world = World(kept / "shop")
    with pytest.raises(RedError, match="error"), world.change():
        list(world.replace("hot", HOT.replace("sum(paid)", "sum(customer)"), {"best"}))


def test_a_broken_contract_is_red(kept: Path) -> None:
    world = World(kept / "shop")
    with world.change():
        list(
            world.replace(
                "hot", "select customer, paid::hugeint as paid from work.raw.sales", {"best"}
            )
        )
        with pytest.raises(RedError, match="nobody_is_there_twice"):
            world.require_contracts("hot")


def test_the_score_leaves_out_who_is_justified_and_tells_who_is_not(kept: Path) -> None:
    seen = _judged(kept, "best", "MAX(paid) AS paid", "MIN(paid) AS paid")
    unseen = _judged(kept, "hot", "paid > 10 AND paid > 0", "paid > 10 AND paid >= 0")
    told = "\n".join(report([seen, unseen], []))
    assert "50.0%" in told
    assert str(unseen) in told
    listed = Justified("whoever paid more than ten paid more than nothing", ["hot"], after=">= 0")
    told = "\n".join(report([seen, unseen], [listed]))
    assert "100.0%" in told
    assert str(unseen) not in told
    assert "stale" in "\n".join(report([seen], [Justified("nobody asks", ["best"])]))


def test_the_list_of_survivors_says_why_of_each() -> None:
    assert all(item.why for item in read_list(LIST))


def test_a_line_that_covers_everything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survivors.yml"
    path.write_text("- why: because\n", encoding="utf-8")
    with pytest.raises(ValueError, match="what it covers"):
        read_list(path)
