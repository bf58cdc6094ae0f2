"""Rates: what is divided by what, who is still too young, what is counted twice or skipped."""

import pytest

from tests.pitfalls.conftest import Built

ROW = (
    "entered, closed_entered, closed_moved_on, moved_on, period_entries, period_next_entries,"
    " closed_cohort_rate, open_cohort_rate, period_rate"
)


def lead_to_mql(built: Built, month: str, columns: str = ROW) -> tuple[object, ...]:
    (row,) = built.rows(
        f"select {columns} from stage_conversions where from_stage_id = 'lead'"
        f" and to_stage_id = 'mql' and cohort_start = '{month}-01' and dimension = 'all'"
    )
    return row


def kpi_of_month(built: Built, kpi: str, month: str) -> float:
    return float(
        built.value(
            f"select coalesce(max(value), 0) from kpi_values where kpi_id = '{kpi}'"
            f" and period_kind = 'month' and period_start = '{month}-01'"
            " and persona_id = 'all' and channel = 'all'"
        )
    )


def test_04_01_a_period_ratio_is_not_a_conversion(built: Built) -> None:
    """March: Lara, Lars, Lena, Rita, Olga; Lara and Olga moved on in 90 days, Lena later, and of
    the MQLs of March only Olga's is one: 2 of 5, 3 of 5 and 1 of 5, under three names.
    """
    assert lead_to_mql(built, "2025-03") == (5, 5, 2, 3, 5, 1, 0.4, 0.6, 0.2)


def test_04_01_without_anything_to_divide_by_a_rate_is_unknown_and_never_zero(
    built: Built,
) -> None:
    """May has an MQL, Nora, and no lead. In June one lead and one MQL are no full conversion."""
    assert lead_to_mql(built, "2025-05") == (0, 0, 0, 0, 0, 1, None, None, None)
    assert lead_to_mql(built, "2025-06", "period_rate, closed_cohort_rate") == (1.0, None)


def test_04_01_the_rate_of_everyone_is_a_sum_over_a_sum(built: Built) -> None:
    """Every dimension's rows add up to everyone's, and every rate is its own row's division."""
    sums = "sum(entered), sum(closed_entered), sum(closed_moved_on), sum(period_entries)"
    totals = {
        dimension: rest
        for dimension, *rest in built.rows(
            f"select dimension, {sums} from stage_conversions group by dimension"
        )
    }
    assert set(totals) == {"all", "persona", "channel", "owner", "segment"}
    assert all(rest == totals["all"] for rest in totals.values())
    assert not built.rows(
        "from stage_conversions"
        " where closed_cohort_rate is distinct from closed_moved_on / nullif(closed_entered, 0)"
        " or period_rate is distinct from period_next_entries / nullif(period_entries, 0)"
    )


def test_04_02_a_young_cohort_is_marked_and_not_counted_as_failed(built: Built) -> None:
    """Mona has had 25 of 90 days; Lars had them all. Rita left, which is an end of its own."""
    columns = "too_young, still_open, left_journey, is_mature, closed_entered"
    assert lead_to_mql(built, "2025-06", columns) == (1, 1, 0, False, 0)
    assert lead_to_mql(built, "2025-03", columns) == (0, 1, 1, True, 5)


def test_04_02_a_step_is_not_cut_off_at_the_end_of_its_month(built: Built) -> None:
    """Lara was a lead in March and an MQL in April: March's cohort has her step."""
    assert built.rows(
        "select cast(ended_at as varchar), outcome, is_in_window from stage_steps"
        " inner join fct_funnel using (funnel_entry_id)"
        f" where from_stage_id = 'lead' and person_id = '{built.person('lara')}'"
    ) == [("2025-04-02 09:00:00", "moved_on", True)]


def test_04_03_entering_again_overwrites_nothing(built: Built) -> None:
    """Olga was an MQL in March, handed back, and one again in April: both months keep theirs."""
    assert built.entries("olga", "cast(entered_at as varchar), entry_number", "mql") == [
        ("2025-03-03 09:00:00", 1),
        ("2025-04-22 09:00:00", 2),
    ]
    assert kpi_of_month(built, "mqls", "2025-03") == 1
    assert kpi_of_month(built, "mqls", "2025-04") == 2
    # first entries go by another name: she is a new lead once
    assert kpi_of_month(built, "leads", "2025-03") == 5
    assert kpi_of_month(built, "leads", "2025-04") == 0


def test_04_04_skipped_stages_are_inferred_marked_and_in_no_volume(built: Built) -> None:
    """Sven's deal came on a lead: three stages at the deal's time, which no KPI counts."""
    assert built.entries("sven", "stage_id, cast(entered_at as varchar), entry_kind")[:6] == [
        ("visit", "2025-01-20 09:00:00", "inferred"),
        ("lead", "2025-01-20 09:00:00", "observed"),
        ("mql", "2025-02-12 09:00:00", "inferred"),
        ("sal", "2025-02-12 09:00:00", "inferred"),
        ("sql", "2025-02-12 09:00:00", "inferred"),
        ("opportunity", "2025-02-12 09:00:00", "observed"),
    ]
    # of all MQLs of February only Milo's was seen
    assert kpi_of_month(built, "mqls", "2025-02") == 1
    assert built.value(
        "select max(inferred_count) from kpi_values where kpi_id = 'mqls' and period_kind = 'month'"
        " and period_start = '2025-02-01' and persona_id = 'all' and channel = 'all'"
    ) == built.value(
        "select count(*) from fct_funnel where stage_id = 'mql' and entry_kind = 'inferred'"
        " and entered_on between date '2025-02-01' and date '2025-02-28'"
    )


def test_04_04_no_cohort_passes_on_more_than_entered_it(built: Built) -> None:
    assert built.value("select count(*) from stage_conversions where entered > 0") > 20
    assert not built.rows("from stage_conversions where moved_on > entered")
    # a strict funnel would lose Sven before the deal: here he is in every stage before it
    assert {stage for (stage,) in built.entries("sven", "stage_id")} >= {
        "visit",
        "lead",
        "mql",
        "sal",
        "sql",
        "opportunity",
    }


@pytest.mark.parametrize(
    ("win_rate_id", "month", "won", "lost", "rate"),
    [
        # of the deals closed in February: 1,000 and 500 won, 300 lost
        ("deals_closed", "2025-02", 2, 1, 2 / 3),
        ("amount_closed", "2025-02", 1500, 300, 1500 / 1800),
        # of those opened in February, whenever they closed: D1, D2, D5, D6, D8, D9, D10 and D7;
        # 1,000 + 500 + 10 + 20 + 960 + 920, and no rate is agreed for the francs of D10
        ("deals_opened", "2025-02", 7, 1, 7 / 8),
        ("amount_opened", "2025-02", 3410, 300, 3410 / 3710),
    ],
)
def test_04_10_there_are_four_win_rates_and_each_has_its_name(
    built: Built, win_rate_id: str, month: str, won: float, lost: float, rate: float
) -> None:
    assert built.rows(
        f"select won, lost, win_rate from win_rates where win_rate_id = '{win_rate_id}'"
        f" and month_start = '{month}-01' and dimension = 'all'"
    ) == [(won, lost, pytest.approx(rate))]


def test_04_10_where_nothing_was_decided_a_win_rate_is_unknown(built: Built) -> None:
    """Of the deals opened in June, D11 alone, none has closed."""
    assert built.rows(
        "select win_rate_id, open_deals, win_rate from win_rates where month_start = '2025-06-01'"
        " and dimension = 'all' order by win_rate_id"
    ) == [("amount_opened", 1, None), ("deals_opened", 1, None)]
