"""Cumulative incidence held against another hand's: statsmodels', and plain fractions.

`step_incidence` is run as dbt compiled it, on steps drawn here, and on the example company's own.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.example.published import Published, publish_example

COMPILED = "target/compiled/smarketing/models/core/step_incidence.sql"
STATUS = {"open": 0, "moved_on": 1, "left": 2}
GROUP = "cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value"
SETS = """
    with steps as (
        select
            *, unnest(['all', 'persona', 'channel', 'owner', 'segment']) as dimension,
            unnest([
                'all', coalesce(persona_id, 'none'), channel, coalesce(owner_id, 'none'),
                account_segment
            ]) as dimension_value
        from stage_steps
    )
    select
        unnest(['all', 'quarter']) as cohort_kind,
        unnest([
            (select min(cohort_start) from stage_steps),
            cast(date_trunc('quarter', cohort_start) as date)
        ]) as cohort_start,
        * exclude (cohort_start)
    from steps
"""


def _drawn(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw elapsed seconds and ends: half the seeds in whole hours, so that many tie."""
    draw = np.random.default_rng(seed)
    moved, left = draw.lognormal(12, 1.5, size), draw.lognormal(13, 1, size)
    seen = draw.uniform(0, 3_000_000, size)
    seconds = np.minimum.reduce([moved, left, seen])
    status = np.where(seconds == moved, 1, np.where(seconds == left, 2, 0))
    whole = 3600 if seed % 2 else 1
    return (np.ceil(seconds / whole) * whole).astype(int), status


def _another_library(seconds: np.ndarray, status: np.ndarray) -> Any:
    """Return statsmodels' incidence; its import takes seconds, so nobody else waits for it."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    return CumIncidenceRight(seconds.astype(float), status)


@pytest.fixture(scope="module")
def incidence() -> Iterator[duckdb.DuckDBPyConnection]:
    """Twelve companies' steps as the marts, and the compiled model over them."""
    sql = (publish_example().dbt / COMPILED).read_text(encoding="utf-8")
    outcomes = {number: word for word, number in STATUS.items()}
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as marts")
        connection.execute(
            "create table marts.main.stage_steps (cohort_start date, from_stage_id varchar,"
            " to_stage_id varchar, stage_order integer, outcome varchar, elapsed_seconds bigint,"
            " persona_id varchar, channel varchar, owner_id varchar, account_segment varchar)"
        )
        for seed in range(12):
            seconds, status = _drawn(seed, 40 * (seed + 1))
            connection.executemany(
                "insert into marts.main.stage_steps values"
                " ('2025-01-01', ?, 'next', 1, ?, ?, null, 'Email', null, 'small')",
                [
                    (f"stage {seed}", outcomes[int(end)], int(after))
                    for after, end in zip(seconds, status, strict=True)
                ],
            )
        connection.execute(f"create table incidence as {sql}")
        yield connection


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("seed", range(12))
def test_every_share_is_that_of_another_library(
    incidence: duckdb.DuckDBPyConnection, seed: int
) -> None:
    seconds, status = _drawn(seed, 40 * (seed + 1))
    theirs = _another_library(seconds, status)
    ours = incidence.execute(
        "select elapsed_seconds, moved_share, left_share from incidence where cohort_kind = 'all'"
        " and dimension = 'all' and from_stage_id = ? order by elapsed_seconds",
        [f"stage {seed}"],
    ).fetchall()
    assert [after for after, _, _ in ours] == list(theirs.times)
    assert [moved for _, moved, _ in ours] == pytest.approx(theirs.cinc[0], abs=2e-9)
    assert [left for _, _, left in ours] == pytest.approx(theirs.cinc[1], abs=2e-9)
    assert seed % 2 == 0 or len(set(seconds)) < len(seconds), "some ends tie"


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_leaving_as_mere_absence_would_be_seen() -> None:
    """Of the largest company far more would then seem to move on; so would without the waiting."""
    seconds, status = _drawn(11, 480)
    right = _another_library(seconds, status).cinc[0][-1]
    absent = _another_library(seconds, np.where(status == 2, 0, status)).cinc[0][-1]
    assert absent - right > 0.1
    assert abs((status == 1).mean() - right) > 0.02


def _by_hand(ends: Sequence[tuple[int, str]]) -> list[tuple[int, Fraction, Fraction]]:
    """Return (elapsed, moved on, left) as exact shares, straight from the definition."""
    waiting, moved, left = Fraction(1), Fraction(0), Fraction(0)
    found = []
    for moment in sorted({after for after, _ in ends}):
        at_risk = sum(after >= moment for after, _ in ends)
        now = [end for after, end in ends if after == moment]
        moved += waiting * Fraction(now.count("moved_on"), at_risk)
        left += waiting * Fraction(now.count("left"), at_risk)
        waiting *= 1 - Fraction(len(now) - now.count("open"), at_risk)
        found.append((moment, moved, left))
    return found


@pytest.fixture(scope="module")
def published() -> Published:
    return Published(publish_example())


def test_the_examples_days_and_medians_are_those_counted_by_hand(published: Published) -> None:
    """Every pair, set of cohorts, dimension and value of the example, in exact fractions."""
    groups: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for *group, after, end in published.rows(
        f"select {GROUP}, elapsed_seconds, outcome from ({SETS}) where elapsed_seconds is not null"
    ):
        groups.setdefault(tuple(group), []).append((after, end))
    assert len(groups) > 100
    days, speeds = {}, {}
    for group, ends in groups.items():
        shares = _by_hand(ends)
        for moment, moved, left in shares:
            days[*group, ceil(moment / 86400)] = (float(moved), float(left))
        half = [moment for moment, moved, _ in shares if moved >= Fraction(1, 2)]
        speeds[group] = (len(ends), half[0] / 86400 if half else None)
    found = {
        tuple(row[:7]): (row[7], row[8])
        for row in published.rows(
            f"select {GROUP}, day_number, moved_share, left_share from stage_durations"
        )
    }
    assert found.keys() == days.keys()
    for key, shares_found in found.items():
        assert shares_found == pytest.approx(days[key], abs=2e-9), key
    assert {
        tuple(row[:6]): (row[6], row[7])
        for row in published.rows(
            f"select {GROUP}, timed, half_days from stage_speeds where timed > 0"
        )
    } == speeds
    assert any(half is None for _, half in speeds.values())
    assert any(half is not None for _, half in speeds.values())


def test_whoever_has_no_duration_is_counted_beside(published: Published) -> None:
    assert (
        published.rows(
            f"""
        select {GROUP}, timed, untimed from stage_speeds
        except
        select {GROUP}, count(elapsed_seconds), count(*) - count(elapsed_seconds)
        from ({SETS}) group by all
        """
        )
        == []
    )
    inferred = published.value(
        "select count(*) from stage_steps where elapsed_seconds is not null"
        " and (entry_kind = 'inferred' or moved_kind = 'inferred')"
    )
    assert inferred == 0
    assert published.value("select sum(untimed) from stage_speeds where dimension = 'all'") > 0
