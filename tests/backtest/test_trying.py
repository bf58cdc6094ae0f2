"""A draft is tried: on the states or on the steps, writing nothing, and told with its bases."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from expectations.annexes import folder_of, load_annexes
from expectations.backtest import Replay, backtest, page, place, words
from expectations.backtest.placing import ON_STATES, changed_parts
from expectations.backtest.replay import MEASURED, TRIAL
from expectations.backtest.statements import conditions_of, placed
from expectations.errors import BadInputError
from expectations.schema import Agreement
from pipelines.backtest import try_draft
from pipelines.home import Home
from pipelines.manifest import published_manifest
from tests.backtest.drafts import SIGNED, asking, draft, run_folder, signed, tried
from tests.example.published import publish_example

EVERY_WORD = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]+", re.IGNORECASE)


def _again(agreement: Agreement, told: Callable[[str], None] = lambda _: None) -> object:
    annexes = load_annexes(folder_of(SIGNED.parent))
    return try_draft(publish_example(), agreement, annexes, None, told)


@pytest.mark.slow
def test_the_steps_run_again_find_what_the_states_find() -> None:
    """With a reason's words changed the steps run again, and the marks move the same people."""
    on_states = tried(asking(engagement=30))
    exits = [item.model_dump(by_alias=True) for item in signed().exits]
    reasons = next(item for item in exits if item["reasons"])["reasons"]
    reasons[0]["words"] = [*reasons[0]["words"], "Said by nobody"]
    stages = [item.model_dump(by_alias=True) for item in asking(engagement=30).stages]
    said: list[str] = []
    on_steps = _again(draft(exits=exits, stages=stages), said.append)
    assert any("its steps run again" in line for line in said)
    assert on_steps.way == "steps"  # type: ignore[attr-defined]
    for part in ("kpis", "stages", "steps", "outcomes", "covered", "load", "movers"):
        assert getattr(on_steps, part) == getattr(on_states, part), part


@pytest.mark.slow
def test_points_that_change_are_tried_on_the_steps() -> None:
    """A session worth nothing: nobody comes in, and those whom sessions carried move."""
    scoring = signed().scoring.model_dump(by_alias=True)
    scoring["engagement"]["points"]["session"] = 0
    report = _again(draft(scoring=scoring))
    moved = {item.moved for item in report.movers if item.stage_id == "mql"}  # type: ignore[attr-defined]
    assert moved
    assert moved <= {"out", "later"}


def test_trying_a_draft_changes_no_published_byte() -> None:
    before = published_manifest(publish_example())
    tried(asking(engagement=20))
    with Replay(run_folder()) as replay, pytest.raises(duckdb.Error):
        replay.connection.execute("create table before.main.mine (a integer)")
    assert before is not None
    # the manifest is whole only while every file is there byte for byte
    assert published_manifest(publish_example()) == before
    assert TRIAL in before.files


def test_what_is_made_again_without_a_change_is_what_is_published() -> None:
    with Replay(run_folder()) as replay:
        backtest(replay, place(signed(), replay.agreements, replay.run.as_of))
        for table in MEASURED:
            before, after = f"before.main.{table}", f"memory.after.{table}"
            ((rows, differing),) = replay.connection.execute(
                f"select (select count(*) from {before}), count(*) from ("
                f" (from {before} except all from {after})"
                f" union all (from {after} except all from {before}))"
            ).fetchall()
            assert rows, table
            assert differing == 0, table


def test_a_changed_persona_is_tried_on_the_states() -> None:
    """Whoever matched one persona alone has none under a draft without it, and is not dropped."""
    personas = [item.model_dump(by_alias=True) for item in signed().personas]
    gone, kept = personas[0]["id"], personas[1:]
    agreement = draft(personas=kept, handoffs=[])
    with Replay(run_folder()) as replay:
        placement = place(agreement, replay.agreements, replay.run.as_of)
        assert placement.parts == {"personas"}
    assert placement.on_states
    report = tried(agreement)
    assert gone not in {item.persona_id for item in report.movers}
    assert report.movers == (), "who somebody is does not decide what stage they are in"


