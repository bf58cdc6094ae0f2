"""Every raw table of every vendor: the contract that landing, loading, gates and dbt share.

To add a table, add a `RawTable` here and say in its vendor's module which files hold it.
"""

from pipelines.sources.contracts import Column, RawTable, text_columns

GA4_EVENTS = RawTable(
    "ga4",
    "events",
    (
        Column("event_date", "DATE", required=True),
        Column("event_timestamp", "BIGINT", required=True),
        Column("event_name", required=True),
        *text_columns("user_id user_pseudo_id stream_id ga_session_id"),
        Column("ga_session_number", "BIGINT"),
        *text_columns("page_location page_referrer page_title session_engaged"),
        Column("engagement_time_msec", "BIGINT"),
        *text_columns("form_id form_name"),
        Column("batch_page_id", "BIGINT"),
        Column("batch_ordering_id", "BIGINT"),
        Column("batch_event_index", "BIGINT"),
        *text_columns(
            "analytics_storage event_source event_medium event_campaign"
            " session_source session_medium session_campaign"
            " collected_source collected_medium collected_campaign gclid"
            " user_source user_medium user_campaign default_channel_group"
            " device_category country hostname"
        ),
    ),
    "One row per event of the website, as Google Analytics exports it, flattened.",
)

HUBSPOT_CONTACTS = RawTable(
    "hubspot",
    "contacts",
    text_columns(
        "id* archived createdAt updatedAt email firstname lastname jobtitle company industry"
        " numberofemployees country lifecyclestage hs_lead_status hubspot_owner_id"
        " associatedcompanyid hs_analytics_source hs_merged_object_ids salesforceleadid"
        " salesforcecontactid properties"
    ),
    "One row per contact and delivery, with all its properties as JSON text.",
)
HUBSPOT_HISTORY = RawTable(
    "hubspot",
    "contact_property_history",
    text_columns("contact_id property value timestamp sourceType sourceId"),
    "One row per value that a contact's property took, from the contacts' own history.",
)
HUBSPOT_FORMS = RawTable(
    "hubspot",
    "form_submissions",
    text_columns("contact_id* form_id* conversion_id* timestamp* page_url page_id title portal_id"),
    "One row per form that a contact sent; a timestamp may be empty.",
)
HUBSPOT_EMAILS = RawTable(
    "hubspot",
    "email_events",
    text_columns("id* type* created* recipient* emailCampaignId url"),
    "One row per thing that happened to a marketing e-mail: sent, opened, clicked.",
)
HUBSPOT_COMPANIES = RawTable(
    "hubspot",
    "companies",
    text_columns(
        "id* archived createdAt updatedAt name domain type lifecyclestage industry"
        " numberofemployees country hubspot_owner_id hs_merged_object_ids properties"
    ),
    "One row per company and delivery, with all its properties as JSON text.",
)
HUBSPOT_DEALS = RawTable(
    "hubspot",
    "deals",
    text_columns(
        "id* archived createdAt updatedAt dealname amount deal_currency_code dealstage* pipeline"
        " closedate dealtype hubspot_owner_id hs_is_closed hs_is_closed_won closed_lost_reason"
        " hs_merged_object_ids properties"
    ),
    "One row per deal and delivery, with all its properties as JSON text.",
)
HUBSPOT_DEAL_HISTORY = RawTable(
    "hubspot",
    "deal_property_history",
    text_columns("deal_id property value timestamp sourceType sourceId"),
    "One row per value that a deal's property took, from the deals' own history.",
)
HUBSPOT_STAGES = RawTable(
    "hubspot",
    "deal_stages",
    text_columns("stage_id* stage* pipeline_id pipeline is_closed probability archived"),
    "One row per stage of a pipeline of deals, whose ids the deals name.",
)
HUBSPOT_ENGAGEMENTS = RawTable(
    "hubspot",
    "engagements",
    text_columns(
        "id* type* archived createdAt updatedAt hs_timestamp hubspot_owner_id hs_call_direction"
        " hs_call_status hs_email_direction hs_email_status hs_meeting_outcome"
        " hs_meeting_start_time hs_meeting_end_time hs_task_type hs_task_status"
        " hs_task_completion_date"
    ),
    "One row per call, e-mail, meeting or task of Sales, and delivery.",
)
HUBSPOT_OWNERS = RawTable(
    "hubspot",
    "owners",
    text_columns("id* email firstName lastName archived team"),
    "One row per user who can own a record; of several teams the main one.",
)
HUBSPOT_ASSOCIATIONS = RawTable(
    "hubspot",
    "associations",
    text_columns("from_object* from_id* to_object* to_id* label"),
    "One row per record that another record names: whose deal, at which company, with whom.",
)
HUBSPOT = (
    HUBSPOT_CONTACTS,
    HUBSPOT_HISTORY,
    HUBSPOT_FORMS,
    HUBSPOT_EMAILS,
    HUBSPOT_COMPANIES,
    HUBSPOT_DEALS,
    HUBSPOT_DEAL_HISTORY,
    HUBSPOT_STAGES,
    HUBSPOT_ENGAGEMENTS,
    HUBSPOT_OWNERS,
    HUBSPOT_ASSOCIATIONS,
)

