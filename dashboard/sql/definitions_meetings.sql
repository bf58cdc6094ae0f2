-- grain: one row per meeting of one version of the agreement
select
    meeting_id,
    label,
    every,
    marketing,
    sales
from agreement_meetings
where agreement_version = $version
order by
    case every when 'week' then 1 when 'month' then 2 else 3 end,
    meeting_id
