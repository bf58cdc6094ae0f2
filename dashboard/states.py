"""What a page says instead of numbers: nothing has been published yet, or something broke.

A page never shows a stack trace: it goes to the log, with the reference code the page prints.
"""

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from dashboard import alerts, published, queries
from dashboard.published import LastRun, Published
from dashboard.rows import Release

LOG = logging.getLogger("smarketing.dashboard")
Page = Callable[[Published, Release, LastRun | None], None]
RUN = ".venv/bin/smarketing run --sources my/sources.yml --agreements my/agreements"
EXAMPLE = "make demo"


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
    st.title("No funnel has been published yet", anchor=False)
    if last is not None and last.is_on_hold:
        alerts.hold(last, None)
    else:
        st.info(
            "This page shows the last published funnel, and no run has published one in this "
            "folder so far. Nothing is wrong with your data: it has not been read yet.",
            title="Nothing to show yet",
            icon=":material/inbox:",
        )
    st.markdown("To publish your own extracts, run this in a terminal and reload the page:")
    st.code(RUN, language=None, wrap_lines=True)
    st.markdown("To see it first with a company that never was, played over two years:")
    st.code(EXAMPLE, language=None)


def broken(name: str, reference: str) -> None:
    """Say that the page could not be shown, without a claim about any number."""
    st.title(f"{name} cannot be shown right now", anchor=False)
    st.error(
        "The published file could not be read as it should be. Nothing was lost: the extracts and "
        "every earlier copy are untouched. Reload the page; if it stays, publish again with the "
        f"same command as before, and look for reference **{reference}** in the app’s log.",
        title="Something is wrong with the published copy",
        icon=":material/error:",
    )
