"""Promises: did each team keep what it promised the other, and who is still waiting?"""

from collections.abc import Sequence

import streamlit as st

from dashboard import (
    alerts,
    markup,
    promise_tables,
    promises_cases,
    promises_months,
    promises_tables,
    promises_verdict,
    queries,
    states,
)
from dashboard import promises_queries as asked
from dashboard.periods import KINDS, Period
from dashboard.promises_queries import STANDS, Score
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures

QUESTION = "Did each team keep what it promised the other, and who is still waiting?"
MONTHS_SHOWN = 12


def promises(published: Published, release: Release, last: LastRun | None) -> None:
    """Show both teams' promises alike, then one of them: month by month, and case by case."""
    title_place = st.container()
    alerts.show(last, release, queries.sources(published), has_link=True)
    trust_place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        span = _choose_period(published, release)
    scores = asked.scores(published, span) if span else []
    if span is None or not scores:
        title_place.title("No promise has been scored yet", anchor=False)
        trust_place.html(_trust(release, "no period"))
        st.info(
            "No version of the agreement promises anything in the days of this data. A promise "
            "stands here from the first day of the version that holds it."
        )
        return
    title_place.title(markup.markdown(promises_verdict.title(span, scores)), anchor=False)
    trust_place.html(_trust(release, span.span))
    _both_teams(published, release, span, scores)
    score = _choose_promise(scores)
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        _months(published, span, score)
    with both.cell():
        _agreed(published, span, score)
    _cases(published, release, span, score)


def _trust(release: Release, days: str) -> str:
    facts = (
        release.company,
        days,
        f"data through {figures.weekday(release.data_through)}, {release.time_zone}",
        f"agreement of {release.agreement_version or figures.UNKNOWN}",
    )
    return markup.question(QUESTION, facts)


def _choose_period(published: Published, release: Release) -> Period | None:
    """Show the choice of a period, the newest month first; return what was chosen."""
    kind = st.segmented_control(
        "Period", KINDS, default="month", required=True, key="period", bind="query-params"
    )
    found = asked.periods(published, kind or "month", release.data_through)
    if not found:
        return None
    named = {promises_verdict.period_name(span): span for span in found}
    name = st.selectbox("Which", list(named), key="of", bind="query-params", width=220)
    return named.get(name or "", found[0])


def _both_teams(
    published: Published, release: Release, span: Period, scores: Sequence[Score]
) -> None:
    for team in markup.team_order(score.team for score in scores):
        with st.container(border=True, key=f"promised-{len(team)}-{team[:9]}"):
            theirs = [score for score in scores if score.team == team]
            st.header(markup.markdown(promises_tables.heading(theirs)), anchor=False)
            st.html(promises_tables.score_table(theirs, span))
    st.html(
        promise_tables.waiting_line(queries.overdue(published), release.time_zone)
        + promises_tables.score_note()
    )


def _choose_promise(scores: Sequence[Score]) -> Score:
    """Show the choice of a promise, the worst first; return what was chosen."""
    names = [score.name for score in scores]
    chosen = st.selectbox(
        "The promise looked at below", names, key="promise", bind="query-params", width=420
    )
    return next((score for score in scores if score.name == chosen), scores[0])


def _months(published: Published, span: Period, score: Score) -> None:
    st.header(markup.markdown(f"{score.label}, month by month"), anchor=False)
    found = asked.months(published, score.promise_id, span)
    worded = asked.words(published, score.promise_id)
    newest, older = found[:MONTHS_SHOWN], found[MONTHS_SHOWN:]
    st.html(promises_months.month_table(newest, worded, older[0] if older else None))
    if older:
        with st.expander(f"Earlier months ({len(older)})"):
            st.html(promises_months.month_table(older, worded, None))


def _agreed(published: Published, span: Period, score: Score) -> None:
    st.header("As agreed", anchor=False)
    st.html(promises_tables.word_table(score, asked.words(published, score.promise_id)))
    if found := asked.personas(published, score.promise_id, span):
        st.header("For whom, in this period", anchor=False)
        st.html(promises_tables.persona_table(found))


def _cases(published: Published, release: Release, span: Period, score: Score) -> None:
    """Show the cases behind one promise's figures, and let them be taken away."""
    with st.container(border=True, key="cases"):
        st.header(markup.markdown(f"The cases behind “{score.label}”"), anchor=False)
        stands = st.selectbox(
            "Which cases", STANDS, key="cases-are", bind="query-params", width=220
        )
        stands = stands or STANDS[0]
        shown = asked.cases(published, score.promise_id, span, stands, promises_cases.SHOWN)
        st.html(promises_cases.case_count(shown, stands))
        if not shown:
            return
        st.html(promises_cases.case_table(shown, release.time_zone))
        st.download_button(
            "Download these cases",
            lambda: promises_cases.as_csv(
                asked.cases(published, score.promise_id, span, stands, promises_cases.DOWNLOADED)
            ),
            file_name=f"promise-cases-{span.start}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


if __name__ == "__main__":
    states.show("Promises", promises)
