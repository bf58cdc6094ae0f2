"""The fiscal calendar: it begins in the agreed month of the latest version, in whole quarters."""

from tests.dbt.replay import Replay


def test_a_fiscal_year_begins_in_its_month_and_is_named_by_its_end() -> None:
    """It begins in April: three months to a quarter, and March is the last of the year before."""
    with Replay() as replay:
        replay.connection.execute(
            "update agreement.versions set fiscal_year_starts_in = case agreement_version"
            " when (select max(agreement_version) from agreement.versions) then 4 else 7 end"
        )
        replay.build("dim_date")
        assert replay.rows(
            "select month(day) as month, min(fiscal_year), max(fiscal_year), min(fiscal_quarter),"
            " max(fiscal_quarter) from marts.main.dim_date where year = 2025"
            " group by month order by month"
        ) == [
            (month, year, year, quarter, quarter)
            for month, year, quarter in [
                *((month, 2025, 4) for month in (1, 2, 3)),
                *((month, 2026, 1) for month in (4, 5, 6)),
                *((month, 2026, 2) for month in (7, 8, 9)),
                *((month, 2026, 3) for month in (10, 11, 12)),
            ]
        ]
