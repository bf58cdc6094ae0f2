"""Every rule between the parts of an agreement refuses a document that breaks it, on its line.

To add a rule, add a document that breaks it to `broken_documents.py`.
"""

from pathlib import Path

import pytest
import yaml

from expectations.errors import BadInputError
from expectations.loader import load_agreement, load_agreements
from expectations.rules import RULES, SERIES_RULES, broken_rules
from expectations.schema import Agreement
from tests.agreement.broken_documents import BROKEN
from tests.agreement.documents import (
    COMPLETE,
    assert_refused,
    read,
    with_change,
    written,
)


@pytest.mark.parametrize(("rule", "old", "new", "marker", "says"), BROKEN)
def test_a_document_that_breaks_a_rule_is_refused_on_its_line(
    tmp_path: Path, rule: str, old: str, new: str, marker: str, says: str
) -> None:
    text = with_change(old, new)
    if marker.endswith("# again"):
        # the second of two equal lines is meant: tell it apart
        word = marker.removesuffix(" # again")
        head, _, tail = text.rpartition(word)
        text = head + word + tail.replace("\n", " # again\n", 1)
        marker = "# again"
    assert_refused(tmp_path, text, marker, says)

    (asked,) = [item for item in RULES if item.__name__ == rule]
    agreement = Agreement.model_validate(yaml.load(text, Loader=yaml.BaseLoader))
    assert [said for _, said in asked(agreement) if says in said], "another rule said it"


def test_unbroken_the_document_is_accepted(tmp_path: Path) -> None:
    assert broken_rules(read(tmp_path)) == []


def test_every_rule_has_a_document_that_breaks_it() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, *_ in BROKEN}


LATER = COMPLETE.replace("2025-12-31", "2029-12-31")
# the rule, the second version's name and text, the line that is named and what is said of it
BROKEN_SERIES = [
    ("versions_do_not_overlap", "2025-01-01.yaml", COMPLETE,
     "2025-01-01.yml:3: two versions take effect on 2025-01-01"),
    # reviewed by 31 December 2025: 366 days later is 1 January 2027
    ("versions_leave_no_gap", "2027-01-02.yml", LATER.replace("2025-01-01", "2027-01-02"),
     "2027-01-02.yml:3: 2027-01-02 begins more than a year after 2025-01-01 was to be reviewed"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "text", "says"), BROKEN_SERIES)
def test_versions_that_break_a_rule_between_them_are_refused(
    tmp_path: Path, rule: str, name: str, text: str, says: str
) -> None:
    first = written(tmp_path, COMPLETE)
    second = written(tmp_path, text, name)
    with pytest.raises(BadInputError) as caught:
        load_agreements(tmp_path)
    assert says in str(caught.value)
    (asked,) = [item for item in SERIES_RULES if item.__name__ == rule]
    agreements = [load_agreement(second), load_agreement(first)]
    assert [*asked(sorted(agreements, key=lambda item: item.version))]


def test_every_rule_between_versions_is_broken_here() -> None:
    assert {rule.__name__ for rule in SERIES_RULES} == {rule for rule, *_ in BROKEN_SERIES}


def test_a_version_may_follow_within_a_year_of_the_review_and_comes_in_order(
    tmp_path: Path,
) -> None:
    written(tmp_path, LATER.replace("2025-01-01", "2027-01-01"), "2027-01-01.yml")
    written(tmp_path, COMPLETE)
    assert [item.version for item in load_agreements(tmp_path)] == ["2025-01-01", "2027-01-01"]


def test_a_folder_without_an_agreement_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no agreement here.*named by the day it takes effect"):
        load_agreements(tmp_path)
    with pytest.raises(BadInputError, match="no agreement here"):
        load_agreements(tmp_path / "nowhere")
