"""SQL that Spark runs too: what only DuckDB says stands in `macros/dialect.sql` and nowhere else.

To forbid another construct, add its pattern and a line of SQL that holds it to FORBIDDEN.
"""

import re
from pathlib import Path

import pytest

from tests.dbt.built import COMPILED, MODELS, PROJECT

# name: the pattern, and a line that must be found by it
FORBIDDEN = {
    "union by name": (r"\bby\s+name\b", "select 1 as a union all by name select 2 as b"),
    "struct literal": (r"\{\s*'", "select {'clause': 'any.1', 'got': 1} as evidence"),
    "struct_pack": (r"\bstruct_pack\s*\(", "select struct_pack(clause := 'any.1')"),
    "sha256": (r"\bsha256\s*\(", "select sha256(email) as person_id"),
    "timezone": (r"\btimezone\s*\(", "select timezone('Europe/Berlin', entered_at)"),
    "at time zone": (r"\bat\s+time\s+zone\b", "select entered_at at time zone 'UTC'"),
    "ordered string_agg": (
        r"\bstring_agg\s*\([^()]*\border\s+by\b",
        "select string_agg(name, ', ' order by name)",
    ),
    "arrow": (r"->", "select list_transform(words, word -> upper(word))"),
    "lambda": (r"\blambda\s+\w+\s*:", "select list_transform(words, lambda w: upper(w))"),
    "star without": (r"\*\s*(exclude|replace)\b", "select * exclude (email) from people"),
    "asof join": (r"\basof\b", "select * from deals asof join rates on deals.day >= rates.day"),
    "using key": (r"\busing\s+key\b", "with recursive components using key (node) as (select 1)"),
    "double colon": (r"::", "select entered_at::date as entered_on"),
    "unnest": (r"\bunnest\s*\(", "select unnest(words) as word"),
    "date_diff": (r"\bdate_diff\s*\(", "select date_diff('day', opened_at, closed_at)"),
    "regexp_matches": (r"\bregexp_matches\s*\(", "select regexp_matches(page, '^/pricing')"),
    "generate_series": (r"\bgenerate_series\s*\(", "select * from generate_series(1, 12)"),
    "strptime": (r"\bstrptime\s*\(", "select strptime(text, '%d.%m.%Y')"),
    "positional join": (r"\bpositional\s+join\b", "select * from a positional join b"),
}
NOT_SQL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|/\*.*?\*/|--[^\n]*", re.DOTALL)
FILES = sorted(
    [*MODELS.rglob("*.sql"), *(PROJECT / "macros").glob("*.sql"), COMPILED / "conditions.sql"]
)
DIALECT = PROJECT / "macros" / "dialect.sql"


def _found(text: str) -> list[str]:
    """Return which forbidden constructs a file's SQL holds; Jinja and comments are no SQL."""
    sql = NOT_SQL.sub(" ", text)
    return [name for name, (pattern, _) in FORBIDDEN.items() if re.search(pattern, sql, re.I)]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path != DIALECT],
    ids=lambda path: path.relative_to(PROJECT).as_posix(),
)
def test_a_model_says_nothing_that_only_duckdb_understands(path: Path) -> None:
    assert _found(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_line_that_only_duckdb_understands_is_found(name: str) -> None:
    line = FORBIDDEN[name][1]
    assert name in _found(f"with a as (\n    {line}\n)\n\nselect * from a")


def test_what_is_forbidden_is_what_the_dialect_says() -> None:
    """The one file that may hold such constructs does: the search above reads real SQL."""
    assert {"sha256", "timezone", "using key", "struct_pack", "unnest"} <= set(
        _found(DIALECT.read_text(encoding="utf-8"))
    )


def test_a_word_that_looks_like_one_is_not_found() -> None:
    """Filters, excluded records, Jinja's own braces and comments stay allowed."""
    assert (
        _found(
            """
        {% set columns = {'kind': 'session'} %} -- entered_at::date
        select count(*) filter (where excluded_by is null) as entries /* a -> b */
        from {{ ref('fct_funnel') }}
        """
        )
        == []
    )
