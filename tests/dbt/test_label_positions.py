"""Labels against the definition in the example company, month by month: by another way."""

import pytest

from tests.example.published import Published, publish_example


@pytest.fixture(scope="module")
def published() -> Published:
    return Published(publish_example())


def test_every_journey_open_at_a_months_end_stands_there_and_no_other(
    published: Published,
) -> None:
    open_then = """
        select distinct ends.month_start, journeys.journey_id
        from dim_journey as journeys
        inner join (select distinct month_start, counted_at from label_positions) as ends
            on journeys.opened_at <= ends.counted_at
            and coalesce(journeys.exited_at > ends.counted_at, true)
        -- who has entered no stage yet stands nowhere
        inner join fct_funnel as entries
            on journeys.journey_id = entries.journey_id and entries.entered_at <= ends.counted_at
        where journeys.person_id is not null and journeys.excluded_by is null
    """
    stands = "select month_start, journey_id from label_positions"
    assert published.rows(f"{open_then} except all {stands}") == []
    assert published.rows(f"{stands} except all {open_then}") == []
    assert published.value("select count(distinct month_start) from label_positions") > 3


@pytest.mark.parametrize("side", ["marketing", "crm"])
def test_the_label_is_the_last_one_that_the_timeline_told_by_then(
    published: Published, side: str
) -> None:
    wrong = published.rows(f"""
        with told as (
            select stands.month_start, stands.journey_id,
                arg_max(timeline.value, timeline.position) as label
            from label_positions as stands
            inner join timeline
                on timeline.person_id = stands.person_id and timeline.kind = '{side}_label'
                and timeline.occurred_at <= stands.counted_at
            group by all
        )
        select stands.{side}_label, told.label
        from label_positions as stands
        left join told using (month_start, journey_id)
        where stands.{side}_label <> coalesce(told.label, '(none)')
    """)
    assert wrong == []
    assert published.value(f"select count(distinct {side}_label) from label_positions") > 3


def test_the_combinations_count_each_open_journey_once_by_the_rule_of_the_gate(
    published: Published,
) -> None:
    differs = "(coalesce(marketing_stage_id, stage_id), coalesce(crm_stage_id, stage_id))"
    differs += " <> (stage_id, stage_id)"
    assert published.rows(
        f"select sum(journeys), sum(journeys) filter (where {differs}),"
        " coalesce(sum(journeys) filter (where is_agreed), 0) from label_disagreements"
    ) == published.rows(
        "select count(*), count(differs_since), count(*) filter (where is_agreed)"
        " from label_positions where is_now"
    )
    assert published.value("select count(*) from label_positions where differs_since is null") > 0
    assert published.rows("select 1 from label_positions where differs_since > counted_at") == []
