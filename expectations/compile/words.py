"""The macros of what each tool's own words mean: activities, stages of a deal, attributes."""

from expectations.compile.macros import choice, list_macro, lowered, macro
from expectations.conditions import quoted
from expectations.schema import Agreement
from expectations.vocabulary import DEAL_FIELDS


def activities(agreements: list[Agreement]) -> str:
    """Return the macro of which activity a tool's word is; the first that matches counts."""
    cases = [
        (
            " and ".join(
                [
                    f"{{{{ version }}}} = {quoted(item.version)}",
                    f"{{{{ tool }}}} = {quoted(activity.tool)}",
                    f"{{{{ what }}}} = {quoted(activity.what)}",
                    *([] if activity.any else [_any_word(activity.one_of)]),
                ]
            ),
            quoted(activity.activity),
        )
        for item in agreements
        for activity in item.activities
    ]
    return macro(
        "agreed_activity",
        "version, tool, what, word",
        choice(cases),
        "Which activity a tool's own word is; NULL where the agreement names none.",
    )


def _any_word(words: list[str]) -> str:
    """Return the SQL of a word among these; one that ends in * names all that begin so."""
    written = [word.strip().lower() for word in words]
    whole = [word for word in written if not word.endswith("*")]
    parts = [f"lower(trim({{{{ word }}}})) in ({lowered(whole)})"] if whole else []
    for word in written:
        if word.endswith("*"):
            start = word[:-1]
            parts.append(f"left(lower(trim({{{{ word }}}})), {len(start)}) = {quoted(start)}")
    return "(" + " or ".join(parts) + ")"


def stages_of_deals(agreements: list[Agreement]) -> str:
    """Return the macro of what a deal's stage in its tool means."""
    cases = []
    for item in agreements:
        for labels in item.labels:
            if labels.field not in DEAL_FIELDS:
                continue
            for state in ("won", "lost"):
                words = [word for word, meaning in labels.means.items() if meaning == state]
                if words:
                    listed = ", ".join(quoted(word.strip()) for word in words)
                    when = (
                        f"{{{{ version }}}} = {quoted(item.version)}"
                        f" and {{{{ vendor }}}} = {quoted(labels.tool)}"
                        f" and trim({{{{ deal_stage }}}}) in ({listed})"
                    )
                    cases.append((when, quoted(state)))
    return macro(
        "agreed_deal_state",
        "version, vendor, deal_stage",
        choice(cases, "'open'"),
        "What a deal's stage in its tool means: won, lost, else open.",
    )


def attributes(agreements: list[Agreement]) -> list[str]:
    """Return the macros of the company's own attributes; the latest version to name one decides."""
    named = {a.id: a for item in agreements for a in item.attributes}
    cases = [
        (
            f"{{{{ tool }}}} = {quoted(tool)}"
            f" and lower({{{{ property }}}}) = {quoted(word.lower())}",
            quoted(attribute.id),
        )
        for attribute in named.values()
        for tool, word in attribute.from_.items()
    ]
    items = [{"id": attribute.id, "type": attribute.type} for attribute in named.values()]
    return [
        list_macro("agreed_attributes", items, "The company's own attributes."),
        macro(
            "agreed_attribute",
            "tool, property",
            choice(cases),
            "Which attribute a tool's property holds; NULL where the agreement names none.",
        ),
    ]
