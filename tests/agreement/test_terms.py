"""The document in sentences leaves nothing out: another term is another sentence."""

from itertools import islice
from pathlib import Path

import pytest

from expectations.schema import Agreement
from expectations.terms import SAID, terms_of
from tests.agreement.documents import content, leaves, other_versions, read, with_change


def test_every_part_of_the_document_is_said() -> None:
    parts = {name for name in Agreement.model_fields if name not in ("signatures",)}
    heading = {term.term_id for term in terms_of(Agreement.model_validate(content()))
               if term.part == "heading"}  # fmt: skip
    assert parts - heading == set(SAID) - {"heading", "targets"}


def test_another_term_is_another_sentence() -> None:
    data = content()
    whole = terms_of(Agreement.model_validate(content()))
    for place in leaves(data):
        for other, changed in islice(other_versions(data, place), 1):
            # the ids of reasons stand for their labels, which are said
            assert terms_of(changed) != whole or place[-1] == "id", (place, other)


def test_ids_are_unique_in_their_part() -> None:
    terms = terms_of(Agreement.model_validate(content()))
    assert len({(term.part, term.term_id) for term in terms}) == len(terms)


@pytest.mark.parametrize(
    ("part", "term_id", "sentence"),
    [
        ("personas", "operations",
         "Job title names any of coo, head of operations. Suffers from: Mondays are planned on"
         " Sunday night. Say: Half the planning time. Confirmed by Mara Voss for Marketing and Sami"
         " Lund for Sales."),
        ("stages", "mql",
         "Demo requests at least 1 or (fit at least 40 and engagement at least 50). MQLs; of"
         " Marketing, a gate."),
        ("exits", "recycled",
         "The CRM's status one of Recycled - Timing, Recycled - Budget. Reasons: Not now (Recycled"
         " - Timing); No budget yet (Recycled - Budget)."),
        ("promises", "answer",
         "Sales to Marketing, at MQL: accepting or handing back within 2 days (business time, hours"
         " of sales), at least 95%. For: Demo requests at most 0. Met by: Accepted, Recycled -"
         " Timing. At the deadline Won is entered."),
        ("promises", "volume",
         "Marketing to Sales, at MQL: entries a month, at least 4, tolerance 1."),
        ("kpis", "mqls",
         "Entries into MQL. Counts entries into MQL (MQLs); of Marketing, more is better, within 30"
         " days."),
        ("targets", "mqls", "2025-01 4; 2025-02 4.5."),
        ("cadence", "weekly", "Every week: Mara Voss for Marketing with Sami Lund for Sales."),
        ("heading", "effective_from", "1 Jan 2025"),
    ],
)  # fmt: skip
def test_a_subject_is_said_in_words(tmp_path: Path, part: str, term_id: str, sentence: str) -> None:
    terms = terms_of(read(tmp_path, with_change("signatures: []", "signatures: []  # none")))
    (found,) = [term for term in terms if (term.part, term.term_id) == (part, term_id)]
    assert found.sentence == sentence
