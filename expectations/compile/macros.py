"""How a macro is written: its comment, its arguments, its body; and what SQL is made of."""

import json
from typing import Any

from expectations.conditions import quoted
from expectations.schema import Agreement


class Call(str):
    """The name of a macro whose text stands in a list; any other text stands there quoted."""


def macro(name: str, arguments: str, body: str, comment: str = "") -> str:
    """Return a macro, its comment above it."""
    said = f"{{# {comment} #}}\n" if comment else ""
    return f"{said}{{% macro {name}({arguments}) -%}}\n{body}\n{{%- endmacro %}}"


def list_macro(name: str, items: list[dict[str, Any]], comment: str) -> str:
    """Return a macro that returns a list of dictionaries, one a line."""
    lines = []
    for item in items:
        pairs = ", ".join(f"{_word(key)}: {_literal(value)}" for key, value in item.items())
        lines.append(f"    {{{pairs}}},")
    body = "{{ return([\n" + "\n".join(lines) + "\n]) }}"
    return macro(name, "", body, comment)


def _literal(value: Any) -> str:
    if isinstance(value, Call):
        return f"{value}()"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    return "none" if value is None else _word(value)


def _word(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def by_version(agreements: list[Agreement], argument: str, bodies: list[str]) -> str:
    """Return a CASE over the version, one body for each."""
    lines = [
        f"    when {quoted(agreement.version)} then {body}"
        for agreement, body in zip(agreements, bodies, strict=True)
    ]
    return f"case {{{{ {argument} }}}}\n" + "\n".join(lines) + "\nend"


def choice(cases: list[tuple[str, str]], otherwise: str = "cast(null as varchar)") -> str:
    """Return a CASE over (condition, value) in order; the other value where there is none."""
    if not cases:
        return otherwise
    lines = "".join(f"\n        when {when} then {then}" for when, then in cases)
    return f"case{lines}\n        else {otherwise}\n    end"


def lowered(words: list[str]) -> str:
    """Return words as the inside of an IN over lower case."""
    return ", ".join(quoted(word.strip().lower()) for word in words)
