{# grain: one row per journey and stage whose condition held: f(k), the first signal of the journey
   at which it did (semantics 7), with the evidence of every clause. This is the only step that asks
   the agreement's conditions: a changed one is tried by running it again. #}
with states as (
    select * from {{ ref('journey_states') }}
),

holding as (
    {%- for stage in agreed_stages() if stage.holds %}
    select
        journey_id,
        journey_position,
        occurred_at,
        kind,
        '{{ stage.version }}' as agreement_version,
        '{{ stage.stage_id }}' as stage_id,
        {{ stage.stage_order }} as stage_order,
        {{ evidence_list(stage.clauses, 'source_record_id') }} as evidence
    from states
    where agreement_version = '{{ stage.version }}' and {{ stage.holds }}
    qualify row_number() over (partition by journey_id order by journey_position) = 1
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select *
from holding
qualify row_number() over (partition by journey_id, stage_id order by journey_position) = 1
