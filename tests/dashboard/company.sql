-- A B2B software company from 1 June to 23 November 2025. Everything is a fixed function of a number,
-- so every build of this file holds the same rows.
create temp macro luck(i, salt) as ((i * 7919 + salt * 104729 + i * i * 31 + i * salt * 17) % 1000) / 1000.0;
create temp macro hours(n) as to_seconds(cast(n * 3600 as bigint));

insert into run values (
    'run-1', '2025-11-23 23:00:00', '2025-11-23', '2025-11-24 04:00:02', '2025-11-24 04:00:41',
    '2025-01-01', '5f2b9c07aa41d3e8', 'a1b2c3d4e5f6a7b8', 'Nordlicht Software', '0.1.0'
);

insert into dim_agreement by name
select
    '2025-01-01' as agreement_version, 'How we work together' as title,
    date '2025-01-01' as effective_from, date '2026-01-01' as review_by,
    'Europe/Berlin' as time_zone, 'EUR' as currency, '5f2b9c07aa41d3e8' as digest,
    true as is_signed, 'Mara Lindt, 2024-12-18' as signed_by_marketing,
    'Jon Ferro, 2024-12-19' as signed_by_sales, false as is_retroactive, true as is_current;

insert into dim_stage by name
select '2025-01-01' as agreement_version, *, 'inventory' as kind, true as is_current
from (values
    ('visit', 'Visit', 'Visits', 1, 'marketing', 'Somebody was on the website.'),
    ('lead', 'Lead', 'Leads', 2, 'marketing', 'A person is known by name in a tool of ours.'),
    ('mql', 'MQL', 'MQLs', 3, 'marketing', 'A fitting person has shown interest worth 50 points.'),
    ('sal', 'SAL', 'SALs', 4, 'sales', 'Sales has accepted the MQL.'),
    ('sql', 'SQL', 'SQLs', 5, 'sales', 'A meeting was held and the need is confirmed.'),
    ('opportunity', 'Opportunity', 'Opportunities', 6, 'sales', 'A deal is open in the CRM.'),
    ('won', 'Won', 'Won deals', 7, 'sales', 'The deal is closed and won.')
) as stages (stage_id, label, plural, stage_order, owner_team, definition);

insert into dim_kpi by name
select '2025-01-01' as agreement_version, *, 30 as window_days, 'at_least' as direction, 'count' as unit, true as is_current
from (values
    ('leads', 'Leads', 'marketing', 'people_first', 'people who enter Lead for the first time', 'lead', 'People who become a lead.', 1),
    ('mqls', 'MQLs', 'marketing', 'entries', 'entries into MQL', 'mql', 'Entries into MQL, returns included.', 2),
    ('revenue', 'Revenue', 'both', 'amount', 'the amount of deals at Won', 'won', 'Final amount of won deals.', 3)
) as kpis (kpi_id, label, owner, counts, counted, stage_id, definition, kpi_order);

insert into dim_persona by name
select '2025-01-01' as agreement_version, *, true as is_current
from (values
    ('owner_ops', 'Operations leader', 'Job title names operations.', 'Half the planning time.', 'Two plans a day', 'Mara Lindt', 'Jon Ferro', 1),
    ('owner_it', 'IT leader', 'Job title names it.', 'One interface.', 'Typed twice', 'Mara Lindt', 'Jon Ferro', 2)
) as personas (persona_id, label, definition, say, pains, confirmed_by_marketing, confirmed_by_sales, persona_order);

insert into agreement_terms by name
select '2025-01-01' as agreement_version, *, true as is_current
from (values
    ('heading', 'title', 'Title', 'How we work together', 1),
    ('stages', 'mql', 'MQL', 'Engagement at least 50.', 2),
    ('stages', 'sal', 'SAL', 'The CRM''s status is Accepted.', 3),
    ('exits', 'lost', 'Lost', 'The deal is lost. Reasons: Price.', 4),
    ('handoffs', 'mql any', 'MQL, anybody else', 'To Sales within 4 hours. Say: Hello.', 5),
    ('promises', 'routing', 'MQLs in the CRM', 'A record in the CRM within 60 minutes.', 6),
    ('kpis', 'leads', 'Leads', 'People who become a lead.', 7),
    ('kpis', 'mqls', 'MQLs', 'Entries into MQL, returns included.', 8),
    ('kpis', 'revenue', 'Revenue', 'Final amount of won deals.', 9),
    ('targets', 'mqls', 'MQLs', '2025-10 40; 2025-11 44.', 10),
    ('tolerances', 'rejected_rows_rate', 'Rejected rows', 'At most 20%.', 11)
) as terms (part, term_id, label, sentence, term_order);

insert into agreement_meetings by name
select '2025-01-01' as agreement_version, 'weekly' as meeting_id, 'Funnel meeting' as label, 'week' as every,
    'Mara Lindt' as marketing, 'Jon Ferro' as sales, true as is_current;

