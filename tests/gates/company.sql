-- A handful of journeys on which every check is green. Times are UTC; the agreed zone is Berlin's.
--   anna-1  every step to a won deal, the meeting unseen      anna-2  a second try, handed back
--   ben-1   open, accepted by Sales, under the second version  visitor-1  a browser, nobody yet
--   deal-1  a deal that nobody claims, lost, in dollars        own-1   one of our own, left out
create temp macro asked(place, field, operator, wanted, got) as {
    'clause': place, 'field': field, 'operator': operator, 'wanted': wanted, 'got': got,
    'source_record_id': md5('record')
};

insert into work.landing.as_of values ('2025-04-30 22:00:00', 'default');
insert into work.core.people values ('Anna Berg'), ('Ben Holt'), (null);
insert into work.core.owners values ('Bo Krag'), ('Queue');

-- ------------------------------------------------------------------------------- what landed
insert into work.landing.sources by name
select source, vendor, required, 48 as stale_after_hours, last_exported_at, status
from (values
    ('website', 'ga4', true, timestamp '2025-04-30 21:00:00', 'fresh'),
    ('crm', 'salesforce', true, timestamp '2025-04-30 20:30:00', 'fresh'),
    ('webinars', 'mapped', false, timestamp '2025-04-30 12:00:00', 'fresh')
) as given (source, vendor, required, last_exported_at, status);
insert into work.landing.files by name
select
    source || '-' || number as file_id, source, vendor, table_name,
    date '2025-04-24' + number::integer as day, timestamp '2025-04-24 20:00:00' + to_days(number) as exported_at,
    accepted + rejected as delivered_rows, accepted as accepted_rows, rejected as rejected_rows,
    'accepted' as status, true as is_loaded
from (values
    ('website', 'ga4', 'events', 6, 60, 0),
    ('crm', 'salesforce', 'opportunity', 1, 4, 1),
    ('webinars', 'mapped', 'activities', 1, 8, 0)
) as given (source, vendor, table_name, files, accepted, rejected), range(1, files + 1) as numbers (number);
insert into work.raw.ga4__events by name
select
    file_id as landing_file, line as landing_line, source, exported_at, day as event_date,
    1745000000000000 + line as event_timestamp, 'page_view' as event_name, 1 as ga_session_id
from work.landing.files, range(accepted_rows) as lines (line) where vendor = 'ga4';
insert into work.raw.salesforce__opportunity by name
select
    'crm-1' as landing_file, line as landing_line, 'crm' as source, exported_at, 'D' || line as "Id",
    'Closed Won' as "StageName", '2025-02-03' as "CreatedDate", 'true' as "IsClosed", 'true' as "IsWon"
from work.landing.files, range(accepted_rows) as lines (line) where vendor = 'salesforce';
insert into work.raw.mapped__activities by name
select
    'webinars-1' as landing_file, line as landing_line, 'webinars' as source, exported_at,
    'A' || line as activity_id, 'attended' as activity
from work.landing.files, range(accepted_rows) as lines (line) where vendor = 'mapped';
insert into work.landing.rejects by name
select 'crm-1' as file_id, 'crm' as source, 'no Id' as reason;

-- -------------------------------------------------------------------------------- journeys
insert into marts.main.dim_journey by name
select
    md5(journey) as journey_id, md5(person) as person_id, md5(visitor) as visitor_id,
    md5(deal) as opportunity_id, opened_at, exited_at, exit_id, exit_reason, exit_id is null as is_open
from (values
    ('anna-1', 'anna', 'b1', 'd1', timestamp '2025-01-10 09:00', timestamp '2025-02-20 12:00', 'won', null),
    ('anna-2', 'anna', 'b1', null, timestamp '2025-03-15 10:00', timestamp '2025-03-20 09:00', 'recycled', 'timing'),
    ('ben-1', 'ben', 'b2', null, timestamp '2025-04-10 08:00', null, null, null),
    ('deal-1', null, null, 'd2', timestamp '2025-03-05 10:00', timestamp '2025-03-20 15:00', 'lost', 'price'),
    ('visitor-1', null, 'b3', null, timestamp '2025-04-12 11:00', null, null, null),
    ('own-1', 'kim', 'b4', null, timestamp '2025-01-20 10:00', null, null, null)
) as given (journey, person, visitor, deal, opened_at, exited_at, exit_id, exit_reason);

