"""Rules of the tools' own labels, which warn: a label never decides, so it never holds a number."""

from collections.abc import Sequence

from expectations.gates.checks import FUNNEL, Check, kpis_of, percent, relation
from expectations.schema import Agreement
from expectations.vocabulary import DEAL_FIELDS, MARKETING_FIELDS

COMPARED = "marts.main.label_disagreements"


def labels_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of labels."""
    rate = agreements[-1].tolerances.label_disagreement_rate
    words = [
        (agreement.version, "marketing" if labels.field in MARKETING_FIELDS else "sales", word)
        for agreement in agreements
        for labels in agreement.labels
        if labels.field not in DEAL_FIELDS
        for word in labels.means
    ]
    differs = "(coalesce(marketing_stage_id, stage_id), coalesce(crm_stage_id, stage_id))"
    differs += " <> (stage_id, stage_id)"
    shares = (
        f"(select coalesce(sum(journeys) filter (where {differs}), 0) as differing,"
        f" coalesce(sum(journeys), 0) as journeys from {COMPARED})"
    )
    return [
        Check(
            "publish.labels.agreed",
            "Every label of the tools has an agreed meaning",
            "labels",
            f"""
            select distinct label as example, 'a label of ' || team as found
            from (
                select agreement_version, 'marketing' as team, marketing_label as label
                from {FUNNEL}
                union all
                select agreement_version, 'sales', crm_label from {FUNNEL}
            ) as carried
            left join {relation("version, side, word", words)}
                on carried.agreement_version = agreed.version and carried.team = agreed.side
                and carried.label = agreed.word
            where trim(carried.label) <> '' and agreed.word is null""",
            examined=f"(select distinct unnest([marketing_label, crm_label]) as label"
            f" from {FUNNEL}) where label is not null",
            things="labels",
            expected="0 labels without a meaning",
            severity="warn",
        ),
        Check(
            "publish.labels.agree",
            "The tools' labels say what the definition says",
            "tolerances.label_disagreement_rate",
            f"""
            select 'labels ' || marketing_label || ' and ' || crm_label as example,
                journeys || ' at ' || stage_id as found
            from {COMPARED}
            where {differs}
                and (select differing > {rate} * journeys from {shares})""",
            measured="(select differing || ' of ' || journeys || ' open journeys are labelled'"
            f" || ' as another stage' from {shares})",
            expected=f"at most {percent(rate)}",
            severity="warn",
            kpis=kpis_of(agreements),
        ),
    ]
