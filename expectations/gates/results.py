"""What a gate found: one result per check, in words that both teams understand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn"]
Status = Literal["passed", "failed", "error"]


@dataclass(frozen=True)
class CheckResult:
    """One check of one run, as it is published.

    Attributes:
        gate: `landing` (when extracts land) or `publish` (before anyone sees it).
        check_id: permanent; lower case letters, digits, `_` and `.`.
        label: the claim that was checked.
        clause: the part of the agreement that asks for it; empty where nobody signs such a thing.
        severity: `block` holds the publication back, `warn` is only shown.
        status: `error` where the check could not be asked.
        observed: what was found, with the id of one example; never a name or an address.
        expected: what should have been found.
        failed_rows: how many rows broke the rule; 0 where it passed or could not be asked.
        kpis: ids of the KPIs that cannot be trusted while it fails, separated by `, `.
        source: the source, by its name in the sources file, where it concerns one.
    """

    gate: str
    check_id: str
    label: str
    clause: str
    severity: Severity
    status: Status
    observed: str
    expected: str
    failed_rows: int
    kpis: str
    source: str | None

    @property
    def blocks(self) -> bool:
        """Whether it holds the publication: it failed and blocks, or nobody could ask it."""
        return self.status == "error" or (self.status == "failed" and self.severity == "block")


def blocking_failures(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the results that hold the publication."""
    return [result for result in results if result.blocks]
