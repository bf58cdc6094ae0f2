"""Every event that was played: whose it truly is, when it happened, when an extract first said so.

`told_of` is the identifier under which the extracts tell of it, as `kind:identifier` in the words
of people.csv; `link` says how that ties it to its person, `none` that it cannot. `note` says what
the extracts do not hold of it: its hour, its time, its history.

To add a kind of event, return another `Part` from the module of its subject.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pac

from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts
from pipelines.simulator.files import write_csv
from pipelines.simulator.play import Played
from pipelines.simulator.web import Hits, Sessions

TEXTS = ("kind", "word", "record", "link", "note", "told_of", "value")
Words: TypeAlias = pa.Array | Texts | str


@dataclass
class Part:
    """Events of one kind. Texts may be one for all; person -1 is nobody.

    `noted` is when somebody wrote it down in a tool, where that was not at once.
    """

    kind: str
    person: Ints
    at: Ints
    visible: Ints
    word: Words = ""
    record: Words = ""
    link: Words = ""
    consent: Flags | None = None
    note: Words = ""
    told_of: Words = ""
    value: Words = ""
    noted: Ints | None = None


def write_events(
    played: Played, sessions: Sessions, hits: Hits, folder: Path, moments: list[int]
) -> int:
    """Write every event, in order of time; return how many."""
    from pipelines.simulator.truth_acts import acts_parts
    from pipelines.simulator.truth_crm import crm_parts
    from pipelines.simulator.truth_marketing import marketing_parts
    from pipelines.simulator.truth_web import web_parts

    parts = [
        *web_parts(played, sessions, hits),
        *marketing_parts(played, moments),
        *crm_parts(played, moments),
        *acts_parts(played, moments),
    ]
    at = np.concatenate([part.at for part in parts])
    happened = np.flatnonzero(at < played.days.end)
    order = happened[np.argsort(at[happened], kind="stable")]
    rows = pa.array(order)
    size = [len(part.person) for part in parts]
    texts = {
        name: pa.concat_arrays(
            [_text(getattr(part, name), count) for part, count in zip(parts, size, strict=True)]
        ).take(rows)
        for name in TEXTS
    }
    consent = np.concatenate([_consent(part) for part in parts])[order]
    person = np.concatenate([part.person for part in parts])[order]
    visible = np.concatenate([part.visible for part in parts])[order]
    shown = pa.array(visible.astype("datetime64[us]"), mask=visible >= NEVER)
    noted = np.concatenate([_noted(part) for part in parts])[order]
    written = pa.array(noted.astype("datetime64[us]"), mask=noted >= NEVER)
    number = pa.array(np.arange(len(order)) + 1).cast(pa.string())
    who = pac.utf8_lpad(pa.array(np.maximum(person, 0)).cast(pa.string()), 7, "0")
    who = pac.binary_join_element_wise("P", who, "")
    write_csv(
        folder / "events.csv",
        {
            "event_id": number,
            "true_person_id": pac.if_else(pa.array(person >= 0), who, ""),
            "kind": texts["kind"],
            "word": texts["word"],
            "occurred_at": _moments(pa.array(at[order].astype("datetime64[us]"))),
            "visible_at": _moments(shown),
            "record": texts["record"],
            "consent": pa.array(["", "denied", "given"]).take(pa.array(consent + 1)),
            "link": texts["link"],
            "note": texts["note"],
            "told_of": texts["told_of"],
            "value": texts["value"],
            "noted_at": _moments(written),
        },
        quoted=False,
    )
    return len(order)


def named(kind: "str | pa.Array", identifiers: Words) -> pa.Array:
    """Return `kind:identifier` for each of them, nothing where there is none."""
    found = (
        pa.array(identifiers, pa.string()) if isinstance(identifiers, np.ndarray) else identifiers
    )
    return pac.if_else(pac.equal(found, ""), "", pac.binary_join_element_wise(kind, found, ":"))


def person_ids(numbers: Ints) -> Texts:
    """Return the true id of each person, empty below 0."""
    return np.array([f"P{n:07d}" if n >= 0 else "" for n in numbers.tolist()], object)


def as_tool_keeps_it(at: Ints) -> Ints:
    """Return moments as exactly as the tools other than the website's keep them: milliseconds."""
    return np.where(at < NEVER, at // 1000 * 1000, NEVER)


def _moments(times: pa.Array) -> pa.Array:
    return times.cast(pa.timestamp("us", "UTC")).cast(pa.string())


def _text(values: Words, count: int) -> pa.Array:
    if isinstance(values, str):
        return pa.array([values]).take(pa.array(np.zeros(count, np.int64)))
    return values if isinstance(values, pa.Array) else pa.array(values, pa.string())


def _noted(part: Part) -> Ints:
    return np.full(len(part.person), NEVER) if part.noted is None else part.noted


def _consent(part: Part) -> Ints:
    if part.consent is None:
        return np.full(len(part.person), -1)
    return part.consent.astype(np.int64)