def test_every_condition_of_every_version_is_marked_in_the_statements() -> None:
    with Replay(run_folder()) as replay:
        placement = place(asking(20), replay.agreements, replay.run.as_of)
        statements = {item.name: item.sql for item in replay.statements}
    assert set(conditions_of(placement)) == {
        f"enters_{signed().version.replace('-', '_')}__{stage.id}"
        for stage in signed().stages
        if stage.enter_when
    }
    assert placed(statements, placement) != statements
    with pytest.raises(ValueError, match="marked in no statement"):
        placed({"stage_firsts": "select 1"}, placement)


def test_words_alone_change_no_part_of_the_rules() -> None:
    cadence = [item.model_dump(by_alias=True) for item in signed().cadence]
    cadence[0]["label"] = "Monday, nine o'clock"
    assert changed_parts(signed(), draft(title="Ours", cadence=cadence)) == frozenset()


def test_a_later_since_than_the_data_is_refused_and_an_early_one_takes_all_versions() -> None:
    with Replay(run_folder()) as replay:
        versions, known_to = replay.agreements, replay.run.as_of
    with pytest.raises(BadInputError, match="what is known ends on"):
        place(asking(20), versions, known_to, date(2099, 1, 1))
    later = versions[0].model_copy(update={"effective_from": date(2025, 4, 1)})
    two = [versions[0], later]
    assert place(asking(20), two, known_to).replaced == (later,)
    assert place(asking(20), two, known_to, date(2025, 2, 1)).replaced == tuple(two)
    assert place(asking(20), two, known_to, date(2025, 2, 1)).starts_at is None
    placed_so = place(asking(20), two, known_to, date(2025, 5, 6))
    assert placed_so.replaced == (later,)
    assert placed_so.starts_at == datetime(2025, 3, 31, 22), "judged from the version's first day"
    assert placed_so.counted_from == datetime(2025, 5, 5, 22), "counted from the day itself"
    assert place(asking(20), two, known_to, date.min).counted_from is not None
    assert [item.version for item in place(asking(20), two, known_to).series] == [
        versions[0].version,
        "2025-04-01",
    ]


def test_what_a_run_keeps_for_it_names_nobody() -> None:
    with duckdb.connect(str(run_folder() / TRIAL), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where data_type = 'VARCHAR' and table_schema <> 'main'"
        ).fetchall()
        assert len(tables) > 20
        for schema, table, column in tables:
            found = connection.execute(
                f'select "{column}" from {schema}.{table} where "{column}" like \'%@%\''
            ).fetchall()
            assert not [value for (value,) in found if EVERY_WORD.fullmatch(value)], column
        names = {column for _, _, column in tables}
    assert not names & {"email", "full_name", "first_name", "last_name", "owner_name"}


def test_a_home_without_anything_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="Nothing is published"):
        try_draft(Home(tmp_path), signed(), load_annexes(folder_of(SIGNED.parent)), None, print)
    (tmp_path / "warehouse" / "current").mkdir(parents=True)
    with pytest.raises(BadInputError, match="Run again"):
        try_draft(Home(tmp_path), signed(), load_annexes(folder_of(SIGNED.parent)), None, print)


def test_the_report_says_every_share_with_its_base() -> None:
    report = tried(asking(engagement=30))
    lines = words.as_lines(report)
    text = "\n".join(lines)
    assert "MQL: engagement at least 50 → at least 30" in text
    assert lines[0].startswith(words.headline(report))
    for share in re.findall(r"\d+(?:\.\d+)?%[^;\n]*", text):
        assert re.match(r"\d+(?:\.\d+)?% of \d", share), share
    shown = page.as_page(report)
    assert report.digest in shown
    assert "<script" not in shown
    assert "http" not in shown
    assert json.loads(report.as_file())["draft_digest"] == report.draft_digest


def test_a_draft_that_asks_for_addresses_needs_the_steps() -> None:
    assert "email" not in ON_STATES
    exclusions = [item.model_dump(by_alias=True) for item in signed().exclusions]
    exclusions[0]["when"] = {"field": "email", "is": "known"}
    with Replay(run_folder()) as replay:
        placement = place(draft(exclusions=exclusions), replay.agreements, replay.run.as_of)
    assert placement.parts == {"exclusions"}
    assert not placement.on_states