insert into agreement_acknowledgements by name
select '2025-01-01' as agreement_version, *, true as is_current
from (values
    ('3a9f01c2', 'marketing', 'read', date '2024-12-18'),
    ('77b1e0d4', 'sales', 'outdated', date '2024-12-01'),
    ('c05d92aa', 'sales', 'unread', null)
) as readers (reader_id, team, status, read_on);

-- who moves how far, and when, before the data ends
create temp table steps as
with journeys as (
    select
        i,
        timestamp '2025-06-01 06:00:00' + hours(i * 4.4 + luck(i, 1) * 9) as lead_at,
        case when luck(i, 2) < 0.55 then 'owner_ops' else 'owner_it' end as persona_id,
        case when luck(i, 3) < 0.3 then 'paid_search' when luck(i, 3) < 0.6 then 'organic' else 'email' end as channel,
        luck(i, 4) < 0.44 as is_mql, luck(i, 5) < 0.78 as is_sal, luck(i, 6) < 0.62 as is_sql,
        luck(i, 7) < 0.64 as is_opportunity, luck(i, 8) < 0.46 as is_won
    from range(1, 961) as numbers (i)
),
times as (
    select *, case when is_mql then lead_at + hours(20 + luck(i, 11) * 190) end as mql_at from journeys
),
more as (
    select *, case when is_sal then mql_at + hours(2 + luck(i, 12) * 60) end as sal_at from times
),
still_more as (
    select *, case when is_sql then sal_at + hours(40 + luck(i, 13) * 200) end as sql_at from more
),
deals as (
    select *, case when is_opportunity then sql_at + hours(60 + luck(i, 14) * 300) end as opportunity_at from still_more
)
select
    *,
    case when is_won then opportunity_at + hours(200 + luck(i, 15) * 700) end as won_at,
    cast(9000 + luck(i, 16) * 42000.37 as decimal(18, 2)) as amount
from deals;

create temp table entered as
select i, persona_id, channel, amount, stage_id, stage_order, entered_at, next_at
from (
    select i, persona_id, channel, amount, 'lead' as stage_id, 2 as stage_order, lead_at as entered_at, mql_at as next_at from steps
    union all select i, persona_id, channel, amount, 'mql', 3, mql_at, sal_at from steps
    union all select i, persona_id, channel, amount, 'sal', 4, sal_at, sql_at from steps
    union all select i, persona_id, channel, amount, 'sql', 5, sql_at, opportunity_at from steps
    union all select i, persona_id, channel, amount, 'opportunity', 6, opportunity_at, won_at from steps
    union all select i, persona_id, channel, amount, 'won', 7, won_at, null from steps
)
where entered_at < timestamp '2025-11-23 23:00:00';

insert into fct_funnel by name
select
    'entry-' || i || '-' || stage_id as funnel_entry_id, 'journey-' || i as journey_id,
    1 as journey_number, 'person-' || i as person_id, stage_id, stage_order,
    case when is_inferred then next_at else entered_at end as entered_at,
    cast(timezone('Europe/Berlin', timezone('UTC', case when is_inferred then next_at else entered_at end)) as date) as entered_on,
    entered_at as observed_at, 'event' as time_basis,
    case
        when next_at < timestamp '2025-11-23 23:00:00' then next_at
        when stage_id = 'won' then entered_at
        when luck(i, 21 + stage_order) < 0.6 and entered_at + hours(400) < timestamp '2025-11-23 23:00:00' then entered_at + hours(400)
    end as left_at,
    1 as entry_number, case when is_inferred then 'inferred' else 'observed' end as entry_kind,
    '2025-01-01' as agreement_version, persona_id, channel,
    case when luck(i, 41) < 0.4 then 'small' else 'medium' end as account_segment,
    case when stage_order >= 4 then md5('owner ' || i % 3) end as owner_id,
    case when stage_order < 4 then 'marketing' else 'sales' end as owner_team,
    case when stage_order >= 6 then 'deal-' || i end as opportunity_id,
    case when stage_order >= 6 then amount end as amount,
    case when stage_order >= 6 then 'EUR' end as currency,
    case when stage_order >= 6 then amount end as amount_reporting,
    case when stage_id = 'won' then cast(entered_at as date) end as booked_on,
    'new_business' as motion, 'marketing' as origin
from (
    select *, stage_id in ('mql', 'sal') and luck(i, 31) < 0.11 and next_at < timestamp '2025-11-23 23:00:00' as is_inferred
    from entered
);

insert into fct_funnel by name
select
    'visit-' || i as funnel_entry_id, 'visitor-journey-' || (i % 4211) as journey_id, 1 as journey_number,
    'visitor-' || (i % 4211) as visitor_id, 'visit' as stage_id, 1 as stage_order,
    timestamp '2025-06-01 05:00:00' + hours(i * 0.6) as entered_at,
    cast(timestamp '2025-06-01 07:00:00' + hours(i * 0.6) as date) as entered_on,
    'event' as time_basis, 'observed' as entry_kind, '2025-01-01' as agreement_version, 'organic' as channel
