"""The signed conditions, held against the evidence that each entry stores.

What an entry says it was let in for (clause, field, operator, wanted) must be the document's own
words, and what was found (got) must satisfy them in the document's own nesting (`answers`).
"""

from collections.abc import Sequence

from expectations.conditions import quoted, sentence
from expectations.gates.answers import clauses_of, holds, shown, wanted
from expectations.gates.checks import FUNNEL, Check, entrance, kpis_of, named
from expectations.schema import Agreement, Condition, Stage
from expectations.vocabulary import FIELDS

# what the compiled conditions also store, in this order
_STATED = (
    "list_transform(evidence, lambda item: [item.clause, item.field, item.operator, item.wanted])"
)


def terms_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of every version's conditions, and of evidence as such."""
    conditions = [
        check
        for agreement in agreements
        for stage in agreement.stages
        if stage.enter_when is not None
        for check in (
            _quotes(agreements, agreement, stage, stage.enter_when),
            _meets(agreements, agreement, stage, stage.enter_when),
        )
    ]
    return [*_evidence_checks(agreements), *conditions]


def _evidence_checks(agreements: Sequence[Agreement]) -> list[Check]:
    visit = quoted(entrance(agreements))
    private = ", ".join(quoted(field.name) for field in FIELDS.values() if not field.shown)
    everything = kpis_of(agreements)
    return [
        Check(
            "publish.evidence.there",
            "Every entry beyond the visit shows its evidence",
            "stages",
            f"select funnel_entry_id as example, stage_id || ' without evidence' as found"
            f" from {FUNNEL} where stage_id <> {visit} and coalesce(len(evidence), 0) = 0",
            examined=f"{FUNNEL} where stage_id <> {visit}",
            kpis=everything,
        ),
        Check(
            "publish.evidence.implied",
            "An entry that a later stage implies shows that stage's evidence",
            "stages",
            f"""
            select funnel_entry_id as example, stage_id || ' is implied by no entry' as found
            from {FUNNEL} as implied
            where entry_kind = 'inferred' and stage_id <> {visit} and not exists (
                select 1 from {FUNNEL} as cause
                where
                    cause.journey_id = implied.journey_id
                    and cause.entered_at = implied.entered_at
                    and cause.agreement_version = implied.agreement_version
                    and cause.stage_order > implied.stage_order
                    and cause.entry_kind <> 'inferred'
                    and cause.evidence = implied.evidence
            )""",
            examined=f"{FUNNEL} where entry_kind = 'inferred' and stage_id <> {visit}",
            kpis=everything,
        ),
        Check(
            "publish.evidence.private",
            "Evidence says of private values only that they are known",
            "",
            f"""
            select funnel_entry_id as example, 'a value of ' || item.field as found
            from (select funnel_entry_id, unnest(evidence) as item from {FUNNEL})
            where item.field in ({private}) and item.got <> 'known'""",
            examined=FUNNEL,
        ),
    ]


def _entries(agreement: Agreement, stage: Stage) -> str:
    """Return the entries that the condition itself made: none implied, none by a deadline."""
    return (
        f"{FUNNEL} where stage_id = {quoted(stage.id)}"
        f" and agreement_version = {quoted(agreement.version)}"
        " and entry_kind in ('observed', 'effective')"
    )


def _quotes(
    agreements: Sequence[Agreement], agreement: Agreement, stage: Stage, condition: Condition
) -> Check:
    stated = ", ".join(
        f"[{', '.join(quoted(part) for part in (at, clause.field, clause.is_, wanted(clause)))}]"
        for at, clause in clauses_of(condition)
    )
    entries = _entries(agreement, stage)
    return Check(
        named("publish", "terms", agreement.version, stage.id),
        f"Every {stage.label} was asked what both sides signed",
        f"stages.{stage.id}.enter_when ({agreement.version})",
        f"select funnel_entry_id as example, coalesce(array_to_string(list_transform({_STATED},"
        " lambda part: array_to_string(part, ' ')), '; '), 'nothing') as found"
        f" from {entries} and {_STATED} is distinct from [{stated}]",
        examined=entries,
        kpis=kpis_of(agreements, [stage.id]),
    )


def _meets(
    agreements: Sequence[Agreement], agreement: Agreement, stage: Stage, condition: Condition
) -> Check:
    clauses = clauses_of(condition)
    columns = {at: f"got_{number}" for number, (at, _) in enumerate(clauses, start=1)}
    got = ", ".join(
        f"list_filter(evidence, lambda item: item.clause = {quoted(at)})[1].got as {column}"
        for at, column in columns.items()
    )
    found = ", ".join(
        f"{quoted(clause.field + ' ')} || coalesce({shown(clause, columns[at])}, 'unknown')"
        for at, clause in clauses
    )
    entries = _entries(agreement, stage)
    said = sentence(condition, agreement.attributes)
    return Check(
        named("publish", "meets", agreement.version, stage.id),
        f"Every {stage.label} meets the definition that both sides signed",
        f"stages.{stage.id}.enter_when ({agreement.version})",
        f"select funnel_entry_id as example, concat_ws('; ', {found}) as found"
        f" from (select funnel_entry_id, {got} from {entries})"
        f" where ({holds(condition, columns, agreement.attributes)}) is not true",
        examined=entries,
        expected=said[:1].upper() + said[1:],
        kpis=kpis_of(agreements, [stage.id]),
    )
