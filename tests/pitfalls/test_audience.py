"""Who counts: exclusions in one place, visitors who can be counted, sources of the right scope."""

import re

from tests.dbt.built import MODELS
from tests.pitfalls.conftest import Built


def test_04_12_who_is_excluded_is_asked_in_one_place_and_counted(built: Built) -> None:
    """Carl of a competitor asked for a demo: his rows say why they count nowhere."""
    asking = [
        path.stem
        for path in MODELS.rglob("*.sql")
        if re.search(r"\bagreed_exclusion\(", path.read_text("utf-8"))
    ]
    assert asking == ["journey_states"]
    rows = built.rows(
        "select stage_id, excluded_by from fct_funnel where excluded_by is not null"
        " order by stage_order"
    )
    assert rows == [(stage, "competitor") for stage in ("visit", "lead", "mql")]
    assert built.value("select count(*) from dim_person where excluded_by = 'competitor'") == 1
    # 15 March is his alone among the MQLs of that day
    assert built.rows("from kpi_daily where kpi_id = 'mqls' and day = '2025-03-15'") == []
    assert built.rows("from stage_steps where entered_on = '2025-03-15'") == []
    assert (
        built.rows("from promise_obligations where starts_at = timestamp '2025-03-15 09:00'") == []
    )


def test_04_14_refused_consent_is_hits_and_nobody(built: Built) -> None:
    """Three hits on two days beside four sessions of three browsers."""
    assert built.rows(
        "select cast(day as varchar), consent_denied_hits, sessions, visitors from traffic"
        " where consent_denied_hits > 0 order by day"
    ) == [("2025-02-05", 2, 0, 0), ("2025-02-06", 1, 0, 0)]
    assert built.rows(
        "select count(*), count(distinct visitor_id) from fct_funnel"
        " where stage_id = 'visit' and entry_kind = 'observed'"
    ) == [(4, 3)]


def test_04_14_a_visitor_is_a_browser_and_not_a_greeting(built: Built) -> None:
    """One browser was greeted twice as a first visit within one session."""
    assert (
        built.value("select count(*) from work.raw.ga4__events where event_name = 'first_visit'")
        == 2
    )
    assert built.rows(
        "select sum(sessions), sum(visitors) from traffic where day = '2025-02-05'"
    ) == [(1, 1)]


def test_04_15_a_sessions_source_is_the_sessions(built: Built) -> None:
    """Not how the user first came: an advertisement, which GA4 writes on every later event."""
    assert built.rows(
        "select cast(started_at as varchar), channel from sessions"
        " where started_at between timestamp '2025-02-03' and timestamp '2025-02-04 23:00'"
        " order by started_at"
    ) == [("2025-02-03 09:00:00", "Email"), ("2025-02-04 09:00:00", "Direct")]
