"""Data health: can today's numbers be trusted, and if not, which source or check needs someone?"""

from collections.abc import Sequence

import streamlit as st

from dashboard import figures, health_tables, markup, queries, states
from dashboard.published import LastRun, Published

STATE_WORDS = {
    "published": "published a new version",
    "unchanged": "found nothing new, so the published version stayed",
    "held": "was held by a check, so the published version stayed",
    "failed": "did not finish, so the published version stayed",
}
MANY_FILES = 200


def data_health(published: Published, release: queries.Release, last: LastRun | None) -> None:
    """Show the last run, both gates, every source and every file."""
    sources = queries.sources(published)
    checks = queries.checks(published)
    files = queries.files(published)

    st.title(markup.markdown(health_title(sources, checks, last)), anchor=False)
    if last is not None and last.is_on_hold:
        states.on_hold(last, release)
    st.html(f'<p class="sm-trust">{markup.text(_trust(release, last))}</p>')
    with st.container(border=True, key="run"):
        st.header("The run behind these numbers", anchor=False)
        st.html(health_tables.run_facts(release))
    with st.container(border=True, key="sources"):
        st.header("How fresh is each source?", anchor=False)
        st.html(health_tables.source_table(sources, release.time_zone))
    _gates(checks)
    with st.container(border=True, key="files"):
        st.header("Did every row arrive?", anchor=False)
        st.html(health_tables.file_totals(files))
        troubled = [file for file in files if file.rejected_rows or file.status == "quarantined"]
        if troubled:
            st.html(health_tables.file_table(troubled[:MANY_FILES], release.time_zone))
        if files:
            newest = files[:MANY_FILES]
            every = "Every file" if len(newest) == len(files) else f"The first {MANY_FILES} files"
            with st.expander(every):
                st.html(health_tables.file_table(newest, release.time_zone))
    differences = queries.reconciliation(published)
    if differences:
        with st.container(border=True, key="bridge"):
            st.header("Do our totals match the sources’ own?", anchor=False)
            st.html(health_tables.difference_table(differences))


def health_title(
    sources: Sequence[queries.Source], checks: Sequence[queries.Check], last: LastRun | None
) -> str:
    """Return the page's verdict: what needs someone first, else that all is well."""
    failed = sum(check.status != "passed" for check in checks)
    late = sum(source.status != "fresh" for source in sources)
    parts = []
    if last is not None and last.is_on_hold:
        parts.append("the last run is on hold")
    if late:
        verb = "is" if late == 1 else "are"
        parts.append(f"{late} of {figures.things(len(sources), 'source')} {verb} behind")
    if failed:
        parts.append(f"{failed} of {figures.things(len(checks), 'check')} did not pass")
    if not checks:
        parts.append("no checks are on record")
    if not parts:
        return f"All {figures.things(len(checks), 'check')} passed and every source is fresh"
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _trust(release: queries.Release, last: LastRun | None) -> str:
    facts = [f"data through {figures.weekday(release.data_through)}, {release.time_zone}"]
    if last is not None and last.state in STATE_WORDS:
        when = figures.moment(last.at, release.time_zone)
        facts.append(f"the last run, {when}, {STATE_WORDS[last.state]}")
    return " · ".join(facts)


def _gates(checks: Sequence[queries.Check]) -> None:
    """Show one block per gate, in the order the data meets them."""
    for gate in sorted({check.gate for check in checks}):
        results = [check for check in checks if check.gate == gate]
        with st.container(border=True, key=f"gate-{gate}"):
            st.header(markup.markdown(health_tables.gate_name(gate)), anchor=False)
            st.html(health_tables.gate_score(results))
            if troubled := [check for check in results if check.status != "passed"]:
                st.html(health_tables.check_table(troubled))
            if passed := [check for check in results if check.status == "passed"]:
                with st.expander(f"What passed, and the clause behind it ({len(passed)})"):
                    st.html(health_tables.check_table(passed))


if __name__ == "__main__":
    states.show("Data health", data_health)
