"""The parameters of each hit, as the export nests them: ten to twenty in a list of records.

To add a parameter, add its name to PARAMS and its values to `params_of`.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pipelines.simulator.company import (
    FORM_PAGES,
    FORM_TITLES,
    FORMS,
    PAID_SEARCH,
    SOURCES,
    WEBSITE,
)
from pipelines.simulator.draws import Flags, Ints
from pipelines.simulator.pages import PAGES
from pipelines.simulator.play import Played
from pipelines.simulator.web import (
    CLICK,
    DOWNLOAD,
    FORM_START,
    FORM_SUBMIT,
    PAGE_VIEW,
    SCROLL,
    Hits,
    Sessions,
)

PARAMS = (
    "ga_session_id", "ga_session_number", "page_location", "page_title", "page_referrer",
    "session_engaged", "engaged_session_event", "ignore_referrer", "entrances",
    "engagement_time_msec", "batch_page_id", "batch_ordering_id", "content_group", "page_type",
    "page_language", "site_version", "source", "medium", "campaign", "term", "percent_scrolled",
    "form_id", "form_name", "form_destination",
    "form_length", "link_url", "link_domain", "outbound", "file_name", "file_extension",
)  # fmt: skip
GROUPS = ("home", "product", "blog", "customers", "company")


@dataclass
class Pool:
    """Texts by number, each kept once; what a column repeats is stored once."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, text: str | None) -> int:
        """Return the number of a text, -1 for none."""
        if text is None:
            return -1
        if text not in self.numbers:
            self.numbers[text] = len(self.texts)
            self.texts.append(text)
        return self.numbers[text]

    def all_of(self, texts: "list[str | None]") -> Ints:
        """Return the number of each text."""
        return np.array([self.of(text) for text in texts], dtype=np.int64)


def click_id(number: int) -> str:
    """Return the click id that an advertisement adds to a page's address."""
    return f"Cj0KCQ{number * 2654435761 % (1 << 44):011x}"


