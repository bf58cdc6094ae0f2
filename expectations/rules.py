"""What must hold between the parts of an agreement, beyond the shape of each.

To add a rule, add a generator to RULES that yields (where, what is wrong and what would be right),
and a document that breaks it to the tests, which fail where one is missing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from expectations.conditions import clauses_of, field_of
from expectations.schema import Agreement, Condition
from expectations.strict_yaml import Location
from expectations.vocabulary import (
    ACTIVITY_KINDS,
    DEAL_FIELDS,
    DEAL_VALUES,
    EXIT_FIELDS,
    FIELDS,
    LABEL_FIELDS,
    MISSION_KPIS,
    OPERATORS_BY_KIND,
    STAGE_OPERATORS,
    WORDS_OF_TOOLS,
)

Finding = tuple[Location, str]
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


def broken_rules(agreement: Agreement) -> list[Finding]:
    """Every rule that a version breaks."""
    return [finding for rule in RULES for finding in rule(agreement)]


def conditions_in(agreement: Agreement) -> Iterator[tuple[Location, Condition]]:
    """Every condition of the document with its place."""
    for index, persona in enumerate(agreement.personas):
        yield ("personas", index, "matches"), persona.matches
    for index, points in enumerate(agreement.scoring.fit):
        yield ("scoring", "fit", index, "when"), points.when
    for index, exclusion in enumerate(agreement.exclusions):
        yield ("exclusions", index, "when"), exclusion.when
    for index, stage in enumerate(agreement.stages):
        if stage.enter_when is not None:
            yield ("stages", index, "enter_when"), stage.enter_when
    for index, way in enumerate(agreement.exits):
        if way.when is not None:
            yield ("exits", index, "when"), way.when
    for index, promise in enumerate(agreement.promises):
        if promise.applies_when is not None:
            yield ("promises", index, "applies_when"), promise.applies_when


def fields_and_operators_are_known(agreement: Agreement) -> Iterator[Finding]:
    """Only fields of the vocabulary, asked in a way that makes sense, of a value that fits."""
    for at, condition in conditions_in(agreement):
        for place, clause in clauses_of(condition):
            field = field_of(clause.field, agreement.attributes)
            if field is None:
                known = ", ".join(sorted([*FIELDS, *(item.id for item in agreement.attributes)]))
                yield at, f"{place}: unknown field {clause.field!r}; one of: {known}"
                continue
            fitting = OPERATORS_BY_KIND[field.kind]
            if clause.is_ not in fitting:
                yield (
                    at,
                    f"{place}: {clause.field} cannot be asked {clause.is_!r}; use {', '.join(fitting)}",
                )
                continue
            problem = _value_problem(clause.is_, clause.value, field.kind)
            if problem:
                yield at, f"{place}: {clause.field} {clause.is_}: {problem}"


def _value_problem(operator: str, value: object, kind: str) -> str | None:
    if operator == "known":
        return None if value is None else "needs no value"
    if operator in ("one_of", "contains_any", "domain_one_of", "between"):
        if not isinstance(value, list) or not value:
            return "needs a list, such as [a, b]"
        values = value
        if operator == "between" and len(values) != 2:
            return "needs two numbers, such as [50, 500]"
    else:
        if isinstance(value, list | dict) or value is None:
            return "needs one value"
        values = [value]
    if not all(isinstance(item, str) and item.strip() and len(item) <= 200 for item in values):
        return "each value must be a word or a number"
    if kind in ("count", "score", "number") and not all(_NUMBER.fullmatch(item) for item in values):
        return f"needs a number, not {values[0]!r}"
    if kind == "deal" and not set(values) <= set(DEAL_VALUES):
        return f"a deal is one of {', '.join(DEAL_VALUES)}"
    return None


def time_alone_makes_nothing_true(agreement: Agreement) -> Iterator[Finding]:
    """A stage asks for something that happened: never for less, for absence, or for age."""
    for index, stage in enumerate(agreement.stages):
        if stage.enter_when is None:
            continue
        for place, clause in clauses_of(stage.enter_when):
            if clause.is_ not in STAGE_OPERATORS:
                yield (
                    ("stages", index, "enter_when"),
                    f"{place}: {clause.is_!r} could become true by waiting; use {', '.join(STAGE_OPERATORS)}",
                )


def exits_ask_what_was_set(agreement: Agreement) -> Iterator[Finding]:
    """An exit fires when a label is set or a deal ends, not while something persists."""
    for index, way in enumerate(agreement.exits):
        if way.when is None:
            continue
        for place, clause in clauses_of(way.when):
            if clause.field not in EXIT_FIELDS:
                yield (
                    ("exits", index, "when"),
                    f"{place}: an exit may ask only {', '.join(EXIT_FIELDS)}, not {clause.field!r}",
                )


def exits_are_complete(agreement: Agreement) -> Iterator[Finding]:
    """Expiry counts days, joined_deal asks nothing, every other exit has its condition."""
    for index, way in enumerate(agreement.exits):
        if (way.id == "expired") != (way.after_days is not None):
            yield ("exits", index), "after_days belongs to `expired`, and to it alone"
        if (way.id in ("expired", "joined_deal")) == (way.when is not None):
            yield ("exits", index), f"{way.id} {'needs no' if way.when else 'needs a'} `when`"
    if not any(way.id == "expired" for way in agreement.exits):
        yield ("exits",), "no `expired`: say after how many days without activity a journey ends"


def only_the_visit_has_no_condition(agreement: Agreement) -> Iterator[Finding]:
    """The first stage is the visit, entered by a session; every later one says when."""
    for index, stage in enumerate(agreement.stages):
        if index == 0 and (stage.enter_when is not None or stage.id != "visit"):
            yield (
                ("stages", 0),
                "the first stage is `visit`, entered by a web session, without enter_when",
            )
        if index > 0 and stage.enter_when is None:
            yield ("stages", index), f"{stage.id} needs an `enter_when`"


def ids_are_unique(agreement: Agreement) -> Iterator[Finding]:
    """No id stands twice in its part."""
    parts = {
        "attributes": agreement.attributes,
        "personas": agreement.personas,
        "exclusions": agreement.exclusions,
        "stages": agreement.stages,
        "exits": agreement.exits,
        "promises": agreement.promises,
        "calendars": agreement.calendars,
        "kpis": agreement.kpis,
        "cadence": agreement.cadence,
        "parties": agreement.parties,
    }
    for name, items in parts.items():
        for identifier, times in Counter(item.id for item in items).items():  # type: ignore[attr-defined]
            if times > 1:
                yield (name,), f"{identifier!r} stands {times} times; ids are unique"


def attributes_have_new_names(agreement: Agreement) -> Iterator[Finding]:
    """A company's own attribute may not hide a field of the vocabulary."""
    for index, attribute in enumerate(agreement.attributes):
        if attribute.id in FIELDS:
            yield ("attributes", index), f"{attribute.id!r} is a field of the vocabulary already"


