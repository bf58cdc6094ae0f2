"""Any value in any place: the document is refused, or its SQL is the same but for one literal."""

import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from expectations.acknowledgements import FILE, read
from expectations.annexes import load_annexes
from expectations.errors import BadInputError
from expectations.gates.checks import Source
from expectations.gates.suites import publish_checks
from expectations.loader import load_draft
from expectations.schema import Agreement
from tests.agreement.documents import as_text, at, content
from tests.agreement.rendering import Macros

Place = tuple[int | str, ...]
# every place whose text becomes part of SQL or of a template
PLACES: list[Place] = [
    ("parties", 1, "departments", 0),
    ("attributes", 0, "from", "hubspot"),
    ("activities", 0, "one_of", 0),
    ("personas", 0, "matches", "value", 0),
    ("personas", 0, "label"),
    ("exclusions", 0, "when", "value", 0),
    ("stages", 1, "label"),
    ("exits", 1, "when", "value", 0),
    ("exits", 1, "reasons", 0, "words", 0),
    ("promises", 2, "labels", 0),
    ("handoffs", 0, "say"),
    ("kpis", 2, "plural"),
    ("kpis", 2, "definition"),
    ("title",),
]
PIECES = st.sampled_from(
    ["'", '"', "''", ";", "--", "/*", "*/", "{{", "}}", "{%", "#}", "\\", "$$", "\n", "x", " ",
     "drop table y", "%", "\u2028", "é", "null", "||", "getvariable('hmac_inner')"]
)  # fmt: skip
VALUES = st.lists(PIECES, min_size=1, max_size=8).map("".join) | st.text(min_size=1, max_size=20)


def _with(place: Place, value: str) -> Agreement | None:
    data = content()
    at(data, place[:-1])[place[-1]] = value
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yml"
        path.write_bytes(as_text(data).encode("utf-8", "surrogatepass"))
        try:
            return load_draft(path)
        except BadInputError:
            return None


def _expressions(agreement: Agreement) -> list[str]:
    """Return every expression over a state that an agreement compiles to."""
    macros, version = Macros(agreement), "'2025-01-01'"
    stages = [item["holds"] for item in macros.call("agreed_stages") if item["holds"]]
    ways = [item["holds"] for item in macros.call("agreed_exits") if item["holds"]]
    promised = [item["applies_when"] for item in macros.call("agreed_promises")]
    return [
        *stages,
        *ways,
        *(sql for sql in promised if sql),
        macros.call("agreed_persona", version),
        macros.call("agreed_fit", version),
        macros.call("agreed_exclusion", version),
        macros.call("agreed_team", "word"),
        macros.call("agreed_activity", version, "'ga4'", "'page'", "word"),
        macros.call("agreed_attribute", "'hubspot'", "word"),
    ]


def _without_texts(sql: str) -> str:
    """Return SQL with every text literal taken out, as DuckDB itself reads them."""
    return re.sub(r"'(?:[^']|'')*'", "?", sql)


SHAPES = [_without_texts(sql) for sql in _expressions(Agreement.model_validate(content()))]
COLUMNS: dict[str, Any] = dict.fromkeys(
    ("word", "title", "email_domain", "crm_label_set", "marketing_label_set", "deal_became",
     "deal_state"), "w"
) | dict.fromkeys(("forms", "demo_requests", "fit", "engagement", "employees"), 1)  # fmt: skip


STATE = f"select {', '.join(f'${name} as {name}' for name in COLUMNS)}"
CONNECTION = duckdb.connect()
CONNECTION.execute("create table y as select 1 as kept")


@settings(max_examples=40, deadline=None)
@given(place=st.sampled_from(PLACES), value=VALUES)
@example(place=("personas", 0, "matches", "value", 0), value="'); drop table y; --")
@example(place=("exclusions", 0, "when", "value", 0), value="*/ or true /*")
@example(place=("stages", 1, "label"), value="#}{{ 7 }}")
@example(place=("promises", 2, "labels", 0), value='"]}) }}')
def test_a_value_stays_one_literal_or_is_refused(place: Place, value: str) -> None:
    agreement = _with(place, value)
    if agreement is None:
        return
    # phrases of several words need one expression more, made of blanks alone
    is_phrase = place == ("personas", 0, "matches", "value", 0)
    expressions = _expressions(agreement)
    for sql, shape in zip(expressions, SHAPES, strict=True):
        assert is_phrase or _without_texts(sql) == shape, sql
        assert len(duckdb.extract_statements(f"select {sql}")) == 1
    every = ", ".join(f"({sql}) as answer_{place}" for place, sql in enumerate(expressions))
    CONNECTION.execute(f"select {every} from ({STATE})", COLUMNS).fetchall()
    assert CONNECTION.execute("from y").fetchall() == [(1,)]


@settings(max_examples=25, deadline=None)
@given(place=st.sampled_from(PLACES), value=VALUES)
def test_every_check_of_the_gate_stays_one_statement(place: Place, value: str) -> None:
    agreement = _with(place, value)
    for check in publish_checks([agreement], [CRM], {}, True) if agreement else []:
        (statement,) = duckdb.extract_statements(check.sql())
        assert statement.type == duckdb.StatementType.SELECT, check.check_id


CRM = Source("crm", "salesforce", True, 48)


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="{}[]:,-#&*!|>'\"% \n\tab01é", max_size=60) | st.binary(max_size=40))
def test_any_list_of_readers_is_read_or_refused(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else f"acknowledgements:\n{text}".encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(data)
        with suppress(BadInputError):
            read(path)
        with suppress(BadInputError):
            load_annexes(Path(folder))