insert into marts.main.fct_funnel by name
with entered (journey, stage_id, entered_at, entry_kind, left_at, left_to, record, due_at) as (values
    ('anna-1', 'visit', timestamp '2025-01-10 09:00', 'observed', timestamp '2025-01-10 09:05', 'lead', 's1', null),
    ('anna-1', 'lead', timestamp '2025-01-10 09:05', 'observed', timestamp '2025-01-12 10:00', 'mql', 'f1', null),
    ('anna-1', 'visit', timestamp '2025-01-12 09:50', 'observed', null, null, 's2', null),
    ('anna-1', 'mql', timestamp '2025-01-12 10:00', 'observed', timestamp '2025-02-03 08:00', 'sql', 'k1', timestamp '2025-01-13 10:00'),
    ('anna-1', 'sql', timestamp '2025-02-03 08:00', 'inferred', timestamp '2025-02-03 08:00', 'opportunity', 'd1', null),
    ('anna-1', 'opportunity', timestamp '2025-02-03 08:00', 'observed', timestamp '2025-02-20 12:00', 'won', 'd1', null),
    ('anna-1', 'won', timestamp '2025-02-20 12:00', 'observed', timestamp '2025-02-20 12:00', 'won', 'd1', null),
    ('anna-2', 'visit', timestamp '2025-03-15 10:00', 'observed', timestamp '2025-03-15 10:10', 'lead', 's5', null),
    ('anna-2', 'lead', timestamp '2025-03-15 10:10', 'observed', timestamp '2025-03-20 09:00', 'recycled', 'f2', null),
    ('ben-1', 'visit', timestamp '2025-04-10 08:00', 'observed', timestamp '2025-04-10 08:10', 'lead', 's3', null),
    ('ben-1', 'lead', timestamp '2025-04-10 08:10', 'observed', timestamp '2025-04-11 09:00', 'mql', 'f3', null),
    ('ben-1', 'mql', timestamp '2025-04-11 09:00', 'observed', timestamp '2025-04-12 07:00', 'sal', 'f4', timestamp '2025-04-12 09:00'),
    ('ben-1', 'sal', timestamp '2025-04-12 07:00', 'observed', null, null, 'l1', null),
    ('deal-1', 'visit', timestamp '2025-03-05 10:00', 'inferred', timestamp '2025-03-05 10:00', 'lead', null, null),
    ('deal-1', 'lead', timestamp '2025-03-05 10:00', 'inferred', timestamp '2025-03-05 10:00', 'mql', 'd2', null),
    ('deal-1', 'mql', timestamp '2025-03-05 10:00', 'inferred', timestamp '2025-03-05 10:00', 'sql', 'd2', null),
    ('deal-1', 'sql', timestamp '2025-03-05 10:00', 'inferred', timestamp '2025-03-05 10:00', 'opportunity', 'd2', null),
    ('deal-1', 'opportunity', timestamp '2025-03-05 10:00', 'observed', timestamp '2025-03-20 15:00', 'lost', 'd2', null),
    ('visitor-1', 'visit', timestamp '2025-04-12 11:00', 'observed', null, null, 's4', null),
    ('own-1', 'visit', timestamp '2025-01-20 10:00', 'observed', null, null, 's6', null)
),
judged as (
    select *, case when entered_at < '2025-03-31 22:00' then '2025-01-01' else '2025-04-01' end
        as agreement_version,
        case when entry_kind = 'observed' then case stage_id || ' ' || record
            when 'opportunity d1' then 10000 when 'won d1' then 12000
            when 'opportunity d2' then 5000 end end as paid
    from entered
)
select
    md5(journey || judged.stage_id || entered_at) as funnel_entry_id,
    journeys.journey_id, 1 as journey_number, journeys.person_id, journeys.visitor_id,
    journeys.opportunity_id, judged.stage_id, stages.stage_order, entered_at,
    cast(timezone('Europe/Berlin', timezone('UTC', entered_at)) as date) as entered_on,
    'event' as time_basis, left_at, left_to,
    case when left_to in ('lost', 'recycled') then journeys.exit_reason end as exit_reason,
    case when record in ('s2', 's5', 'f2') then 2 else 1 end as entry_number, entry_kind, due_at,
    judged.agreement_version,
    case
        when judged.stage_id = 'visit' then null
        when judged.stage_id = 'won' then [asked('1', 'deal', 'equals', 'won', 'won')]
        when record in ('d1', 'd2') then [asked('1', 'deal', 'one_of', 'open | closed', 'open')]
        when judged.stage_id = 'lead' then [
            asked('any.1', 'forms', 'at_least', '1', '1'),
            asked('any.2', 'title', 'known', '', case journey when 'anna-1' then 'known' end)
        ]
        when record = 'k1' then [
            asked('any.1', 'demo_requests', 'at_least', '1', '0'),
            asked('any.2.all.1', 'industry', 'one_of', 'Energy | HVAC', ' energy'),
            asked('any.2.all.2', 'engagement', 'at_least', '50', '55')
        ]
        when record = 'f4' then [
            asked('any.1', 'demo_requests', 'at_least', '1', '1'),
            asked('any.2.all.1', 'industry', 'one_of', 'Energy | HVAC', null),
            asked('any.2.all.2', 'engagement', 'at_least', '60', '25')
        ]
        when judged.stage_id = 'sal' then [asked('1', 'crm_label', 'equals', 'Accepted', 'Accepted')]
    end as evidence,
    case when journey = 'ben-1' and judged.stage_id <> 'visit' then 'operations' end as persona_id,
    'Direct' as channel,
    case when judged.stage_id in ('mql', 'sal') and record in ('k1', 'f4', 'l1')
        then 'marketingqualifiedlead' end as marketing_label,
    case record when 'f4' then 'Working' when 'l1' then 'Accepted' end as crm_label,
    paid as amount,
    case when paid is not null then case record when 'd1' then 'EUR' else 'USD' end end as currency,
    case record when 'd2' then paid * 0.9 else paid end as amount_reporting,
    case judged.stage_id when 'won' then date '2025-02-20' end as booked_on,
    'new_business' as motion, case journey when 'deal-1' then 'sales' else 'marketing' end as origin,
    case journey when 'own-1' then 'our_own' end as excluded_by, md5(record) as source_record_id