def references_exist(agreement: Agreement) -> Iterator[Finding]:
    """Stages, personas, calendars and exits that are named are there."""
    stages = {stage.id for stage in agreement.stages}
    personas = {persona.id for persona in agreement.personas} | {"any"}
    calendars = {calendar.id for calendar in agreement.calendars}
    meanings = stages | {way.id for way in agreement.exits} | {"open", "won", "lost", "none"}
    for index, handoff in enumerate(agreement.handoffs):
        if handoff.stage not in stages:
            yield ("handoffs", index), f"unknown stage {handoff.stage!r}; one of {sorted(stages)}"
        if handoff.persona not in personas:
            yield (
                ("handoffs", index),
                f"unknown persona {handoff.persona!r}; one of {sorted(personas)}",
            )
    for index, promise in enumerate(agreement.promises):
        for name in (promise.stage, promise.on_deadline):
            if name is not None and name not in stages:
                yield ("promises", index), f"unknown stage {name!r}; one of {sorted(stages)}"
        if promise.calendar is not None and promise.calendar not in calendars:
            yield (
                ("promises", index),
                f"unknown calendar {promise.calendar!r}; one of {sorted(calendars)}",
            )
    for index, kpi in enumerate(agreement.kpis):
        if kpi.stage not in stages:
            yield ("kpis", index), f"unknown stage {kpi.stage!r}; one of {sorted(stages)}"
    for index, labels in enumerate(agreement.labels):
        for word, meaning in labels.means.items():
            if meaning not in meanings:
                yield (
                    ("labels", index),
                    f"{word!r} means unknown {meaning!r}; one of {sorted(meanings)}",
                )