from range(0, 7027) as numbers (i)
where luck(cast(floor(i / 190) as bigint), 61) > luck(i, 62) - 0.55;

insert into dim_journey by name
select
    journey_id, any_value(person_id) as person_id, max(journey_number) as journey_number, min(entered_at) as opened_at,
    arg_max(left_at, stage_order) as exited_at, arg_max(left_at, stage_order) is null as is_open,
    arg_max(stage_id, stage_order) as furthest_stage_id, any_value(persona_id) as persona_id, any_value(channel) as channel
from fct_funnel
group by journey_id;

-- KPIs per week, month and quarter
create temp table kpis as
select * from (values
    ('website_traffic', 'Website traffic', 'both', 'visit', 1, 'count', 1075.0),
    ('leads', 'Leads', 'marketing', 'lead', 2, 'count', 158.0),
    ('mqls', 'MQLs', 'marketing', 'mql', 3, 'count', 55.0),
    ('sqls', 'SQLs', 'sales', 'sql', 4, 'count', 36.0),
    ('opportunities', 'Opportunities', 'sales', 'opportunity', 5, 'count', 26.0),
    ('closed_deals', 'Closed deals', 'both', 'won', 6, 'count', 13.0),
    ('revenue', 'Revenue', 'both', 'won', 7, 'EUR', 440000.0)
) as rows (kpi_id, label, owner, stage_id, kpi_order, unit, monthly_target);

create temp table days as
select
    cast(day as date) as day,
    kind as period_kind,
    cast(date_trunc(kind, day) as date) as period_start,
    cast(date_trunc(kind, day) + case kind when 'week' then interval 7 day when 'month' then interval 1 month else interval 3 month end as date) - 1 as period_end,
    extract(day from last_day(day)) as days_in_month
from range(timestamp '2025-06-01', timestamp '2026-01-01', interval 1 day) as calendar (day)
cross join (values ('week'), ('month'), ('quarter')) as kinds (kind);

insert into kpi_values by name
with targets as (
    select
        kpi_id, period_kind, period_start, any_value(period_end) as period_end,
        sum(monthly_target / days_in_month) as target,
        sum(case when day <= date '2025-11-23' then monthly_target / days_in_month else 0 end) as pace
    from days cross join kpis
    group by all
),
counted as (
    select
        kpis.kpi_id, days.period_kind, days.period_start,
        sum(case when entry_kind = 'inferred' then 0 when unit = 'count' then 1 else amount_reporting end) as value,
        count(*) filter (where entry_kind = 'inferred') as inferred_count
    from fct_funnel inner join kpis using (stage_id) inner join days on fct_funnel.entered_on = days.day
    where fct_funnel.excluded_by is null
    group by all
)
select
    kpi_id, period_kind, period_start, targets.period_end, 'all' as persona_id, 'all' as channel,
    coalesce(counted.value, 0) as value, coalesce(counted.value, 0) as numerator, target, pace,
    '2025-01-01' as agreement_version, targets.period_end <= date '2025-11-23' as is_complete,
    kpis.label, kpis.owner, kpis.unit, kpis.kpi_order, coalesce(counted.inferred_count, 0) as inferred_count
from targets inner join kpis using (kpi_id) left join counted using (kpi_id, period_kind, period_start)
where period_start <= date '2025-11-23';

-- the steps from stage to stage, and what is summed of them
insert into stage_steps by name
with pairs as (
    select stage_id as from_stage_id, lead(stage_id) over (order by stage_order) as to_stage_id, stage_order
    from dim_stage
)
select
    here.funnel_entry_id, here.journey_id, cast(date_trunc('month', here.entered_on) as date) as cohort_start,
    from_stage_id, to_stage_id, here.stage_order, here.entered_at, here.entered_on, here.entry_kind,
    here.agreement_version, here.persona_id, here.channel, here.owner_id, here.account_segment, 30 as window_days,
    case when onward.journey_id is not null then 'moved_on' when here.left_at is not null then 'left' else 'open' end as outcome,
    coalesce(onward.entered_at, here.left_at) as ended_at, onward.entry_kind as moved_kind,
    case when onward.journey_id is null and here.left_at is not null then 'recycled' end as exit_id,
    here.entered_at + interval 30 day as window_ends_at,
    here.entered_at + interval 30 day <= timestamp '2025-11-23 23:00:00' as is_window_over,
    coalesce(onward.entered_at <= here.entered_at + interval 30 day, false) as is_in_window,
    case
        when here.entry_kind <> 'inferred' and coalesce(onward.entry_kind, '') <> 'inferred'
            then date_diff('second', here.entered_at, coalesce(onward.entered_at, here.left_at, timestamp '2025-11-23 23:00:00'))
    end as elapsed_seconds