MARKETO_LEADS = RawTable(
    "marketo",
    "leads",
    text_columns(
        "id* email* firstName lastName title company industry numberOfEmployees country leadStatus"
        " leadSource leadScore createdAt* updatedAt sfdcLeadId sfdcContactId"
    ),
    "One row per lead of Marketo and delivery.",
)
MARKETO_FIELDS = RawTable(
    "marketo",
    "lead_fields",
    text_columns("lead_id field value"),
    "One row per value of a lead's field that is no column of its own.",
)
MARKETO_ACTIVITIES = RawTable(
    "marketo",
    "activities",
    (
        *text_columns(
            "marketoGUID* leadId* activityDate* activityTypeId* campaignId*"
            " primaryAttributeValueId* primaryAttributeValue* attributes*"
        ),
        # read out of `attributes`; merge_ids are parted by semicolons
        *(Column(name, is_made=True) for name in ("old_value", "new_value", "merge_ids")),
    ),
    "One row per activity in Marketo's log: forms, clicks, changed values, merges.",
)
MARKETO_DELETED = RawTable(
    "marketo",
    "deleted_leads",
    text_columns("marketoGUID leadId* activityDate* primaryAttributeValue"),
    "One row per deletion of a lead, which the log of activities does not hold.",
)

SALESFORCE = tuple(
    RawTable("salesforce", name, text_columns(columns), about)
    for name, columns, about in (
        (
            "lead",
            "Id* IsDeleted MasterRecordId FirstName LastName Name Email* Company Title Status*"
            " LeadSource OwnerId CreatedDate* IsConverted ConvertedDate ConvertedAccountId"
            " ConvertedContactId ConvertedOpportunityId NumberOfEmployees Industry Country"
            " SystemModstamp",
            "One row per lead of the CRM and delivery.",
        ),
        (
            "leadhistory",
            "Id* LeadId* Field* OldValue NewValue* CreatedDate* CreatedById IsDeleted",
            "One row per tracked change of a lead, its status above all.",
        ),
        (
            "contact",
            "Id* IsDeleted MasterRecordId AccountId FirstName LastName Name Email* Title"
            " LeadSource OwnerId CreatedDate* MailingCountry SystemModstamp",
            "One row per contact of the CRM and delivery.",
        ),
        (
            "account",
            "Id* IsDeleted MasterRecordId Name* Type Industry NumberOfEmployees BillingCountry"
            " OwnerId CreatedDate SystemModstamp",
            "One row per company of the CRM and delivery.",
        ),
        (
            "opportunity",
            "Id* IsDeleted AccountId Name StageName* Amount* CurrencyIsoCode CloseDate*"
            " CreatedDate* IsClosed* IsWon* Type LeadSource CampaignId OwnerId Loss_Reason__c"
            " SystemModstamp",
            "One row per deal of the CRM and delivery.",
        ),
        (
            "opportunityhistory",
            "Id* OpportunityId* StageName* Amount CurrencyIsoCode CloseDate CreatedDate*"
            " CreatedById IsDeleted",
            "One row per change of a deal's stage, amount or close date.",
        ),
        (
            "opportunitycontactrole",
            "Id* OpportunityId* ContactId* Role IsPrimary IsDeleted CreatedDate",
            "One row per person named on a deal.",
        ),
        (
            "campaign",
            "Id* IsDeleted Name* Type Status StartDate EndDate BudgetedCost ActualCost ParentId"
            " CreatedDate",
            "One row per campaign and delivery, with its cost.",
        ),
        (
            "campaignmember",
            "Id* IsDeleted CampaignId* LeadId ContactId Status HasResponded FirstRespondedDate"
            " CreatedDate",
            "One row per person in a campaign, and whether they responded.",
        ),
        (
            "task",
            "Id* IsDeleted WhoId WhatId AccountId OwnerId Subject Type TaskSubtype Status IsClosed"
            " ActivityDate CompletedDateTime CallDisposition CreatedDate",
            "One row per call or e-mail of Sales.",
        ),
        (
            "event",
            "Id* IsDeleted WhoId WhatId AccountId OwnerId Subject Type StartDateTime EndDateTime"
            " CreatedDate",
            "One row per meeting of Sales.",
        ),
        (
            "user",
            "Id* Name Email IsActive Department UserRoleId TimeZoneSidKey",
            "One row per member of Sales or Marketing who can own a record.",
        ),
        (
            "group",
            "Id* Name* Type",
            "One row per queue that can own a record, among other groups of users.",
        ),
        (
            "datedconversionrate",
            "Id IsoCode* StartDate* NextStartDate ConversionRate*",
            "One row per currency of the CRM and span of days, in units per the company's own.",
        ),
    )
)

MAPPED_PEOPLE = RawTable(
    "mapped",
    "people",
    (
        *text_columns("record_id* email full_name"),
        Column("created_at", "TIMESTAMP"),
        *text_columns("title company industry country employees channel label"),
        Column("label_at", "TIMESTAMP"),
        *text_columns("owner"),
    ),
    "One row per person of any other tool and delivery.",
)
MAPPED_ACTIVITIES = RawTable(
    "mapped",
    "activities",
    (
        *text_columns("activity_id* person_record_id email"),
        Column("occurred_at", "TIMESTAMP"),
        *text_columns("activity* campaign"),
    ),
    "One row per thing a person did in any other tool; without a time it counts from delivery.",
)
MAPPED_DEALS = RawTable(
    "mapped",
    "deals",
    (
        *text_columns("deal_id* deal_name person_record_id email person_name account_name"),
        *text_columns("amount currency deal_stage*"),
        Column("created_at", "TIMESTAMP"),
        Column("closed_on", "DATE"),
        *text_columns("is_closed is_won owner"),
    ),
    "One row per deal of any other tool and delivery.",
)

TABLES: tuple[RawTable, ...] = (
    GA4_EVENTS,
    *HUBSPOT,
    MARKETO_LEADS,
    MARKETO_FIELDS,
    MARKETO_ACTIVITIES,
    MARKETO_DELETED,
    *SALESFORCE,
    MAPPED_PEOPLE,
    MAPPED_ACTIVITIES,
    MAPPED_DEALS,
)
