"""Whole values of the document, and whatever they hold, in words."""

import json
from typing import Any

from expectations.conditions import sentence
from expectations.differences.phrases import aspect_named, phrase
from expectations.differences.rows import Kind
from expectations.schema import Agreement, AllOf, AnyOf, Clause, Part

CONDITIONS = (AllOf, AnyOf, Clause)


def said(key: str, value: Any, agreement: Agreement, is_share: bool = False) -> str:
    """Return what stands under a key in words; nothing where nothing does.

    Args:
        key: the key of the document.
        value: a part, a condition, a list, a dictionary or one word or number.
        agreement: the document, which has the labels.
        is_share: whether numbers are shares of 1.
    """
    if value is None:
        return ""
    if isinstance(value, CONDITIONS):
        return sentence(value, agreement.attributes)
    if isinstance(value, list):
        return ", ".join(said(key, item, agreement, is_share) for item in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{word} {said(key, item, agreement, is_share)}" for word, item in value.items()
        )
    if isinstance(value, Part):
        return "; ".join(
            f"{aspect_named(name)} {said(name, getattr(value, name), agreement, is_share)}"
            for name in type(value).model_fields
            if name in value.model_fields_set
        )
    return phrase(key, value, agreement, is_share)


def raw(value: Any) -> str:
    """Return a value as it was written, which is what was signed."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False)


def told_apart(kind: Kind, was: str, now: str, old: Any, new: Any) -> tuple[str, str]:
    """Return two texts that differ: as they were written, where the words do not."""
    return (was, now) if kind != "changed" or was != now else (raw(old), raw(new))


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return str(value)
