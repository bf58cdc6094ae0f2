-- grain: one row per reader of one version of the agreement, those who have not read it first
select
    reader_id,
    team,
    status,
    read_on
from agreement_acknowledgements
where agreement_version = $version
order by
    team nulls last,
    case status when 'unread' then 1 when 'outdated' then 2 else 3 end,
    read_on,
    reader_id
