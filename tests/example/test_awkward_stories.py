"""The awkward ones: merged, shared, late, undated, excluded, unreadable, claimed by nobody."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.example.published import Published


def _person(published: Published, name: str) -> str:
    """Return the pseudonym of a person."""
    return str(published.value("select person_id from private.people where full_name = ?", (name,)))


def _identifiers(published: Published, name: str) -> set[str]:
    return {
        key
        for (key,) in published.rows(
            "select identifier_key from private.person_identifiers where person_id = ?",
            (_person(published, name),),
        )
    }


def test_a_deal_that_nobody_claims_is_a_journey_of_sales(published: Published) -> None:
    """Havelland Stadtwerke: earlier stages implied at the deal's entry, won by its close date."""
    entries = published.rows(
        """
        select stage_id, entry_kind, entered_at, amount, booked_on, person_id, origin
        from fct_funnel where origin = 'sales' order by stage_order
        """
    )
    opened, closed = datetime(2025, 4, 8, 7, 45), datetime(2025, 5, 20, 21, 59, 59)
    amount = Decimal("18750.00")
    assert entries == [
        ("visit", "inferred", opened, None, None, None, "sales"),
        ("lead", "inferred", opened, None, None, None, "sales"),
        ("mql", "inferred", opened, None, None, None, "sales"),
        ("sal", "inferred", opened, None, None, None, "sales"),
        ("sql", "inferred", opened, None, None, None, "sales"),
        ("opportunity", "observed", opened, amount, None, None, "sales"),
        ("won", "observed", closed, amount, date(2025, 5, 20), None, "sales"),
    ]


def test_only_the_existing_customers_deal_is_an_expansion(published: Published) -> None:
    """A first win makes a customer, but its own journey stays new business."""
    assert published.rows(
        """
        select full_name, motion from fct_funnel left join private.people using (person_id)
        where stage_id = 'won' order by full_name nulls last
        """
    ) == [
        ("Anna Krüger", "new_business"),
        ("Daniel Foster", "new_business"),
        ("Ines Albrecht", "expansion"),
        ("Johan de Vries", "new_business"),
        ("Lars Nygaard", "new_business"),
        ("Petra Vogel", "new_business"),
        (None, "new_business"),
    ]


def test_an_amount_is_that_at_entry_and_that_at_the_end(published: Published) -> None:
    """Anna's price came down; Daniel's dollars by the rate of 12 March and of the close date."""
    amounts = {
        (name, stage): (amount, reporting, booked_on)
        for name, stage, amount, reporting, booked_on in published.rows(
            """
            select full_name, stage_id, amount, amount_reporting, booked_on
            from fct_funnel inner join private.people using (person_id)
            where full_name in ('Anna Krüger', 'Daniel Foster') and amount is not null
            """
        )
    }
    assert amounts == {
        ("Anna Krüger", "opportunity"): (Decimal(48000), Decimal(48000), None),
        ("Anna Krüger", "won"): (Decimal(45600), Decimal(45600), date(2025, 3, 14)),
        # 54,000 x 0.96; 51,250.50 x 0.88, entered on 8 May and booked on 9 May
        ("Daniel Foster", "opportunity"): (Decimal(54000), Decimal(51840), None),
        ("Daniel Foster", "won"): (Decimal("51250.50"), Decimal("45100.44"), date(2025, 5, 9)),
    }


def test_two_records_of_the_crm_that_were_merged_are_one_person(published: Published) -> None:
    """Martina Scholz: the record from the fair went into the one of the website in June."""
    assert _identifiers(published, "Martina Scholz") == {
        "hubspot:contact:10483358293",
        "salesforce:lead:00Q7Q0000Ld037y",
        "salesforce:lead:00Q7Q0000Ld038B",
        "email:martina.scholz@ostsee-aufzug.example",
        "email:m.scholz@ostsee-aufzug.example",
    }


def test_a_colleague_on_somebody_elses_deal_ends_when_that_deal_begins(
    published: Published,
) -> None:
    """Thomas Keller joins Petra Vogel's deal, and his own later visits begin anew."""
    assert published.rows(
        """
        select journeys.exit_id, journeys.exited_at, journeys.opportunity_id
        from dim_journey as journeys inner join private.people using (person_id)
        where full_name = 'Thomas Keller' order by journey_number
        """
    ) == [("joined_deal", datetime(2025, 4, 1, 9, 20), None), (None, None, None)]
    assert published.entries("Petra Vogel")["opportunity"][0] == datetime(2025, 4, 1, 9, 20)
    assert published.entries("Thomas Keller", 2) == {}