from pairs
inner join fct_funnel as here on here.stage_id = pairs.from_stage_id
left join fct_funnel as onward on onward.journey_id = here.journey_id and onward.stage_id = pairs.to_stage_id
where pairs.stage_order > 1 and to_stage_id is not null;

create temp table sliced as
select
    *,
    unnest(['all', 'persona', 'channel', 'owner', 'segment']) as dimension,
    unnest(['all', persona_id, channel, coalesce(owner_id, 'none'), account_segment]) as dimension_value
from stage_steps;

insert into stage_conversions by name
select
    'month' as cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value,
    any_value(stage_order) as stage_order, min(agreement_version) as first_version, max(agreement_version) as last_version,
    30 as window_days, count(*) as entered, count(*) filter (where entry_kind = 'inferred') as inferred,
    count(*) filter (where outcome = 'moved_on') as moved_on, count(*) filter (where is_in_window) as moved_on_in_window,
    count(*) filter (where outcome = 'left') as left_journey, count(*) filter (where outcome = 'open') as still_open,
    count(*) filter (where outcome = 'open' and not is_window_over) as too_young,
    count(*) filter (where is_window_over) as closed_entered,
    count(*) filter (where is_window_over and is_in_window) as closed_moved_on,
    count(*) filter (where entry_kind <> 'inferred') as period_entries,
    count(*) filter (where outcome = 'moved_on' and moved_kind <> 'inferred') as period_next_entries,
    bool_and(is_window_over) as is_mature,
    closed_moved_on / nullif(closed_entered, 0) as closed_cohort_rate, moved_on / entered as open_cohort_rate,
    period_next_entries / nullif(period_entries, 0) as period_rate,
    median(elapsed_seconds) filter (where outcome = 'moved_on') / 86400 as median_days
from sliced
group by all;

create temp table moments as
with sets as (
    select *, 'all' as cohort_kind, date '2025-06-01' as set_start from sliced
    union all select *, 'quarter', cast(date_trunc('quarter', cohort_start) as date) from sliced
),
moments as (
    select
        cohort_kind, set_start, from_stage_id, to_stage_id, dimension, dimension_value, stage_order, elapsed_seconds,
        count(*) filter (where outcome = 'moved_on') as moved_on, count(*) filter (where outcome = 'left') as left_journey,
        count(*) as number
    from sets where elapsed_seconds is not null group by all
),
waiting as (
    select *, sum(number) over (partition by cohort_kind, set_start, from_stage_id, dimension, dimension_value order by elapsed_seconds desc) as at_risk
    from moments
),
survivors as (
    select *, coalesce(product(1 - (moved_on + left_journey) / at_risk) over (
        partition by cohort_kind, set_start, from_stage_id, dimension, dimension_value order by elapsed_seconds
        rows between unbounded preceding and 1 preceding
    ), 1) as before
    from waiting
)
select
    *, sum(before * moved_on / at_risk) over so_far as moved_share, sum(before * left_journey / at_risk) over so_far as left_share
from survivors
window so_far as (partition by cohort_kind, set_start, from_stage_id, dimension, dimension_value order by elapsed_seconds);

insert into stage_durations by name
select
    cohort_kind, set_start as cohort_start, from_stage_id, to_stage_id, dimension, dimension_value, stage_order,
    cast(ceil(elapsed_seconds / 86400) as integer) as day_number, max(at_risk) as at_risk, sum(moved_on) as moved_on,
    sum(left_journey) as left_journey, sum(number) - sum(moved_on) - sum(left_journey) as still_open,
    max(moved_share) as moved_share, max(left_share) as left_share, 1 - max(moved_share) - max(left_share) as waiting_share
from moments group by all;

insert into stage_speeds by name
with sets as (
    select *, 'all' as cohort_kind, date '2025-06-01' as set_start from sliced
    union all select *, 'quarter', cast(date_trunc('quarter', cohort_start) as date) from sliced
),
counted as (
    select
        cohort_kind, set_start as cohort_start, from_stage_id, to_stage_id, dimension, dimension_value, stage_order,
        30 as window_days, count(elapsed_seconds) as timed, count(*) - count(elapsed_seconds) as untimed
    from sets group by all
)
select
    counted.*, min(elapsed_seconds) filter (where moved_share >= 0.5) / 86400 as half_days,
    max(elapsed_seconds) / 86400 as last_seen_days, max(moved_share) as moved_share, max(left_share) as left_share
from counted
left join moments
    on counted.cohort_kind = moments.cohort_kind and counted.cohort_start = moments.set_start
    and counted.from_stage_id = moments.from_stage_id and counted.dimension = moments.dimension
    and counted.dimension_value = moments.dimension_value
group by all;

insert into dim_owner by name
select distinct owner_id, 'sales' as team, false as is_queue from fct_funnel where owner_id is not null;