def words_mean_one_thing(agreement: Agreement) -> Iterator[Finding]:
    """A tool's field is mapped once."""
    fields = Counter((labels.tool, labels.field) for labels in agreement.labels)
    for (tool, field), times in fields.items():
        if times > 1:
            yield ("labels",), f"{tool} {field} is mapped {times} times; merge the maps"


def promises_are_whole(agreement: Agreement) -> Iterator[Finding]:
    """A promise is an act with a clock, or a rate; never both, never neither."""
    for index, promise in enumerate(agreement.promises):
        at: Location = ("promises", index)
        if (promise.act is None) == (promise.rate is None):
            yield at, f"{promise.id}: give either `act` or `rate`"
        if promise.act and (promise.within is None or promise.clock is None):
            yield at, f"{promise.id}: an act needs `within` and `clock` (business or elapsed)"
        if promise.clock == "business" and promise.calendar is None:
            yield at, f"{promise.id}: a business clock needs a `calendar`"
        if promise.act == "accept_or_return" and not promise.labels:
            yield at, f"{promise.id}: name the CRM's `labels` that accept or return"
        if promise.by == promise.to:
            yield at, f"{promise.id}: a side cannot promise itself"
        if promise.unit == "rate" and promise.target > 1:
            yield at, f"{promise.id}: a rate lies between 0 and 1 (0.9 for 90 %)"


def activities_are_worded(agreement: Agreement) -> Iterator[Finding]:
    """Each activity names words that its tool has."""
    for index, activity in enumerate(agreement.activities):
        at: Location = ("activities", index)
        if activity.what not in WORDS_OF_TOOLS[activity.tool]:
            yield (
                at,
                f"{activity.tool} has no {activity.what}; use {', '.join(WORDS_OF_TOOLS[activity.tool])}",
            )
        if bool(activity.one_of) == activity.any:
            yield at, "give either `one_of` with words or `any: true`"


def labels_are_of_their_tool(agreement: Agreement) -> Iterator[Finding]:
    """A tool has the field, and a deal's words mean open, won or lost, a person's a stage or exit."""
    for index, labels in enumerate(agreement.labels):
        at: Location = ("labels", index)
        if labels.field not in LABEL_FIELDS[labels.tool]:
            yield (
                at,
                f"{labels.tool} has no {labels.field}; use {', '.join(LABEL_FIELDS[labels.tool])}",
            )
        for word, meaning in labels.means.items():
            if labels.field in DEAL_FIELDS and meaning not in ("open", "won", "lost"):
                yield at, f"{word!r} means {meaning!r}; a deal is open, won or lost"


def points_are_for_activities(agreement: Agreement) -> Iterator[Finding]:
    """Engagement counts what people do, and never negatively, so that time alone adds nothing."""
    for kind, points in agreement.scoring.engagement.points.items():
        if kind not in ACTIVITY_KINDS or points < 0:
            yield (
                ("scoring", "engagement", "points"),
                f"{kind}: points are 0 or more, for an activity",
            )


def the_mission_is_measured(agreement: Agreement) -> Iterator[Finding]:
    """The seven KPIs of the whole process are always there."""
    missing = [kpi for kpi in MISSION_KPIS if kpi not in {item.id for item in agreement.kpis}]
    if missing:
        yield (
            ("kpis",),
            f"missing: {', '.join(missing)}; the seven of the whole process are always there",
        )