from judged
inner join marts.main.dim_journey as journeys on md5(journey) = journeys.journey_id
inner join work.agreement.stages as stages
    on judged.agreement_version = stages.agreement_version and judged.stage_id = stages.stage_id;

-- what was known at each signal, its points by hand: of a session 5, a form 20, a webinar 25, while
-- they are younger than 30 days, under the second version 90
create table work.core.journey_states as
select md5(journey) as journey_id, * exclude (journey)
from (values
    ('anna-1', 1, 'session', timestamp '2025-01-10 09:00', null, null, 'weser.example', 0, 5, null, null),
    ('anna-1', 2, 'form', timestamp '2025-01-10 09:05', 'Coordinator', 80, 'weser.example', 10, 25, null, null),
    ('anna-1', 3, 'webinar', timestamp '2025-01-11 10:00', 'Coordinator', 80, 'weser.example', 10, 50, null, null),
    ('anna-1', 4, 'session', timestamp '2025-01-12 09:50', 'Coordinator', 80, 'weser.example', 10, 55, null, null),
    ('anna-1', 5, 'crm_label', timestamp '2025-01-12 10:00', 'Coordinator', 80, 'weser.example', 10, 55, null, null),
    ('anna-1', 6, 'deal_created', timestamp '2025-02-03 08:00', 'Coordinator', 80, 'weser.example', 10, 55, null, null),
    ('anna-1', 7, 'deal_won', timestamp '2025-02-20 12:00', 'Coordinator', 80, 'weser.example', 10, 0, null, null),
    ('anna-2', 1, 'session', timestamp '2025-03-15 10:00', 'Coordinator', 80, 'weser.example', 10, 5, null, null),
    ('anna-2', 2, 'form', timestamp '2025-03-15 10:10', 'Coordinator', 80, 'weser.example', 10, 25, null, null),
    ('ben-1', 1, 'session', timestamp '2025-04-10 08:00', null, null, 'elbe.example', 0, 5, null, null),
    ('ben-1', 2, 'form', timestamp '2025-04-10 08:10', 'VP, Operations', 80, 'elbe.example', 30, 25, 'operations', null),
    ('ben-1', 3, 'demo_request', timestamp '2025-04-11 09:00', 'VP, Operations', 80, 'elbe.example', 30, 25, 'operations', null),
    ('ben-1', 4, 'crm_label', timestamp '2025-04-12 07:00', 'VP, Operations', 80, 'elbe.example', 30, 25, 'operations', null),
    ('deal-1', 1, 'deal_created', timestamp '2025-03-05 10:00', null, null, null, 0, 0, null, null),
    ('own-1', 1, 'session', timestamp '2025-01-20 10:00', null, null, 'own.example', 0, 5, null, 'our_own')
) as given (
    journey, journey_position, kind, occurred_at, title, employees, email_domain, fit, engagement,
    persona_id, excluded_by
);
create table work.core.signals as
from (values
    ('form', 'hubspot', 'guide', timestamp '2025-01-10 09:05', md5('f1')),
    ('webinar', 'mapped', ' Attended', timestamp '2025-01-11 10:00', md5('w1')),
    ('campaign_response', 'salesforce', 'Trade Show', timestamp '2025-01-12 09:00', md5('c1')),
    ('form', 'hubspot', 'contact', timestamp '2025-04-10 08:10', md5('f3')),
    ('webinar', 'mapped', 'attended', timestamp '2025-04-11 08:10', md5('w2'))
) as given (kind, source_vendor, word, occurred_at, source_record_id);
create table work.core.funnel_entries as
select entries.journey_id, stage_id, entered_at, entry_kind, source_record_id, journey_position
from marts.main.fct_funnel as entries
left join work.core.journey_states as states
    on entries.journey_id = states.journey_id and entries.entered_at = states.occurred_at;

