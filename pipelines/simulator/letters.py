"""What Marketing sends and offers: the monthly letter, and webinars with their lists of guests."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.simulator.company import CUSTOMER, KINDS
from pipelines.simulator.days import DAY, HOUR, MINUTE, NEVER, SECOND, Days
from pipelines.simulator.draws import Draws, Flags, Ints, Rng, chance, some, spread
from pipelines.simulator.people import People

WEBINAR_TITLES = (
    "Dispatch without spreadsheets",
    "Routes that survive Monday",
    "Service windows and penalties",
    "Spare parts on the van",
    "What a good handover looks like",
)
QUIET_MONTHS = (8, 12)
# only people who became known lately come to webinars
FRESH = 240 * DAY
NO_SHOWS, UNDATED, UNREADABLE = 0.28, 0.012, 0.004


@dataclass
class Letters:
    """One item per opened letter; `clicked_at` is NEVER where nothing in it was followed."""

    person: Ints
    letter: Ints
    opened_at: Ints
    clicked_at: Ints

    def none(self) -> "Letters":
        """Return none of them."""
        return Letters(*(getattr(self, name)[:0] for name in self.__dataclass_fields__))


@dataclass
class Guests:
    """One item per line of a webinar's list of guests.

    `written` says what the line holds of the time: 0 the minute, 1 nothing, 2 a day that never was.
    """

    person: Ints
    webinar: Ints
    joined_at: Ints
    came: Flags
    written: Ints

    def none(self) -> "Guests":
        """Return none of them."""
        return Guests(*(getattr(self, name)[:0] for name in self.__dataclass_fields__))


def nth_weekday(days: Days, weekday: int, number: int) -> list[date]:
    """Return the nth such weekday of each month that is played."""
    found = []
    day = days.first_day.replace(day=1)
    last = days.dates[days.count - 1]
    while day <= last:
        first = day + timedelta(days=(weekday - day.weekday()) % 7)
        chosen = first + timedelta(days=7 * (number - 1))
        if days.first_day <= chosen <= last:
            found.append(chosen)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def send_letters(draws: Draws, days: Days, people: People, known_since: Ints) -> Letters:
    """Return what became of each letter sent to those who were known by then."""
    rng = draws.stream("letters")
    sent = [days.starts[days.on(day)] + 9 * HOUR for day in nth_weekday(days, 1, 3)]
    known = np.flatnonzero(known_since < NEVER)
    subscribed = known[chance(rng, 0.85, len(known))]
    parts = []
    for number, at in enumerate(sent):
        to = subscribed[known_since[subscribed] < at]
        warmth = people.warmth[to]
        aged = np.minimum((at - known_since[to]) / (400 * DAY), 1.0)
        clicks = chance(rng, (0.008 + 0.075 * warmth) * (1 - 0.6 * aged), len(to))
        opens = clicks | chance(rng, 0.10 + 0.22 * warmth, len(to))
        opened = at + (spread(rng, 3.0, 1.2, len(to)) * HOUR).astype(np.int64)
        later = opened + rng.integers(20, 500, len(to)) * SECOND
        clicked = np.where(clicks & (later < days.end - MINUTE), later, NEVER)
        kept = opens & (opened < days.end)
        parts.append((to, np.full(len(to), number), opened, clicked, kept))
    columns = [np.concatenate([part[n] for part in parts] or [known[:0]]) for n in range(5)]
    kept = columns[4].astype(bool)
    return Letters(*(column[kept].astype(np.int64) for column in columns[:4]))


def hold_webinars(
    draws: Draws, days: Days, people: People, known_since: Ints, shy_since: Ints
) -> Guests:
    """Return the lists of guests: known people, and those known by nothing but such a list.

    Args:
        draws: the seed's streams.
        days: the calendar.
        people: everyone.
        known_since: when each person gave an address on the website, or NEVER.
        shy_since: when those who only ever come to a webinar began to look, NEVER for others.
    """
    rng = draws.stream("webinars")
    held = [day for day in nth_weekday(days, 3, 2) if day.month not in QUIET_MONTHS]
    begins = np.array([days.starts[days.on(day)] + 11 * HOUR for day in held], dtype=np.int64)
    known = np.flatnonzero((known_since < NEVER) & (people.kind <= CUSTOMER))
    sells = np.array([kind.accepted for kind in KINDS])[people.kind[known]]
    parts: list[tuple[Ints, Ints]] = []
    for number, at in enumerate(begins.tolist()):
        fresh = (known_since[known] < at - HOUR) & (known_since[known] > at - FRESH)
        rate = 0.01 + 0.12 * people.warmth[known] * sells
        to = known[fresh & chance(rng, rate, len(known))]
        parts.append((to, np.full(len(to), number)))
    shy = np.flatnonzero(shy_since < NEVER)
    theirs = np.searchsorted(begins, shy_since[shy] + HOUR)
    shy, theirs = shy[theirs < len(begins)], theirs[theirs < len(begins)]
    parts.append((shy, theirs))
    person = np.concatenate([part[0] for part in parts])
    webinar = np.concatenate([part[1] for part in parts]).astype(np.int64)
    order = np.lexsort((person, webinar))
    person, webinar = person[order], webinar[order]
    joined = begins[webinar] if len(begins) else webinar
    joined = joined + rng.integers(-3, 9, len(person)) * MINUTE
    came = ~chance(rng, NO_SHOWS, len(person)) | (shy_since[person] < NEVER)
    return Guests(person, webinar, joined, came, _badly_written(rng, came))


def _badly_written(rng: Rng, came: Flags) -> Ints:
    written = np.zeros(len(came), np.int64)
    written[some(rng, np.flatnonzero(came), UNDATED)] = 1
    written[some(rng, np.flatnonzero(came & (written == 0)), UNREADABLE)] = 2
    return written
