"""Definitions: what did we agree, who signed it, who has read it, and what changed?"""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dashboard import (
    alerts,
    definitions_changes,
    definitions_signatures,
    definitions_tables,
    definitions_verdict,
    markup,
    queries,
    states,
)
from dashboard import definitions_queries as asked
from dashboard.definitions_queries import Term, Version
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures
from expectations.differences.phrases import part_named

QUESTION = "What did we agree, who signed it, who has read it, and what changed?"
# told in sentences: what leaders ask for first, and what they may open
IN_SENTENCES = ("exits", "handoffs")
# as many readers as stand beside what changed; more are to be opened
A_TEAM = 12
DETAILS = (
    *("scoring", "exclusions", "labels", "activities", "attributes"),
    *("calendars", "tolerances", "parties", "heading"),
)


def definitions(published: Published, release: Release, last: LastRun | None) -> None:
    """Show one version in the document's words, its signatures, and what it changed."""
    title_place = st.container()
    alerts.show(last, release, queries.sources(published), has_link=True)
    trust_place = st.container()
    versions = asked.versions(published)
    if not versions:
        title_place.title("No version of the agreement is on record", anchor=False)
        trust_place.html(_trust(release, None))
        st.info("This published version does not say which agreement it was computed from.")
        return
    terms = asked.terms(published)
    _look_up(published, terms, versions)
    with st.container(horizontal=True, vertical_alignment="top", key="choices"):
        shown = _choose(versions)
        other = _compare(versions, shown)
    title_place.title(markup.markdown(definitions_verdict.title(shown, versions)), anchor=False)
    trust_place.html(_trust(release, shown))

    with st.container(border=True, key="signatures"):
        st.header("Who signed which version", anchor=False)
        kept = asked.documents(published, [one.version for one in versions])
        st.html(definitions_signatures.version_table(versions, shown, kept))
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        _changed(published, shown, other)
    with both.cell():
        st.header("Who has read it", anchor=False)
        _readers(published, shown)
    _agreed(published, shown, [term for term in terms if term.version == shown.version])


def _trust(release: Release, shown: Version | None) -> str:
    facts = (
        release.company,
        shown.title if shown else None,
        f"days in {shown.time_zone}, money in {shown.currency}" if shown else None,
        f"the figures are of version {release.agreement_version or figures.UNKNOWN}",
    )
    return markup.question(QUESTION, facts)


def _look_up(published: Published, terms: Sequence[Term], versions: Sequence[Version]) -> None:
    """Show the subject that a link asks for, through all versions; the address names it."""
    for key in definitions_changes.asked_for(st.query_params.get("term", ""), terms):
        newest = [term for term in terms if (term.part, term.term_id) == key][-1]
        with st.container(border=True, key="asked"):
            st.header(markup.markdown(f"{newest.label}, as agreed"), anchor=False)
            kpis = asked.kpis(published, newest.version)
            for each in definitions_changes.belonging(key, kpis):
                if any((term.part, term.term_id) == each for term in terms):
                    st.html(definitions_changes.history_table(each, terms, versions))


def _choose(versions: Sequence[Version]) -> Version:
    """Show the choice of a version, the one in force first; return what was chosen."""
    names = [version.version for version in reversed(versions)]
    current = next((one.version for one in versions if one.is_current), names[0])
    name = st.selectbox(
        "Version", names, names.index(current), key="version", bind="query-params", width=220
    )
    return next((one for one in versions if one.version == name), versions[-1])


def _compare(versions: Sequence[Version], shown: Version) -> Version | None:
    """Show the choice of the version to compare with, the one before it first."""
    others = [one.version for one in versions if one.version != shown.version]
    if not others:
        return None
    before = [name for name in others if name < shown.version]
    name = st.selectbox(
        "Compared with",
        others,
        others.index(before[-1] if before else others[0]),
        key="against",
        bind="query-params",
        width=220,
    )
    return next((one for one in versions if one.version == name), None)


def _readers(published: Published, shown: Version) -> None:
    readers = asked.readers(published, shown.version)
    st.html(definitions_signatures.reader_sum(readers))
    if readers:
        with st.expander(f"Every reader ({len(readers)})", expanded=len(readers) <= A_TEAM):
            st.html(definitions_signatures.reader_table(readers, shown))


def _changed(published: Published, shown: Version, other: Version | None) -> None:
    if other is None:
        st.header("What changed", anchor=False)
        st.html('<p class="sm-sum">This is the first version: there is none before it.</p>')
        return
    first, second = sorted((shown.version, other.version))
    days = {one.version: figures.day(one.effective_from, year=True) for one in (shown, other)}
    st.header(f"What changed from {days[first]} to {days[second]}", anchor=False)
    documents = asked.documents(published, (first, second))
    if not documents:
        st.html(
            '<p class="sm-sum">This run did not keep the documents to compare. Publish again; '
            "until then, a term’s label below leads to what each version says of it.</p>"
        )
        return
    changes = definitions_changes.compared(*documents)
    sentence = changes.sentence
    st.html(f'<p class="sm-sum">{sentence[:1].upper()}{sentence[1:]}</p>')
    if changes.terms:
        st.html(definitions_changes.change_table(changes, changes.terms, "The terms that differ"))
    if changes.targets:
        with st.expander(f"The monthly targets that differ ({len(changes.targets)})"):
            st.html(
                definitions_changes.change_table(
                    changes, changes.targets, "The monthly targets that differ"
                )
            )


def _agreed(published: Published, shown: Version, terms: Sequence[Term]) -> None:
    """Show every part of the document: what leaders ask for first, the rest to be opened."""
    parts = {part: list(found) for part, found in groupby(terms, lambda term: term.part)}
    tables = definitions_tables
    if kpis := asked.kpis(published, shown.version):
        _part("kpis", tables.kpi_table(kpis), parts.get("targets", []))
    for part, heads in (
        ("stages", ("Stage", "Owner", "Entered when")),
        ("promises", ("Promise", "Given by", "As agreed")),
    ):
        if found := parts.get(part):
            _part(part, tables.owned_table(found, heads, part_named(part)))
    if personas := asked.personas(published, shown.version):
        _part("personas", tables.persona_table(personas))
    for part in IN_SENTENCES:
        if found := parts.get(part):
            _part(part, tables.term_table(found, part_named(part), part_named(part)))
    if meetings := asked.meetings(published, shown.version):
        _part("cadence", tables.meeting_table(meetings))
    if any(part in parts for part in DETAILS):
        with st.container(border=True, key="details"):
            st.header("How it is counted and told apart", anchor=False)
            for part in (part for part in DETAILS if part in parts):
                with st.expander(f"{part_named(part)} ({len(parts[part])})"):
                    st.html(tables.term_table(parts[part], "What", part_named(part)))


def _part(part: str, table: str, targets: Sequence[Term] = ()) -> None:
    with st.container(border=True, key=f"part-{part}"):
        st.header(part_named(part), anchor=False)
        st.html(table)
        if targets:
            with st.expander("Monthly targets"):
                st.html(definitions_tables.term_table(targets, "KPI", "Monthly targets"))


if __name__ == "__main__":
    states.show("Definitions", definitions)
