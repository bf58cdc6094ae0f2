"""Rates of the example company: the rows behind them, sums over sums, slices that add up."""

import pytest

from tests.example.published import Published, publish_example

SUMS = (
    *("entered", "inferred", "moved_on", "moved_on_in_window", "left_journey", "still_open"),
    *("too_young", "closed_entered", "closed_moved_on", "period_entries", "period_next_entries"),
)
KEY = "cohort_start, from_stage_id, to_stage_id"


@pytest.fixture(scope="module")
def published() -> Published:
    return Published(publish_example())


def test_every_dimension_sums_to_everyone(published: Published) -> None:
    sums = ", ".join(f"sum({name})" for name in SUMS)
    wins = "win_rate_id, month_start, sum(won), sum(won_deals + lost_deals + open_deals)"
    for dimension in ("persona", "channel", "owner", "segment"):
        assert (
            published.rows(
                f"select {KEY}, {sums} from stage_conversions where dimension = 'all' group by all"
                f" except select {KEY}, {sums} from stage_conversions"
                f" where dimension = '{dimension}' group by all"
            )
            == []
        )
        assert (
            published.value(
                f"select count(distinct dimension_value) from stage_conversions"
                f" where dimension = '{dimension}'"
            )
            > 1
        )
        assert (
            published.rows(
                f"select {wins} from win_rates where dimension = 'all' group by all except"
                f" select {wins} from win_rates where dimension = '{dimension}' group by all"
            )
            == []
        )


def test_every_journey_moved_on_left_or_is_open(published: Published) -> None:
    assert (
        published.value(
            "select count(*) from stage_conversions"
            " where entered <> moved_on + left_journey + still_open or too_young > still_open"
            " or closed_entered > entered or closed_moved_on > moved_on_in_window"
            " or moved_on_in_window > moved_on"
        )
        == 0
    )


def test_a_rate_is_its_sums_divided_and_nothing_divided_by_nothing(published: Published) -> None:
    rates = published.rows(
        "select closed_moved_on, closed_entered, closed_cohort_rate from stage_conversions"
        " union all select moved_on, entered, open_cohort_rate from stage_conversions"
        " union all select period_next_entries, period_entries, period_rate from stage_conversions"
        " union all select won, won + lost, win_rate from win_rates"
    )
    assert {rate is None for _, _, rate in rates} == {True, False}
    for above, below, rate in rates:
        assert rate == (pytest.approx(above / below) if below else None)


def test_the_rates_of_a_period_are_the_volumes_that_the_kpis_count(published: Published) -> None:
    """MQLs and SQLs are counted by entries, so a month's sums are the month's KPIs."""
    for kpi, stage in (("mqls", "mql"), ("sqls", "sql"), ("website_traffic", "visit")):
        counted = dict(
            published.rows(
                "select period_start, value from kpi_values where kpi_id = ? and period_kind ="
                " 'month' and persona_id = 'all' and channel = 'all' and value > 0",
                (kpi,),
            )
        )
        assert counted
        assert counted == dict(
            published.rows(
                "select cohort_start, period_entries from stage_conversions"
                " where from_stage_id = ? and dimension = 'all' and period_entries > 0",
                (stage,),
            )
        )


def test_a_stage_that_is_entered_twice_stands_once_and_whoever_is_excluded_nowhere(
    published: Published,
) -> None:
    assert published.rows(
        """
        select count(*) from stage_steps
        union all
        select count(distinct (journey_id, stage_id)) from fct_funnel
        where excluded_by is null and stage_id <> 'won'
        """
    ) == [(found := published.value("select count(*) from stage_steps"),), (found,)]


def test_the_four_win_rates_by_hand(published: Published) -> None:
    """Thirteen deals, counted from the fact and the journeys' ends in plain Python."""
    deals: dict[str, list[object]] = {}
    for deal, opened in published.rows(
        "select opportunity_id, min(entered_on) from fct_funnel"
        " where stage_id in ('opportunity', 'won') and excluded_by is null group by all"
    ):
        deals[deal] = [opened, None, None, None]
    for deal, day, amount in published.rows(
        "select opportunity_id,"
        " cast(timezone('Europe/Berlin', timezone('UTC', exited_at)) as date),"
        " case currency when 'EUR' then amount end from dim_journey where exit_id = 'lost'"
    ):
        deals[deal][1:] = ["lost", day, amount]
    for deal, day, amount in published.rows(
        "select opportunity_id, booked_on, amount_reporting from fct_funnel where stage_id = 'won'"
    ):
        deals[deal][1:] = ["won", day, amount]
    assert len(deals) == 13
    assert {outcome for _, outcome, _, _ in deals.values()} == {"won", "lost", None}
    expected: dict[tuple[str, object], list[float]] = {}
    for opened, outcome, closed, amount in deals.values():
        for basis, day in (("opened", opened), ("closed", closed)):
            if day is None:
                continue
            for measure, size in (("deals", 1), ("amount", amount)):
                month = day.replace(day=1)  # type: ignore[attr-defined]
                sums = expected.setdefault((f"{measure}_{basis}", month), [0.0, 0.0])
                if outcome is not None:
                    sums[outcome == "lost"] += float(size)  # type: ignore[arg-type]
    assert {
        (rate, month): [won, lost]
        for rate, month, won, lost in published.rows(
            "select win_rate_id, month_start, won, lost from win_rates where dimension = 'all'"
        )
    } == expected
