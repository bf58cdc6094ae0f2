"""What truly happened on the website: sessions, hits, and when a session told who sat there."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pac

from pipelines.simulator.company import SOURCES
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Texts
from pipelines.simulator.ga4_files import visible_at
from pipelines.simulator.ga4_rows import contact_of_visits, tag_of
from pipelines.simulator.marketing_tools import record_kinds
from pipelines.simulator.pages import PAGES
from pipelines.simulator.play import Played
from pipelines.simulator.truth_events import Part, named
from pipelines.simulator.web import EVENTS, PAGE_VIEW, Hits, Sessions, session_knows


def web_parts(played: Played, sessions: Sessions, hits: Hits) -> list[Part]:
    """Return sessions, hits and tellings; those without consent carry no id and are nobody's."""
    visits, tag = played.visits, tag_of(played)
    allowed = sessions.is_allowed
    client = tag.client.take(pa.array(played.browser))
    key = pac.binary_join_element_wise(client, pa.array(sessions.number).cast(pa.string()), ".")
    key, client = (pac.if_else(pa.array(allowed), text, "") for text in (key, client))
    told_of = named("ga4_client", client)
    link = pa.array(_session_links(played, sessions), pa.string())
    seen = visible_at(played, hits)
    first_seen = np.full(len(visits), NEVER)
    np.minimum.at(first_seen, hits.visit, seen)
    channel = np.array([item.channel for item in SOURCES], object)[visits.source]
    visit = pa.array(hits.visit)
    names = pa.array(EVENTS).take(pa.array(hits.event))
    is_late = np.where(hits.is_late, "delivered late", "").astype(object)
    page = np.array([item.path for item in PAGES], object)[played.views.page[hits.view]]
    page = np.where(hits.event == PAGE_VIEW, page, "").astype(object)

    tells = np.flatnonzero(session_knows(played, hits) & allowed[hits.visit])
    told_at, told_seen = np.full(len(visits), NEVER), np.full(len(visits), NEVER)
    np.minimum.at(told_at, hits.visit[tells], hits.at[tells])
    np.minimum.at(told_seen, hits.visit[tells], seen[tells])
    told = np.flatnonzero(told_at < NEVER)
    those = pa.array(told)
    told_kinds = record_kinds(played, contact_of_visits(played)[told])
    contact = named(pa.array(told_kinds, pa.string()), tag.user.take(those))
    return [
        Part("session", visits.person, visits.start, first_seen, channel, key, link, allowed,
             told_of=told_of),
        Part("hit", visits.person[hits.visit], hits.at, seen, names, key.take(visit),
             link.take(visit), allowed[hits.visit], is_late, told_of.take(visit), page),
        Part("told", visits.person[told], told_at[told], told_seen[told], "", key.take(those),
             "told in it", allowed[told], "", told_of.take(those), contact),
    ]  # fmt: skip


def _session_links(played: Played, sessions: Sessions) -> Texts:
    """Return how each session is tied to its person: told in it, else by its browser, or not."""
    told = played.known_from < NEVER
    pairs = played.browser * len(played.people) + played.visits.person
    by_browser = np.isin(pairs, np.unique(pairs[told]))
    count = np.zeros(len(played.browsers.allows), np.int64)
    np.add.at(count, np.unique(pairs[told]) // len(played.people), 1)
    others = count[played.browser] > by_browser
    return np.select(
        [~sessions.is_allowed, told, by_browser & ~others, by_browser, others],
        ["none: consent denied", "told in it", "browser", "browser, shared", "none: a colleague's"],
        "none: nobody told",
    ).astype(object)
