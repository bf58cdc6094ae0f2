"""Why an entry was let in, in words: `fit 62 ≥ 50 and engagement 71 ≥ 60`.

Reads the evidence that is stored on the entry, and nothing of the document: what was asked, what
was found, and where the clause stands in its condition. To say a field in words of its own, name it
in the vocabulary.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from expectations.vocabulary import FIELDS

Clause = Mapping[str, Any]

SIGNS = {"at_least": "≥", "at_most": "≤", "equals": "="}
NUMBERS = ("count", "score", "number")
# what happened at the moment of an entry, as a sentence ends with it
ACTS = {
    "session": "a web session",
    "key_page": "a key page",
    "form": "a form",
    "demo_request": "a demo request",
    "email_click": "a click in an e-mail",
    "webinar": "a webinar",
    "campaign_response": "a campaign response",
    "meeting_held": "a meeting",
    "deal_created": "a new deal",
    "deal_won": "a won deal",
    "deal_lost": "a lost deal",
    "crm_label": "a new status in the CRM",
    "marketing_label": "a new stage in the marketing tool",
    "record_created": "a new record",
    "attribute": "what was told of them",
    "version_start": "the new version's first day",
}


def because(clauses: Sequence[Clause] | None) -> str:
    """Return why a condition held: of alternatives the first that did; nothing where none is told.

    Args:
        clauses: the stored evidence, each with clause, field, operator, wanted and got.
    """
    if not clauses:
        return ""
    return " and ".join(_found(sorted(clauses, key=_place), ()) or ())


def _place(clause: Clause) -> list[int]:
    return [int(number) for number in str(clause["clause"]).split(".")[1::2]] or [1]


def _found(clauses: Sequence[Clause], at: tuple[str, ...]) -> list[str] | None:
    """Return the clauses that held below a place, as words; None where it did not hold."""
    here = [item for item in clauses if _path(item)[: len(at)] == at]
    word = _path(here[0])[len(at)] if len(_path(here[0])) > len(at) else ""
    if not word:
        return [_said(here[0])] if _holds(here[0]) else None
    numbers = list(dict.fromkeys(_path(item)[len(at) + 1] for item in here))
    parts = [_found(here, (*at, word, number)) for number in numbers]
    if word == "any":
        return next((part for part in parts if part is not None), None)
    if any(part is None for part in parts):
        return None
    return [said for part in parts for said in part or ()]


def _path(clause: Clause) -> tuple[str, ...]:
    text = str(clause["clause"])
    return tuple(text.split(".")) if text.startswith(("any.", "all.")) else ()


def _holds(clause: Clause) -> bool:
    got, wanted = _text(clause["got"]), _text(clause["wanted"])
    asked = FIELDS.get(str(clause["field"]))
    if clause["operator"] in ("known", "passed") or (asked is not None and not asked.shown):
        return bool(got)
    compare: dict[str, Callable[[float, float], bool]] = {
        "at_least": lambda ours, theirs: ours >= theirs,
        "at_most": lambda ours, theirs: ours <= theirs,
        "equals": lambda ours, theirs: ours == theirs,
    }
    try:
        return compare[str(clause["operator"])](float(got), float(wanted))
    except (KeyError, ValueError):
        words = [word.strip().lower() for word in wanted.split(" | ")]
        closed = "closed" in words and got.lower() in ("won", "lost")
        return got.lower() in words or closed


def _said(clause: Clause) -> str:
    name, got, wanted = str(clause["field"]), _text(clause["got"]), _text(clause["wanted"])
    field = FIELDS.get(name)
    words = field.words if field else name.replace("_", " ")
    if name == "deadline":
        return "nobody answered in time"
    if clause["operator"] == "known" or (field is not None and not field.shown):
        return f"{words} known"
    if clause["operator"] in SIGNS and (field is None or field.kind in NUMBERS):
        return f"{words} {got} {SIGNS[str(clause['operator'])]} {wanted}"
    return f"{words} {got}"


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
