"""What a page says when there is nothing to show, when a run was held, and when something broke.

A page never shows a stack trace: it goes to the log, with the reference code the page prints.
"""

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from dashboard import figures, markup, published, queries
from dashboard.published import LastRun, Published

LOG = logging.getLogger("smarketing.dashboard")
Page = Callable[[Published, queries.Release, LastRun | None], None]
RUN = "smarketing run --sources pipelines/sources.yml"


def show(name: str, page: Page) -> None:
    """Run a page on the version published now; whatever happens, say it in words."""
    place = st.empty()
    try:
        home = published.home_folder()
        last = published.last_run(home)
        found = published.current(home)
        with place.container():
            if found is None:
                nothing_published(last)
            else:
                page(found, queries.release(found), last)
    except Exception:
        reference = secrets.token_hex(3).upper()
        LOG.exception("The page %s could not be shown (reference %s).", name, reference)
        with place.container():
            broken(name, reference)


def nothing_published(last: LastRun | None) -> None:
    """Say why there is nothing yet, and the command that changes it."""
    st.title("No funnel has been published yet")
    if last is not None and last.is_on_hold:
        on_hold(last, None)
    else:
        st.info(
            "This page shows the last published funnel, and no run has published one in this "
            "folder so far. Nothing is wrong with your data: it has not been read yet.",
            title="Nothing to show yet",
            icon=":material/inbox:",
        )
    st.markdown("To publish your own extracts, run this in a terminal and reload the page:")
    st.code(RUN, language=None, wrap_lines=True)
    st.markdown("To see it first with the small example company:")
    st.code("make demo", language=None)


def broken(name: str, reference: str) -> None:
    """Say that the page could not be shown, without a claim about any number."""
    st.title(f"{name} cannot be shown right now")
    st.error(
        "The published file could not be read as it should be. Nothing was lost: the extracts and "
        "every earlier copy are untouched. Reload the page; if it stays, publish again with the "
        f"command below, and look for reference **{reference}** in the app's log.",
        title="Something is wrong with the published copy",
        icon=":material/error:",
    )
    st.code(RUN, language=None, wrap_lines=True)


def on_hold(last: LastRun, release: queries.Release | None) -> None:
    """Say that the newest run is not on the page: which day is shown, and what failed."""
    zone = release.time_zone if release else "UTC"
    when = f" of {figures.moment(last.at, zone)}" if last.at else ""
    shown = ""
    if release is not None:
        day = figures.weekday(release.data_through)
        shown = (
            f"You are looking at the last good copy, with data through **{markup.markdown(day)}**. "
        )
    if last.state == "held":
        number = figures.things(len(last.failed_checks), "check")
        why = f"The run{when} was held back because {number} failed."
        if not last.failed_checks:
            why = f"The run{when} was held back. {markup.markdown(last.message)}"
    else:
        why = f"The run{when} did not finish. {markup.markdown(last.message)}"
    failed = "".join(
        f"\n- {markup.markdown(check.label or check.check_id)}: found "
        f"{markup.markdown(check.observed) or figures.UNKNOWN}, expected "
        f"{markup.markdown(check.expected) or figures.UNKNOWN}"
        for check in last.failed_checks
    )
    st.warning(
        f"{shown}{why}{failed}",
        title="The newest numbers are on hold" if release else "The first run is on hold",
        icon=":material/history:",
    )


def late_sources(sources: list[queries.Source], zone: str) -> None:
    """Name the sources whose data is not as new as the rest of the page."""
    late = [source for source in sources if source.status != "fresh"]
    if not late:
        return
    lines = "".join(
        f"\n- {markup.markdown(source.source)} is {markup.markdown(source.status)}"
        + (
            f", last delivered {markup.markdown(figures.moment(source.last_exported_at, zone))}"
            if source.last_exported_at
            else ", never delivered"
        )
        + (f". {markup.markdown(source.message)}" if source.message else "")
        for source in late
    )
    st.warning(
        f"The figures are right for what was delivered, and will change when these arrive:{lines}",
        title=f"{figures.things(len(late), 'source')} behind",
        icon=":material/schedule:",
    )
