"""The ledger is appended to, never changed, and survives a crash in the middle of a line."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.errors import SmarketingError
from pipelines.sources.ledger import Ledger, LedgerEntry, latest_by_file

ENTRY = LedgerEntry(
    file_id="f1",
    sha256="aa",
    source="crm",
    vendor="salesforce",
    table="lead",
    day="2025-01-06",
    name="Lead.csv",
    bytes=1,
    rows=1,
    exported_at="2025-01-06T00:00:00Z",
    landed_at="2025-01-07T00:00:00Z",
    cursor=None,
    status="accepted",
    reason=None,
)


def test_lines_are_appended_and_earlier_bytes_stay(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ENTRY])
    before = ledger.path.read_bytes()
    ledger.append([replace(ENTRY, file_id="f2")])
    assert ledger.path.read_bytes().startswith(before)
    assert [entry.file_id for entry in ledger.read()] == ["f1", "f2"]


def test_lines_are_on_the_disk_when_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), real(handle))[1])
    Ledger(tmp_path).append([ENTRY])
    assert len(synced) == 2  # the file and its folder


def test_a_torn_last_line_is_no_entry_and_is_cut_by_the_next(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ENTRY])
    with ledger.path.open("ab") as file:
        file.write(b'{"file_id": "torn", "sha')
    assert [entry.file_id for entry in ledger.read()] == ["f1"]
    ledger.append([replace(ENTRY, file_id="f2")])
    assert [entry.file_id for entry in ledger.read()] == ["f1", "f2"]


def test_a_damaged_line_stops_with_its_number(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ENTRY])
    with ledger.path.open("ab") as file:
        file.write(b"nonsense\n")
    with pytest.raises(SmarketingError, match=r"ledger\.jsonl:2"):
        ledger.read()


def test_the_last_line_of_a_file_counts_and_comes_last() -> None:
    again = replace(ENTRY, status="quarantined")
    other = replace(ENTRY, file_id="f2")
    assert list(latest_by_file([ENTRY, other, again]).values()) == [other, again]
