"""Every operator makes the changes it is there for, and a place keeps its name."""

import pytest

from tests.mutation.operators import OPERATORS
from tests.mutation.statements import apply, rendered, sites

CASES = {
    "comparison": (
        "SELECT 1 AS one FROM t WHERE a = 1",
        {"SELECT 1 AS one FROM t WHERE a <> 1"},
    ),
    "and/or": (
        "SELECT 1 AS one FROM t WHERE a AND b AND c",
        {"SELECT 1 AS one FROM t WHERE a OR b OR c"},
    ),
    "predicate": (
        "SELECT 1 AS one FROM t WHERE a AND b",
        {"SELECT 1 AS one FROM t WHERE a", "SELECT 1 AS one FROM t WHERE b"},
    ),
    "join": (
        "SELECT 1 AS one FROM t LEFT JOIN u ON t.a = u.a",
        {"SELECT 1 AS one FROM t INNER JOIN u ON t.a = u.a"},
    ),
    "order": (
        "SELECT MAX(a) OVER (ORDER BY b, c DESC) AS m FROM t",
        {
            "SELECT MAX(a) OVER (ORDER BY b DESC, c DESC) AS m FROM t",
            "SELECT MAX(a) OVER (ORDER BY b, c ASC) AS m FROM t",
            "SELECT MAX(a) OVER (ORDER BY b) AS m FROM t",
        },
    ),
    "union": (
        "SELECT a FROM t UNION ALL SELECT a FROM u",
        {"SELECT a FROM t", "SELECT a FROM u", "SELECT a FROM t UNION SELECT a FROM u"},
    ),
    "window": (
        "SELECT SUM(a) OVER (PARTITION BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s",
        {
            "SELECT SUM(a) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s",
            "SELECT SUM(a) OVER (PARTITION BY b ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS s",
            "SELECT SUM(a) OVER (PARTITION BY b"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS s",
        },
    ),
    "literal": (
        "SELECT a > 7 AS m, 'x' AS x, TRUE AS t, b + INTERVAL '2' HOURS AS i FROM t",
        {
            "SELECT a > 8 AS m, 'x' AS x, TRUE AS t, b + INTERVAL '2' HOURS AS i FROM t",
            "SELECT a > 6 AS m, 'x' AS x, TRUE AS t, b + INTERVAL '2' HOURS AS i FROM t",
            "SELECT a > 7 AS m, 'x~' AS x, TRUE AS t, b + INTERVAL '2' HOURS AS i FROM t",
            "SELECT a > 7 AS m, 'x' AS x, FALSE AS t, b + INTERVAL '2' HOURS AS i FROM t",
            "SELECT a > 7 AS m, 'x' AS x, TRUE AS t, b + INTERVAL '3' HOURS AS i FROM t",
            "SELECT a > 7 AS m, 'x' AS x, TRUE AS t, b + INTERVAL '1' HOURS AS i FROM t",
        },
    ),
    "coalesce": (
        "SELECT COALESCE(a, b) AS c FROM t",
        {"SELECT COALESCE(b, a) AS c FROM t", "SELECT a AS c FROM t"},
    ),
    "function": (
        "SELECT MIN(a) AS m, COUNT(DISTINCT b) AS n FROM t",
        {
            "SELECT MAX(a) AS m, COUNT(DISTINCT b) AS n FROM t",
            "SELECT MIN(a) AS m, COUNT(b) AS n FROM t",
        },
    ),
    "case": (
        "SELECT CASE WHEN a THEN b WHEN c THEN d ELSE e END AS f FROM t",
        {
            "SELECT CASE WHEN c THEN d ELSE e END AS f FROM t",
            "SELECT CASE WHEN a THEN b ELSE e END AS f FROM t",
            "SELECT CASE WHEN a THEN b WHEN c THEN d END AS f FROM t",
        },
    ),
    "set": (
        "SELECT DISTINCT a IN (b, c) AS d FROM t",
        {
            "SELECT a IN (b, c) AS d FROM t",
            "SELECT DISTINCT a IN (c) AS d FROM t",
            "SELECT DISTINCT a IN (b) AS d FROM t",
        },
    ),
}


def _changed(sql: str, operator: str) -> set[str]:
    return {apply(sql, site) for site in sites(sql)[0].values() if site.operator == operator}


def test_every_operator_has_a_case() -> None:
    assert set(CASES) == set(OPERATORS)


@pytest.mark.parametrize("operator", CASES)
def test_an_operator_makes_its_changes_one_at_a_time(operator: str) -> None:
    sql, expected = CASES[operator]
    assert rendered(sql) == sql
    assert _changed(sql, operator) == expected


def test_a_place_keeps_its_name_when_something_else_is_edited() -> None:
    before = sites("with a as (select 1 as x) select x from a where x >= 1000 and y")[0]
    after = sites("with a as (select 2 as z, 1 as x) select x, z from a where x >= 1000 and y")[0]
    kept = [key for key in before if key in after]
    assert ("comparison", "final", "x >= 1000 AND y", "x > 1000 AND y", 0) in kept


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        (
            "select md5(coalesce(a, '-') || '|' || b) as c from t",
            "what separates the parts of an id",
        ),
        (
            "select coalesce(lower(trim(a)) in ('true', '1', 'yes', 'y'), false) as c from t",
            "is_true",
        ),
        ("select a from t order by a desc, b", "an order of rows that nothing reads in order"),
        ("select a from t cross join u", "a cross join, which has no other side"),
    ],
)
def test_what_is_not_the_models_own_is_left_alone_and_counted(sql: str, reason: str) -> None:
    found, skipped = sites(sql)
    assert not found
    assert any(reason in said for said in skipped)


def test_what_is_decided_when_it_is_compiled_is_no_place() -> None:
    sql = "SELECT CASE WHEN 'ga4' = 'mapped' AND a THEN 'x' WHEN 'ga4' = 'ga4' AND b THEN 'y' END"
    assert rendered(sql) == "SELECT CASE WHEN b THEN 'y' END"
