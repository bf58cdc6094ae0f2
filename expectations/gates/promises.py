"""Rules of promises: only agreed ones, started by an entry that was seen, judged as agreed."""

from collections.abc import Sequence

from expectations.conditions import quoted, sentence
from expectations.gates.answers import told
from expectations.gates.audience import at_entry
from expectations.gates.checks import AS_OF, FUNNEL, Check, named, relation
from expectations.schema import Agreement, Condition, Promise

OBLIGATIONS = "marts.main.promise_obligations"
SCORECARD = "marts.main.promise_scorecard"


def promises_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of obligations and of the scorecard."""
    acts = [
        (agreement.version, promise.id, promise.by, promise.stage)
        for agreement in agreements
        for promise in agreement.promises
        if promise.act is not None
    ]
    every = [
        (agreement.version, promise.id, promise.by)
        for agreement in agreements
        for promise in agreement.promises
    ]
    deadlines = [
        (agreement.version, promise.on_deadline)
        for agreement in agreements
        for promise in agreement.promises
        if promise.on_deadline is not None
    ]
    return [
        *(
            _applies(agreement, promise, promise.applies_when)
            for agreement in agreements
            for promise in agreement.promises
            if promise.applies_when is not None
        ),
        Check(
            "publish.deadlines.agreed",
            "A deadline enters only the stage that both sides agreed it would",
            "promises.on_deadline",
            f"""
            select funnel_entry_id as example, 'a deadline entered ' || entries.stage_id as found
            from {FUNNEL} as entries left join {relation("version, stage", deadlines)}
                on entries.agreement_version = agreed.version and entries.stage_id = agreed.stage
            where entries.entry_kind = 'policy' and agreed.stage is null""",
            examined=f"{FUNNEL} where entry_kind = 'policy'",
        ),
        Check(
            "publish.promises.agreed",
            "Only promises that both sides agreed",
            "promises",
            f"""
            select obligation_id as example, promise_id || ' of ' || team as found
            from {OBLIGATIONS} as due left join {relation("version, promise, side, stage", acts)}
                on due.agreement_version = agreed.version and due.promise_id = agreed.promise
                and due.team = agreed.side
            where agreed.promise is null""",
            examined=OBLIGATIONS,
        ),
        Check(
            "publish.promises.scored",
            "The scorecard shows the promises that both sides agreed, and no other",
            "promises",
            f"""
            select promise_id as example, 'of ' || team || ', ' || period_start as found
            from {SCORECARD} as scored left join {relation("version, promise, side", every)}
                on scored.agreement_version = agreed.version and scored.promise_id = agreed.promise
                and scored.team = agreed.side
            where agreed.promise is null""",
            examined=SCORECARD,
        ),
        Check(
            "publish.promises.started",
            "Every promise was started by an entry that was seen, at its own stage",
            "promises",
            f"""
            select obligation_id as example,
                concat_ws(' ', promise_id, 'started by',
                    coalesce(entries.entry_kind || ' ' || entries.stage_id, 'no entry')) as found
            from {OBLIGATIONS} as due
            left join {relation("version, promise, side, stage", acts)}
                on due.agreement_version = agreed.version and due.promise_id = agreed.promise
            left join {FUNNEL} as entries on due.funnel_entry_id = entries.funnel_entry_id
            where entries.funnel_entry_id is null or entries.entry_kind = 'inferred'
                or entries.stage_id <> agreed.stage or due.starts_at < entries.entered_at""",
            examined=OBLIGATIONS,
        ),
        Check(
            "publish.promises.judged",
            "Kept is what was met in time; broken only what is due",
            "promises",
            f"""
            select obligation_id as example, promise_id || ' is ' || status as found
            from {OBLIGATIONS} as due left join marts.main.dim_journey as journeys
                on due.journey_id = journeys.journey_id
            where due.due_at is null or status is distinct from case
                when met_at <= due_at then 'kept'
                -- an exit excuses, and an act after it changes nothing
                when journeys.exited_at <= due_at and coalesce(met_at > journeys.exited_at, true)
                    then 'excused'
                when met_at is null and {AS_OF} < due_at then 'pending'
                else 'broken'
            end""",
            examined=OBLIGATIONS,
        ),
    ]


def _applies(agreement: Agreement, promise: Promise, condition: Condition) -> Check:
    """Check that a promise holds for those alone for whom it was made."""
    mine = (
        f"{OBLIGATIONS} where agreement_version = {quoted(agreement.version)}"
        f" and promise_id = {quoted(promise.id)}"
    )
    started = f"{FUNNEL} where funnel_entry_id in (select funnel_entry_id from {mine})"
    said = sentence(condition, agreement.attributes)
    return Check(
        named("publish", "applies", agreement.version, promise.id),
        f"{promise.label}: it is owed to those for whom it was promised",
        f"promises.{promise.id}.applies_when ({agreement.version})",
        f"""
        select due.obligation_id as example, 'owed at ' || entered.stage_id as found
        from (select * from {mine}) as due
        inner join ({at_entry(started)}) as entered
            on due.funnel_entry_id = entered.funnel_entry_id
        where not {told(condition, agreement.attributes)}""",
        examined=mine,
        expected=said[:1].upper() + said[1:],
    )
