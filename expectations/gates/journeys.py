"""Rules of whole journeys: one entry a stage, in order, without holes, and without overlaps."""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import (
    FUNNEL,
    JOURNEYS,
    Check,
    entrance,
    kpis_of,
    relation,
    stage_rows,
)
from expectations.schema import Agreement


def journeys_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks that look at more than one row of a journey."""
    return [*_entries_of_one(agreements), *_ways_out(agreements), *_of_one_person(agreements)]


def _entries_of_one(agreements: Sequence[Agreement]) -> list[Check]:
    visit, everything = quoted(entrance(agreements)), kpis_of(agreements)
    later = f"{FUNNEL} where stage_id <> {visit}"
    versions = len(agreements)
    stages = relation("version, stage_id, stage_order, has_condition", stage_rows(agreements))
    return [
        Check(
            "publish.journeys.once",
            "A journey enters each stage once; only the visit comes again",
            "stages",
            f"""
            select journey_id as example, stage_id || ' ' || count(*) || ' times' as found
            from {later} group by journey_id, stage_id having count(*) > 1""",
            examined=later,
            kpis=everything,
        ),
        Check(
            "publish.visits.once",
            "A web session is one visit, and at most one more is implied",
            "stages.visit",
            f"""
            select coalesce(which, '(no session)') as example, count(*) || ' visits' as found
            from (
                select entry_kind = 'inferred' as is_implied,
                    case when entry_kind = 'inferred' then journey_id else source_record_id end
                        as which
                from {FUNNEL} where stage_id = {visit}
            )
            group by is_implied, which having count(*) > 1 or which is null""",
            examined=f"{FUNNEL} where stage_id = {visit}",
            kpis=kpis_of(agreements, [entrance(agreements)]),
        ),
        Check(
            "publish.journeys.order",
            "No stage is entered before an earlier one",
            "stages",
            f"""
            select funnel_entry_id as example, stage_id || ' before ' || earlier as found
            from (
                select *,
                    lag(entered_at) over steps > entered_at as is_before,
                    lag(stage_id) over steps as earlier
                from {later}
                window steps as (partition by journey_id, agreement_version order by stage_order)
            )
            where is_before""",
            examined=later,
            kpis=everything,
        ),
        Check(
            "publish.journeys.visit_first",
            "Every journey begins with a visit, seen or implied",
            "stages.visit",
            f"""
            select journey_id as example,
                'no visit before the first ' || min_by(stage_id, entered_at)
                filter (where stage_id <> {visit}) as found
            from {FUNNEL} group by journey_id
            having min(entered_at) filter (where stage_id <> {visit}) < coalesce(
                min(entered_at) filter (where stage_id = {visit}), timestamp 'infinity'
            )""",
            examined=JOURNEYS,
            things="journeys",
            kpis=everything,
        ),
        Check(
            "publish.journeys.complete",
            "No stage on the way is skipped: a later one implies the earlier",
            "stages",
            f"""
            select distinct entries.journey_id as example,
                agreed.stage_id || ' is missing before ' || entries.stage_id as found
            from {FUNNEL} as entries
            inner join {stages}
                on entries.agreement_version = agreed.version
                and entries.stage_order > agreed.stage_order and agreed.has_condition
            left join {FUNNEL} as there
                on entries.journey_id = there.journey_id and agreed.stage_id = there.stage_id
            where there.journey_id is null and agreed.stage_id in (
                -- a stage that only some versions have may be absent from older journeys
                select stage_id from {stages} group by stage_id having count(*) = {versions}
            )
            qualify row_number() over (
                partition by entries.journey_id, agreed.stage_id order by entries.stage_order
            ) = 1""",
            examined=later,
            kpis=everything,
        ),
        Check(
            "publish.inferred.no_due",
            "An implied entry starts no promise",
            "promises",
            f"""
            select funnel_entry_id as example, stage_id || ' due ' || due_at as found
            from {FUNNEL} where entry_kind = 'inferred' and due_at is not null""",
            examined=f"{FUNNEL} where entry_kind = 'inferred'",
        ),
    ]


def _ways_out(agreements: Sequence[Agreement]) -> list[Check]:
    exits = sorted({(way.id,) for a in agreements for way in a.exits})
    stages = sorted({(stage.id,) for a in agreements for stage in a.stages})
    reasons = sorted(
        {(way.id, reason.id) for a in agreements for way in a.exits for reason in way.reasons}
    )
    agreed_reason = f"select way, reason from {relation('way, reason', reasons)}"
    return [
        Check(
            "publish.exits.agreed",
            "A journey goes on to an agreed stage or ends in an agreed way, for an agreed reason",
            "exits",
            f"""
            select funnel_entry_id as example,
                concat_ws(': ', left_to, exit_reason) as found
            from {FUNNEL}
            where left_to not in (select way from {relation("way", [*stages, *exits])})
                or (
                    exit_reason is not null
                    and (coalesce(left_to, ''), exit_reason) not in ({agreed_reason})
                )
            union all
            select journey_id, concat_ws(': ', exit_id, exit_reason)
            from {JOURNEYS}
            where exit_id not in (select way from {relation("way", exits)})
                or (
                    exit_reason is not null
                    and (coalesce(exit_id, ''), exit_reason) not in ({agreed_reason})
                )""",
            examined=f"{JOURNEYS} where exit_id is not null",
            kpis=kpis_of(agreements),
        ),
        Check(
            "publish.journeys.bounds",
            "Every entry lies between its journey's beginning and its end",
            "exits",
            f"""
            select funnel_entry_id as example, stage_id || ' outside its journey' as found
            from {FUNNEL} as entries inner join {JOURNEYS} as journeys
                on entries.journey_id = journeys.journey_id
            where entries.entered_at < journeys.opened_at
                or entries.entered_at > journeys.exited_at
            union all
            select journey_id, 'ends without a way out' from {JOURNEYS}
            where (exited_at is null) <> (exit_id is null) or exited_at < opened_at""",
            examined=FUNNEL,
            kpis=kpis_of(agreements),
        ),
    ]


def _of_one_person(agreements: Sequence[Agreement]) -> list[Check]:
    return [
        Check(
            "publish.journeys.apart",
            "Nobody is on two journeys at once, two deals at a time excepted",
            "exits",
            f"""
            with journeys as (
                select *, coalesce(person_id, visitor_id) as who from {JOURNEYS}
            ),
            overlapping as (
                select
                    one.who, one.journey_id,
                    one.opportunity_id is not null and other.opportunity_id is not null as two_deals
                from journeys as one inner join journeys as other
                    on one.who = other.who
                    and (one.opened_at, one.journey_id) < (other.opened_at, other.journey_id)
                    and other.opened_at < coalesce(one.exited_at, timestamp 'infinity')
            )
            select journey_id as example, 'overlaps the next' as found from overlapping
            where who not in (select who from overlapping where two_deals)""",
            examined=JOURNEYS,
            things="journeys",
            kpis=kpis_of(agreements),
        ),
    ]
