"""Rules of every row of the funnel: it is whole, and said in agreed words.

To add a rule, add a `Check` to the list that fits, and a row that breaks it to the tests, which
fail where one is missing.
"""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import (
    FUNNEL,
    JOURNEYS,
    Check,
    kpis_of,
    relation,
    stage_rows,
)
from expectations.schema import Agreement

KINDS = ("observed", "inferred", "policy", "effective")
_NEEDED = (
    *("journey_id", "journey_number", "stage_id", "stage_order", "entered_at", "entered_on"),
    *("entry_number", "entry_kind", "agreement_version", "channel", "time_basis", "motion"),
    "origin",
)


def entries_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of single rows."""
    return [*_whole(agreements), *_agreed_words(agreements)]


def _whole(agreements: Sequence[Agreement]) -> list[Check]:
    everything = kpis_of(agreements)
    lacking = " ".join(f"when {column} is null then 'no {column}'" for column in _NEEDED)
    return [
        Check(
            "publish.entries.unique",
            "Every entry has an id of its own",
            "",
            f"""
            select funnel_entry_id as example, count(*) || ' rows' as found
            from {FUNNEL} group by funnel_entry_id
            having count(*) > 1 or funnel_entry_id is null""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.entries.whole",
            "Every entry says who, what, when, and by which version",
            "",
            f"""
            select funnel_entry_id as example, case {lacking} end as found
            from {FUNNEL} where {" or ".join(f"{column} is null" for column in _NEEDED)}""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.entries.journey",
            "Every entry belongs to a known journey",
            "",
            f"""
            select funnel_entry_id as example, 'journey ' || entries.journey_id as found
            from {FUNNEL} as entries left join {JOURNEYS} as journeys
                on entries.journey_id = journeys.journey_id
            where entries.journey_id is not null and journeys.journey_id is null""",
            examined=FUNNEL,
            kpis=everything,
        ),
    ]


def _agreed_words(agreements: Sequence[Agreement]) -> list[Check]:
    everything = kpis_of(agreements)
    stages = relation("version, stage_id, stage_order, has_condition", stage_rows(agreements))
    personas = [(a.version, persona.id) for a in agreements for persona in a.personas]
    exclusions = sorted({item.id for a in agreements for item in a.exclusions})
    return [
        Check(
            "publish.stages.agreed",
            "Only stages that both sides agreed, in the agreed order",
            "stages",
            f"""
            select funnel_entry_id as example,
                entries.stage_id || ' as number ' || entries.stage_order || ' of version '
                || entries.agreement_version as found
            from {FUNNEL} as entries left join {stages}
                on entries.agreement_version = agreed.version and entries.stage_id = agreed.stage_id
                and entries.stage_order = agreed.stage_order
            where agreed.version is null""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.stages.described",
            "Every stage that was entered is described on the pages",
            "stages",
            f"""
            select distinct entries.stage_id as example, 'not in dim_stage' as found
            from {FUNNEL} as entries left join marts.main.dim_stage as described
                on entries.agreement_version = described.agreement_version
                and entries.stage_id = described.stage_id
            where described.stage_id is null""",
            examined="marts.main.dim_stage",
            kpis=everything,
        ),
        Check(
            "publish.kinds.agreed",
            "An entry is observed, inferred, made by a deadline or by a version's first day",
            "",
            f"""
            select funnel_entry_id as example, entry_kind as found from {FUNNEL}
            where entry_kind not in ({", ".join(quoted(kind) for kind in KINDS)})""",
            examined=FUNNEL,
            kpis=everything,
        ),
        Check(
            "publish.personas.agreed",
            "Only personas that both sides agreed",
            "personas",
            f"""
            select funnel_entry_id as example, persona_id as found
            from {FUNNEL} as entries left join {relation("version, persona", personas)}
                on entries.agreement_version = agreed.version
                and entries.persona_id = agreed.persona
            where entries.persona_id is not null and agreed.persona is null""",
            examined=f"{FUNNEL} where persona_id is not null",
            kpis=everything,
        ),
        Check(
            "publish.exclusions.agreed",
            "Nobody is left out for a reason that was not agreed",
            "exclusions",
            f"""
            select funnel_entry_id as example, excluded_by as found from {FUNNEL}
            where excluded_by is not null and excluded_by not in (
                select exclusion from {relation("exclusion", [(item,) for item in exclusions])}
            )""",
            examined=f"{FUNNEL} where excluded_by is not null",
            kpis=everything,
        ),
    ]
