"""Rules of what was promised and planned: when it is due, its target, its verdict, its plan."""

from collections.abc import Sequence

from expectations.gates.checks import Check, kpis_of, relation
from expectations.gates.promises import OBLIGATIONS, SCORECARD
from expectations.schema import Agreement, Promise

HANDOFFS = "marts.main.open_handoffs"
VALUES = "marts.main.kpi_values"
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}


def duties_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of due times, targets, verdicts and plans."""
    return [_due(agreements), _judged(agreements), _planned(agreements), _targets(agreements)]


def _due(agreements: Sequence[Agreement]) -> Check:
    """Count the time between start and due again: a clock's, or the working time in between."""
    acts = [
        (a.version, p.id, p.clock, f"{a.version}/{p.calendar}", _seconds(a, p))
        for a in agreements
        for p in a.promises
        if p.within is not None
    ]
    return Check(
        "publish.promises.due",
        "What was promised is due after the agreed time, on the agreed clock",
        "promises.within",
        f"""
        with owed as (
            select due.obligation_id, due.promise_id, due.starts_at, due.due_at,
                agreed.clock, agreed.calendar, agreed.seconds
            from {OBLIGATIONS} as due
            inner join {relation("version, promise, clock, calendar, seconds", acts)}
                on due.agreement_version = agreed.version and due.promise_id = agreed.promise
        ),
        worked as (
            select owed.obligation_id, sum(date_diff('microsecond',
                greatest(hours.starts_at, owed.starts_at), least(hours.ends_at, owed.due_at)
            )) as microseconds
            from owed inner join work.agreement.calendar_intervals as hours
                on owed.calendar = hours.calendar_id
                and hours.starts_at < owed.due_at and hours.ends_at > owed.starts_at
            where owed.clock = 'business'
            group by owed.obligation_id
        )
        select obligation_id as example, promise_id || ' is due ' || due_at as found
        from owed left join worked using (obligation_id)
        where abs(case clock
            when 'elapsed' then date_diff('microsecond', starts_at, due_at)
            else coalesce(microseconds, 0)
        end - cast(seconds as bigint) * 1000000) > 1""",
        examined=OBLIGATIONS,
    )


def _seconds(agreement: Agreement, promise: Promise) -> int:
    number, unit = (promise.within or "0 hours").split(" ")
    if unit == "days" and promise.clock == "business":
        hours = next(c.hours for c in agreement.calendars if c.id == promise.calendar)
        opens, closes = (int(at[:2]) * 3600 + int(at[3:]) * 60 for at in hours.split("-"))
        return int(number) * (closes - opens)
    return int(number) * _SECONDS[unit]


def _judged(agreements: Sequence[Agreement]) -> Check:
    """Judge each line of the scorecard again; a volume's promise is its share of the month."""
    agreed = [
        (a.version, p.id, p.unit, p.direction, p.target, p.tolerance)
        for a in agreements
        for p in a.promises
    ]
    sign = "case agreed.direction when 'at_most' then -1 else 1 end"
    gap = f"{sign} * (scored.actual - scored.promised)"
    return Check(
        "publish.promises.verdicts",
        "Each promise is held against the agreed target, tolerance and direction",
        "promises.target",
        f"""
        select scored.promise_id as example,
            concat_ws(' ', scored.period_kind, scored.period_start, scored.status, 'at',
                scored.actual, 'of', scored.promised) as found
        from {SCORECARD} as scored
        inner join {relation("version, promise, unit, direction, target, tolerance", agreed)}
            on scored.agreement_version = agreed.version and scored.promise_id = agreed.promise
        where (agreed.unit = 'rate' and abs(scored.promised - cast(agreed.target as double)) > 1e-9)
            -- on the very edge a figure that is a sum of tenths may fall to either side
            or coalesce(scored.status, '') not in (
                {_verdict(gap, "1e-9")}, {_verdict(gap, "-1e-9")}
            )""",
        examined=SCORECARD,
    )


def _verdict(gap: str, edge: str) -> str:
    return (
        f"case when scored.actual is null then 'none' when {gap} >= {edge} then 'kept'"
        f" when {gap} + cast(agreed.tolerance as double) >= {edge} then 'at_risk' else 'broken' end"
    )


def _planned(agreements: Sequence[Agreement]) -> Check:
    plans = sorted(
        {
            (h.stage, h.persona, h.to, h.within, h.say, h.next_step, h.asset)
            for a in agreements
            for h in a.handoffs
        }
    )
    columns = "stage, persona, side, within_said, say_said, next_said, asset_said"
    return Check(
        "publish.handoffs.agreed",
        "What to say and do next is what both sides planned",
        "handoffs",
        f"""
        select open.journey_id as example, 'at ' || open.stage_id || ' another plan' as found
        from {HANDOFFS} as open
        where open.to_team is not null and not exists (
            select 1 from {relation(columns, plans)}
            where agreed.stage = open.stage_id
                and agreed.persona in ('any', open.persona_id)
                and (agreed.side, agreed.within_said, agreed.say_said, agreed.next_said,
                    agreed.asset_said)
                = (open.to_team, open.agreed_within, open.say, open.next_step, open.asset)
        )""",
        examined=HANDOFFS,
        things="hand-overs",
    )


def _targets(agreements: Sequence[Agreement]) -> Check:
    """Hold the months' targets against the document; a month of two versions has a part of each."""
    ids = {kpi.id for kpi in agreements[-1].kpis}
    agreed = [
        (a.version, kpi.id, f"{month}-01", target)
        for a in agreements
        for kpi in a.kpis
        if kpi.id in ids
        for month, target in kpi.targets.items()
    ]
    broken = sorted(
        {(a.effective_from.replace(day=1).isoformat(),) for a in agreements[1:]
         if a.effective_from.day > 1}
    )  # fmt: skip
    months = f"{VALUES} where period_kind = 'month' and persona_id = 'all' and channel = 'all'"
    return Check(
        "publish.targets.agreed",
        "A month's target is the one that both sides agreed",
        "kpis.targets",
        f"""
        select kpi_id || ' ' || strftime(period_start, '%Y-%m') as example,
            coalesce(cast(shown.target as varchar), 'none') || ' shown' as found
        from (select * from {months}) as shown
        left join {relation("version, kpi, month, target", agreed)}
            on shown.kpi_id = agreed.kpi and shown.agreement_version = agreed.version
            and shown.period_start = cast(agreed.month as date)
        where abs(coalesce(shown.target, 0) - coalesce(cast(agreed.target as double), 0)) > 0.001
            and shown.period_start not in (
                select cast(month as date) from {relation("month", broken)}
            )""",
        examined=months,
        things="months",
        kpis=kpis_of(agreements),
    )
