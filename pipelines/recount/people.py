"""Who is who, as far as the extracts can tell: records joined by what strongly ties them (rule 1).

Strong are an address of one's own, a tool's own record of a merge or a conversion, and a tool's
link to another tool's record. Blank addresses and those of a role join nobody.
"""

from collections import defaultdict
from collections.abc import Iterable

from pipelines.recount.truth import Event

# addresses that several people read
ROLES = frozenset(
    {"admin", "billing", "contact", "hello", "help", "info", "kontakt", "mail", "marketing"}
    | {"office", "sales", "service", "support", "team", "vertrieb", "webmaster"}
)

# the records of companies, which are nobody
COMPANIES = ("salesforce_account", "hubspot_company")


def own_address(text: str) -> str:
    """Return an address as it joins records: trimmed, lower case; nothing for a role's."""
    address = text.strip().lower()
    return "" if address.partition("@")[0] in ROLES else address


def as_joined(identifier: str) -> str:
    """Return an identifier as it joins records; nothing where it joins none."""
    kind, _, rest = identifier.partition(":")
    if kind != "email":
        return identifier
    address = own_address(rest)
    return f"email:{address}" if address else ""


class People:
    """Identifiers, joined; a person is named by the smallest of theirs."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Join whatever the events say is one person."""
        self._above: dict[str, str] = {}
        for event in events:
            for one, other in _ties(event):
                self._join(one, other)

    def of(self, identifier: str) -> str | None:
        """Return the person to whom an identifier belongs; None where it names nobody."""
        name = as_joined(identifier)
        return self._top(name) if name in self._above else None

    def identifiers(self) -> dict[str, set[str]]:
        """Return everyone with all their identifiers."""
        found: dict[str, set[str]] = defaultdict(set)
        for identifier in self._above:
            found[self._top(identifier)].add(identifier)
        return dict(found)

    def _top(self, identifier: str) -> str:
        while self._above[identifier] != identifier:
            identifier = self._above[identifier]
        return identifier

    def _join(self, one: str, other: str) -> None:
        self._above.setdefault(one, one)
        self._above.setdefault(other, other)
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first


def _ties(event: Event) -> list[tuple[str, str]]:
    """Return the pairs of identifiers that an event says are one person's."""
    if event.kind in ("merged", "converted", "synced"):
        return [(event.told_of, event.value)]
    if event.kind == "record" and event.word not in COMPANIES:
        return [(event.told_of, event.told_of)]
    if event.kind == "attribute" and event.word == "email":
        address = as_joined(f"email:{event.value}")
        return [(event.told_of, address)] if address else []
    # an address without a record names a person too; so does whom a session tells of
    named = event.value if event.kind == "told" else event.told_of
    if event.kind == "told" or named.startswith("email:"):
        name = as_joined(named)
        return [(name, name)] if name else []
    return []
