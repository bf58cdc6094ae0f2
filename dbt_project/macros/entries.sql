{# What each first moment f(k) of a journey enters: entered(k) = min f(j) over all j >= k (semantics 8),
   by the order of stages of the version in force at f(j). One row per journey and stage, visits
   apart. `firsts` are rows of `stage_firsts`. #}
{% macro entries_of(firsts) -%}
with firsts as (
    {{ firsts }}
),

agreed_orders as (
    {%- for stage in agreed_stages() %}
    select
        '{{ stage.version }}' as agreement_version,
        '{{ stage.stage_id }}' as stage_id,
        {{ stage.stage_order }} as stage_order,
        {{ "true" if stage.holds else "false" }} as has_condition
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

{# every stage that reaching one stage implies, itself included #}
implied as (
    select
        firsts.journey_id,
        agreed_orders.stage_id,
        agreed_orders.stage_order,
        firsts.stage_id as implied_by,
        firsts.journey_position,
        firsts.occurred_at,
        firsts.kind,
        firsts.agreement_version,
        firsts.evidence
    from firsts
    inner join agreed_orders
        on
            firsts.agreement_version = agreed_orders.agreement_version
            and firsts.stage_order >= agreed_orders.stage_order
    where agreed_orders.has_condition
),

{# a stage that a later version added gets no row in a journey already past it (semantics 21) #}
passed_before as (
    select distinct
        implied.journey_id,
        implied.stage_id
    from implied
    inner join firsts as past
        on
            implied.journey_id = past.journey_id
            and implied.journey_position > past.journey_position
    inner join agreed_orders as past_order
        on
            implied.agreement_version = past_order.agreement_version
            and past.stage_id = past_order.stage_id
            and implied.stage_order < past_order.stage_order
    left join agreed_orders as known_then
        on
            past.agreement_version = known_then.agreement_version
            and implied.stage_id = known_then.stage_id
    where known_then.stage_id is null
),

first_implied as (
    select implied.*
    from implied
    left join passed_before
        on
            implied.journey_id = passed_before.journey_id
            and implied.stage_id = passed_before.stage_id
    where passed_before.journey_id is null
    qualify row_number() over (
        partition by implied.journey_id, implied.stage_id
        order by
            implied.occurred_at,
            case when implied.implied_by = implied.stage_id then 0 else 1 end,
            implied.journey_position,
            implied.implied_by
    ) = 1
)

select
    journey_id,
    stage_id,
    stage_order,
    occurred_at as entered_at,
    journey_position,
    agreement_version,
    case
        when implied_by <> stage_id then 'inferred'
        when kind = 'version_start' then 'effective'
        when kind = 'policy_deadline' then 'policy'
        else 'observed'
    end as entry_kind,
    implied_by,
    kind = 'policy_deadline' as is_by_policy,
    evidence
from first_implied
{%- endmacro %}
