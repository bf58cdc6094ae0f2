"""What two versions say differently is told in words: every term, and nothing that is no term."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from expectations.differences import Difference, differences, signature_differences
from expectations.differences.shown import as_lines, as_page
from expectations.loader import default_folder, load_agreements
from expectations.schema import Agreement
from expectations.signatures import digest
from tests.agreement.documents import (
    COMPLETE,
    SIGNED_ON,
    Place,
    agreement_of,
    as_text,
    at,
    content,
    leaves,
    other_versions,
    read,
    signed,
    with_change,
    written,
)


def _named(data: Any, place: Place) -> tuple[str, set[str]]:
    """Return the part and the ids by which a row must name a place of the document."""
    part = str(place[0]) if len(place) > 1 else "heading"
    item = data[part][place[1]] if len(place) > 1 and isinstance(place[1], int) else {}
    return part, {item["id"]} if isinstance(item, dict) and "id" in item else set()


def test_any_single_term_changed_is_told_where_it_stands() -> None:
    whole, data = Agreement.model_validate(content()), content()
    terms = digest(whole)
    for place in leaves(data):
        part, ids = _named(data, place)
        others = (found for found in other_versions(data, place) if digest(found[1]) != terms)
        other, changed = next(others, ("", None))
        if changed is None:
            # another operator wants another kind of value: see the words below
            assert place[-1] == "is", f"no other value of {place} makes an agreement"
            continue
        rows = differences(whole, changed)
        assert {row.part for row in rows} == {part}, (place, other)
        if place[-1] != "id":
            assert {row.subject_id for row in rows} >= ids, (place, other)
        assert all(row.before != row.after and row.sentence() for row in rows), (place, other)


def test_any_single_term_left_out_is_told() -> None:
    whole, left_out = Agreement.model_validate(content()), 0
    for place in leaves(content()):
        data = content()
        part, _ = _named(data, place)
        del at(data, place[:-1])[place[-1]]
        changed = agreement_of(data)
        if changed is not None:
            left_out += 1
            assert {row.part for row in differences(whole, changed)} == {part}, place
    assert left_out > 40


def test_the_order_of_any_list_is_told() -> None:
    whole, turned = Agreement.model_validate(content()), 0

    def lists(data: Any, place: Place = ()) -> Iterator[Place]:
        if isinstance(data, list) and len(data) > 1:
            yield place
        for step, value in (
            data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list)
            else ()
        ):  # fmt: skip
            yield from lists(value, (*place, step))

    for place in lists(content()):
        data = content()
        at(data, place).reverse()
        changed = Agreement.model_validate(data)
        assert differences(whole, changed), place
        turned += 1
    assert turned > 15


def test_comments_layout_and_the_order_of_keys_are_nothing(tmp_path: Path) -> None:
    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(data[key]) for key in reversed(data)}
        return [turned(item) for item in data] if isinstance(data, list) else data

    text = "# another comment\n\n" + as_text(turned(content())).replace("\n", "   # why\n\n")
    assert differences(read(tmp_path, text), read(tmp_path, COMPLETE)) == []
    lines = as_lines(read(tmp_path, text), read(tmp_path, COMPLETE))
    assert lines == ["1 Jan 2025 (draft) → 1 Jan 2025 (draft): no term differs"]


def _told(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = COMPLETE
    for old, new in changes:
        text = with_change(old, new, text)
    return [row.sentence() for row in differences(read(folder), read(folder, text))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("field: engagement, is: at_least, value: 50",
         "field: engagement, is: at_least, value: 60", "MQL: engagement at least 50 → at least 60"),
        ("label: MQL\n", "label: Qualified\n", "Qualified, label: MQL → Qualified"),
        ("- {field: demo_requests, is: at_least, value: 1}\n        - all",
         "- {field: meetings_held, is: at_least, value: 1}\n"
         "        - {field: demo_requests, is: at_least, value: 1}\n        - all",
         "MQL: added: or meetings held at least 1"),
        ("      points: 40", "      points: 30",
         "Fit, employees between 50 and 500, points: 40 → 30"),
        ("is: between, value: [50, 500]", "is: at_least, value: 50",
         "Fit, employees between 50 and 500: employees between 50 and 500 → at least 50"),
        ("form: 20}", "form: 25}", "Engagement, points of form: 20 → 25"),
        ("window_days: 90", "window_days: 60", "Engagement, window: 90 days → 60 days"),
        ("sales: Sami Lund\nscoring", "sales: Ida Roth\nscoring",
         "Operations leader, confirmed by: sales: Sami Lund → Ida Roth"),
        ("words: [Recycled - Budget]", "words: [No money]",
         "Handed back, No budget yet, words: removed: Recycled - Budget"),
        ("      other: none", "      other: lead",
         "Hubspot lifecyclestage, word of other: none → Lead"),
        ("    on_deadline: won\n", "",
         "MQLs accepted or handed back, at the deadline entered: removed: Won"),
        ("target: 0.95", "target: 0.905", "MQLs accepted or handed back, target: 95% → 90.5%"),
        ("2025-02: 4.5", "2025-02: 1200", "MQLs, targets of 2025-02: 4.5 → 1,200"),
        ("closed_month_drop_rate: 0.2", "closed_month_drop_rate: 0.25",
         "Tolerances, closed month drop rate: 20% → 25%"),
        ("review_by: 2025-12-31", "review_by: 2026-03-31",
         "To be reviewed by: 31 Dec 2025 → 31 Mar 2026"),
        ("every: week", "every: month", "Funnel meeting, how often: week → month"),
        ("hours: 09:00-17:30", "hours: 08:00-16:30", "Sales, hours: 09:00-17:30 → 08:00-16:30"),
        ("next_step: Call\n", "next_step: Write\n", "Mql for any, next step: Call → Write"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in _told(tmp_path, (old, new))


def test_a_stage_that_moved_a_new_one_and_one_taken_out_are_told_apart(tmp_path: Path) -> None:
    def changed(turn: Any) -> list[tuple[str, str, str, str]]:
        data = content()
        turn(data["stages"])
        rows = differences(read(tmp_path), Agreement.model_validate(data))
        return [(row.kind, row.subject, row.before, row.after) for row in rows]

    visit, lead, mql = "Visit", "Lead", "MQL"
    assert changed(lambda stages: stages.insert(1, stages.pop(2))) in (
        [("moved", mql, f"after {lead}", f"after {visit}")],
        [("moved", lead, f"after {visit}", f"after {mql}")],
    )
    new = {**content()["stages"][1], "id": "sal", "label": "SAL"}
    ((kind, subject, before, after),) = changed(lambda stages: stages.insert(3, new))
    assert (kind, subject, before) == ("added", "SAL", "")
    assert "entered when forms filled in at least 1" in after, "those behind it did not move"
    ((kind, subject, before, after),) = changed(lambda stages: stages.pop(1))
    assert (kind, subject, after) == ("removed", lead, "")
    assert "forms filled in at least 1" in before


def test_signatures_are_told_apart_from_terms(tmp_path: Path) -> None:
    draft = read(tmp_path)
    signed(written(tmp_path, COMPLETE))
    both = read(tmp_path, (tmp_path / "2025-01-01.yml").read_text("utf-8"))
    assert differences(draft, both) == []
    assert [(row.kind, row.subject) for row in signature_differences(draft, both)] == [
        ("added", "marketing"),
        ("added", "sales"),
    ]
    lines = as_lines(draft, both)
    assert lines[:2] == [
        "1 Jan 2025 (draft) → 1 Jan 2025: no term differs",
        "Signatures, which are no terms",
    ]
    assert f"signed on {SIGNED_ON.day} Dec 2024" in lines[2]


def test_the_shipped_versions_differ_in_what_their_headings_tell() -> None:
    first, second, third = load_agreements(default_folder())

    def told(before: Agreement, after: Agreement) -> list[str]:
        rows = differences(before, after)
        return [row.sentence() for row in rows if row.part in ("stages", "promises")]

    assert told(first, second) == [
        "MQL: demo requests at least 1 → demo requests at least 1 and fit at least 20",
        "MQLs a month, target: 34 → 30",
        "MQLs that Sales had to disqualify, target: 10% → 8%",
        "MQLs that Sales had to disqualify, tolerance: 5% → 2%",
    ]
    assert told(second, third) == [
        "MQLs a month, target: 30 → 36",
        "MQLs accepted or handed back within 2 working days, at the deadline entered: added: SAL",
    ]


def test_a_page_needs_nothing_else_and_says_what_the_terminal_says(tmp_path: Path) -> None:
    text = with_change("label: MQL\n", "label: <b>&'\"\n")
    page = as_page(read(tmp_path), read(tmp_path, text))
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;&#x27;&quot;" in page
    assert not re.search(r"(src|href)=|url\(|@import|<script|https?:", page)
    assert "color-scheme: light dark" in page
    assert "1 term differs" in page


def test_a_row_says_what_it_was_made_of() -> None:
    row = Difference("stages", "mql", "MQL", "plural", "plural", "changed", "MQLs", "Ones")
    assert row.sentence() == "MQL, plural: MQLs → Ones"
