-- grain: one row, the hits of visitors who gave no consent: they make no visit and are in no KPI
select coalesce(sum(consent_denied_hits), 0) as hits
from traffic
where day between $start and $end