def params_of(played: Played, sessions: Sessions, hits: Hits) -> pa.ListArray:
    """Return the list of parameters of each hit."""
    pool, count = Pool(), len(hits)
    event, visit = hits.event, hits.visit
    page = played.views.page[hits.view]
    is_landing = np.r_[True, played.views.visit[1:] != played.views.visit[:-1]][hits.view]
    source = played.visits.source[visit]
    allowed = sessions.is_allowed[visit]
    view_at = played.views.at[hits.view]
    place = _places(pool, page, source, is_landing, sessions.number[visit])
    plain = pool.all_of([item.location for item in PAGES])
    referrers = pool.all_of([item.referrer for item in SOURCES])
    before = played.views.page[np.maximum(hits.view - 1, 0)]
    referrer = np.where(is_landing, referrers[source], plain[before])
    engaged = sessions.is_engaged[visit] & (event >= SCROLL)
    form = np.where((event >= FORM_START) & (event <= DOWNLOAD), played.visits.form[visit], -1)
    is_form = (event == FORM_START) | (event == FORM_SUBMIT)
    lands = (event == PAGE_VIEW) & is_landing
    told = lands & allowed & (referrer >= 0)
    link = event == CLICK
    file = event == DOWNLOAD
    yes, none = np.ones(count, bool), np.full(count, -1)
    form = np.where(is_form, form, 0)
    group = np.array([_group(item.path) for item in PAGES])
    kind = np.array([2 if item.path in FORM_PAGES else int(item.is_key) for item in PAGES])

    def words(texts: list[str | None], which: Ints) -> Ints:
        return np.asarray(pool.all_of(texts)[which])

    text: dict[str, tuple[Flags, Ints]] = {
        "page_location": (yes, place),
        "page_title": (yes, words([item.title for item in PAGES], page)),
        "page_referrer": (referrer >= 0, referrer),
        "session_engaged": (allowed, words(["0", "1"], engaged.astype(int))),
        "ignore_referrer": (~is_landing, words(["true"], np.zeros(count, int))),
        "content_group": (yes, words(list(GROUPS), group[page])),
        "page_type": (yes, words(["content", "key", "form"], kind[page])),
        "page_language": (yes, none + 1 + pool.of("de")),
        "site_version": (yes, none + 1 + pool.of("4.2")),
        "source": (told, words([item.source for item in SOURCES], source)),
        "medium": (told, words([item.medium for item in SOURCES], source)),
        "campaign": (told, words([item.campaign for item in SOURCES], source)),
        "term": (told & (source == PAID_SEARCH), none + 1 + pool.of("einsatzplanung software")),
        "form_id": (is_form, words(list(FORMS), form)),
        "form_name": (is_form, words([*FORM_TITLES, None], form)),
        "form_destination": (is_form, none + 1 + pool.of(f"https://{WEBSITE}/submit")),
        "link_url": (link, none + 1 + pool.of("https://www.linkedin.com/company/nordlicht")),
        "link_domain": (link, none + 1 + pool.of("linkedin.com")),
        "outbound": (link, none + 1 + pool.of("true")),
        "file_name": (file, none + 1 + pool.of("/files/dispatch-guide.pdf")),
        "file_extension": (file, none + 1 + pool.of("pdf")),
    }
    whole: dict[str, tuple[Flags, Ints]] = {
        "ga_session_id": (allowed, sessions.number[visit]),
        "ga_session_number": (allowed, sessions.count[visit]),
        "engaged_session_event": (allowed & engaged, np.ones(count, np.int64)),
        "entrances": (lands & allowed, np.ones(count, np.int64)),
        "engagement_time_msec": (hits.stayed_ms > 0, hits.stayed_ms),
        "batch_page_id": (yes, view_at // 1000),
        "batch_ordering_id": (yes, (hits.index + 2) // 3),
        "percent_scrolled": (event == SCROLL, np.full(count, 90)),
        "form_length": (is_form, np.full(count, 6)),
    }
    return _nested(pool, text, whole, count)


def _places(pool: Pool, page: Ints, source: Ints, is_landing: Flags, number: Ints) -> Ints:
    """Return the address of each hit's page, with what the campaign added to it."""
    plain = pool.all_of([item.location for item in PAGES])
    tagged = np.array(
        [
            pool.all_of([f"{item.location}?utm_source={origin.source}&utm_medium={origin.medium}"
                         f"&utm_campaign={origin.campaign}" for item in PAGES])
            if origin.campaign and origin.medium != "cpc" else plain
            for origin in SOURCES
        ]
    )  # fmt: skip
    place = np.where(is_landing, tagged[source, page], plain[page])
    for hit in np.flatnonzero(is_landing & (source == PAID_SEARCH)).tolist():
        located = PAGES[page[hit]].location
        place[hit] = pool.of(f"{located}?gclid={click_id(int(number[hit]))}")
    return place


def _group(path: str) -> int:
    if path.startswith("/blog"):
        return 2
    if path.startswith("/customers"):
        return 3
    return {"/": 0, "/product": 1, "/pricing": 1, "/integrations": 1}.get(path, 4)


def _nested(
    pool: Pool,
    text: dict[str, tuple[Flags, Ints]],
    whole: dict[str, tuple[Flags, Ints]],
    count: int,
) -> pa.ListArray:
    """Return one list per hit of those parameters that it has, in the order of PARAMS."""
    has = np.zeros((count, len(PARAMS)), bool)
    for number, name in enumerate(PARAMS):
        mask, values = text.get(name) or whole[name]
        has[:, number] = mask & (values >= 0)
    place = np.cumsum(has.ravel()).reshape(has.shape) - 1
    size = int(has.sum())
    codes, numbers = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    is_whole = np.zeros(size, bool)
    for number, name in enumerate(PARAMS):
        mask = has[:, number]
        at = place[mask, number]
        if name in text:
            codes[at] = text[name][1][mask]
        else:
            numbers[at] = whole[name][1][mask]
            is_whole[at] = True
    keys = pa.array(PARAMS).take(pa.array(np.nonzero(has)[1].astype(np.int32)))
    strings = pa.array(pool.texts, pa.string()).take(pa.array(codes, mask=codes < 0))
    nothing = pa.nulls(size, pa.float64())
    value = pa.StructArray.from_arrays(
        [strings, pa.array(numbers, mask=~is_whole), nothing, nothing],
        ["string_value", "int_value", "float_value", "double_value"],
    )
    offsets = np.r_[0, np.cumsum(has.sum(axis=1))].astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.StructArray.from_arrays([keys, value], ["key", "value"])
    )
