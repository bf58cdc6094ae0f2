"""Why an entry was let in is said from its evidence: what was found beside what was asked."""

import pytest

from expectations.conditions import evidence
from expectations.evidence import ACTS, because
from expectations.schema import Agreement
from tests.backtest.drafts import signed
from tests.example.published import Published, publish_example


def _clause(
    clause: str, field: str, operator: str, wanted: str, got: str | None
) -> dict[str, object]:
    return {"clause": clause, "field": field, "operator": operator, "wanted": wanted, "got": got}


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        (
            [
                _clause("any.1", "demo_requests", "at_least", "1", "0"),
                _clause("any.2.all.1", "fit", "at_least", "50", "62"),
                _clause("any.2.all.2", "engagement", "at_least", "60", "71"),
            ],
            "fit 62 ≥ 50 and engagement 71 ≥ 60",
        ),
        # of two alternatives the one that held; the order of the document, not of the rows
        (
            [
                _clause("any.2.all.2", "engagement", "at_least", "60", "59"),
                _clause("any.10", "webinars", "at_least", "1", "1"),
                _clause("any.2.all.1", "fit", "at_least", "50", "62"),
            ],
            "webinars attended 1 ≥ 1",
        ),
        (
            [_clause("1", "crm_label", "one_of", "Accepted | Qualified", "Qualified")],
            "the CRM's status Qualified",
        ),
        ([_clause("1", "deal", "one_of", "open | closed", "won")], "the deal won"),
        ([_clause("1", "title", "known", "", "known")], "job title known"),
        ([_clause("1", "budget", "known", "", "50k")], "budget known"),
        (
            [_clause("on_deadline", "deadline", "passed", "", "2025-06-24 16:00:00")],
            "nobody answered in time",
        ),
        ([_clause("1", "fit", "at_least", "50", "49")], ""),
        ([_clause("1", "fit", "at_least", "50", None)], ""),
        ([], ""),
        (None, ""),
    ],
)  # fmt: skip
def test_what_was_found_stands_beside_what_was_asked(
    clauses: list[dict[str, object]] | None, said: str
) -> None:
    assert because(clauses) == said


def test_every_entry_of_the_example_says_why_it_was_let_in() -> None:
    """Whatever the pipeline let in, this reading of its evidence finds a reason for."""
    rows = Published(publish_example()).rows(
        "select stage_id, evidence from fct_funnel where stage_id <> 'visit'"
    )
    assert len(rows) > 100
    silent = [stage for stage, found in rows if not because(found)]
    assert silent == []


def test_every_clause_of_the_signed_terms_can_be_said() -> None:
    agreement: Agreement = signed()
    for stage in agreement.stages:
        if stage.enter_when:
            for item in evidence(stage.enter_when, agreement.attributes):
                got = item.wanted.split(" | ")[0] or "known"
                clause = _clause("1", item.field, item.operator, item.wanted, got)
                assert because([clause]), item


def test_what_let_somebody_in_is_an_act_in_words() -> None:
    kinds = Published(publish_example()).rows(
        """
        select distinct timeline.kind
        from fct_funnel
        inner join timeline
            on
                fct_funnel.person_id = timeline.person_id
                and fct_funnel.entered_at = timeline.occurred_at
                and fct_funnel.source_record_id = timeline.source_record_id
        where fct_funnel.stage_id <> 'visit' and fct_funnel.entry_kind = 'observed'
            and timeline.is_activity
        """
    )
    assert kinds
    assert {kind for (kind,) in kinds} <= set(ACTS)