insert into win_rates by name
with deals as (
    select
        *, unnest(['all', 'persona', 'channel', 'owner', 'segment']) as dimension,
        unnest(['all', persona_id, channel, owner_id, account_segment]) as dimension_value,
        case when exists (select 1 from fct_funnel as won where won.stage_id = 'won' and won.journey_id = fct_funnel.journey_id) then 'won' when left_at is not null then 'lost' else 'open' end as outcome
    from fct_funnel where stage_id = 'opportunity'
),
counted as (
    select *, 'opened' as cohort_basis, date_trunc('month', entered_on) as month_start from deals
    union all select *, 'closed', date_trunc('month', left_at) from deals where outcome <> 'open'
),
measured as (
    select *, 'deals' as measure, 1.0 as size from counted
    union all select *, 'amount', amount_reporting from counted
)
select
    measure || '_' || cohort_basis as win_rate_id, measure, cohort_basis, cast(month_start as date) as month_start, dimension,
    dimension_value, case measure when 'deals' then 'count' else 'EUR' end as unit,
    coalesce(sum(size) filter (where outcome = 'won'), 0) as won, coalesce(sum(size) filter (where outcome = 'lost'), 0) as lost,
    count(*) filter (where outcome = 'won') as won_deals, count(*) filter (where outcome = 'lost') as lost_deals,
    count(*) filter (where outcome = 'open') as open_deals, 0 as unpriced_deals,
    sum(size) filter (where outcome = 'won') / nullif(sum(size) filter (where outcome <> 'open'), 0) as win_rate
from measured
group by all;

insert into promise_scorecard by name
select
    scores.*, '2025-01-01' as agreement_version, kind as period_kind, start as period_start,
    case scores.team when 'marketing' then 'sales' else 'marketing' end as to_team, 0.02 as tolerance
from (values ('week', date '2025-11-17'), ('month', date '2025-11-01'), ('quarter', date '2025-10-01')) as periods (kind, start)
cross join (values
    ('volume', '55 MQLs a month', 'marketing', 46, 46, 0, 0, 0, 46.0, 41.56, 'at_least', 'count', 'kept'),
    ('fit', '60% fit the agreed profile', 'marketing', 44, 29, 15, 0, 0, 0.659, 0.6, 'at_least', 'rate', 'kept'),
    ('junk', 'At most 5% come back as junk', 'marketing', 44, 3, 39, 0, 2, 0.0714, 0.05, 'at_most', 'rate', 'broken'),
    ('first_contact', 'First contact within 4 working hours', 'sales', 39, 29, 7, 1, 2, 0.8056, 0.9, 'at_least', 'rate', 'broken'),
    ('accept', 'Accept or return within 2 working days', 'sales', 39, 34, 2, 1, 2, 0.9444, 0.94, 'at_least', 'rate', 'kept'),
    ('attempts', '5 tries before giving up', 'sales', 17, 14, 2, 1, 0, 0.875, 0.9, 'at_least', 'rate', 'at_risk')
) as scores (promise_id, label, team, due_count, kept_count, broken_count, excused_count, pending_count, actual, promised, direction, unit, status)
union all by name
select
    promise_id, label, team, '2025-01-01' as agreement_version, 'month' as period_kind, date '2025-10-01' as period_start,
    actual, promised, direction, unit, 'kept' as status
from (values
    ('fit', '60% fit the agreed profile', 'marketing', 0.64, 0.6, 'at_least', 'rate'),
    ('junk', 'At most 5% come back as junk', 'marketing', 0.041, 0.05, 'at_most', 'rate'),
    ('first_contact', 'First contact within 4 working hours', 'sales', 0.9231, 0.9, 'at_least', 'rate'),
    ('attempts', '5 tries before giving up', 'sales', 0.91, 0.9, 'at_least', 'rate')
) as scores (promise_id, label, team, actual, promised, direction, unit);

-- both teams owe somebody something right now
insert into promise_obligations by name
select
    'owed-' || journey_id as obligation_id,
    case when stage_id = 'mql' then 'routing' else 'first_contact' end as promise_id,
    case when stage_id = 'mql' then 'marketing' else 'sales' end as team,
    journey_id, person_id, entered_at as starts_at, entered_at + interval 4 hour as due_at,
    'broken' as status, luck(cast(split_part(journey_id, '-', 2) as int), 51) < 0.5 as is_late_now
from fct_funnel
where stage_id in ('mql', 'sal') and left_at is null and entered_on > date '2025-11-02';

insert into traffic by name
select day, 'organic' as channel, 0 as consent_denied_hits from range(date '2025-06-01', date '2025-11-24', interval 1 day) as calendar (day)
union all by name
select date '2025-11-12' as day, 'direct' as channel, 31 as consent_denied_hits;

-- one deal of November in dollars, converted at the rate of its day
update fct_funnel set amount = amount * 1.1, currency = 'USD'
where stage_id = 'won' and entered_on = (select max(entered_on) from fct_funnel where stage_id = 'won');

