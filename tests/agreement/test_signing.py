"""Both sides sign the digest of the terms; a changed term makes it invalid, a comment does not."""

from datetime import date
from pathlib import Path

import pytest

from expectations.annexes import folder_of, load_annexes, require_annexes
from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreement, load_agreements, load_draft
from expectations.signatures import digest, is_retroactive, is_signed, require_signed, sign
from tests.agreement.documents import (
    COMPLETE,
    SIGNED_ON,
    signed,
    with_change,
    written,
)


def test_the_shipped_agreement_is_signed_by_both_sides_as_it_stands() -> None:
    agreements = load_agreements(default_folder())
    require_signed(agreements)
    require_annexes(agreements, load_annexes(folder_of(default_folder())))
    assert [is_retroactive(agreement) for agreement in agreements] == [False] * len(agreements)


def test_a_threshold_changed_after_signing_makes_both_signatures_invalid(tmp_path: Path) -> None:
    path = signed(written(tmp_path, COMPLETE))
    require_signed([load_agreement(path)])
    path.write_text(with_change("field: engagement, is: at_least, value: 50",
                                "field: engagement, is: at_least, value: 45",
                                path.read_text("utf-8")), "utf-8")  # fmt: skip

    with pytest.raises(BadInputError) as caught:
        require_signed([load_agreement(path)])

    said = str(caught.value)
    assert "marketing's signature (Mara Voss, 2024-12-20) is for other terms" in said
    assert "sales's signature (Sami Lund, 2024-12-20) is for other terms" in said
    assert "nothing was published" in said


def test_a_missing_signature_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, COMPLETE)
    sign(path, "marketing", "Mara Voss", "VP Marketing", SIGNED_ON)
    with pytest.raises(BadInputError, match="version 2025-01-01: sales has not signed"):
        require_signed([load_agreement(path)])


def test_signing_keeps_the_text_and_is_done_once_a_side(tmp_path: Path) -> None:
    path = signed(written(tmp_path, COMPLETE))
    text = path.read_text("utf-8")
    assert text.startswith(COMPLETE.split("signatures:")[0].rstrip())
    assert is_signed(load_agreement(path))
    with pytest.raises(BadInputError, match="sales has signed already"):
        sign(path, "sales", "Sami Lund", "VP Sales", SIGNED_ON)
    assert path.read_text("utf-8") == text


def test_a_draft_of_any_name_can_be_signed_before_it_is_filed(tmp_path: Path) -> None:
    path = signed(written(tmp_path, COMPLETE, "draft.yml"))
    assert is_signed(load_draft(path))


def test_a_signature_after_the_first_day_in_force_is_retroactive(tmp_path: Path) -> None:
    path = written(tmp_path, COMPLETE)
    sign(path, "marketing", "Mara Voss", "VP Marketing", date(2025, 1, 1))
    assert not is_retroactive(load_agreement(path))
    sign(path, "sales", "Sami Lund", "VP Sales", date(2025, 1, 2))
    assert is_retroactive(load_agreement(path))


def _both(text: str) -> str:
    """Return a document's text with its line ends as some editors write them."""
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (COMPLETE.replace("signatures: []\n", ""), "\n"),
        (COMPLETE.replace("signatures: []\n", "signatures: []   # none yet\n\n"), "\n"),
        (_both(COMPLETE), "\r\n"),
        ("\ufeff" + COMPLETE, "\n"),
        (COMPLETE.replace("signatures: []", "# who signed\nsignatures: []"), "\n"),
    ],
)
def test_whatever_stands_before_the_signatures_stays_to_the_byte(
    tmp_path: Path, text: str, ends: str
) -> None:
    path = written(tmp_path, text)
    terms = digest(load_agreement(path))
    signed(path)
    result = path.read_bytes().decode()
    before, _, after = result.rpartition("signatures:")
    assert text.startswith(before.rstrip())
    assert text.removeprefix(before.rstrip()).split("#")[0].strip() in ("", "signatures: []")
    assert [line for line in after.split(ends) if "\r" in line or "\n" in line] == []
    assert result.endswith(f"{terms}{ends}")
    agreement = load_agreement(path)
    assert is_signed(agreement)
    assert [
        (item.party, item.name, item.role, item.signed_on) for item in agreement.signatures
    ] == [
        ("marketing", "Mara Voss", "VP Marketing", SIGNED_ON),
        ("sales", "Sami Lund", "VP Sales", SIGNED_ON),
    ]
    assert [item.name for item in tmp_path.iterdir()] == ["2025-01-01.yml"]


