"""The conversions of the example's monthly cohorts, and who is with Sales now, counted by hand."""

from datetime import date, datetime, timedelta

import pytest

from tests.example.published import Published


def test_januarys_leads_by_hand(published: Published) -> None:
    """Ruth, Anna, Lars, Maximilian and Leon; three of them became MQLs, Anna after 6.9 days."""
    found = published.rows(
        """
        select
            entered, moved_on, moved_on_in_window, left_journey, still_open, too_young, is_mature,
            closed_cohort_rate, open_cohort_rate, median_days
        from stage_conversions
        where cohort_start = date '2025-01-01' and from_stage_id = 'lead' and dimension = 'all'
        """
    )
    assert found == [(5, 3, 3, 0, 2, 0, True, pytest.approx(0.6), pytest.approx(0.6), 0)]


@pytest.mark.parametrize(
    ("stage", "following", "window_days"),
    [
        ("visit", "lead", 60),
        ("lead", "mql", 30),
        ("mql", "sal", 90),
        ("sal", "sql", 30),
        ("sql", "opportunity", 30),
        ("opportunity", "won", 90),
    ],
)
def test_a_conversion_is_a_count_of_the_journeys_of_a_month(
    published: Published, stage: str, following: str, window_days: int
) -> None:
    """Inferred entries are counted, excluded ones are not."""
    first: dict[tuple[str, str], tuple[datetime, date]] = {}
    for journey, at_stage, entered_at, entered_on in published.rows(
        "select journey_id, stage_id, entered_at, entered_on from fct_funnel"
        " where excluded_by is null order by entered_at desc"
    ):
        first[journey, at_stage] = (entered_at, entered_on)
    as_of = datetime(2025, 6, 22, 22)
    by_hand: dict[date, list[int]] = {}
    for (journey, at_stage), (entered_at, entered_on) in first.items():
        if at_stage == stage:
            counts = by_hand.setdefault(entered_on.replace(day=1), [0, 0, 0, 0])
            moved = first.get((journey, following))
            window = timedelta(days=window_days)
            counts[0] += 1
            counts[1] += moved is not None
            counts[2] += moved is not None and moved[0] <= entered_at + window
            counts[3] += entered_at + window > as_of
    found = published.rows(
        """
        select cohort_start, entered, moved_on, moved_on_in_window, is_mature
        from stage_conversions where from_stage_id = ? and dimension = 'all' and entered > 0
        """,
        (stage,),
    )
    assert {month: counts for month, *counts in found} == {
        month: [entered, moved, in_window, young == 0]
        for month, (entered, moved, in_window, young) in by_hand.items()
    }


def test_everyone_whom_sales_has_is_on_its_list(published: Published) -> None:
    """Fourteen; of the deals those three that are open, and nobody who is excluded."""
    assert {
        name
        for (name,) in published.rows(
            "select full_name from open_handoffs inner join private.people using (person_id)"
        )
    } == {
        "Heike Lange", "Peter Olsen", "Julia Maier", "Eva Winter",
        "Birgit Neumann", "Maria Steiner", "Oliver Franke",
        "Andreas Wolf", "Katja Lorenz", "Martina Scholz", "Stefan Huber",
        "Emily Carter", "Frank Weidner", "Nadine Schuster",
    }  # fmt: skip


def test_the_plan_is_the_personas_own_where_there_is_one_and_else_everyones(
    published: Published,
) -> None:
    assert published.rows(
        """
        select full_name, stage_id, persona_id, asset
        from open_handoffs inner join private.people using (person_id)
        where full_name in ('Heike Lange', 'Peter Olsen', 'Katja Lorenz')
        order by full_name
        """
    ) == [
        ("Heike Lange", "mql", "operations", "How Weserbau plans 90 vans"),
        ("Katja Lorenz", "sql", "operations", "The savings sheet"),
        ("Peter Olsen", "mql", "it", "Interfaces and security"),
    ]
