"""What was reported differs from what is known now in seven ways, each done by hand to the example.

The example is held against itself, after one thing per cause was changed in what it is said to have
reported: so every restatement is known beforehand.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import warehouse
from pipelines.home import Home
from pipelines.manifest import published_run_id
from pipelines.publish import KEPT_RUNS
from pipelines.reported import PUBLISHED_AS, TABLES, Reported, column_names, load_reported
from pipelines.transform import run_dbt
from tests.dbt.built import PROJECT
from tests.example.published import publish_example

MODELS = ["restated_differences+", "restated_pairs+"]
TESTS = "every_difference_is_restated_restatements_ bridges_add_up_kpi_bridge_"
PERSON = "stage_id <> 'visit' and person_id is not null and opportunity_id is null"

Cause = tuple[str, str, str]


@dataclass
class Told:
    """A home whose `reported` tables may be changed, and what the models make of it."""

    home: Home

    def keep(self, folder: Path) -> Path:
        """Copy the tables as they are now into a folder, and return it."""
        shutil.copytree(self.home.warehouse, folder, symlinks=True)
        return folder

    def bring_back(self, kept: Path) -> "Told":
        """Make the tables what they were; what dbt has read of the project stays."""
        shutil.rmtree(self.home.warehouse)
        shutil.copytree(kept, self.home.warehouse, symlinks=True)
        return self

    def change(self, *statements: str) -> None:
        """Change what was reported; the marts are attached."""
        with duckdb.connect(self.home.work_db, config=warehouse.SETTINGS) as connection:
            connection.execute(f"attach '{self.home.marts_db}' as marts")
            for statement in statements:
                connection.execute(statement)

    def build(self) -> None:
        """Build what leans on what was reported."""
        result: Any = run_dbt(self.home, ["run", "--select", *MODELS], lambda _: None)
        assert result.success, result.exception or [str(one.message) for one in result.result]

    def verdicts(self) -> dict[str, str]:
        """Run the two tests that no publication passes red, and return how each ended."""
        result: Any = run_dbt(self.home, ["test", "--select", *TESTS.split()], lambda _: None)
        return {one.node.name.removesuffix("_"): str(one.status) for one in result.result.results}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query over the work file and the marts."""
        with warehouse.read_work(self.home) as connection:
            return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Kept:
    """One home, in which dbt reads the project once, and the tables that each test begins with."""

    told: Told
    untouched: Path
    changed: Path
    causes: list[Cause]


