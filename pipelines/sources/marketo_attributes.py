"""An activity's attributes, which Marketo writes as an object or as a list of names and values.

To read more out of them, add a column to `MARKETO_ACTIVITIES` and its value to `told_in`.
"""

import json
import re

# the bulk extract writes this word where a value is empty
NULL = "null"


def attributes_of(text: str | None) -> dict[str, object]:
    """Return attributes by name.

    Raises:
        ValueError: the text is no JSON object and no list of names and values.
    """
    if text is None:
        return {}
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as problem:
        raise ValueError("a text in the attributes is no valid Unicode") from problem
    except ValueError as problem:
        raise ValueError("the attributes are no JSON") from problem
    if found is None:
        return {}
    if isinstance(found, dict):
        return found
    if not isinstance(found, list):
        raise ValueError("the attributes are neither an object nor a list of names and values")
    by_name: dict[str, object] = {}
    for item in found:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise ValueError("the list of attributes holds something without a name")
        by_name[item["name"]] = item.get("value")
    return by_name


def written(attributes: dict[str, object]) -> str | None:
    """Return attributes as one JSON object, whichever way they came; None where there are none."""
    return json.dumps(attributes, ensure_ascii=False, sort_keys=True) if attributes else None


def told_in(attributes: dict[str, object]) -> list[str | None]:
    """Return the values that columns of their own hold: old value, new value, merged ids.

    A change of a revenue stage calls them stages.
    """
    by_name = {name.casefold().replace(" ", ""): value for name, value in attributes.items()}
    return [
        _text(by_name.get("oldvalue", by_name.get("oldstage"))),
        _text(by_name.get("newvalue", by_name.get("newstage"))),
        ";".join(_ids(by_name.get("mergeids"))) or None,
    ]


def _ids(value: object) -> list[str]:
    """Return the ids of merged leads: a list, or a text of one, with or without brackets."""
    if isinstance(value, list):
        return [str(item).strip() for item in value]
    return re.findall(r"\d+", _text(value) or "")


def _text(value: object) -> str | None:
    if value is None or value == NULL or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
