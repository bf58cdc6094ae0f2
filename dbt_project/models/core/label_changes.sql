{# grain: one row per signal of an identified person after which a tool's label is another than before,
   with both tools' labels and since when each stands. A label that is set again to the same word stands
   since it was first set to it. #}
with known_before as (
    select
        person_id,
        position,
        occurred_at,
        crm_label_known as crm_label,
        marketing_label_known as marketing_label,
        lag(crm_label_known) over (partition by person_id order by position) as crm_label_before,
        lag(marketing_label_known) over (partition by person_id order by position)
            as marketing_label_before
    from {{ ref('person_timeline') }}
    where person_id is not null
)

select
    person_id,
    position,
    occurred_at,
    crm_label,
    max(case when crm_label is distinct from crm_label_before then occurred_at end)
        over (partition by person_id order by position) as crm_since,
    marketing_label,
    max(case when marketing_label is distinct from marketing_label_before then occurred_at end)
        over (partition by person_id order by position) as marketing_since
from known_before
where
    crm_label is distinct from crm_label_before
    or marketing_label is distinct from marketing_label_before
