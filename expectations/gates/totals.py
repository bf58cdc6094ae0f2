"""Rules of sums: with each source, and with the rows behind each KPI."""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import (
    AS_OF,
    FUNNEL,
    Check,
    Source,
    kpis_counting,
    named,
    percent,
    relation,
)
from expectations.schema import Agreement, Kpi

VOLUME = "entry_kind <> 'inferred' and excluded_by is null"


def totals_checks(agreements: Sequence[Agreement], sources: Sequence[Source]) -> list[Check]:
    """Return the checks of totals: one per source, and one per KPI."""
    return [
        *(_reconciled(agreements, source) for source in sources),
        *(_recounted(agreements, kpi) for kpi in agreements[-1].kpis),
    ]


def _reconciled(agreements: Sequence[Agreement], source: Source) -> Check:
    """Hold our totals against a source's own: every difference has a cause, or it is too much."""
    rate = agreements[-1].tolerances.total_difference_rate
    mine = f"marts.main.source_reconciliation where source = {quoted(source.name)}"
    counted = {
        # a flattened export may carry no session id: its sessions are cut by time
        "ga4": "ga4__events where source = {0}"
        " and coalesce(ga_session_id, user_pseudo_id) is not null",
        "hubspot": "hubspot__contacts where source = {0}",
        "marketo": "marketo__leads where source = {0}",
        "salesforce": "salesforce__opportunity where source = {0}",
        "mapped": "mapped__deals where source = {0}",
    }[source.vendor]
    delivered = f"work.raw.{counted.format(quoted(source.name))}"
    uncounted = (
        f" union all select {quoted(source.name)}, 'no total is compared'"
        f" where not exists (select 1 from {mine}) and exists (select 1 from {delivered})"
    )
    totals = f"({_totals(mine)})"
    figure = (
        f"concat_ws(' ', measure, currency) || ': ' || {_written('ours')} || ' of '"
        f" || {_written('theirs')} || coalesce(' (' || causes || ')', '')"
    )
    counts = {
        "ga4": ("sessions", "visitors"),
        "hubspot": ("people_first", "entries"),
        "marketo": ("people_first", "entries"),
    }.get(source.vendor, ("deals", "amount"))
    return Check(
        named("publish", "totals", source.name),
        f"Our totals are those of {source.name}, or the difference has a cause",
        "tolerances.total_difference_rate",
        f"select concat_ws(' ', measure, currency) as example, {figure} as found from {totals}"
        f" where unexplained > {rate} * abs(theirs){uncounted}",
        measured=f"(select coalesce(string_agg({figure}, ', ' order by measure, currency),"
        f" 'nothing to compare') from {totals})",
        expected=f"at most {percent(rate)} unexplained" if rate else "nothing unexplained",
        kpis=kpis_counting(agreements, *counts),
        source=source.name,
    )


def _totals(mine: str) -> str:
    """Return a source's totals by measure: what differs without a cause, and what has which."""
    return f"""
        select measure, currency, sum(theirs) as theirs, sum(ours) as ours,
            coalesce(sum(gap) filter (where cause in ('none', 'unexplained')), 0) as unexplained,
            string_agg(cause || ' ' || {_written("ours - theirs")}, ', ' order by cause)
                filter (where ours <> theirs) as causes
        from (
            select measure, currency, coalesce(cause, 'unexplained') as cause,
                sum(coalesce(theirs, 0)) as theirs, sum(coalesce(ours, 0)) as ours,
                sum(coalesce(abs(ours - theirs), 1)) as gap
            from {mine} group by all
        ) as parts
        group by all"""


def _written(number: str) -> str:
    """Return a figure as text: money to the cent, all else in whole numbers."""
    money, whole = (f"format('{{:,.{places}f}}', ({number})::double)" for places in (2, 0))
    return f"case when measure like '%amount%' then {money} else {whole} end"


def _recounted(agreements: Sequence[Agreement], kpi: Kpi) -> Check:
    """Hold a KPI's months against the rows of the funnel that it counts."""
    stages = [
        (agreement.version, item.stage)
        for agreement in agreements
        for item in agreement.kpis
        if item.id == kpi.id
    ]
    day = "coalesce(booked_on, entered_on)" if kpi.counts == "amount" else "entered_on"
    value = {
        "sessions": "count(*) filter (where entry_kind = 'observed')",
        "visitors": "count(distinct visitor_id) filter (where entry_kind = 'observed')",
        "entries": "count(*)",
        "people_first": "count(*) filter (where is_first)",
        "deals": "count(distinct opportunity_id)",
        "amount": "coalesce(sum(amount_reporting), 0)",
    }[kpi.counts]
    return Check(
        named("publish", "kpis", kpi.id),
        f"{kpi.plural}: the pages show what the funnel's rows add up to",
        f"kpis.{kpi.id}",
        f"""
        with counted as (
            select *, {day} as day,
                row_number() over (
                    partition by coalesce(person_id, visitor_id, journey_id), stage_id
                    order by entered_at, funnel_entry_id
                ) = 1 as is_first
            from {FUNNEL}
        ),
        ours as (
            select cast(date_trunc('month', day) as date) as month, {value} as value
            from counted inner join {relation("version, stage", stages)}
                on counted.agreement_version = agreed.version and counted.stage_id = agreed.stage
            where {VOLUME} and day <= cast(
                timezone({quoted(agreements[-1].time_zone)},
                timezone('UTC', {AS_OF} - interval '1 microsecond')) as date
            )
            group by month
        ),
        shown as (
            select period_start as month, value from marts.main.kpi_values
            where kpi_id = {quoted(kpi.id)} and period_kind = 'month'
                and persona_id = 'all' and channel = 'all'
        )
        select strftime(coalesce(ours.month, shown.month), '%Y-%m') as example,
            coalesce(shown.value, 0) || ' shown, ' || coalesce(ours.value, 0) || ' counted' as found
        from ours full join shown on ours.month = shown.month
        where abs(coalesce(ours.value, 0) - coalesce(shown.value, 0)) > 0.005""",
        examined=f"marts.main.kpi_values where kpi_id = {quoted(kpi.id)} and period_kind = 'month'"
        " and persona_id = 'all' and channel = 'all'",
        things="months",
        kpis=kpi.id,
    )
