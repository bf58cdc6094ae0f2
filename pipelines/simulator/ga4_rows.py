"""Hits as rows of the daily table: what the export says of event, browser and origin."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.simulator.company import PAID_SEARCH, SOURCES, STREAM_ID, WEBSITE
from pipelines.simulator.days import SECOND
from pipelines.simulator.draws import Flags, Ints, pick_one
from pipelines.simulator.ga4_params import click_id, params_of
from pipelines.simulator.play import Played
from pipelines.simulator.web import EVENTS, SESSION_START, Hits, Sessions, session_knows

DEVICES = (
    ("desktop", "Windows", "Chrome"),
    ("desktop", "Windows", "Edge"),
    ("desktop", "Macintosh", "Safari"),
    ("desktop", "Windows", "Firefox"),
    ("mobile", "iOS", "Safari"),
    ("mobile", "Android", "Chrome"),
)
SHARES = (0.36, 0.22, 0.10, 0.12, 0.11, 0.09)
CITIES = {
    "Germany": ("Hamburg", "Berlin", "Munich", "Essen", "Leipzig", "Stuttgart"),
    "Austria": ("Vienna", "Linz", "Graz"),
    "Switzerland": ("Zurich", "Basel", "Bern"),
    "Netherlands": ("Rotterdam", "Utrecht"),
    "Denmark": ("Aarhus", "Odense"),
    "United States": ("Chicago", "Columbus", "Denver"),
}
CONTINENTS = {"United States": ("Americas", "Northern America")}
EUROPE = ("Europe", "Western Europe")


@dataclass
class Tag:
    """What stays the same from hit to hit: of each browser, of each visit."""

    client: pa.StringArray
    device: Ints
    city: pa.StringArray
    user: pa.StringArray


def tag_of(played: Played) -> Tag:
    """Return each browser's own number and device, and whom each visit tells of, if any."""
    rng = played.draws.stream("clients")
    count = len(played.browsers.allows)
    first = np.zeros(count, np.int64)
    order = np.argsort(played.visits.start, kind="stable")[::-1]
    first[played.browser[order]] = played.visits.start[order] // SECOND
    numbers = rng.permutation(np.arange(count)) * 4099 + 1_000_000_000
    client = [f"{n}.{s}" for n, s in zip(numbers.tolist(), first.tolist(), strict=True)]
    country = played.firms.country[played.people.firm[played.browsers.owner]]
    chosen = rng.integers(0, 60, count)
    city = [CITIES[c][n % len(CITIES[c])] for c, n in zip(country, chosen.tolist(), strict=True)]
    contact = contact_of_visits(played)
    user = played.contacts.number[contact] if len(played.contacts) else contact
    return Tag(
        pa.array(client),
        pick_one(rng, np.array(SHARES), count),
        pa.array(city),
        pa.array(np.where(contact >= 0, user.astype(object).astype(str), "")),
    )


def contact_of_visits(played: Played) -> Ints:
    """Return the contact that each visit's form belongs to, else its person's first, else -1."""
    own = np.full(len(played.people), -1)
    order = np.arange(len(played.contacts))[::-1]
    own[played.contacts.person[order]] = order
    contact = own[played.visits.person]
    web = played.sent.visit >= 0
    contact[played.sent.visit[web]] = played.sent.contact[web]
    return contact