insert into source_status by name
select * from (values
    ('website', 'ga4', true, 48, timestamp '2025-11-24 02:10:00', date '2025-11-23', 176, 48211, 48211, 0, 'fresh', null),
    ('marketing', 'hubspot', true, 48, timestamp '2025-11-24 01:00:00', date '2025-11-23', 12, 9120, 9117, 3, 'fresh', null),
    ('crm', 'salesforce', true, 48, timestamp '2025-11-24 01:30:00', date '2025-11-23', 24, 12840, 12840, 0, 'fresh', null),
    ('webinars', 'mapped', false, null, timestamp '2025-11-20 16:00:00', date '2025-11-20', 2, 190, 190, 0, 'fresh', null)
) as rows (source, vendor, required, stale_after_hours, last_exported_at, last_day, files, delivered_rows, accepted_rows, rejected_rows, status, message);

insert into landing_files by name
select
    'website' as source, 'ga4' as vendor, 'ga4__events' as table_name, cast(day as date) as day,
    'events_' || strftime(day, '%Y%m%d') || '.parquet' as name, 270 + extract(day from day) as delivered_rows,
    270 + extract(day from day) as accepted_rows, 0 as rejected_rows, day + interval 26 hour as exported_at, 'accepted' as status
from range(timestamp '2025-11-01', timestamp '2025-11-24', interval 1 day) as calendar (day)
union all by name
select * from (values
    ('marketing', 'hubspot', 'hubspot__email_events', date '2025-11-23', 'email_events.csv', 4120, 4117, 3, timestamp '2025-11-24 01:00:00', 'accepted', 'line 88: the time "yesterday" is no moment'),
    ('crm', 'salesforce', 'salesforce__lead', date '2025-11-23', 'Lead.csv', 1010, 1010, 0, timestamp '2025-11-24 01:30:00', 'accepted', null),
    ('webinars', 'mapped', 'mapped__activities', date '2025-11-06', 'attendees_old.csv', 0, 0, 0, timestamp '2025-11-06 16:00:00', 'quarantined', 'the column "joined" is gone; "joined_at" looks like it')
) as rows (source, vendor, table_name, day, name, delivered_rows, accepted_rows, rejected_rows, exported_at, status, reason);

insert into source_reconciliation by name
select * from (values
    ('crm', 'salesforce', 'deals', 'EUR', 92, 92, 0, 'none'),
    ('crm', 'salesforce', 'won amount', 'EUR', 812345.67, 812345.67, 0, 'none'),
    ('website', 'ga4', 'sessions', null, 7031, 7027, -4, 'unexplained')
) as rows (source, vendor, measure, currency, theirs, ours, difference, cause);

insert into history_coverage by name
select * from (values
    ('hubspot', 'lifecyclestage', 1200, 1180, 2400, timestamp '2025-05-31 22:30:00', 0, 3),
    ('hubspot', 'jobtitle', 1150, 0, 0, null, 12, 0),
    ('salesforce', 'Lead.Status', 640, 402, 911, timestamp '2025-06-02 07:15:00', 4, 0)
) as rows (
    vendor, field, record_count, tracked_record_count, change_count, history_from, untracked_change_count,
    correction_count
);

insert into identity_findings
select * from (values
    ('link', 'same e-mail', 1310, 1310, 1190),
    ('link', 'salesforce conversion', 88, 88, 87),
    ('report', 'circle of merges', 0, 0, 0)
) as rows (kind, finding, finding_count, record_count, person_count);

insert into check_results by name
select
    'run-1' as run_id, 'landing' as gate, 'landing.' || source || '.' || what as check_id,
    upper(source[1]) || source[2:] || ' delivered ' || label as label, 'tolerances.' || what as clause, 'block' as severity,
    'passed' as status, found as observed, wanted as expected, 0 as failed_rows, '' as kpis, source
from (values ('website'), ('marketing'), ('crm'), ('webinars')) as sources (source)
cross join (values
    ('columns', 'every agreed column', '0 missing', '0 missing'),
    ('volume', 'about as much as usual', '98%', 'at least 50%'),
    ('freshness', 'in time', '3 hours old', 'at most 48 hours')
) as checks (what, label, found, wanted)
union all
select
    'run-1', 'publish', 'publish.' || what, label, clause, 'block', 'passed', found, wanted, 0, 'mqls, sqls', null
from (values
    ('stages', 'Only agreed stages', 'stages', '0 rows', '0 rows'),
    ('order', 'No stage before an earlier one', 'stages', '0 rows', '0 rows'),
    ('mql', 'Every MQL has 50 points of interest', 'stages.mql.enter_when', '0 rows', '0 rows'),
    ('sal', 'Every SAL was accepted', 'stages.sal.enter_when', '0 rows', '0 rows'),
    ('sql', 'Every SQL has a held meeting', 'stages.sql.enter_when', '0 rows', '0 rows'),
    ('won', 'Won amounts equal the CRM', 'tolerances.won_amount', '€812,345.67', '€812,345.67'),
    ('drop', 'No drop against the last publication', 'tolerances.drop', '+2%', 'at least −10%')
) as checks (what, label, clause, found, wanted);
update check_results set checked_at = timestamp '2025-11-24 04:00:30';

