"""Conversion and speed: how many move on from stage to stage, how fast, and is it so for all?"""

import streamlit as st

from dashboard import (
    alerts,
    conversion_cohorts,
    conversion_filters,
    conversion_journeys,
    conversion_tables,
    conversion_times,
    conversion_verdict,
    conversion_wins,
    markup,
    queries,
    states,
)
from dashboard import conversion_queries as asked
from dashboard.conversion_queries import Choice
from dashboard.conversion_rows import Definition, FunnelStep
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures

QUESTION = (
    "How many move on from stage to stage, how long does it take, and does it hold for everybody?"
)
SLICES_SHOWN = 8


def conversion(published: Published, release: Release, last: LastRun | None) -> None:
    """Show every step, then one of them: cohort by cohort, in time, by whom, journey by journey."""
    title_place = st.container()
    alerts.show(last, release, queries.sources(published), has_link=True)
    trust_place = st.container()
    sets = asked.sets(published)
    if not sets:
        title_place.title("No step has been taken yet", anchor=False)
        trust_place.html(_trust(release, "no cohorts"))
        st.info("This version holds no journey that entered a stage with another after it.")
        return
    with st.container(horizontal=True, vertical_alignment="top", key="choices"):
        choice = conversion_filters.choose(published, sets)
    steps = asked.steps(published, choice)
    definitions = asked.definitions(published)
    changes = conversion_verdict.changes(steps, asked.trends(published, choice), definitions)

    title_place.title(markup.markdown(conversion_verdict.title(steps, changes)), anchor=False)
    trust_place.html(_trust(release, _whose(choice)))
    with st.container(border=True, key="steps"):
        st.header("Every step", anchor=False)
        st.html(conversion_tables.step_table(steps, changes) + conversion_tables.step_notes(steps))
    step = conversion_filters.choose_step(steps)
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        _cohorts(published, choice, step, definitions)
    with both.cell():
        _times(published, choice, step)
        _slices(published, choice, step)
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        _wins(published, choice)
    with both.cell():
        _entries(published, choice)
    _journeys(published, choice, step, release.time_zone)


def _trust(release: Release, whose: str) -> str:
    facts = (
        release.company,
        whose,
        f"data through {figures.weekday(release.data_through)}, {release.time_zone}",
        f"agreement of {release.agreement_version or figures.UNKNOWN}",
    )
    return markup.question(QUESTION, facts)


def _whose(choice: Choice) -> str:
    """Return which cohorts are followed, and of whom."""
    name = choice.cohorts.name
    cohorts = "cohorts of all months" if name == "all" else f"cohorts of {name}"
    return cohorts if choice.dimension == "all" else f"{cohorts}, of one {choice.dimension}"


def _cohorts(
    published: Published, choice: Choice, step: FunnelStep, definitions: list[Definition]
) -> None:
    st.header(markup.markdown(f"{step.name}, cohort by cohort"), anchor=False)
    found = asked.cohorts(published, choice, step)
    newest = found[: conversion_cohorts.MONTHS_SHOWN]
    older = found[conversion_cohorts.MONTHS_SHOWN :]
    st.html(conversion_cohorts.cohort_table(newest, definitions, step, older[0] if older else None))
    if found:
        st.html(conversion_cohorts.cohort_note(found))
    if older:
        with st.expander(f"Earlier cohorts ({len(older)})"):
            st.html(conversion_cohorts.cohort_table(older, definitions, step))


def _times(published: Published, choice: Choice, step: FunnelStep) -> None:
    st.header(markup.markdown(f"How long {step.name} takes"), anchor=False)
    days = asked.days(published, choice, step) if step.timed else []
    st.html(
        conversion_times.time_sentence(step)
        + conversion_times.time_table(days, step)
        + conversion_times.time_note(step)
    )


def _slices(published: Published, choice: Choice, step: FunnelStep) -> None:
    dimension = conversion_filters.breakdown()
    found = asked.slices(published, choice, step, dimension)
    if not found:
        return
    st.header(markup.markdown(f"{step.name} by {dimension}"), anchor=False)
    st.html(conversion_tables.slice_table(found[:SLICES_SHOWN], dimension, step.to_team))
    if rest := found[SLICES_SHOWN:]:
        with st.expander(f"The smaller ones ({len(rest)})"):
            st.html(conversion_tables.slice_table(rest, dimension, step.to_team))
    st.html(
        f'<p class="sm-note">The {dimension} is that at the entry. Another way to divide is chosen '
        "above, under “Of whom”.</p>"
    )


def _wins(published: Published, choice: Choice) -> None:
    st.header("Win rate, by its four names", anchor=False)
    cards = st.grid(2, min_column_width=150, gap="xsmall")
    for card in conversion_wins.win_cards(asked.win_rates(published, choice)):
        cards.html(card)
    st.html(conversion_wins.win_note())


def _entries(published: Published, choice: Choice) -> None:
    st.header("What is seen, and what is inferred", anchor=False)
    st.html(conversion_tables.stage_table(asked.stages(published, choice)))
    st.html(
        '<p class="sm-note">An entry is inferred where a later stage implies it. It counts in the '
        "cohorts above, has no duration, and is in no card of the Overview.</p>"
    )


def _journeys(published: Published, choice: Choice, step: FunnelStep, zone: str) -> None:
    """Show the journeys behind the step's figures, and let them be taken away."""
    with st.container(border=True, key="journeys"):
        st.header(markup.markdown(f"The journeys behind {step.name}"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom", key="journey-choices"):
            month, ending = conversion_filters.choose_journeys(
                [found.cohort_start for found in asked.cohorts(published, choice, step)]
            )
        newest = asked.journeys(published, choice, step, month, ending, conversion_journeys.SHOWN)
        number = newest[0].found if newest else 0
        st.html(conversion_journeys.journey_count(number, len(newest)))
        if not newest:
            return
        st.html(conversion_journeys.journey_table(newest, zone))

        def every_row() -> str:
            most = conversion_journeys.DOWNLOADED
            return conversion_journeys.as_csv(
                asked.journeys(published, choice, step, month, ending, most)
            )

        st.download_button(
            "Download these journeys",
            every_row,
            file_name="journeys.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


if __name__ == "__main__":
    states.show("Conversion and speed", conversion)