def stages_can_be_reached(agreement: Agreement) -> Iterator[Finding]:
    """No stage or persona asks for a persona that does not exist."""
    personas = {persona.id for persona in agreement.personas}
    for at, condition in conditions_in(agreement):
        for place, clause in clauses_of(condition):
            if clause.field == "persona" and clause.value is not None:
                values = clause.value if isinstance(clause.value, list) else [clause.value]
                for value in values:
                    if value not in personas:
                        yield at, f"{place}: no persona {value!r}; one of {sorted(personas)}"
            if clause.field == "persona" and at[0] in ("personas", "scoring", "exclusions"):
                yield at, f"{place}: the persona is not known yet where this is asked"
            if clause.field in ("fit", "engagement") and at[0] == "scoring":
                yield at, f"{place}: points cannot depend on points"


def both_sides_are_parties(agreement: Agreement) -> Iterator[Finding]:
    """Marketing and sales are both there, and a department belongs to one of them."""
    if {party.id for party in agreement.parties} != {"marketing", "sales"}:
        yield ("parties",), "both `marketing` and `sales` are parties"
    words = Counter(word.lower() for party in agreement.parties for word in party.departments)
    for word, times in words.items():
        if times > 1:
            yield ("parties",), f"department {word!r} belongs to both"


def zones_and_hours_exist(agreement: Agreement) -> Iterator[Finding]:
    """Time zones are of the IANA list, and a working day ends after it begins."""
    zones: list[tuple[Location, str]] = [(("time_zone",), agreement.time_zone)]
    zones += [(("calendars", i), item.time_zone) for i, item in enumerate(agreement.calendars)]
    for at, zone in zones:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield at, f"unknown time zone {zone!r}; write it as Europe/Berlin"
    for index, calendar in enumerate(agreement.calendars):
        opens, closes = calendar.hours.split("-")
        if opens >= closes or closes > "23:59" or opens > "23:59":
            yield (
                ("calendars", index),
                f"hours {calendar.hours!r} must run from earlier to later, to 23:59 at most",
            )


def review_comes_after_the_start(agreement: Agreement) -> Iterator[Finding]:
    """A version is reviewed after it takes effect."""
    if agreement.review_by <= agreement.effective_from:
        yield ("review_by",), f"{agreement.review_by} is not after {agreement.effective_from}"


def one_signature_a_side(agreement: Agreement) -> Iterator[Finding]:
    """Nobody signs twice for one side."""
    for party, times in Counter(item.party for item in agreement.signatures).items():
        if times > 1:
            yield ("signatures",), f"{party} signed {times} times; keep one signature"


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
            yield at, str(key)
            yield from _texts(value, (*at, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _texts(value, (*at, index))


RULES = (
    words_can_be_compiled,
    fields_and_operators_are_known,
    time_alone_makes_nothing_true,
    exits_ask_what_was_set,
    exits_are_complete,
    only_the_visit_has_no_condition,
    ids_are_unique,
    attributes_have_new_names,
    references_exist,
    words_mean_one_thing,
    promises_are_whole,
    activities_are_worded,
    labels_are_of_their_tool,
    points_are_for_activities,
    the_mission_is_measured,
    stages_can_be_reached,
    both_sides_are_parties,
    zones_and_hours_exist,
    review_comes_after_the_start,
    one_signature_a_side,
)


def broken_series_rules(agreements: list[Agreement]) -> list[str]:
    """What must hold between versions: one a day, and the review of one before the next ends it."""
    findings = []
    for earlier, later in zip(agreements, agreements[1:], strict=False):
        if later.effective_from == earlier.effective_from:
            findings.append(f"two versions take effect on {later.version}; they would overlap")
        elif earlier.review_by + timedelta(days=366) < later.effective_from:
            findings.append(
                f"{later.version} begins more than a year after {earlier.version} was to be reviewed "
                f"({earlier.review_by}); close the gap"
            )
    return findings
