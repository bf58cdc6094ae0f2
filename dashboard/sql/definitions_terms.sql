-- grain: one row per version of the agreement and subject of it, in the document's order; the team is that
-- which owns a stage or a KPI, or gives a promise
with

owners as (
    select
        agreement_version,
        'stages' as part,
        stage_id as term_id,
        owner_team as team
    from dim_stage
    union all
    select
        agreement_version,
        'kpis' as part,
        kpi_id as term_id,
        owner as team
    from dim_kpi
),

givers as (
    select
        'promises' as part,
        promise_id as term_id,
        max_by(team, agreement_version) as team
    from promise_scorecard
    group by all
)

select
    terms.agreement_version as version,
    terms.part,
    terms.term_id,
    terms.label,
    terms.sentence,
    coalesce(owners.team, givers.team) as team
from agreement_terms as terms
left join owners
    on
        terms.agreement_version = owners.agreement_version
        and terms.part = owners.part
        and terms.term_id = owners.term_id
left join givers on terms.part = givers.part and terms.term_id = givers.term_id
order by terms.agreement_version, terms.term_order, terms.part, terms.term_id
