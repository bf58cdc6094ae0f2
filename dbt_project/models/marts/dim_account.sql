{# grain: one row per account, as known today #}
with accounts as (
    {{ every_vendor('accounts') }}
)

select
    {{ pseudonym('account', 'account_key') }} as account_id,
    industry,
    country,
    {{ account_segment('employees') }} as account_segment,
    coalesce(lower(account_type) like 'customer%', false) as is_customer
from accounts
