"""The published example against separate counts of its extracts, by plain code."""

from decimal import Decimal

from expectations.gates.privacy import AS_SIGNED
from tests.example import extracts, recount, who_is_who
from tests.example.published import Published

STAGES = ["visit", "lead", "mql", "sal", "sql", "opportunity", "won"]


def test_won_amounts_equal_the_extract_to_the_cent(published: Published) -> None:
    """Six deals in euros and one in dollars, which are never summed."""
    ours = {
        currency: (deals, amount)
        for currency, deals, amount in published.rows(
            """
            select currency, count(distinct opportunity_id), sum(amount)
            from fct_funnel where stage_id = 'won' group by currency
            """
        )
    }
    assert ours == extracts.won_deals()
    assert ours == {"EUR": (6, Decimal("192750.75")), "USD": (1, Decimal("51250.50"))}


def test_every_deal_of_the_extract_is_in_exactly_one_journey(published: Published) -> None:
    deals = published.rows(
        """
        select record_id, count(distinct journey_id)
        from fct_funnel inner join private.record_ids on opportunity_id = pseudonym
        where kind = 'opportunity' group by record_id
        """
    )
    assert {deal for deal, _ in deals} == {deal[:15] for deal in extracts.salesforce("Opportunity")}
    assert {journeys for _, journeys in deals} == {1}


def test_every_stage_of_the_agreement_is_there(published: Published) -> None:
    stages = published.rows(
        "select stage_id from fct_funnel group by stage_id, stage_order order by stage_order"
    )
    assert [stage for (stage,) in stages] == STAGES


def test_every_web_session_is_one_visit(published: Published) -> None:
    visits = published.value(
        "select count(*) from fct_funnel where stage_id = 'visit' and entry_kind = 'observed'"
    )
    assert visits == len(extracts.web_sessions()) == 144


def test_hits_without_consent_are_counted_and_nobodys(published: Published) -> None:
    hits = published.value("select sum(consent_denied_hits) from traffic")
    assert hits == extracts.hits_without_consent() == 9
    assert published.value("select sum(sessions) from traffic") == len(extracts.web_sessions())


def test_every_delivered_row_is_accepted_or_rejected(published: Published) -> None:
    files = published.rows(
        "select vendor, name, delivered_rows, accepted_rows, rejected_rows from landing_files"
    )
    assert all(delivered == accepted + rejected for _, _, delivered, accepted, rejected in files)
    folder = {"mapped": "webinars"}
    ours = {
        (folder.get(vendor, vendor), f"{folder.get(vendor, vendor)}/{name}"): delivered
        for vendor, name, delivered, _, _ in files
    }
    assert ours == extracts.rows_of_every_file()
    assert [name for _, name, _, _, rejected in files if rejected] == ["attendance.csv"]


def test_everybody_with_a_record_or_an_address_is_one_person(published: Published) -> None:
    people = who_is_who.people()
    assert published.value("select count(*) from dim_person") == len(people) == 43


def test_the_first_lead_and_mql_of_everyone_are_those_of_a_plain_recount(
    published: Published,
) -> None:
    """To the microsecond, for all forty-one contacts, those that never got there included."""
    ours = {
        contact: (lead, mql)
        for contact, lead, mql in published.rows(
            """
            select
                identifier,
                min(entered_at) filter (where stage_id = 'lead'),
                min(entered_at) filter (where stage_id = 'mql')
            from private.person_identifiers
            left join fct_funnel using (person_id)
            where vendor = 'hubspot' and coalesce(entry_kind, 'observed') = 'observed'
            group by identifier
            """
        )
    }
    theirs = recount.first_entries()
    assert len(theirs) == 41
    assert ours == theirs


def test_every_difference_from_a_sources_total_has_its_cause(published: Published) -> None:
    """A competitor visited twice; a guest list has one line that cannot be read; eleven people have
    a lead and a contact, or two leads, and one lead was merged.
    """
    assert published.rows(
        "select measure, cause, sum(difference) from source_reconciliation where cause <> 'none'"
        " group by measure, cause order by measure, cause"
    ) == [
        ("people", "another record of the person", -11),
        ("people", "merged", -1),
        ("rows", "rejected", -1),
        ("sessions", "excluded", -2),
    ]
    assert published.rows(
        "select measure, sum(theirs) from source_reconciliation where source <> 'crm'"
        " and measure not in ('rows', 'people') group by measure order by measure"
    ) == [
        ("activities", 8),
        ("forms", len(extracts.form_submissions())),
        ("sessions", len(extracts.web_sessions())),
    ]


def test_no_check_held_the_example_back(published: Published) -> None:
    """Two warn: nobody had a webinar for nine days, and the tools' labels lag behind."""
    assert published.value("select count(*) from check_results") > 60
    assert published.rows(
        "select check_id, severity from check_results where status <> 'passed' order by 1"
    ) == [("landing.webinars.fresh", "warn"), ("publish.labels.agree", "warn")]


def test_no_name_address_or_vendors_id_is_in_the_published_file(published: Published) -> None:
    """Every text of every table is compared with every one of them, what was signed apart."""
    secrets = {
        text
        for row in published.rows(
            """
            select full_name, email from private.people
            union all select owner_name, email from private.owners
            union all select record_id, null from private.record_ids
            union all select identifier, identifier_key from private.person_identifiers
            """
        )
        for text in row
        if text
    }
    columns = published.rows(
        """
        select table_name, column_name from duckdb_columns()
        where database_name = 'funnel' and data_type = 'VARCHAR'
        """
    )
    assert len(secrets) > 1000
    assert len(columns) > 100
    # who confirmed a persona and who meets stands by name in the document that both sides signed
    as_signed = {("Katrin Holm",), ("Svea Brandt",)}
    for table, column in AS_SIGNED:
        assert set(published.rows(f"select distinct {column} from {table}")) <= as_signed
    found = {
        (table, column, value)
        for table, column in set(columns) - set(AS_SIGNED)
        for (value,) in published.rows(f"select distinct {column} from {table}")
        if value and (value in secrets or "@" in value)
    }
    assert found == set()