def rows_of(played: Played, sessions: Sessions, tag: Tag, hits: Hits) -> pa.Table:
    """Return the nested rows of some hits."""
    visit, count = hits.visit, len(hits)
    browser, source = played.browser[visit], played.visits.source[visit]
    allowed = sessions.is_allowed[visit]
    hidden = ~allowed
    country = played.firms.country[played.people.firm[played.visits.person[visit]]]
    days = played.days
    names = np.array([day.strftime("%Y%m%d") for day in days.dates[: days.count]], object)
    view_at = played.views.at[hits.view]
    starts = (hits.event <= SESSION_START + 1) & (view_at == played.visits.start[visit])
    first = sessions.first_source[visit]
    knows = session_knows(played, hits) & allowed
    paid = source == PAID_SEARCH
    clicked = np.empty(count, object)
    for hit in np.flatnonzero(paid & starts & allowed).tolist():
        clicked[hit] = click_id(int(sessions.number[visit[hit]]))
    return pa.table(
        {
            "event_date": pa.array(names[hits.day]),
            "event_timestamp": pa.array(hits.at),
            "event_previous_timestamp": _whole(view_at, hidden | (hits.at == view_at)),
            "event_name": _words(EVENTS, hits.event),
            "event_params": params_of(played, sessions, hits),
            "event_bundle_sequence_id": pa.array(view_at % 100_000_007),
            "event_server_timestamp_offset": pa.array(np.full(count, 0)),
            "user_id": _text(tag.user.take(pa.array(visit)), ~knows),
            "user_pseudo_id": _text(tag.client.take(pa.array(browser)), hidden),
            "privacy_info": _record(
                analytics_storage=_words(("No", "Yes"), allowed),
                ads_storage=_words(("No", "Yes"), allowed),
                uses_transient_token=_words(("No",), np.zeros(count, int)),
            ),
            "user_properties": _empty(count),
            "user_first_touch_timestamp": _whole(sessions.first_touch[visit], hidden),
            "device": _device(tag.device[browser]),
            "geo": _record(
                continent=_words_of(country, {c: CONTINENTS.get(c, EUROPE)[0] for c in CITIES}),
                sub_continent=_words_of(country, {c: CONTINENTS.get(c, EUROPE)[1] for c in CITIES}),
                country=pa.array(country, pa.string()),
                city=tag.city.take(pa.array(browser)),
            ),
            "traffic_source": _record(
                hidden,
                name=_words([_campaign(item) for item in SOURCES], first),
                medium=_words([item.medium for item in SOURCES], first),
                source=_words([item.source for item in SOURCES], first),
            ),
            "stream_id": _words((STREAM_ID,), np.zeros(count, int)),
            "platform": _words(("WEB",), np.zeros(count, int)),
            "is_active_user": pa.array(sessions.is_engaged[visit]),
            "items": _empty(count),
            "collected_traffic_source": _collected(source, clicked, hidden | ~starts),
            "session_traffic_source_last_click": _record(
                hidden,
                manual_campaign=_record(
                    campaign_name=_words([item.campaign for item in SOURCES], source),
                    source=_words([item.source for item in SOURCES], source),
                    medium=_words([item.medium for item in SOURCES], source),
                ),
                cross_channel_campaign=_record(
                    default_channel_group=_words([item.channel for item in SOURCES], source)
                ),
            ),
            "batch_page_id": pa.array(view_at // 1000),
            "batch_ordering_id": pa.array((hits.index + 2) // 3),
            "batch_event_index": pa.array(hits.index),
        }
    )


def _campaign(source) -> str:  # type: ignore[no-untyped-def]
    """Return a campaign's name, or what stands there in its place."""
    return source.campaign or {"organic": "(organic)", "referral": "(referral)"}.get(
        source.medium, "(direct)"
    )


def _words(words, which) -> pa.StringArray:  # type: ignore[no-untyped-def]
    return pa.array(list(words), pa.string()).take(pa.array(np.asarray(which, np.int32)))


def _words_of(values: np.ndarray, words: dict[str, str]) -> pa.StringArray:
    keys = list(words)
    number = {key: place for place, key in enumerate(keys)}
    return _words([words[key] for key in keys], [number[value] for value in values])


def _text(values: pa.StringArray, hidden: Flags) -> pa.StringArray:
    return pa.compute.if_else(pa.array(hidden), None, values)


def _whole(values: Ints, hidden: Flags) -> pa.Int64Array:
    return pa.array(values, mask=hidden)


def _record(hidden: Flags | None = None, **fields: pa.Array) -> pa.StructArray:
    mask = None if hidden is None else pa.array(hidden)
    return pa.StructArray.from_arrays(list(fields.values()), list(fields), mask=mask)


def _empty(count: int) -> pa.ListArray:
    kind = pa.list_(pa.struct([("key", pa.string())]))
    return pa.array([[]] * count, kind)


def _device(device: Ints) -> pa.StructArray:
    category, system, browser = ([item[n] for item in DEVICES] for n in range(3))
    return _record(
        category=_words(category, device),
        operating_system=_words(system, device),
        language=_words(("de-de",), np.zeros(len(device), int)),
        web_info=_record(
            browser=_words(browser, device),
            hostname=_words((WEBSITE,), np.zeros(len(device), int)),
        ),
    )


def _collected(source: Ints, clicked: np.ndarray, hidden: Flags) -> pa.StructArray:
    plain = np.array([item.medium == "(none)" for item in SOURCES])
    return _record(
        hidden | plain[source],
        manual_campaign_name=_words([item.campaign for item in SOURCES], source),
        manual_source=_words([item.source for item in SOURCES], source),
        manual_medium=_words([item.medium for item in SOURCES], source),
        gclid=pa.array(clicked, pa.string()),
    )
