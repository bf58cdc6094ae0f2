"""Rules of the way through the funnel: stages, exits, words, points."""

from collections.abc import Iterator

from expectations.rules.places import Finding, doubles
from expectations.schema import Agreement
from expectations.strict_yaml import Location
from expectations.vocabulary import ACTIVITY_KINDS, DEAL_FIELDS, LABEL_FIELDS, WORDS_OF_TOOLS


def only_the_visit_has_no_condition(agreement: Agreement) -> Iterator[Finding]:
    """The first stage is the visit, entered by a session; every later one says when."""
    first = agreement.stages[0]
    if first.enter_when is not None or first.id != "visit":
        yield (
            ("stages", 0),
            "the first stage is `visit`, entered by a web session, without enter_when",
        )
    for index, stage in enumerate(agreement.stages[1:], start=1):
        if stage.enter_when is None:
            yield ("stages", index), f"{stage.id} needs an `enter_when`"


def exits_are_complete(agreement: Agreement) -> Iterator[Finding]:
    """Expiry counts days, joined_deal asks nothing, every other exit has its condition."""
    for index, way in enumerate(agreement.exits):
        if (way.id == "expired") != (way.after_days is not None):
            yield ("exits", index), "after_days belongs to `expired`, and to it alone"
        if (way.id in ("expired", "joined_deal")) == (way.when is not None):
            yield ("exits", index), f"{way.id} {'needs no' if way.when else 'needs a'} `when`"
    if not any(way.id == "expired" for way in agreement.exits):
        yield ("exits",), "no `expired`: say after how many days without activity a journey ends"


def reasons_are_told_apart(agreement: Agreement) -> Iterator[Finding]:
    """Within one exit no reason and no word stands twice; a word is without semicolons."""
    for index, way in enumerate(agreement.exits):
        at: Location = ("exits", index, "reasons")
        for double, identifier in doubles(reason.id for reason in way.reasons):
            yield (*at, double), f"{way.id} has the reason {identifier!r} twice"
        words = [
            (place, word.strip().lower())
            for place, reason in enumerate(way.reasons)
            for word in reason.words or [reason.label]
        ]
        for double, word in doubles(word for _, word in words):
            yield (*at, words[double][0]), f"{word!r} is the word of two reasons of {way.id}"
        for place, word in words:
            if ";" in word:
                yield (*at, place), f"{word!r}: a word of a reason is without semicolons"


def activities_are_worded(agreement: Agreement) -> Iterator[Finding]:
    """Each activity names words that its tool has."""
    for index, activity in enumerate(agreement.activities):
        at: Location = ("activities", index)
        fitting = WORDS_OF_TOOLS[activity.tool]
        if activity.what not in fitting:
            yield at, f"{activity.tool} has no {activity.what}; use {', '.join(fitting)}"
        if bool(activity.one_of) == activity.any:
            yield at, "give either `one_of` with words or `any: true`"


def labels_are_of_their_tool(agreement: Agreement) -> Iterator[Finding]:
    """A tool has the field; a deal's words mean open, won or lost, a person's a stage or exit."""
    persons = {stage.id for stage in agreement.stages} | {way.id for way in agreement.exits}
    for index, labels in enumerate(agreement.labels):
        at: Location = ("labels", index)
        fitting = LABEL_FIELDS[labels.tool]
        if labels.field not in fitting:
            yield at, f"{labels.tool} has no {labels.field}; use {', '.join(fitting)}"
        for word, meaning in labels.means.items():
            if labels.field in DEAL_FIELDS and meaning not in ("open", "won", "lost"):
                yield (
                    (*at, "means", word),
                    f"{word!r} means {meaning!r}; a deal is open, won or lost",
                )
            if labels.field not in DEAL_FIELDS and meaning not in persons | {"none"}:
                known = ", ".join(sorted(persons))
                yield (
                    (*at, "means", word),
                    f"{word!r} means unknown {meaning!r}; one of {known}, or none",
                )


def words_mean_one_thing(agreement: Agreement) -> Iterator[Finding]:
    """A tool's field is mapped once, and a word of it once, blanks around it apart."""
    for index, name in doubles(f"{labels.tool} {labels.field}" for labels in agreement.labels):
        yield ("labels", index), f"{name} is mapped twice; merge the maps"
    for index, labels in enumerate(agreement.labels):
        words = list(labels.means)
        for double, word in doubles(word.strip() for word in words):
            yield ("labels", index, "means", words[double]), f"{word!r} is mapped twice"


def points_are_for_activities(agreement: Agreement) -> Iterator[Finding]:
    """Engagement counts what people do, and never negatively, so that time alone adds nothing."""
    for kind, points in agreement.scoring.engagement.points.items():
        if kind not in ACTIVITY_KINDS or points < 0:
            yield (
                ("scoring", "engagement", "points", kind),
                f"{kind}: points are 0 or more, for an activity",
            )