-- what both tools call those whose journey was open at three months' ends, the last one being now;
-- two of nine are called by the stage before, and the CRM knows a third of them
insert into label_positions by name
with ends as (
    select * from (values
        (date '2025-09-01', timestamp '2025-09-30 21:59:59', false),
        (date '2025-10-01', timestamp '2025-10-31 22:59:59', false),
        (date '2025-11-01', timestamp '2025-11-23 23:00:00', true)
    ) as months (month_start, counted_at, is_now)
),
stands as (
    select ends.*, entries.*, cast(split_part(entries.journey_id, '-', 2) as integer) as i
    from fct_funnel as entries
    inner join ends on entries.entered_at <= counted_at and (left_at is null or left_at > counted_at)
    where entries.person_id is not null
),
words as (
    select * from (values
        ('lead', 'lead', 'New', 'lead'), ('mql', 'marketingqualifiedlead', 'Working', 'mql'),
        ('sal', 'salesqualifiedlead', 'Accepted', 'sal'), ('sql', 'salesqualifiedlead', 'Accepted', 'sal'),
        ('opportunity', 'opportunity', 'Qualified', 'opportunity'), ('won', 'customer', 'Qualified', 'opportunity')
    ) as words (stage_id, marketing_label, crm_label, crm_means)
),
labelled as (
    select
        stands.* exclude (marketing_label, crm_label),
        case when i % 9 = 4 then 'subscriber' else words.marketing_label end as marketing_label,
        case
            when i % 9 = 4 then 'visit'
            when words.marketing_label = 'salesqualifiedlead' then 'sql'
            else stands.stage_id
        end as marketing_stage_id,
        case when i % 3 = 0 then words.crm_label when i % 9 = 7 then 'Recycled - Timing' else '(none)' end as crm_label,
        case when i % 3 = 0 then words.crm_means when i % 9 = 7 then 'recycled' end as crm_stage_id
    from stands inner join words using (stage_id)
)
select
    month_start, is_now, counted_at, journey_id, person_id, stage_id, entered_at as stage_since, marketing_label,
    marketing_stage_id, entered_at as marketing_since, crm_label, crm_stage_id,
    case when crm_stage_id is not null then entered_at + interval 5 minute end as crm_since,
    coalesce(marketing_stage_id = stage_id and crm_stage_id = stage_id, false) as is_agreed,
    marketing_stage_id <> stage_id or coalesce(crm_stage_id <> stage_id, false) as is_differing,
    case when is_differing then entered_at end as differs_since,
    case when is_differing then date_diff('second', entered_at, counted_at) // 86400 end as differing_days,
    agreement_version, persona_id, owner_id, owner_team, amount_reporting
from labelled;

insert into label_disagreements by name
select
    marketing_label, crm_label, stage_id, marketing_stage_id, crm_stage_id, is_agreed, count(*) as journeys, is_differing,
    sum(amount_reporting) as amount_reporting, median(differing_days) as median_differing_days,
    max(differing_days) as oldest_differing_days
from label_positions where is_now group by all;

insert into source_reconciliation by name
select * from (values
    ('marketing', 'hubspot', 'people', date '2025-09-01', 800, 700, -100, 'another record of the person'),
    ('marketing', 'hubspot', 'people', date '2025-10-01', 600, 420, -180, 'another record of the person'),
    ('marketing', 'hubspot', 'people', date '2025-10-01', 1, 0, -1, 'after the as-of'),
    ('marketing', 'hubspot', 'people', date '2025-10-01', 50, 0, -50, 'merged'),
    ('marketing', 'hubspot', 'people', date '2025-10-01', 40, 40, 0, 'none')
) as rows (source, vendor, measure, month_start, theirs, ours, difference, cause);

-- the cases behind the scorecard's counts, of the one week that week, month and quarter share
insert into scorecard_cases by name
with asked as (
    select * from (values
        ('volume', 'marketing', null, 46, 0, 0, 0, 0), ('fit', 'marketing', null, 29, 15, 0, 0, 0),
        ('junk', 'marketing', null, 39, 3, 0, 0, 2), ('first_contact', 'sales', 'business', 29, 7, 3, 1, 2),
        ('accept', 'sales', 'business', 34, 2, 1, 1, 2), ('attempts', 'sales', 'elapsed', 14, 2, 0, 1, 0)
    ) as asked (promise_id, team, clock, kept, broken, late, excused, pending)
),
entries as (
    select *, row_number() over (order by entered_at desc, journey_id) as n
    from fct_funnel where stage_id = 'mql' and person_id is not null
)
select
    'case-' || promise_id || '-' || n as case_id, promise_id, asked.team, date '2025-11-17' + cast(n % 7 as integer) as case_on,
    journey_id, person_id, stage_id, funnel_entry_id, persona_id,
    case when n % 4 > 0 then md5('owner ' || n % 3) end as owner_id,
    cast(case_on as timestamp) + interval 9 hour as starts_at,
    case when clock is not null then cast(case_on as timestamp) + interval 13 hour end as due_at,
    case
        when n <= kept then 'kept' when n <= kept + broken then 'broken' when n <= kept + broken + excused then 'excused' else 'pending'
    end as status,
    case
        when clock is not null and status = 'kept' then cast(case_on as timestamp) + interval 11 hour
        when clock is not null and n > kept + late and n <= kept + broken then cast(case_on as timestamp) + interval 20 hour
    end as met_at,
    n > kept and n <= kept + late as is_late_now, clock,
    case when promise_id = 'fit' then case when n <= kept then persona_id else 'no persona' end end as found,
    '2025-01-01' as agreement_version
