"""A rule in the language of Great Expectations: one query, answered by the warehouse itself.

Imported late, because Great Expectations takes seconds to import.
"""

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation


class ExpectNoRowToBreakTheRule(BatchExpectation):
    """Expect the first row of a query to say that no row breaks the rule.

    The query returns `failed_rows`, 0 where the rule holds, and whatever else explains it.
    """

    query: str

    metric_dependencies: ClassVar[tuple[str, ...]] = ("query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("query",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        answer = metrics["query.table"][0]
        return {
            "success": answer["failed_rows"] == 0,
            "result": {"observed_value": answer["failed_rows"], "details": answer},
        }


def as_template(sql: str) -> str:
    """Return SQL as Great Expectations wants it: braces doubled, colons no bind parameters."""
    return sql.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
