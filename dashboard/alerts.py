"""What a reader must know before reading a number: a run on hold, a source late, nobody looking.

To add a warning, write one function that says what is shown, why, and what changes it; add it to
`show`. The page goes on under it, with the last good copy.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboard import markup
from dashboard.published import FailedCheck, LastRun
from dashboard.rows import Release, Source, Undated
from expectations import figures

IDLE_AFTER = timedelta(hours=48)
NAMED = 3
HEADLINES = {
    "held": "The newest numbers are on hold",
    "refused": "The last run refused its input",
    "failed": "The last run did not finish",
}


def now() -> datetime:
    """Return the moment of reading; no figure depends on it, only how long nobody has looked."""
    return datetime.now(UTC)


def show(
    last: LastRun | None,
    release: Release,
    sources: Sequence[Source],
    has_link: bool = False,
) -> None:
    """Show every warning that holds, the gravest first; `has_link` adds the way to Data health.

    A source that no run waits for gets no box: see `optional_sources`.
    """
    on_hold = last is not None and last.is_on_hold
    late = [source for source in sources if source.status != "fresh" and source.required]
    if not on_hold and not late and idle_days(last, release) is None and not is_overdue(release):
        return
    with st.container(key="alerts", gap="xsmall"):
        if last is not None and on_hold:
            hold(last, release, lists_checks=has_link)
        idle(last, release)
        late_sources(late, release.time_zone)
        review(release)
        if has_link:
            st.page_link(
                "data_health.py",
                label="See what needs someone on Data health",
                icon=":material/arrow_forward:",
            )


def hold(last: LastRun, release: Release | None, lists_checks: bool = True) -> None:
    """Say that the newest run is not on the page: which day is shown instead, and why."""
    zone = release.time_zone if release else "UTC"
    when = f" of {markup.markdown(figures.moment(last.at, zone))}" if last.at else ""
    shown = "Nothing has been published yet, so there is nothing to fall back on. "
    if release is not None:
        day = markup.markdown(figures.weekday(release.data_through))
        shown = f"You are looking at the last good copy, with data through **{day}**. "
    if last.state == "held" and last.failed_checks:
        number = figures.things(len(last.failed_checks), "check")
        why = f"The run{when} was held back because {number} failed."
    else:
        ended = {"held": "was held back", "refused": "could not use what it was given"}
        why = f"The run{when} {ended.get(last.state, 'did not finish')}. "
        why += markup.markdown(markup.one_line(last.message))
    st.warning(
        shown + why + (_failed(last.failed_checks) if lists_checks else ""),
        title=HEADLINES.get(last.state, HEADLINES["failed"]),
        icon=":material/history:",
    )


def idle_days(last: LastRun | None, release: Release) -> int | None:
    """Return for how many days no run has looked for new data, None where one has of late."""
    looked = last.at if last is not None and last.at else figures.utc(release.finished_at)
    if looked is None or now() - looked < IDLE_AFTER:
        return None
    return (now() - looked).days


def idle(last: LastRun | None, release: Release) -> None:
    """Say that no run has looked for new data for days: the numbers are right, but old."""
    days = idle_days(last, release)
    if days is None:
        return
    day = markup.markdown(figures.weekday(release.data_through))
    st.warning(
        f"The figures stand as of **{day}**. What has been delivered since the last run is not in "
        "them; they change when `smarketing run` is started again.",
        title=f"No run for {figures.things(days, 'day')}",
        icon=":material/schedule:",
    )


def is_overdue(release: Release) -> bool:
    """Say whether the agreement in force was to be reviewed before the last day shown."""
    return release.review_by is not None and release.review_by < release.data_through


def review(release: Release) -> None:
    """Say that both sides were to look at the agreement again, and have not signed another."""
    if not is_overdue(release):
        return
    day = markup.markdown(figures.day(release.review_by, year=True))
    version = markup.markdown(release.agreement_version or figures.UNKNOWN)
    st.warning(
        f"Version {version} was to be reviewed by **{day}**. Its terms hold until both sides sign"
        " another version, with a later day for the next review.",
        title="The agreement's review is overdue",
        icon=":material/event_busy:",
    )


def late_sources(late: Sequence[Source], zone: str) -> None:
    """Name the sources whose data is not as new as the rest of the page."""
    if not late:
        return
    meaning = "The figures are right for what was delivered, and will change when"
    named = [markup.markdown(_late(source, zone)) for source in late]
    if len(late) == 1:
        words = f"{named[0]}. {meaning} it arrives."
    else:
        words = f"{meaning} these arrive:" + "".join(f"\n- {one}" for one in named)
    st.warning(
        words,
        title=f"{figures.things(len(late), 'source')} behind",
        icon=":material/schedule:",
    )


def optional_sources(sources: Sequence[Source], zone: str) -> str:
    """Return the line that names late sources no run waits for; nothing where none is late."""
    late = [source for source in sources if source.status != "fresh" and not source.required]
    words = "; ".join(_late(source, zone) for source in late)
    if not late:
        return ""
    sign = '<span class="sm-risk"><span aria-hidden="true">!</span> Not up to date:</span>'
    return f'<p class="sm-trust">{sign} {markup.text(words)}</p>'


def undated(found: Undated, of: str = "", few: float = 0) -> str:
    """Return the line about entries without a date of their own; nothing where all have one.

    `of` names the period they are counted in, as ` of November`; a share below `few` (0 to 1) is
    not worth a line.
    """
    if not found.undated_count or found.first_day is None or found.last_day is None:
        return ""
    if found.undated_count < few * found.entry_count:
        return ""
    entries = figures.things(found.entry_count, "entry", "entries")
    days = figures.day_range(found.first_day, found.last_day)
    words = (
        f"{figures.count(found.undated_count)} of {entries}{of}, delivered on {days}. They count on"
        " the day of their delivery and have no durations."
    )
    sign = '<span class="sm-risk"><span aria-hidden="true">!</span> Undated:</span>'
    return f'<p class="sm-trust">{sign} {markup.text(words)}</p>'


def _failed(checks: Sequence[FailedCheck]) -> str:
    """Return the first checks that failed, as a Markdown list."""
    lines = [
        f"{markup.markdown(check.label or check.check_id)}: found "
        f"{markup.markdown(check.observed) or figures.UNKNOWN}, expected "
        f"{markup.markdown(check.expected) or figures.UNKNOWN}"
        for check in checks[:NAMED]
    ]
    if len(checks) > NAMED:
        lines.append(f"and {len(checks) - NAMED} more")
    return "".join(f"\n- {line}" for line in lines)


def _late(source: Source, zone: str) -> str:
    delivered = "never delivered"
    if source.last_exported_at:
        delivered = f"last delivered {figures.moment(source.last_exported_at, zone)}"
    message = f": {source.message}" if source.message and source.status != "stale" else ""
    return f"{source.source} is {source.status}, {delivered}{message}"
