"""Every rule between the parts of an agreement refuses a document that breaks it, on its line.

To add a rule, add a document that breaks it here: the complete one with one text replaced.
"""

from pathlib import Path

import pytest

from expectations.errors import BadInputError
from expectations.loader import load_agreements
from expectations.rules import RULES, SERIES_RULES
from tests.agreement.documents import COMPLETE, assert_refused, read, with_change, written

DIGEST = 64 * "0"
# rule, text, what stands in its place, a mark of the line that is named, what is said of it
BROKEN = [
    ("words_can_be_compiled", "label: Lead\n", "label: 'Lead{{ 7 }}'\n", "Lead{{", "braces"),
    ("words_can_be_compiled", "label: Lead\n", 'label: "Le\\x07ad"\n', "Le\\x07", "control"),
    ("fields_and_operators_are_known", "field: forms,", "field: form,", "form,", "unknown field"),
    (
        "fields_and_operators_are_known",
        "{field: forms, is: at_least, value: 1}",
        "{field: forms, is: one_of, value: [1]}",
        "one_of, value: [1]",
        "forms cannot be asked 'one_of'",
    ),
    (
        "fields_and_operators_are_known",
        "{field: forms, is: at_least, value: 1}",
        "{field: forms, is: at_least, value: many}",
        "value: many",
        "needs a number, not 'many'",
    ),
    ("fields_and_operators_are_known", "[50, 500]", "[500, 50]", "[500", "lower number"),
    (
        "time_alone_makes_nothing_true",
        "{field: forms, is: at_least, value: 1}",
        "{field: forms, is: at_most, value: 1}",
        "is: at_most, value: 1}",
        "a stage cannot ask 'at_most'",
    ),
    (
        "time_alone_makes_nothing_true",
        "{field: forms, is: at_least, value: 1}",
        "{field: forms, is: at_least, value: 0}",
        "field: forms, is",
        "holds before anything",
    ),
    (
        "exits_ask_what_was_set",
        "{field: crm_label, is: one_of, value: [Recycled - Timing, Recycled - Budget]}",
        "{field: engagement, is: at_least, value: 5}",
        "field: engagement, is: at_least, value: 5}",
        "an exit may ask only",
    ),
    (
        "nothing_is_asked_before_it_is_known",
        "{field: email_domain, is: one_of, value: [own.example]}",
        "{field: persona, is: one_of, value: [operations]}",
        "field: persona",
        "not known yet",
    ),
    (
        "nothing_is_asked_before_it_is_known",
        "{field: forms, is: at_least, value: 1}",
        "{field: persona, is: equals, value: finance}",
        "field: persona",
        "no persona 'finance'",
    ),
    (
        "only_the_visit_has_no_condition",
        "    enter_when: {field: forms, is: at_least, value: 1}\n",
        "",
        "- id: lead",
        "needs an `enter_when`",
    ),
    ("exits_are_complete", "    after_days: 180\n", "", "- id: expired", "after_days belongs"),
    (
        "reasons_are_told_apart",
        "words: [Recycled - Budget]",
        "words: [Recycled - Timing]",
        "- id: money",
        "two reasons",
    ),
    ("ids_are_unique", "id: junk", "id: volume", "id: volume # again", "stands twice"),
    ("names_are_free", "id: budget", "id: title", "id: title", "field of the vocabulary"),
    ("references_exist", "calendar: sales", "calendar: buyers", "buyers", "unknown calendar"),
    ("references_exist", "persona: operations", "persona: finance", "finance", "unknown persona"),
    ("references_exist", "counts: entries\n    stage: mql", "counts: entries\n    stage: sale",
     "stage: sale", "unknown stage"),
    (
        "words_mean_one_thing",
        "  - tool: salesforce\n    field: Opportunity.StageName",
        "  - tool: hubspot\n    field: lifecyclestage",
        "- tool: hubspot # again",
        "mapped twice",
    ),
    ("labels_are_of_their_tool", "hubspot\n    field: lifecyclestage",
     "hubspot # labels\n    field: Lead.Status", "# labels", "hubspot has no Lead.Status"),
    ("labels_are_of_their_tool", "Proposal: open", "Proposal: mql", "Proposal: mql",
     "a deal is open, won or lost"),
    ("activities_are_worded", "what: page", "what: form", "- activity: key_page",
     "ga4 has no form"),
    ("activities_are_worded", "    any: true\n", "", "- activity: form", "either `one_of`"),
    ("points_are_for_activities", "session: 5, form", "session: -5, form", "session: -5",
     "points are 0 or more"),
    ("promises_are_whole", "    rate: junk_rate\n", "", "- id: junk", "either `act` or `rate`"),
    ("promises_are_whole", "    within: 2 days\n", "", "- id: answer", "needs `within`"),
    ("a_deadline_leads_on", "on_deadline: won", "on_deadline: lead", "- id: answer",
     "must be a stage after 'mql'"),
    ("one_plan_for_each_stage_and_persona", "persona: any", "persona: operations",
     "- stage: mql # again", "a second plan for mql and operations"),
    ("the_mission_is_measured", "id: sqls", "id: sals", "kpis:", "missing: sqls"),
    (
        "both_sides_are_parties",
        "  - id: sales\n    label: Sales\n    departments: [Sales]",
        "  - id: sales # party\n    label: Sales\n    departments: [Web]",
        "# party",
        "named twice",
    ),
    ("zones_and_hours_exist", "time_zone: Europe/Lisbon", "time_zone: Europe/Lissabon",
     "Lissabon", "unknown time zone"),
    ("zones_and_hours_exist", "09:00-17:30", "17:30-09:00", "17:30-09:00", "from earlier to later"),
    ("review_comes_after_the_start", "review_by: 2025-12-31", "review_by: 2025-01-01",
     "review_by", "not after"),
    (
        "one_signature_a_side",
        "signatures: []",
        "signatures:\n"
        + 2 * f"  - {{party: sales, name: A, role: B, signed_on: 2024-12-01, digest: {DIGEST}}}\n",
        "{party: sales # again",
        "signed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "old", "new", "marker", "says"), BROKEN)
def test_a_document_that_breaks_a_rule_is_refused_on_its_line(
    tmp_path: Path, rule: str, old: str, new: str, marker: str, says: str
) -> None:
    read(tmp_path)  # whole, it is accepted
    text = with_change(old, new)
    if marker.endswith("# again"):
        # the second of two equal lines is meant: tell it apart
        word = marker.removesuffix(" # again")
        head, _, tail = text.rpartition(word)
        text = head + word + tail.replace("\n", " # again\n", 1)
        marker = "# again"
    assert_refused(tmp_path, text, marker, says)


def test_every_rule_has_a_document_that_breaks_it() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, *_ in BROKEN}
    assert {rule.__name__ for rule in SERIES_RULES} == {
        "versions_do_not_overlap",
        "versions_leave_no_gap",
    }


def test_two_versions_of_one_day_overlap(tmp_path: Path) -> None:
    written(tmp_path, COMPLETE)
    (tmp_path / "2025-01-01.yaml").write_text(COMPLETE, "utf-8")
    with pytest.raises(BadInputError, match="two versions take effect on 2025-01-01"):
        load_agreements(tmp_path)


def test_a_year_without_a_version_in_force_is_a_gap(tmp_path: Path) -> None:
    written(tmp_path, COMPLETE)
    later = COMPLETE.replace("2025-01-01", "2027-01-02").replace("2025-12-31", "2027-12-31")
    written(tmp_path, later, "2027-01-02.yml")
    with pytest.raises(BadInputError, match="close the gap"):
        load_agreements(tmp_path)
    (tmp_path / "2027-01-02.yml").unlink()
    written(tmp_path, later.replace("2027-01-02", "2027-01-01"), "2027-01-01.yml")
    assert [item.version for item in load_agreements(tmp_path)] == ["2025-01-01", "2027-01-01"]


@pytest.mark.parametrize(
    ("old", "new", "marker", "says"),
    [
        ("title: A", "title: B\ntitle: A", "title: A", "'title' stands twice"),
        ("label: Lead\n", "label: &l Lead\n    plural2: *l\n", "*l", "aliases"),
        ("label: Lead\n", "label: !!python/name:os.system x\n", "!!python", "tags such as"),
        ("label: Lead\n", "lable: Lead\n", "lable", "this key is not known"),
        ("is: equals, value: won}\nexits", "is: equals, value: won\nexits", "exits:", "expected"),
    ],
)
def test_yaml_is_read_strictly(tmp_path: Path, old: str, new: str, marker: str, says: str) -> None:
    assert_refused(tmp_path, with_change(old, new), marker, says)


def test_words_are_read_as_they_are_written(tmp_path: Path) -> None:
    text = with_change("departments: [Sales]", "departments: [NO, 1.10, 0123, yes]")
    assert read(tmp_path, text).parties[1].departments == ["NO", "1.10", "0123", "yes"]


def test_a_file_is_named_by_the_day_its_terms_take_effect(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"3: takes effect on 2025-01-01, so the file must"):
        read(tmp_path, name="2025-02-01.yml")
