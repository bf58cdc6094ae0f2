{# grain: one row per version of the agreement, way out and agreed reason of it; a way out without reasons is
   one row #}
select
    exits.agreement_version,
    exits.exit_id,
    exits.label,
    exits.after_days,
    exit_reasons.reason_id,
    exit_reasons.label as reason_label,
    exits.agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'exits') }} as exits
left join {{ source('agreement', 'exit_reasons') }} as exit_reasons
    on
        exits.agreement_version = exit_reasons.agreement_version
        and exits.exit_id = exit_reasons.exit_id
