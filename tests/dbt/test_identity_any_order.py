"""People and their ids, whatever the order of deliveries and merges, against a plain union-find."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from tests.dbt.replay import Replay
from tests.drawing import drawn
from tests.example.published import publish_example

SALESFORCE = {"lead": "00Q", "contact": "003"}
RANKS = {"lead": 1, "contact": 1, "hubspot": 2}
ADDRESSES = (None, "anna@acme.example", " Anna@ACME.example", "ben@brix.example", "info@x.example")
# delivered dates of the merges lie after every creation
CREATED, MERGED = "2025-01-{:02d} 09:00:00", "2025-03-{:02d} 20:00:00"


@dataclass(frozen=True)
class Record:
    """A record of a tool, and the records that the tool itself ties to it."""

    kind: str
    number: int
    address: str | None
    created: int
    master: int | None = None
    contact: int | None = None
    lead: int | None = None
    merged: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What the warehouse calls it."""
        return key_of(self.kind, self.number)


def key_of(kind: str, number: int) -> str:
    if kind == "hubspot":
        return f"hubspot:contact:{number}"
    return f"salesforce:{kind}:{SALESFORCE[kind]}{number:012d}"


def salesforce_id(kind: str, number: int | None) -> str | None:
    return None if number is None else f"{SALESFORCE[kind]}{number:012d}AAA"


@st.composite
def companies(draw: st.DrawFn) -> list[Record]:
    """Draw up to four records of each kind, with addresses, merges, conversions and links."""
    found = []
    for kind in ("lead", "contact", "hubspot"):
        for number in range(1, draw(st.integers(0, 4)) + 1):
            others = st.sampled_from([None, *(other for other in range(1, 6) if other != number)])
            record = Record(kind, number, draw(st.sampled_from(ADDRESSES)), draw(st.integers(1, 5)))
            if kind == "hubspot":
                merged = draw(st.lists(st.integers(1, 6), max_size=2, unique=True))
                record = replace(record, merged=tuple(merged), lead=draw(others))
            else:
                record = replace(record, master=draw(others))
            if kind == "lead":
                record = replace(record, contact=draw(st.none() | st.integers(1, 5)))
            found.append(record)
    return found


def links_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what ties a record to another or to its address."""
    yield record.key, record.key
    if record.address and not record.address.startswith("info@"):
        yield record.key, f"email:{record.address.strip().lower()}"
    if record.master:
        yield record.key, key_of(record.kind, record.master)
    if record.contact:
        yield record.key, key_of("contact", record.contact)
    if record.lead:
        yield record.key, key_of("lead", record.lead)
    for number in record.merged:
        yield key_of("hubspot", number), record.key


def expected_people(company: list[Record]) -> dict[str, str]:
    """Return the person of every identifier: a union-find, and the earliest record's pseudonym."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            key = parent[key]
        return key

    for record in company:
        for one, other in links_of(record):
            parent[root(one)] = root(other)
    named_by = {}
    for record in sorted(
        company, key=lambda item: (item.created, RANKS[item.kind], item.key), reverse=True
    ):
        named_by[root(record.key)] = record.key
    return {key: _pseudonym(named_by[root(key)]) for key in list(parent)}


def _pseudonym(key: str) -> str:
    secret = bytes.fromhex(publish_example().key_file.read_text(encoding="ascii").strip())
    return hmac.new(secret, f"person:{key}".encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Version:
    """A record as one delivery showed it."""

    table: str
    exported_at: str
    row: tuple[tuple[str, object], ...]


def versions_of(record: Record, day: int) -> Iterator[Version]:
    """Yield a record as it was created, and as it stands on the day its ties are told."""
    alive: dict[str, object]
    if record.kind == "hubspot":
        alive = {
            "id": str(record.number),
            "createdAt": CREATED.format(record.created).replace(" ", "T") + "Z",
            "email": record.address,
        }
        tied = {
            "hs_merged_object_ids": ";".join(map(str, record.merged)),
            "salesforceleadid": salesforce_id("lead", record.lead),
        }
    else:
        alive = {
            "Id": salesforce_id(record.kind, record.number),
            "CreatedDate": CREATED.format(record.created).replace(" ", "T") + ".000Z",
            "Email": record.address,
            "IsDeleted": "false",
        }
        tied = {}
        if record.master:
            tied = {
                "IsDeleted": "true",
                "MasterRecordId": salesforce_id(record.kind, record.master),
            }
        if record.contact:
            tied["ConvertedContactId"] = salesforce_id("contact", record.contact)
    table = "hubspot__contacts" if record.kind == "hubspot" else f"salesforce__{record.kind}"
    yield Version(table, CREATED.format(record.created), tuple(alive.items()))
    yield Version(table, MERGED.format(day), tuple({**alive, **tied}.items()))


@cache
def _replay() -> Replay:
    return Replay()


def people(versions: list[Version]) -> dict[str, str]:
    """Deliver versions in a given order, one file each, and return every identifier's person."""
    replay = _replay()
    replay.clear()
    for number, version in enumerate(versions):
        replay.add(version.table, [dict(version.row)], version.exported_at, f"f{number:03d}")
    replay.build("person_identifiers")
    return dict(replay.rows("select identifier_key, person_id from core.person_identifiers"))


@drawn(15)
@given(company=companies(), data=st.data())
def test_any_order_and_any_repetition_of_deliveries_and_merges_give_the_same_people(
    company: list[Record], data: st.DataObject
) -> None:
    days = data.draw(st.permutations(range(1, len(company) + 1)), "days on which ties are told")
    told = [
        version
        for record, day in zip(company, days, strict=True)
        for version in versions_of(record, day)
    ]
    again = data.draw(st.lists(st.sampled_from(told), max_size=4)) if told else []
    in_any_order = data.draw(st.permutations([*told, *again]), "order of the files")
    assert people(in_any_order) == expected_people(company)


@drawn(6)
@given(company=companies(), created=st.integers(1, 5))
def test_nobodys_id_changes_when_an_unrelated_record_arrives(
    company: list[Record], created: int
) -> None:
    stranger = Record("hubspot", 99, "stranger@far.example", created)
    told = [version for record in company for version in versions_of(record, 1)]
    before = people(told)
    after = people([*versions_of(stranger, 1), *told])
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) == {stranger.key, "email:stranger@far.example"}
