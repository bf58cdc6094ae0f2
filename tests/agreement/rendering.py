"""The compiled macros rendered as dbt renders them, and their SQL asked of hand-made rows."""

from typing import Any

import duckdb
import jinja2

from expectations.annexes import Annexes
from expectations.compile import compile_agreements
from expectations.schema import Agreement


class Macros:
    """The macros of a compiled `conditions.sql`."""

    def __init__(self, *agreements: Agreement) -> None:
        """Compile some versions."""
        self._returned: list[Any] = []
        text = compile_agreements(list(agreements), Annexes())["conditions.sql"]
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
        template = environment.from_string(text, globals={"return": self._return})
        self._module = template.make_module()

    def _return(self, value: Any) -> str:
        self._returned.append(value)
        return ""

    def call(self, name: str, *arguments: str) -> Any:
        """Return the text of a macro, or the list that it returns."""
        self._returned.clear()
        text = str(getattr(self._module, name)(*arguments)).strip()
        return self._returned[0] if self._returned else text


def answer(sql: str, **row: Any) -> Any:
    """Return what an expression answers for one row; every value keeps its type."""
    columns = ", ".join(f"${name} as {name}" for name in row) or "1 as nothing"
    with duckdb.connect() as connection:
        found = connection.execute(f"select {sql} from (select {columns})", row).fetchone()
    assert found is not None
    return found[0]
