"""The compilation is pure, is the committed one, and asks in SQL what the document says."""

import re
from pathlib import Path

from expectations.annexes import Annexes, folder_of, load_annexes
from expectations.compile import compile_agreements, write_compiled
from expectations.conditions import evidence, sentence
from expectations.loader import default_folder, load_agreements
from expectations.tables import COLUMNS
from pipelines.home import project_root
from tests.agreement.documents import COMPLETE, read, with_change

COMMITTED = project_root() / "dbt_project" / "agreement"


def _shipped() -> dict[str, str]:
    annexes = load_annexes(folder_of(default_folder()))
    return compile_agreements(load_agreements(default_folder()), annexes)


def test_the_committed_compilation_is_that_of_the_shipped_agreement() -> None:
    found = {
        path.relative_to(COMMITTED).as_posix(): path.read_text("utf-8")
        for path in COMMITTED.rglob("*")
        if path.is_file()
    }
    assert found == _shipped()
    assert set(found) == {"conditions.sql", *(f"tables/{name}.csv" for name in COLUMNS)}


def test_the_same_agreement_compiles_to_the_same_texts() -> None:
    assert _shipped() == _shipped()


def test_what_no_longer_belongs_is_removed_and_what_stands_is_left(tmp_path: Path) -> None:
    write_compiled({"conditions.sql": "a", "tables/old.csv": "b"}, tmp_path)
    before = (tmp_path / "conditions.sql").stat().st_mtime_ns
    write_compiled({"conditions.sql": "a", "tables/new.csv": "c"}, tmp_path)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        "conditions.sql",
        "new.csv",
    }
    assert (tmp_path / "conditions.sql").stat().st_mtime_ns == before


def test_a_changed_threshold_changes_the_sql_and_the_sentence_above_it(tmp_path: Path) -> None:
    old = compile_agreements([read(tmp_path)], Annexes())["conditions.sql"]
    text = with_change("field: engagement, is: at_least, value: 50",
                       "field: engagement, is: at_least, value: 65")  # fmt: skip
    new = compile_agreements([read(tmp_path, text)], Annexes())["conditions.sql"]
    changed = set(new.splitlines()) - set(old.splitlines())
    assert any("engagement at least 65" in line for line in changed)
    assert any("engagement >= 65" in line for line in changed)
    assert not any("engagement >= 50" in line for line in new.splitlines())


def test_a_version_starts_at_its_local_midnight_in_summer_time_too(tmp_path: Path) -> None:
    first = read(tmp_path)
    later_text = COMPLETE.replace("effective_from: 2025-01-01", "effective_from: 2025-07-01")
    later = read(tmp_path, later_text, "2025-07-01.yml")
    compiled = compile_agreements([first, later], Annexes())["conditions.sql"]
    # 1 July 00:00 in Berlin is UTC+2
    assert "when {{ instant }} >= timestamp '2025-06-30 22:00:00' then '2025-07-01'" in compiled
    assert "else '2025-01-01'" in compiled


def test_a_condition_reads_as_a_sentence_and_private_values_are_only_known(
    tmp_path: Path,
) -> None:
    agreement = read(tmp_path)
    mql = agreement.stages[2].enter_when
    assert mql is not None
    said = sentence(mql, agreement.attributes)
    assert said == "demo requests at least 1 or (fit at least 40 and engagement at least 50)"
    assert [(c.clause, c.field, c.operator, c.wanted) for c in evidence(mql, [])] == [
        ("any.1", "demo_requests", "at_least", "1"),
        ("any.2.all.1", "fit", "at_least", "40"),
        ("any.2.all.2", "engagement", "at_least", "50"),
    ]
    (private,) = evidence(agreement.personas[0].matches, [])
    assert re.fullmatch(r"case when .* then 'known' end", private.got)
