"""The seven KPIs of the example, counted from its extracts and from the fact."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.example import extracts, recount
from tests.example.published import Published

MONTHS = [date(2025, month, 1) for month in range(1, 7)]
EXCLUDED = ("nils@fjordplan.example", "test@nordlicht-software.example")


def _monthly(published: Published, kpi: str) -> list[float]:
    """Return a KPI's values from January to June, of everybody."""
    values = dict(
        published.rows(
            """
            select period_start, value from kpi_values
            where kpi_id = ? and period_kind = 'month' and persona_id = 'all' and channel = 'all'
            """,
            (kpi,),
        )
    )
    assert sorted(values) == MONTHS
    return [values[month] for month in MONTHS]


def _month(moment: datetime) -> date:
    """Return the month of a UTC moment in Berlin."""
    local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Berlin"))
    return local.date().replace(day=1)


def _counted(months: list[date]) -> list[int]:
    counts = Counter(months)
    return [counts[month] for month in MONTHS]


def test_website_traffic_is_the_extracts_sessions(published: Published) -> None:
    """All but one of the competitor's and one of our own tester's."""
    sessions = [_month(min(map(recount.moment, events))) for events in recount.sessions().values()]
    contacts = extracts.hubspot_contacts()
    excluded = [
        _month(at)
        for contact, (at, kind) in recount.web_acts()
        if kind == "session" and contacts[contact]["properties"]["email"] in EXCLUDED
    ]
    assert (len(sessions), len(excluded)) == (144, 2)
    assert _monthly(published, "website_traffic") == [
        theirs - ours for theirs, ours in zip(_counted(sessions), _counted(excluded), strict=True)
    ]


def test_leads_are_the_people_of_a_plain_recount_and_two_of_the_fair(published: Published) -> None:
    """HubSpot's contacts at their first form or webinar, and Jansen, whom only the CRM has."""
    contacts = extracts.hubspot_contacts()
    leads = [
        _month(lead)
        for contact, (lead, _) in recount.first_entries().items()
        if lead and contacts[contact]["properties"]["email"] not in EXCLUDED
    ]
    jansen = date(2025, 2, 1)
    assert _monthly(published, "leads") == _counted([*leads, jansen])


def test_mqls_are_those_of_a_plain_recount_and_one_return(published: Published) -> None:
    contacts = extracts.hubspot_contacts()
    mqls = [
        _month(mql)
        for contact, (_, mql) in recount.first_entries().items()
        if mql and contacts[contact]["properties"]["email"] not in EXCLUDED
    ]
    andreas_wolf_again = date(2025, 5, 1)
    assert _monthly(published, "mqls") == _counted([*mqls, andreas_wolf_again])


def test_sqls_are_those_met_with_a_budget(published: Published) -> None:
    """By hand: Lars, Anna · Sabine · Michael, Daniel, Petra · Johan, Martina · three · four."""
    assert _monthly(published, "sqls") == [2, 1, 3, 2, 3, 4]


def test_opportunities_are_the_crms_deals_by_creation(published: Published) -> None:
    created = [
        _month(datetime.fromisoformat(deal["CreatedDate"][:-1]))
        for deal in extracts.salesforce("Opportunity").values()
    ]
    assert _monthly(published, "opportunities") == _counted(created) == [0, 3, 3, 3, 2, 2]


def test_closed_deals_are_the_crms_won_deals(published: Published) -> None:
    """Each closed in the month of its close date."""
    closed = [
        date.fromisoformat(deal["CloseDate"]).replace(day=1)
        for deal in extracts.salesforce("Opportunity").values()
        if deal["IsWon"] == "1"
    ]
    assert _monthly(published, "closed_deals") == _counted(closed) == [0, 0, 2, 1, 3, 1]


def test_revenue_is_the_crms_by_close_date_at_the_months_rate(published: Published) -> None:
    """May: 51,250.50 dollars at 0.88, 61,200.75 and 18,750.00 euros."""
    rates = {"EUR": Decimal(1), "USD": Decimal("0.88")}
    revenue = dict.fromkeys(MONTHS, Decimal(0))
    for deal in extracts.salesforce("Opportunity").values():
        if deal["IsWon"] == "1":
            month = date.fromisoformat(deal["CloseDate"]).replace(day=1)
            amount = Decimal(deal["Amount"]) * rates[deal["CurrencyIsoCode"]]
            revenue[month] += amount.quantize(Decimal("0.01"))
    assert _monthly(published, "revenue") == [pytest.approx(float(revenue[m])) for m in MONTHS]
    assert revenue[date(2025, 5, 1)] == Decimal("125051.19")


@pytest.mark.parametrize(
    ("kpi", "counted"),
    [
        ("website_traffic", "stage_id = 'visit' and entry_kind = 'observed'"),
        ("leads", "stage_id = 'lead' and entry_kind <> 'inferred' and entry_number = 1"),
        ("mqls", "stage_id = 'mql' and entry_kind <> 'inferred'"),
        ("sqls", "stage_id = 'sql' and entry_kind <> 'inferred'"),
        ("opportunities", "stage_id = 'opportunity'"),
        ("closed_deals", "stage_id = 'won'"),
    ],
)
@pytest.mark.parametrize("by", ["coalesce(persona_id, 'none')", "channel"])
def test_a_kpi_is_a_filter_and_a_sum_over_the_fact(
    published: Published, kpi: str, counted: str, by: str
) -> None:
    """In every week, by persona and by channel."""
    by_hand = published.rows(
        f"""
        select date_trunc('week', entered_on)::date, {by}, count(*)
        from fct_funnel where excluded_by is null and {counted} group by all
        """
    )
    dimension, other = ("persona_id", "channel") if "persona" in by else ("channel", "persona_id")
    values = published.rows(
        f"""
        select period_start, {dimension}, value from kpi_values
        where
            kpi_id = ? and period_kind = 'week' and {other} = 'all' and {dimension} <> 'all'
            and value > 0
        """,
        (kpi,),
    )
    assert sorted(values) == sorted(by_hand)
    assert values


def test_a_target_is_paced_by_the_days_that_have_passed(published: Published) -> None:
    """June has 30 days and data for 22: of six leads 4.4 are due; the quarter owes 6 + 6 + 4.4."""
    paces = published.rows(
        """
        select period_kind, target, pace, is_complete from kpi_values
        where
            kpi_id = 'leads' and persona_id = 'all' and channel = 'all'
            and (period_kind, period_start) in
                (('month', date '2025-06-01'), ('quarter', date '2025-04-01'))
        order by period_kind
        """
    )
    assert paces == [
        ("month", pytest.approx(6), pytest.approx(4.4), False),
        ("quarter", pytest.approx(18), pytest.approx(16.4), False),
    ]
