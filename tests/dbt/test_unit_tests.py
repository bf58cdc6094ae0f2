"""dbt's own unit tests, run on the committed compilation; and seen red where it is broken."""

from typing import Any

import pytest
import yaml

from pipelines.home import Home
from pipelines.transform import run_dbt
from tests.dbt.built import MODELS, copy_of_built_home

UNIT_TESTS = sorted(
    test["name"]
    for path in MODELS.rglob("*_unit_tests.yml")
    for test in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["unit_tests"]
)


def _statuses(home: Home, selection: str) -> dict[str, str]:
    """Run unit tests and return how each ended."""
    run: Any = run_dbt(home, ["test", "--select", selection], lambda _: None)
    assert run.exception is None
    return {result.node.name: str(result.status) for result in run.result.results}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Where dbt reads the whole project once."""
    return copy_of_built_home(tmp_path_factory.mktemp("unit_tests"))


@pytest.fixture(scope="module")
def statuses(home: Home) -> dict[str, str]:
    """How every unit test ended."""
    return _statuses(home, "test_type:unit")


def test_every_unit_test_ran(statuses: dict[str, str]) -> None:
    assert sorted(statuses) == UNIT_TESTS


@pytest.mark.parametrize("name", UNIT_TESTS)
def test_a_rule_holds_on_its_hand_computed_case(statuses: dict[str, str], name: str) -> None:
    assert statuses[name] == "pass"


def test_one_broken_threshold_turns_its_stage_red_and_no_other(home: Home) -> None:
    conditions = home.agreement / "conditions.sql"
    signed = conditions.read_text(encoding="utf-8")
    broken = signed.replace("engagement >= 50", "engagement >= 49")
    assert broken != signed
    conditions.write_text(broken, encoding="utf-8")
    try:
        ended = _statuses(home, "stage_firsts,test_type:unit")
    finally:
        conditions.write_text(signed, encoding="utf-8")
    failed = {name for name, status in ended.items() if status != "pass"}
    assert failed == {"stage_firsts__mql", "stage_firsts__mql__since_2025_07_01"}