@pytest.mark.parametrize("indent", ["", "  ", "      "])
def test_a_signature_is_added_in_the_layout_of_the_one_above(tmp_path: Path, indent: str) -> None:
    path = written(tmp_path, COMPLETE)
    terms = digest(load_agreement(path))
    first = f"party: sales\n{indent}  name: A\n{indent}  role: B\n{indent}  signed_on: 2024-12-01\n"
    text = f"signatures:   # by hand\n\n{indent}- {first}{indent}  digest: {terms}\n"
    path = written(tmp_path, COMPLETE.replace("signatures: []\n", text))
    sign(path, "marketing", "Mara Voss", "VP Marketing", SIGNED_ON)
    assert is_signed(load_agreement(path))


@pytest.mark.parametrize(
    "text",
    [
        "signatures: []\n" + COMPLETE.replace("signatures: []\n", ""),
        COMPLETE + "...\n",
        COMPLETE.replace(
            "signatures: []",
            "signatures: [{party: sales, name: A, role: B, signed_on: 2024-12-01, digest: '"
            + 64 * "0"
            + "'}]",
        ),
    ],
)
def test_a_file_that_no_signature_can_be_added_to_is_left_as_it_is(
    tmp_path: Path, text: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadInputError, match=r"no signature can be added\. Nothing was changed"):
        sign(path, "marketing", "Mara Voss", "VP Marketing", SIGNED_ON)
    assert path.read_bytes() == text.encode()
    assert [item.name for item in tmp_path.iterdir()] == ["2025-01-01.yml"]


@pytest.mark.parametrize(
    ("name", "role", "signed_on", "says"),
    [
        ("  ", "VP Sales", SIGNED_ON, "name: "),
        ("Sami Lund", "", SIGNED_ON, "role: "),
        ("Sami Lund", "VP Sales", date(1999, 1, 1), "signed_on: "),
        ("Sami {Lund}", "VP Sales", SIGNED_ON, "no signature can be added"),
    ],
)
def test_a_signature_that_names_nobody_is_refused(
    tmp_path: Path, name: str, role: str, signed_on: date, says: str
) -> None:
    path = written(tmp_path, COMPLETE)
    with pytest.raises(BadInputError, match=says):
        sign(path, "sales", name, role, signed_on)
    assert path.read_text("utf-8") == COMPLETE


def test_a_broken_document_cannot_be_signed(tmp_path: Path) -> None:
    path = written(tmp_path, with_change("field: forms,", "field: form,"))
    with pytest.raises(BadInputError, match="unknown field 'form'"):
        sign(path, "sales", "Sami Lund", "VP Sales", SIGNED_ON)


def test_changed_terms_need_both_signatures_anew(tmp_path: Path) -> None:
    """One side's new signature does not renew the other's."""
    text = signed(written(tmp_path, COMPLETE)).read_text("utf-8")
    changed = with_change("target: 0.95", "target: 0.90", text)
    kept = changed[: changed.index("  - party: sales")]
    path = written(tmp_path, kept)
    sign(path, "sales", "Sami Lund", "VP Sales", SIGNED_ON)
    with pytest.raises(BadInputError) as caught:
        require_signed([load_agreement(path)])
    assert "marketing's signature" in str(caught.value)
    assert "sales's signature" not in str(caught.value)
