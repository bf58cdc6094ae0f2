"""The company of the pitfalls, built once per process, and questions to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from expectations.annexes import folder_of, load_annexes
from expectations.loader import load_agreements
from pipelines.build import build
from pipelines.home import Home
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from pipelines.warehouse import read_work
from tests.example.extracts import FOLDER
from tests.pitfalls.company import AS_OF, write
from tests.pitfalls.extracts import Extracts

AGREEMENTS = FOLDER / "agreements"


class Built:
    """The warehouse of the company; marts are found without their schema."""

    def __init__(self, connection: Any) -> None:
        """Take an open connection to it."""
        self.connection = connection
        connection.execute("set search_path = 'marts.main,work.core,work.staging,work.landing'")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found

    def value(self, query: str) -> Any:
        """Return the only value of a query."""
        ((found,),) = self.rows(query)
        return found

    def person(self, address: str) -> str:
        """Return whose address it is, by its first part."""
        key = f"email:{address}@customer.example"
        return str(
            self.value(f"select person_id from person_identifiers where identifier_key = '{key}'")
        )

    def entries(self, address: str, columns: str, stage: str = "") -> list[tuple[Any, ...]]:
        """Return columns of the entries of a person, in order; moments as text."""
        only = f"and stage_id = '{stage}'" if stage else ""
        return self.rows(
            f"select {columns} from fct_funnel where person_id = '{self.person(address)}' {only}"
            " order by entered_at, stage_order"
        )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The company, through the whole pipeline."""
    folder = tmp_path_factory.mktemp("pitfalls")
    extracts, home = Extracts(), Home(folder / "home")
    write(extracts)
    config = load_sources(extracts.write(folder))
    land(config, home, lambda _: None)
    annexes = load_annexes(folder_of(AGREEMENTS))
    report = build(home, config, load_agreements(AGREEMENTS), annexes, AS_OF, lambda _: None)
    assert not report.transform.failed_tests
    with read_work(home) as connection:
        yield Built(connection)