from asked inner join entries on n <= kept + broken + excused + pending;

update promise_scorecard set
    period_end = case period_kind
        when 'week' then period_start + 6 when 'month' then last_day(period_start) else last_day(period_start + interval 2 month)
    end,
    met_count = case direction when 'at_most' then broken_count else kept_count end,
    missed_count = case direction when 'at_most' then kept_count else broken_count end,
    overdue_count = (
        select count(*) from scorecard_cases as cases where cases.promise_id = promise_scorecard.promise_id and is_late_now
    );

-- whom Sales has: at an MQL nobody yet, some in a queue; the plan says nothing of an SQL
insert into open_handoffs by name
with furthest as (
    select *, cast(split_part(journey_id, '-', 2) as integer) as i, max(stage_order) over (partition by journey_id) as last_order
    from fct_funnel where person_id is not null
),
sent as (
    select journey_id, entered_at, entry_kind, channel from fct_funnel where stage_id = 'mql'
)
select
    furthest.journey_id, person_id, stage_id, persona_id, case when stage_id <> 'mql' then furthest.owner_id end as owner_id,
    case when stage_id <> 'mql' then 'sales' end as owner_team,
    case when stage_id = 'mql' then 'nobody' when i % 11 = 0 then 'queue' else 'rep' end as owner_kind,
    case when stage_id <> 'mql' then furthest.entered_at end as owner_since, furthest.entered_at as since,
    case when i % 3 = 0 then 'first_contact' end as promise_id,
    case when i % 3 = 0 then 'First contact within 4 working hours' end as promise_label,
    case when i % 3 = 0 then 'business' end as clock,
    case when i % 6 = 0 then timestamp '2025-11-24 10:00:00' + to_minutes(i) when i % 3 = 0 then furthest.entered_at + interval 1 day end as due_at,
    case when i % 6 = 0 then i * 60 when i % 3 = 0 then -i * 60 end as seconds_left,
    case when i % 3 = 0 then 1 else 0 end as owed_count, i % 6 = 3 as is_overdue,
    case when stage_id <> 'sql' then 'sales' end as to_team, case when stage_id <> 'sql' then '4 hours' end as agreed_within,
    case when stage_id <> 'sql' then 'Who plans the crews?' end as say, case when stage_id <> 'sql' then 'Call, then write' end as next_step,
    case when stage_id <> 'sql' then 'The dispatch guide' end as asset, case when stage_id <> 'sql' then 'any' end as plan_persona_id,
    'mql' as sent_stage_id, sent.entered_at as sent_at, sent.entry_kind as sent_kind, sent.channel as sent_channel,
    [{'clause': '1', 'field': 'engagement', 'operator': 'at_least', 'wanted': '50', 'got': '60', 'source_record_id': null}] as sent_evidence,
    case when stage_id <> 'mql' then sent.entered_at + interval 10 minute end as reached_crm_at,
    case when stage_id <> 'mql' then sent.entered_at + interval 1 hour end as taken_at,
    case when stage_id <> 'mql' then 600 else 86400 end as marketing_seconds, case when stage_id <> 'mql' then 3000 end as unassigned_seconds,
    case when stage_id <> 'mql' then 86400 end as rep_seconds, i % 2 as reassigned_count
from furthest inner join sent on furthest.journey_id = sent.journey_id
where stage_order = last_order and left_at is null and stage_id in ('mql', 'sal', 'sql', 'opportunity');

update dim_journey set exited_at = null, is_open = true where journey_id in (select journey_id from open_handoffs);

insert into timeline by name
select
    person_id as subject_id, person_id, row_number() over (partition by person_id order by happened_at, kind) as position,
    happened_at as occurred_at, kind, value, is_activity, channel
from (
    select person_id, since - interval 3 day as happened_at, 'session' as kind, null as value, true as is_activity, 'organic' as channel from open_handoffs
    union all select person_id, since - interval 2 day, 'demo_request', null, true, null from open_handoffs
    union all select person_id, since + interval 1 hour, 'outbound_call', null, false, null from open_handoffs where owner_kind = 'rep'
    union all select person_id, since + interval 2 hour, 'crm_label', 'Working', false, null from open_handoffs where owner_kind = 'rep'
) as acts;
