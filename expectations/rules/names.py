"""Rules of names: ids stand once, what is named is there, texts can stand in SQL."""

from collections.abc import Iterator

from expectations.rules.places import Finding, doubles
from expectations.schema import Agreement
from expectations.strict_yaml import Location
from expectations.vocabulary import FIELDS

# the persona of a plan that is for everybody
ANYBODY = "any"


def words_can_be_compiled(agreement: Agreement) -> Iterator[Finding]:
    """No braces and no control characters: texts stand in templates and comments of SQL."""
    for at, text in _texts(agreement.model_dump(by_alias=True), ()):
        if any(letter in "{}\\" or (ord(letter) < 32 and letter not in "\n\t") for letter in text):
            yield at, f"{text!r}: braces, backslashes and control characters are not allowed"


def _texts(content: object, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(content, str):
        yield at, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield (*at, key), str(key)
            yield from _texts(value, (*at, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _texts(value, (*at, index))


def ids_are_unique(agreement: Agreement) -> Iterator[Finding]:
    """No id stands twice in its part."""
    ids: dict[str, list[str]] = {
        "parties": [item.id for item in agreement.parties],
        "attributes": [item.id for item in agreement.attributes],
        "personas": [item.id for item in agreement.personas],
        "exclusions": [item.id for item in agreement.exclusions],
        "stages": [item.id for item in agreement.stages],
        "exits": [item.id for item in agreement.exits],
        "promises": [item.id for item in agreement.promises],
        "calendars": [item.id for item in agreement.calendars],
        "kpis": [item.id for item in agreement.kpis],
        "cadence": [item.id for item in agreement.cadence],
    }
    for name, found in ids.items():
        for index, identifier in doubles(found):
            yield (name, index), f"{identifier!r} stands twice; ids are unique"


def names_are_free(agreement: Agreement) -> Iterator[Finding]:
    """An attribute hides no field of the vocabulary, and no persona is called `any`."""
    for index, attribute in enumerate(agreement.attributes):
        if attribute.id in FIELDS:
            yield ("attributes", index), f"{attribute.id!r} is a field of the vocabulary already"
    for index, persona in enumerate(agreement.personas):
        if persona.id == ANYBODY:
            yield ("personas", index), f"{ANYBODY!r} means every persona; name this one otherwise"


def references_exist(agreement: Agreement) -> Iterator[Finding]:
    """Stages, personas and calendars that are named are there."""
    stages = [stage.id for stage in agreement.stages]
    personas = [ANYBODY, *(persona.id for persona in agreement.personas)]
    calendars = [calendar.id for calendar in agreement.calendars]
    named: list[tuple[Location, str | None, list[str]]] = []
    for index, handoff in enumerate(agreement.handoffs):
        named.append((("handoffs", index, "stage"), handoff.stage, stages))
        named.append((("handoffs", index, "persona"), handoff.persona, personas))
    for index, promise in enumerate(agreement.promises):
        named.append((("promises", index, "stage"), promise.stage, stages))
        named.append((("promises", index, "on_deadline"), promise.on_deadline, stages))
        named.append((("promises", index, "calendar"), promise.calendar, calendars))
    for index, kpi in enumerate(agreement.kpis):
        named.append((("kpis", index, "stage"), kpi.stage, stages))
    for at, name, known in named:
        if name is not None and name not in known:
            word = str(at[-1]).replace("on_deadline", "stage")
            yield at, f"unknown {word} {name!r}; one of: {', '.join(known)}"
