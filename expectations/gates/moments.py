"""Rules of time: the version in force, the agreed day, and nothing after what the data covers."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from expectations.conditions import quoted
from expectations.gates.checks import AS_OF, FUNNEL, Check, kpis_of
from expectations.schema import Agreement


def moments_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of when entries were made and left."""
    everything = kpis_of(agreements)
    zone = quoted(agreements[-1].time_zone)
    return [
        Check(
            "publish.versions.in_force",
            "Every entry is judged by the version in force at that moment",
            "effective_from",
            f"""
            select funnel_entry_id as example, agreement_version as found
            from {FUNNEL} where agreement_version <> {in_force(agreements, "entered_at")}""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.as_of.respected",
            "Nothing happens after the moment that the data covers",
            "",
            f"""
            select funnel_entry_id as example,
                stage_id || ' at ' || greatest(entered_at, coalesce(left_at, entered_at)) as found
            from {FUNNEL} where greatest(entered_at, coalesce(left_at, entered_at)) > {AS_OF}
                or {AS_OF} is null""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.days.local",
            "An entry counts on its day in the agreed time zone",
            "time_zone",
            f"""
            select funnel_entry_id as example, stage_id || ' on ' || entered_on as found
            from {FUNNEL}
            where entered_on <> cast(timezone({zone}, timezone('UTC', entered_at)) as date)""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.left.after",
            "An entry is left after it was made, and for somewhere",
            "stages",
            f"""
            select funnel_entry_id as example, 'left for ' || coalesce(left_to, 'nowhere') as found
            from {FUNNEL}
            where left_at < entered_at or (left_at is null) <> (left_to is null)""",
            examined=f"{FUNNEL} where left_at is not null or left_to is not null",
            kpis=everything,
        ),
    ]


def in_force(agreements: Sequence[Agreement], moment: str) -> str:
    """Return the SQL of the version in force at a moment; the first one also applies backwards."""
    branches = [
        f"when {moment} >= timestamp '{_starts_at(agreement)}' then {quoted(agreement.version)}"
        for agreement in reversed(agreements[1:])
    ]
    return f"case {' '.join([*branches, 'when true then ' + quoted(agreements[0].version)])} end"


def _starts_at(agreement: Agreement) -> datetime:
    """Return the local midnight at which a version takes effect, in UTC without a zone."""
    midnight = datetime.combine(agreement.effective_from, time(), ZoneInfo(agreement.time_zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)
