"""Data health: can today's numbers be trusted, and if not, which source or check needs someone?"""

from collections.abc import Sequence

import streamlit as st

from dashboard import (
    alerts,
    delivery_tables,
    health_tables,
    markup,
    queries,
    record_tables,
    states,
)
from dashboard.published import LastRun, Published
from dashboard.rows import Check, DeliveredFile, Release, Source
from expectations import figures

RUN_VERDICTS = {
    "held": "the last run is on hold",
    "refused": "the last run refused its input",
    "failed": "the last run did not finish",
}
MANY_FILES = 200


def data_health(published: Published, release: Release, last: LastRun | None) -> None:
    """Show the last run, both gates, every source and every file."""
    sources = queries.sources(published)
    checks = queries.checks(published)
    zone = release.time_zone

    st.title(markup.markdown(health_title(sources, checks, last)), anchor=False)
    alerts.show(last, release, sources)
    st.html(f'<p class="sm-trust">{markup.text(_trust(release))}</p>')
    with st.container(border=True, key="last-run"):
        st.header("How did the last run end?", anchor=False)
        st.html(health_tables.last_run(last, zone))
    with st.container(border=True, key="sources"):
        st.header("How fresh is each source?", anchor=False)
        st.html(
            delivery_tables.source_table(sources, zone) + alerts.undated(queries.undated(published))
        )
    _gates(checks)
    with st.container(border=True, key="files"):
        st.header("Did every row arrive?", anchor=False)
        _files(queries.files(published), zone)
    if differences := queries.reconciliation(published):
        with st.container(border=True, key="bridge"):
            st.header("Do our totals match the sources’ own?", anchor=False)
            st.html(delivery_tables.difference_table(differences))
    with st.container(border=True, key="histories"):
        st.header("Since when is each field’s history known?", anchor=False)
        st.html(record_tables.history_table(queries.histories(published), zone))
    with st.container(border=True, key="identities"):
        st.header("By what are records one person?", anchor=False)
        st.html(record_tables.identity_table(queries.identities(published)))
    with st.container(border=True, key="run"):
        st.header("The version behind these numbers", anchor=False)
        st.html(health_tables.run_facts(release))


def health_title(sources: Sequence[Source], checks: Sequence[Check], last: LastRun | None) -> str:
    """Return the page's verdict: what needs someone first, else that all is well."""
    warned = sum(check.status == "failed" and check.severity == "warn" for check in checks)
    failed = sum(check.status != "passed" for check in checks) - warned
    late = sum(source.status != "fresh" for source in sources)
    parts = []
    if last is not None and last.is_on_hold:
        parts.append(RUN_VERDICTS.get(last.state, RUN_VERDICTS["failed"]))
    if late:
        verb = "is" if late == 1 else "are"
        parts.append(f"{late} of {figures.things(len(sources), 'source')} {verb} behind")
    if failed:
        parts.append(f"{failed} of {figures.things(len(checks), 'check')} did not pass")
    if warned:
        verb = "warns" if warned == 1 else "warn"
        parts.append(f"{warned} of {figures.things(len(checks), 'check')} {verb}")
    if not checks:
        parts.append("no checks are on record")
    if not sources:
        parts.append("no source is on record")
    if not parts:
        return f"All {figures.things(len(checks), 'check')} passed and every source is fresh"
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _trust(release: Release) -> str:
    facts = [
        *([release.company] if release.company else []),
        f"data through {figures.weekday(release.data_through)}",
        f"all times in {release.time_zone}",
    ]
    return " · ".join(facts)


def _gates(checks: Sequence[Check]) -> None:
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


def _files(files: Sequence[DeliveredFile], zone: str) -> None:
    """Show whether all rows add up, the files with trouble, and behind a click every file."""
    st.html(delivery_tables.file_totals(files))
    troubled = [
        file
        for file in files
        if file.rejected_rows or file.repaired_rows or file.status == "quarantined"
    ]
    if troubled:
        st.html(delivery_tables.file_table(troubled[:MANY_FILES], zone))
    if files:
        shown = files[:MANY_FILES]
        every = f"Every file ({len(files)})"
        if len(shown) < len(files):
            every = f"The first {MANY_FILES} of {figures.things(len(files), 'file')}"
        with st.expander(every):
            st.html(delivery_tables.file_table(shown, zone))


if __name__ == "__main__":
    states.show("Data health", data_health)