def held_against_itself(folder: Path) -> Told:
    """Return a copy of the published example that is said to have reported just this."""
    shutil.copytree(publish_example().root, folder, symlinks=True)
    told = Told(Home(folder))
    run_id = published_run_id(told.home)
    assert run_id is not None
    with duckdb.connect(told.home.published.resolve(), read_only=True) as connection:
        ((as_of,),) = connection.execute("select as_of from run").fetchall()
    load_reported(told.home, Reported(told.home.published, run_id, as_of))
    return told


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Return the example held against itself, as it is and with one change per cause, built."""
    folder = tmp_path_factory.mktemp("restated")
    told = held_against_itself(folder / "home")
    untouched = told.keep(folder / "untouched")
    causes = list(changed_by_hand(told))
    told.build()
    return Kept(told, untouched, told.keep(folder / "changed"), causes)


@pytest.fixture
def told(kept: Kept) -> Told:
    """Return the example, held against itself."""
    return kept.told.bring_back(kept.untouched)


@pytest.fixture
def changed(kept: Kept) -> tuple[Told, list[Cause]]:
    """Return the example with one change per cause, built, and the causes."""
    return kept.told.bring_back(kept.changed), kept.causes


def pick(told: Told, query: str) -> tuple[Any, ...]:
    """Return the first row of a query, which must be there."""
    found = told.rows(query)
    assert found, query
    return found[0]


def changed_by_hand(told: Told) -> Iterator[Cause]:
    """Change one thing per cause in what was reported; yield cause, change and stage of each."""
    mql, form, day = pick(
        told,
        f"select funnel_entry_id, source_record_id, entered_on from marts.fct_funnel where {PERSON}"
        " and stage_id = 'mql' and entry_kind = 'observed' and excluded_by is null order by 1",
    )
    # a signal that came later, and the MQL that it made
    told.change(
        f"delete from reported.entries where funnel_entry_id = '{mql}'",
        f"delete from reported.source_digests where source_record_id = '{form}'",
        "update reported.kpi_values set value = value - 1 where kpi_id = 'mqls'"
        f" and period_start = date_trunc('month', date '{day}')",
    )
    yield ("late data", "added", "mql")

    visit, person = pick(
        told,
        "select funnel_entry_id, person_id from marts.fct_funnel where person_id is not null"
        " and stage_id = 'visit' and entry_kind = 'observed' order by 1",
    )
    # a visit of somebody who had not said yet who they are
    told.change(
        f"update reported.entries set person_id = null where funnel_entry_id = '{visit}'",
    )
    yield ("identified", "changed", "visit")

    lead, old, person = pick(
        told,
        "select funnel_entry_id, old_person_id, person_id from marts.fct_funnel"
        " inner join marts.person_merges using (person_id)"
        f" where {PERSON} and stage_id = 'lead' and person_id <> '{person}' order by 1",
    )
    # one of a person's records stood alone, and its lead with it
    told.change(
        f"update reported.entries set person_id = '{old}' where funnel_entry_id = '{lead}'",
        f"update reported.source_digests set subject_id = '{old}' where source_record_id ="
        f" (select source_record_id from marts.fct_funnel where funnel_entry_id = '{lead}')",
    )
    yield ("merged", "changed", "lead")

    won, deal, day = pick(
        told,
        "select funnel_entry_id, opportunity_id, booked_on from marts.fct_funnel"
        " where stage_id = 'won' and currency = 'EUR' and excluded_by is null order by 1",
    )
    # the final amount was another by 100
    told.change(
        "update reported.entries set amount = amount + 100,"
        f" amount_reporting = amount_reporting + 100 where funnel_entry_id = '{won}'",
        "update reported.source_digests set content_id = '0' where kind = 'deal_won'"
        f" and opportunity_id = '{deal}'",
        "update reported.kpi_values set value = value + 100 where kpi_id = 'revenue'"
        f" and period_start = date_trunc('month', date '{day}')",
    )
    yield ("edited at source", "changed", "won")

    opportunity, deal, person = pick(
        told,
        "select funnel_entry_id, opportunity_id, person_id from marts.fct_funnel where"
        " stage_id = 'opportunity' and left_at is null and person_id is not null order by 1",
    )
    # a deal that is open now had been won, without an amount
    told.change(
        "insert into reported.entries by name (select * replace ('reopened' as funnel_entry_id,"
        " 'won' as stage_id, 7 as stage_order, null as amount, null as amount_reporting,"
        " null as currency, 'closing' as source_record_id) from reported.entries"
        f" where funnel_entry_id = '{opportunity}')",
        "insert into reported.source_digests by name (select 'closing' as source_record_id,"
        f" 'deal_won' as kind, '{person}' as subject_id, '{deal}' as opportunity_id, entered_at"
        f" as occurred_at from marts.fct_funnel where funnel_entry_id = '{opportunity}')",
        "update reported.kpi_values set value = value + 1 where kpi_id = 'closed_deals' and"
        " period_start = (select date_trunc('month', entered_on) from marts.fct_funnel"
        f" where funnel_entry_id = '{opportunity}')",
    )
    yield ("reopened", "removed", "won")

    lead, person = pick(
        told,
        f"select funnel_entry_id, person_id from marts.fct_funnel where {PERSON}"
        f" and stage_id = 'lead' and left_at is null and person_id <> '{person}'"
        " and person_id not in (select old_person_id from marts.person_merges)"
        " order by 1 desc",
    )
    # a meeting of theirs is gone, and the stage that it had made
    told.change(
        "insert into reported.entries by name (select * replace ('erased' as funnel_entry_id,"
        " 'sql' as stage_id, 5 as stage_order, 'inferred' as entry_kind,"
        " 'meeting' as source_record_id) from reported.entries"
        f" where funnel_entry_id = '{lead}')",
        "insert into reported.source_digests by name (select 'meeting' as source_record_id,"
        f" 'meeting_held' as kind, '{person}' as subject_id, entered_at as occurred_at"
        f" from marts.fct_funnel where funnel_entry_id = '{lead}')",
    )
    yield ("erased", "removed", "sql")


def test_what_was_reported_and_is_known_alike_is_no_restatement(told: Told) -> None:
    told.build()

    assert told.rows("select * from marts.restatements") == []
    assert set(told.rows("select distinct cause, delta from marts.kpi_bridge")) == {("none", 0.0)}
    assert set(told.verdicts().values()) == {"pass"}


def test_each_cause_is_told_of_its_entry_and_the_bridge_adds_up(
    changed: tuple[Told, list[Cause]],
) -> None:
    told, expected = changed

    found = told.rows("select cause, change, stage_id from marts.restatements")
    assert sorted(found) == sorted(expected)
    moved = told.rows("select cause, kpi_id, effect from marts.restatement_effects")
    assert sorted(moved) == [
        ("edited at source", "revenue", -100.0),
        ("late data", "mqls", 1.0),
        ("reopened", "closed_deals", -1.0),
    ]
    assert sorted(
        told.rows("select cause, kpi_id, delta from marts.kpi_bridge where cause <> 'none'")
    ) == sorted(moved)
    assert told.verdicts() == {
        "every_difference_is_restated_restatements": "pass",
        "bridges_add_up_kpi_bridge": "pass",
    }


def test_of_the_same_deliveries_only_the_definition_can_differ(told: Told) -> None:
    expected = list(changed_by_hand(told))
    told.change("update reported.run set is_same_data = true")
    told.build()

    found = told.rows("select cause, change, stage_id from marts.restatements")
    assert sorted(found) == sorted(("definition", *what) for _, *what in expected)
    assert set(told.verdicts().values()) == {"pass"}


@pytest.mark.parametrize(
    ("test", "table", "row"),
    [
        ("every_difference_is_restated_restatements", "restatements", "cause = 'late data'"),
        ("every_difference_is_restated_restatements", "restatements", "change = 'removed'"),
        ("bridges_add_up_kpi_bridge", "kpi_bridge", "cause = 'reopened'"),
    ],
)
def test_a_restatement_or_a_cause_that_is_missing_is_seen(
    changed: tuple[Told, list[Cause]], test: str, table: str, row: str
) -> None:
    told = changed[0]
    told.change(f"delete from marts.{table} where {row}")

    assert [name for name, status in told.verdicts().items() if status == "fail"] == [test]


def test_a_difference_without_evidence_has_no_cause_and_is_seen(told: Told) -> None:
    """The persona of an entry was another, and no record says why."""
    told.change(
        "update reported.entries set persona_id = 'nobody' where funnel_entry_id ="
        f" (select min(funnel_entry_id) from marts.fct_funnel where {PERSON})"
    )
    told.build()

    assert told.rows("select cause, change from marts.restatements") == [(None, "changed")]
    assert told.verdicts()["every_difference_is_restated_restatements"] == "fail"


@pytest.mark.parametrize("table", TABLES)
def test_what_is_compared_is_what_is_published(table: str) -> None:
    with duckdb.connect(publish_example().published.resolve(), read_only=True) as connection:
        published = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() where table_name = ?",
                [PUBLISHED_AS.get(table, table)],
            ).fetchall()
        )
        connection.execute(f"create temp table compared ({TABLES[table]})")
        compared = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() where table_name = 'compared'"
            ).fetchall()
        )
    assert list(compared) == column_names(TABLES[table])
    assert compared.items() <= published.items()


def test_as_many_runs_are_compared_as_are_kept() -> None:
    macros = (PROJECT / "macros" / "restated.sql").read_text(encoding="utf-8")
    assert f"{{% macro kept_runs() -%}}\n{KEPT_RUNS}\n" in macros
