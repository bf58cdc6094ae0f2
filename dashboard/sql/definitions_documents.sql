-- grain: one row per version of the agreement, as the whole document, beside the published funnel
select
    version,
    document
from agreements
order by version