-- ------------------------------------------------------------------- what is computed from them
insert into marts.main.dim_stage by name
select agreement_version, stage_id, label, stage_order from work.agreement.stages;
insert into marts.main.kpi_values by name
select
    kpi_id, 'month' as period_kind, date '2025-01-01' + to_months(number) as period_start,
    'all' as persona_id, 'all' as channel, counted[number + 1] as value,
    case when number < 3 then '2025-01-01' else '2025-04-01' end as agreement_version,
    case when kpi_id = 'leads' and number = 1 then 3 end as target
from (values
    ('website_traffic', [2, 0, 1, 2]), ('visitors', [1, 0, 1, 2]), ('leads', [1, 0, 0, 1]),
    ('mqls', [1, 0, 0, 1]), ('sqls', [0, 0, 0, 0]), ('opportunities', [0, 1, 1, 0]),
    ('closed_deals', [0, 1, 0, 0]), ('revenue', [0, 12000, 0, 0])
) as given (kpi_id, counted), range(4) as months (number);
insert into marts.main.source_reconciliation by name
select *, ours - theirs as difference from (values
    ('crm', 'deals', 'EUR', 1, 1), ('crm', 'deals', 'USD', 1, 1),
    ('crm', 'won amount', 'EUR', 12000, 12000), ('website', 'sessions', null, 6, 6)
) as given (source, measure, currency, theirs, ours);
insert into marts.main.label_disagreements by name
select * from (values
    ('marketingqualifiedlead', 'Accepted', 'sal', 'mql', 'sal', 1),
    ('lead', '(none)', 'lead', 'lead', null, 1)
) as given (marketing_label, crm_label, stage_id, marketing_stage_id, crm_stage_id, journeys);
insert into marts.main.promise_obligations by name
select
    md5('obligation-' || journey) as obligation_id, 'first_contact' as promise_id, 'sales' as team,
    entries.journey_id, funnel_entry_id, entered_at as starts_at, entries.due_at, met_at, status,
    agreement_version
from (values ('anna-1', timestamp '2025-01-13 09:00', 'kept'), ('ben-1', null, 'broken'))
    as given (journey, met_at, status)
inner join marts.main.fct_funnel as entries
    on md5(journey) = entries.journey_id and entries.stage_id = 'mql';
insert into marts.main.promise_scorecard by name
select
    promise_id, team, 'month' as period_kind, date '2025-01-01' as period_start, agreement_version,
    target as promised, tolerance, direction, unit,
    case promise_id when 'first_contact' then 0.9 end as actual,
    case promise_id when 'first_contact' then 'kept' else 'none' end as status
from work.agreement.promises;
insert into marts.main.open_handoffs by name
select
    md5('ben-1') as journey_id, 'mql' as stage_id, 'operations' as persona_id, 'sales' as to_team,
    '4 hours' as agreed_within, 'Who plans?' as say, 'Call' as next_step, 'The guide' as asset;
insert into marts.main.dim_person by name select md5('anna') as person_id, 'DE' as country;
insert into marts.main.timeline by name
select md5('anna') as subject_id, md5('anna') as person_id, kind, value, occurred_at
from (values
    ('crm_label', 'Working', timestamp '2025-01-12 10:00'),
    ('deal_won', null, timestamp '2025-02-20 12:00'),
    ('crm_label', ' Recycled ', timestamp '2025-03-20 09:00')
) as given (kind, value, occurred_at);

insert into marts.main.dim_agreement by name
select agreement_version, title, effective_from, digest from work.agreement.versions;
create table published.main.fct_funnel as from marts.main.fct_funnel;
create table published.main.dim_agreement as from marts.main.dim_agreement;
drop macro asked;
