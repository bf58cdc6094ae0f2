"""Whatever the document says stays a word: it becomes neither SQL nor a template."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.schema import Agreement
from tests.agreement.documents import as_text, assert_refused, content, read, with_change
from tests.agreement.rendering import Macros, answer

SQL = "x'); drop table y; --"
HOSTILE = [SQL, "=env_var('HOME')", "=agreed_currency", "*/ or true /*", "' or '1'='1", 'a"]) b("']


def _hostile(folder: Path, word: str) -> Agreement:
    """Return an agreement that says a hostile word wherever a text becomes SQL or a literal."""
    data = content()

    def asked() -> dict[str, Any]:
        return {"field": "country", "is": "one_of", "value": [word]}

    data["parties"][1]["departments"] = [word]
    data["attributes"][0]["from"] = {"hubspot": word}
    data["activities"][0]["one_of"] = [word]
    data["personas"][0]["matches"] = asked()
    data["scoring"]["fit"][0]["when"] = asked()
    data["exclusions"][0]["when"] = asked()
    data["stages"][1]["enter_when"] = asked()
    data["stages"][1]["label"] = word
    data["exits"][1]["when"] = {"field": "crm_label", "is": "equals", "value": word}
    data["labels"][1]["means"] = {"Proposal": "open", word: "won"}
    data["promises"][2]["labels"] = [word]
    data["promises"][2]["applies_when"] = asked()
    return read(folder, as_text(data))


def _expressions(macros: Macros) -> dict[str, tuple[str, Any]]:
    """Return every piece of SQL that a hostile word stands in, with what it answers to the word."""
    (way,) = [item for item in macros.call("agreed_exits") if item["exit_id"] == "recycled"]
    (promise,) = [p for p in macros.call("agreed_promises") if p["promise_id"] == "answer"]
    version = "'2025-01-01'"
    return {
        "stage": (macros.call("enters_2025_01_01__lead"), True),
        "exit": (way["holds"], True),
        "promise": (promise["applies_when"], True),
        "persona": (macros.call("agreed_persona", version), "operations"),
        "fit": (macros.call("agreed_fit", version), 40),
        "exclusion": (macros.call("agreed_exclusion", version), "our_own"),
        "team": (macros.call("agreed_team", "country"), "sales"),
        "activity": (
            macros.call("agreed_activity", version, "'ga4'", "'page'", "country"),
            "key_page",
        ),
        "deal": (macros.call("agreed_deal_state", version, "'salesforce'", "country"), "won"),
        "attribute": (macros.call("agreed_attribute", "'hubspot'", "country"), "budget"),
    }


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_word_is_compared_as_the_word_it_is(tmp_path: Path, word: str) -> None:
    macros = Macros(_hostile(tmp_path, word))
    for place, (sql, expected) in _expressions(macros).items():
        assert answer(sql, country=word, crm_label_set=word) == expected, place
        otherwise = answer(sql, country="elsewhere", crm_label_set="elsewhere")
        assert otherwise in (False, None, 0, "open"), place


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_word_stays_a_word_in_the_lists(tmp_path: Path, word: str) -> None:
    """A word that begins with = was once taken for the name of a macro."""
    macros = Macros(_hostile(tmp_path, word))
    lead = macros.call("agreed_stages")[1]
    assert lead["clauses"] == [
        {"clause": "1", "field": "country", "operator": "one_of", "wanted": word, "got": "country"}
    ]
    assert lead["holds"] == macros.call("enters_2025_01_01__lead")
    (promise,) = [p for p in macros.call("agreed_promises") if p["promise_id"] == "answer"]
    assert promise["acts"] == {"labels": [word]}


def test_a_statement_in_a_word_is_not_run(tmp_path: Path) -> None:
    macros = Macros(_hostile(tmp_path, SQL))
    with duckdb.connect() as connection:
        connection.execute("create table y as select 1 as kept")
        connection.execute(
            "create table states as select $1 as country, $1 as crm_label_set", [SQL]
        )
        for sql, _ in _expressions(macros).values():
            connection.execute(f"select {sql} from states").fetchall()
        assert connection.execute("select kept from y").fetchall() == [(1,)]


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% do x %}", "#}", "{# x", "}", "a\\b"])
def test_what_a_template_would_read_is_refused(tmp_path: Path, text: str) -> None:
    broken = with_change("label: Lead\n", f"label: '{text}'\n")
    assert_refused(tmp_path, broken, f"label: '{text}'", "braces, backslashes and control")


def test_what_a_template_would_read_is_refused_as_a_key(tmp_path: Path) -> None:
    broken = with_change("Proposal: open", "'{{ x }}': open")
    assert_refused(tmp_path, broken, "{{ x }}", "braces, backslashes and control")
