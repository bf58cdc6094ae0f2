"""The leaders' file names nobody; the people file does."""

import re
from collections.abc import Iterator

import duckdb
import pytest

from pipelines.home import Home

ADDRESS = re.compile(rb"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def people(example: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(example.people.resolve(), read_only=True) as connection:
        yield connection


def values(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query).fetchall() if row[0]}


def all_texts(example: Home) -> bytes:
    """Return every value of every column of the leaders' file as text, and the file's own bytes."""
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("show tables").fetchall()]
        texts = [
            str(row[0])
            for table in tables
            for row in connection.execute(f"select whole::varchar from {table} as whole").fetchall()
        ]
    return "\n".join(texts).encode() + example.published.read_bytes()


def test_the_funnel_file_holds_no_address_no_name_and_no_vendors_id(
    example: Home, people: duckdb.DuckDBPyConnection
) -> None:
    texts = all_texts(example)
    names = values(people, "select full_name from people")
    ids = values(
        people,
        "select identifier from person_identifiers where length(identifier) >= 8"
        " union select regexp_extract(record_id, '[^:]+$') from record_ids"
        " where length(regexp_extract(record_id, '[^:]+$')) >= 15",
    )

    assert len(names) > 20
    assert len(ids) > 100
    assert ADDRESS.findall(texts) == []
    assert [name for name in names if name.encode() in texts] == []
    assert [record for record in ids if record.encode() in texts] == []


def test_owners_are_named_in_the_people_file_only(
    example: Home, people: duckdb.DuckDBPyConnection
) -> None:
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        signers = values(
            connection, "select unnest([signed_by_marketing, signed_by_sales]) from dim_agreement"
        )
        owners = values(connection, "select owner_id from dim_owner")
    texts = all_texts(example)
    names = values(people, "select owner_name from owners")

    assert owners == values(people, "select owner_id from owners")
    # whoever signed stands under the agreement that everybody reads
    hidden = {name for name in names if not any(name in signer for signer in signers)}
    assert len(hidden) >= 3
    assert [name for name in hidden if name.encode() in texts] == []


def test_the_people_file_leads_back_to_each_person_and_record(
    example: Home, people: duckdb.DuckDBPyConnection
) -> None:
    people.execute(f"attach '{example.published.resolve()}' as funnel (read_only)")
    for query in (
        "select person_id from funnel.fct_funnel where person_id is not null"
        " except select person_id from people",
        "select opportunity_id from funnel.fct_funnel where opportunity_id is not null"
        " except select pseudonym from record_ids where kind = 'opportunity'",
    ):
        assert people.execute(query).fetchall() == []
    people.execute("detach funnel")


def test_the_key_of_the_pseudonyms_stands_nowhere_but_in_its_file(example: Home) -> None:
    key = example.key_file.read_bytes().strip()
    found = [
        str(path.relative_to(example.root))
        for path in example.root.rglob("*")
        if path.is_file() and path != example.key_file and key in path.read_bytes()
    ]

    assert len(key) == 128
    assert found == []
