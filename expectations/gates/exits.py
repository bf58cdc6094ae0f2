"""Rules of the ways out: each fires on what the agreement says, asked of the published timeline.

The document's conditions are written as SQL a second time here. Of whoever is not identified there
is no timeline, so only silence can be asked of their visits.
"""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import FUNNEL, JOURNEYS, Check, entrance, kpis_of
from expectations.gates.moments import in_force
from expectations.schema import Agreement, AllOf, Clause, Condition, Exit

TIMELINE = "marts.main.timeline"
_ENDED = {"deal_won": ("won", "closed"), "deal_lost": ("lost", "closed")}


def exits_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of what ended journeys."""
    asked = [
        (agreement, way, way.when)
        for agreement in agreements
        for way in agreement.exits
        if way.when is not None
    ]
    version = in_force(agreements, "journeys.exited_at")
    met = " or ".join(
        f"(version = {quoted(agreement.version)} and exit_id = {quoted(way.id)}"
        f" and {_fires(condition)})"
        for agreement, way, condition in asked
    )
    known = f"{JOURNEYS} where person_id is not null and exit_id in ({_ids(asked)})"
    days = ", ".join(str(way.after_days) for a in agreements for way in a.exits if way.after_days)
    quiet = f"{JOURNEYS} where exit_id = 'expired'"
    return [
        Check(
            "publish.exits.met",
            "A journey ends when the agreed label was set, or the deal ended, and not otherwise",
            "exits.when",
            f"""
            select journey_id as example, exit_id || ' without its condition' as found
            from (select *, {version} as version from {JOURNEYS} as journeys) as journeys
            where person_id is not null and exit_id in ({_ids(asked)}) and not exists (
                select 1 from {TIMELINE} as signals
                where signals.person_id = journeys.person_id
                    and signals.occurred_at = journeys.exited_at and ({met or "false"})
            )""",
            examined=known,
            things="journeys",
            kpis=kpis_of(agreements),
        ),
        Check(
            "publish.exits.quiet",
            "Nobody has gone quiet who did something within the agreed days",
            "exits.expired.after_days",
            f"""
            select distinct journeys.journey_id as example,
                'active on ' || cast(signals.occurred_at as date) as found
            from {JOURNEYS} as journeys inner join (
                select journey_id, entered_at as occurred_at from {FUNNEL}
                where stage_id = {quoted(entrance(agreements))} and entry_kind = 'observed'
            ) as signals on journeys.journey_id = signals.journey_id
            where journeys.exit_id = 'expired'
                and signals.occurred_at > journeys.exited_at - (
                    select min(days) from (select unnest([{days}]) as days)
                ) * interval '24 hours'
            qualify row_number() over (
                partition by journeys.journey_id order by signals.occurred_at
            ) = 1""",
            examined=quiet,
            things="journeys",
            kpis=kpis_of(agreements),
        ),
    ]


def _ids(asked: Sequence[tuple[Agreement, Exit, Condition]]) -> str:
    return ", ".join(sorted({quoted(way.id) for _, way, _ in asked})) or "null"


def _fires(condition: Condition) -> str:
    """Return whether one signal is what a condition asks for."""
    if isinstance(condition, Clause):
        return _is_said(condition)
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    word = " and " if isinstance(condition, AllOf) else " or "
    return "(" + word.join(_fires(part) for part in parts) + ")"


def _is_said(clause: Clause) -> str:
    values = clause.value if isinstance(clause.value, list) else [clause.value]
    if clause.field == "deal":
        kinds = [
            kind
            for kind, words in _ENDED.items()
            if clause.is_ == "known" or set(words) & set(values)
        ]
        return f"signals.kind in ({', '.join(quoted(kind) for kind in kinds)})"
    said = f"signals.kind = {quoted(clause.field)} and trim(signals.value) "
    if clause.is_ == "known":
        return f"({said} <> '')"
    return f"({said} in ({', '.join(quoted(str(value).strip()) for value in values)}))"
