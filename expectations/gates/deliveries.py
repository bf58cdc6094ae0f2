"""The SQL of gate 1: what a source delivered, counted from the raw tables themselves.

To have a raw table checked for empty values, name its columns in NEVER_EMPTY.
"""

from collections.abc import Mapping, Sequence

from expectations.conditions import quoted
from expectations.gates.checks import Source

FILES = "work.landing.files"

# What a row is nothing without, or what the tool itself insists on. Other columns must be there,
# but may be empty: a real export leaves IsWon empty where it is false.
NEVER_EMPTY: Mapping[str, tuple[str, ...]] = {
    "ga4__events": ("event_date", "event_timestamp", "event_name"),
    "hubspot__contacts": ("id",),
    "hubspot__contact_property_history": ("contact_id", "property"),
    "hubspot__form_submissions": ("contact_id", "form_id"),
    "hubspot__email_events": ("id", "type", "created"),
    "hubspot__companies": ("id",),
    "hubspot__deals": ("id", "dealstage"),
    "hubspot__deal_property_history": ("deal_id", "property"),
    "hubspot__deal_stages": ("stage_id",),
    "hubspot__engagements": ("id", "type"),
    "hubspot__owners": ("id",),
    "hubspot__associations": ("from_object", "from_id", "to_object", "to_id"),
    "marketo__leads": ("id", "createdAt"),
    "marketo__lead_fields": ("lead_id", "field"),
    "marketo__activities": ("marketoGUID", "leadId", "activityDate", "activityTypeId"),
    "marketo__deleted_leads": ("leadId",),
    "salesforce__lead": ("Id", "Status", "CreatedDate"),
    "salesforce__leadhistory": ("Id", "LeadId", "Field", "CreatedDate"),
    "salesforce__contact": ("Id", "CreatedDate"),
    "salesforce__account": ("Id", "Name"),
    "salesforce__opportunity": ("Id", "StageName", "CreatedDate"),
    "salesforce__opportunityhistory": ("Id", "OpportunityId", "StageName", "CreatedDate"),
    "salesforce__opportunitycontactrole": ("Id", "OpportunityId", "ContactId"),
    "salesforce__campaign": ("Id", "Name"),
    "salesforce__campaignmember": ("Id", "CampaignId"),
    "salesforce__task": ("Id",),
    "salesforce__event": ("Id",),
    "salesforce__user": ("Id",),
    "salesforce__group": ("Id", "Name"),
    "salesforce__datedconversionrate": ("IsoCode", "StartDate", "ConversionRate"),
    "mapped__people": ("record_id",),
    "mapped__activities": ("activity_id", "activity"),
    "mapped__deals": ("deal_id", "deal_stage"),
}
# Deliveries differ by the weekday; a change by this factor is worth a look where there are enough
# rows and earlier deliveries to say what is usual.
USUAL_FACTOR, USUAL_ROWS, USUAL_DELIVERIES = 3, 50, 4


def rows_of(source: Source, table: str) -> str:
    """Return what follows `from` for a source's rows of a raw table."""
    return f"work.raw.{table} where source = {quoted(source.name)}"


def empty_values(source: Source, tables: Sequence[str], rate: str) -> str:
    """Return the query of columns that are empty in more than this share of the rows."""
    parts = [
        "select column_name as example, empty || ' of ' || rows || ' rows are empty' as found"
        f" from (select unnest([{', '.join(quoted(f'{table}.{c}') for c in NEVER_EMPTY[table])}])"
        " as column_name,"
        f" unnest([{', '.join(_count_empty(c) for c in NEVER_EMPTY[table])}]) as empty,"
        f" count(*) as rows from {rows_of(source, table)}) where empty > {rate} * rows"
        for table in tables
        if table in NEVER_EMPTY
    ]
    return " union all ".join(parts) or "select null as example, null as found where false"


def _count_empty(column: str) -> str:
    return f"count(*) filter (where coalesce(trim(cast(\"{column}\" as varchar)), '') = '')"


def unbalanced(source: Source, tables: Sequence[str]) -> str:
    """Return the query of loaded files whose rows do not add up, counted anew."""
    loaded = " union all ".join(
        f"select landing_file, landing_line, {quoted(table)} as loaded_into"
        f" from {rows_of(source, table)}"
        for table in tables
    )
    nothing = "select null as landing_file, 0 as landing_line, null as loaded_into where false"
    return f"""
        with loaded as ({loaded or nothing}),
        counted as (
            select files.*,
                -- a row may end in several tables, and the sheets of a workbook in their own
                (
                    select count(distinct landing_line) from loaded
                    where landing_file = files.file_id
                ) as raw_rows,
                (
                    select count(*) - count(distinct landing_line) from loaded
                    where landing_file = files.file_id
                        and loaded_into = files.vendor || '__' || files.table_name
                ) as doubled_rows,
                (
                    select count(*) from work.landing.rejects as rejects
                    where rejects.file_id = files.file_id
                ) as reject_rows
            from {FILES} as files where source = {quoted(source.name)} and is_loaded
        )
        select file_id as example,
            delivered_rows || ' delivered, ' || raw_rows || ' accepted, ' || reject_rows
            || ' rejected' as found
        from counted
        where delivered_rows is distinct from accepted_rows + rejected_rows
            or raw_rows is distinct from accepted_rows
            or doubled_rows > 0
            or reject_rows is distinct from rejected_rows"""


def unusual(mine: str) -> str:
    """Return the query of tables whose last delivery is far from the median of those before."""
    return f"""
        with deliveries as (
            select table_name, exported_at, day, sum(accepted_rows) as rows
            from {mine} group by all
        ),
        placed as (
            select *,
                row_number() over (
                    partition by table_name order by exported_at desc, day desc
                ) as age
            from deliveries
        ),
        compared as (
            select table_name, max(rows) filter (where age = 1) as last_rows,
                median(rows) filter (where age > 1) as usual_rows
            from placed group by table_name having count(*) > {USUAL_DELIVERIES}
        )
        select table_name as example, last_rows || ' rows instead of some ' || usual_rows as found
        from compared
        where usual_rows >= {USUAL_ROWS}
            and not last_rows between usual_rows / {USUAL_FACTOR} and usual_rows * {USUAL_FACTOR}"""