def test_a_browser_of_two_people_merges_neither_them_nor_their_visits(
    published: Published,
) -> None:
    """Each session is his or hers: Ralf's before and on 7 April, Simone's from 29 April on."""
    visits = published.rows(
        """
        select full_name, visitor_id, entered_on
        from fct_funnel inner join private.people using (person_id)
        where stage_id = 'visit' and full_name like '%Hartmann' order by entered_at
        """
    )
    assert [(name, day) for name, _, day in visits] == [
        ("Ralf Hartmann", date(2025, 4, 3)),
        ("Ralf Hartmann", date(2025, 4, 7)),
        ("Simone Hartmann", date(2025, 4, 29)),
        ("Simone Hartmann", date(2025, 5, 13)),
    ]
    assert len({visitor for _, visitor, _ in visits}) == 1


def test_a_card_typed_in_months_later_counts_when_it_was_given(published: Published) -> None:
    """Gerd Pohl: a lead of February that June's delivery first told of."""
    assert published.rows(
        """
        select entered_on, observed_at, time_basis
        from fct_funnel inner join private.people using (person_id)
        where full_name = 'Gerd Pohl' and stage_id = 'lead'
        """
    ) == [(date(2025, 2, 26), datetime(2025, 6, 22, 20, 30), "event")]


def test_an_undated_webinar_counts_when_it_was_delivered_and_has_no_duration(
    published: Published,
) -> None:
    """Eva Winter: an MQL of the day the list came, fifty-nine days after her letter."""
    assert published.rows(
        """
        select entered_at, time_basis
        from fct_funnel inner join private.people using (person_id)
        where full_name = 'Eva Winter' and stage_id = 'mql'
        """
    ) == [(datetime(2025, 6, 13, 7), "delivered")]
    # without her, April's leads took 0 (Martina), 0 (Frank), 8 d 5 h 24 min 12 s (Katja) and
    # 14 d 18 h 57 min 25 s (Ulrike)
    assert published.rows(
        """
        select entered, moved_on, median_days from stage_conversions
        where cohort_start = date '2025-04-01' and from_stage_id = 'lead' and dimension = 'all'
        """
    ) == [(8, 6, pytest.approx(710652 / 86400 / 2))]


@pytest.mark.parametrize(
    ("name", "exclusion"), [("Nils Fjord", "competitor"), ("Test Test", "our_own")]
)
def test_the_excluded_keep_their_rows_and_count_nowhere(
    published: Published, name: str, exclusion: str
) -> None:
    assert published.rows(
        """
        select stage_id, excluded_by from fct_funnel inner join private.people using (person_id)
        where full_name = ? order by stage_order
        """,
        (name,),
    ) == [("visit", exclusion), ("lead", exclusion), ("mql", exclusion)]
    person = (_person(published, name),)
    for table in ("promise_obligations", "open_handoffs"):
        assert published.value(f"select count(*) from {table} where person_id = ?", person) == 0


def test_without_an_address_or_with_a_shared_one_nobody_is_joined(published: Published) -> None:
    """Jansen gave none; info@ belongs to Weserbau's front desk, and is not Ines Albrecht."""
    assert _identifiers(published, "Jansen") == {"salesforce:lead:00Q7Q0000Ld035O"}
    assert _identifiers(published, "Zentrale Weserbau") == {"hubspot:contact:10482741467"}
    assert _identifiers(published, "Ines Albrecht") == {
        "salesforce:contact:0037Q0000Kp032Z",
        "email:ines.albrecht@weserbau-service.example",
    }


def test_an_unreadable_row_is_rejected_and_makes_nobody(published: Published) -> None:
    """Dirk Unruh's webinar of 31 February."""
    assert published.rows(
        "select name, delivered_rows, accepted_rows, rejected_rows"
        " from landing_files where vendor = 'mapped'"
    ) == [("attendance.csv", 9, 8, 1)]
    assert (
        published.value(
            "select count(*) from private.person_identifiers where identifier like 'dirk.unruh@%'"
        )
        == 0
    )


def test_who_is_not_in_the_crm_is_owed_nothing_by_sales(published: Published) -> None:
    """Julia Maier: Marketing should have handed her over; Sales' clock has not begun."""
    assert published.rows(
        """
        select promise_id, team, status
        from promise_obligations inner join private.people using (person_id)
        where full_name = 'Julia Maier'
        """
    ) == [("routing", "marketing", "broken")]
