"""What was true then: histories that disagree, begin late, or are recomputed by today's formula."""

from tests.pitfalls.conftest import Built


def test_04_16_what_is_shown_against_the_history_is_a_counted_correction(built: Built) -> None:
    """Hans' history ends with Working; June's export shows Accepted, and nobody tracked it."""
    assert built.entries("hans", "cast(entered_at as varchar), entry_kind, time_basis", "sal") == [
        ("2025-06-30 20:30:00", "observed", "delivered")
    ]
    assert built.rows(
        "select correction_count from history_coverage where field = 'Lead.Status'"
    ) == [(1,)]


def test_04_19_since_when_a_field_is_tracked_is_shown(built: Built) -> None:
    """Gina's status of before is a fact without a date: no promise, no velocity."""
    assert built.rows(
        "select cast(history_from as varchar) from history_coverage where field = 'Lead.Status'"
    ) == [("2025-02-01 10:00:00",)]
    assert built.entries("gina", "stage_id, time_basis", "sal") == [("sal", "delivered")]
    assert built.rows(
        "select distinct elapsed_seconds from stage_steps inner join fct_funnel"
        f" using (funnel_entry_id) where person_id = '{built.person('gina')}'"
    ) == [(None,)]


def test_04_20_the_rule_that_judged_then_is_ours_and_of_then(built: Built) -> None:
    """Felix was a COO in January and is an intern today; no score of the tool's is asked."""
    assert built.entries("felix", "cast(entered_at as varchar), persona_id", "mql") == [
        ("2025-01-09 10:00:00", "operations")
    ]
    ((evidence,),) = built.entries("felix", "evidence", "mql")
    assert {clause["field"]: clause["got"] for clause in evidence} == {
        "demo_requests": "0",
        "fit": "50",
        "engagement": "60",
    }
    # today's formula is delivered, and is nowhere in what is quoted
    assert built.value(
        "select count(*) from work.raw.hubspot__contacts where properties like '%hubspotscore%'"
    )
    assert not built.rows("from person_timeline where name = 'hubspotscore'")
