-- grain: one row per method that linked records to a person, the commonest first, and one for circles of
-- merges
select
    kind,
    finding,
    finding_count,
    record_count,
    person_count
from identity_findings
order by kind, finding_count desc, finding
