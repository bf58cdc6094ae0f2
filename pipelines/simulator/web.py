"""What the website's tag sends: the hits of every session, as columns, in order of time."""

from dataclasses import dataclass, fields

import numpy as np

from pipelines.simulator.days import MINUTE, SECOND
from pipelines.simulator.draws import Flags, Ints, chance, nth
from pipelines.simulator.play import Played

EVENTS = (
    "first_visit",
    "session_start",
    "page_view",
    "scroll",
    "user_engagement",
    "form_start",
    "form_submit",
    "file_download",
    "click",
)
(FIRST_VISIT, SESSION_START, PAGE_VIEW, SCROLL, ENGAGEMENT, FORM_START, FORM_SUBMIT, DOWNLOAD,
 CLICK) = range(9)  # fmt: skip
SCROLLED, LEFT_BY_LINK, GUIDE_FORM = 0.42, 0.02, 1
# of the days that are delivered twice, and of their hits the share that came late
REDELIVERED, CAME_LATE = 0.006, 0.09


@dataclass
class Hits:
    """One item per hit, in order of time. `view` is the page it happened on, `day` its table."""

    event: Ints
    visit: Ints
    view: Ints
    at: Ints
    day: Ints
    # within the page's batch, counted from 1
    index: Ints
    stayed_ms: Ints
    is_late: Flags

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.event)

    def taken(self, which: Flags) -> "Hits":
        """Return some of them, in their order."""
        return Hits(**{item.name: getattr(self, item.name)[which] for item in fields(self)})


@dataclass
class Sessions:
    """What the tag keeps of each visit: its own number for it, and how many there were before."""

    number: Ints
    count: Ints
    first_touch: Ints
    first_source: Ints
    is_engaged: Flags
    is_allowed: Flags


def sessions_of(played: Played) -> Sessions:
    """Return the tag's view of each visit; its number is the second at which it began."""
    visits, browser = played.visits, played.browser
    order = np.lexsort((visits.start, browser))
    number = visits.start // SECOND
    count = np.empty(len(visits), np.int64)
    count[order] = nth(browser[order]) + 1
    # two people at one browser in one second would be one session to the tag
    same = (np.diff(browser[order]) == 0) & (np.diff(number[order]) == 0)
    number[order[1:][same]] += 1
    firsts = order[count[order] == 1]
    first_touch = np.zeros(len(played.browsers.allows), np.int64)
    first_source = np.zeros(len(played.browsers.allows), np.int64)
    first_touch[browser[firsts]] = visits.start[firsts]
    first_source[browser[firsts]] = visits.source[firsts]
    engaged = (visits.pages > 1) | (visits.seconds > 10)
    return Sessions(
        number, count, first_touch[browser], first_source[browser], engaged,
        played.browsers.allows[browser],
    )  # fmt: skip


def hits_of(played: Played, sessions: Sessions) -> Hits:
    """Return every hit of every session."""
    rng = played.draws.stream("hits")
    visits, views = played.visits, played.views
    number = np.arange(len(views.visit))
    visit = views.visit
    is_first = np.r_[True, visit[1:] != visit[:-1]]
    is_last = np.r_[visit[1:] != visit[:-1], True]
    leaves = visits.start[visit] + visits.seconds[visit] * SECOND
    until = np.where(is_last, leaves, np.r_[views.at[1:], 0])
    stay = until - views.at
    starts_new = is_first & (sessions.count[visit] == 1)
    sends = is_last & (visits.form[visit] >= 0)
    scrolls = chance(rng, SCROLLED, len(visit)) & (stay > 8 * SECOND)
    engages = sessions.is_engaged[visit] & (stay > 2 * SECOND) & ~sends
    takes = sends & (visits.form[visit] == GUIDE_FORM)
    goes = is_last & ~sends & chance(rng, LEFT_BY_LINK, len(visit))
    part = rng.uniform(0.3, 0.8, len(visit))
    within = views.at + (stay * part).astype(np.int64)
    began = views.at + (stay * part * 0.6).astype(np.int64)
    last = until - 1000 - rng.integers(0, 900_000, len(visit)) % np.maximum(stay // 8, 1)
    parts = (
        (FIRST_VISIT, starts_new, views.at),
        (SESSION_START, is_first, views.at),
        (PAGE_VIEW, number >= 0, views.at),
        (SCROLL, scrolls, within),
        (FORM_START, sends, began),
        (FORM_SUBMIT, sends, until),
        (DOWNLOAD, takes, until + 1_500_000),
        (CLICK, goes, last),
        (ENGAGEMENT, engages, last + 500),
    )
    event = np.concatenate([np.full(int(mask.sum()), code) for code, mask, _ in parts])
    view = np.concatenate([number[mask] for _, mask, _ in parts])
    at = np.concatenate([when[mask] for _, mask, when in parts])
    kept = at < played.days.end
    event, view, at = event[kept], view[kept], at[kept]
    order = np.lexsort((event, at, view))
    event, view, at = event[order], view[order], at[order]
    stayed = np.clip((at - views.at[view]) // 1000, 0, 30 * MINUTE // 1000)
    index = nth(view) + 1
    order = np.lexsort((index, view, at))
    at = at[order]
    day = played.days.day_of(at)
    late = np.isin(day, redelivered(played)) & chance(rng, CAME_LATE, len(at))
    return Hits(
        event[order], views.visit[view[order]], view[order], at, day, index[order],
        np.where(event <= PAGE_VIEW, 0, stayed)[order], late,
    )  # fmt: skip


def redelivered(played: Played) -> Ints:
    """Return the days whose table was delivered again because hits had come late."""
    days = played.days
    rng = played.draws.stream("redelivered days")
    worked = np.flatnonzero(days.is_worked[: max(1, days.count - 5)])
    wanted = max(1, round(REDELIVERED * days.count))
    return np.sort(rng.choice(worked, min(wanted, len(worked)), replace=False))


def session_knows(played: Played, hits: Hits) -> Flags:
    """Return which hits tell who sits there."""
    return hits.at >= played.known_from[hits.visit]
