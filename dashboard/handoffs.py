"""Handoffs: who has which lead now, since when, what is due next, and what is to be said?"""

from collections.abc import Sequence

import streamlit as st

from dashboard import (
    alerts,
    handoffs_story,
    handoffs_tables,
    handoffs_words,
    markup,
    queries,
    states,
)
from dashboard import handoffs_queries as asked
from dashboard.conversion_names import persona_name
from dashboard.handoffs_queries import ALL, WHICH, Choice
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures

QUESTION = "Who has which lead now, since when, what is due next, and what is to be said?"


def handoffs(published: Published, release: Release, last: LastRun | None) -> None:
    """Show every lead that is with Sales by what is due next; and one lead's whole story."""
    totals = asked.totals(published)
    st.title(markup.markdown(handoffs_words.title(totals)), anchor=False)
    alerts.show(last, release, queries.sources(published), has_link=True)
    st.html(_trust(release))
    _story(published, release, st.query_params.get("journey", ""))
    if not totals.leads:
        st.info(
            "A lead stands here from the moment the agreed plan hands it to Sales, or Sales owes "
            "it something. In this version there is none."
        )
        return
    with st.container(border=True, key="handoff-facts"):
        st.header("How they stand", anchor=False)
        st.html(handoffs_tables.facts(totals, release.time_zone))
    _leads(published, release)
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        st.header("Who has them", anchor=False)
        st.html(handoffs_tables.holder_table(asked.holders(published), release.time_zone))
    with both.cell():
        st.header("Does the agreed plan cover them?", anchor=False)
        covered = f"{figures.count(totals.planned)} of {figures.things(totals.leads, 'lead')}"
        st.html(
            f'<p class="sm-sum">{covered} stand at a stage of which the plan says what to do.</p>'
            + handoffs_tables.plan_table(asked.plans(published))
        )
    with st.container(border=True, key="ways"):
        st.header("Where they sat on their way", anchor=False)
        st.html(
            handoffs_tables.way_table(asked.ways(published))
            + '<p class="sm-note">Times are the middle ones of those that went on, on the clock on '
            "the wall: from the stage that sent a lead to Sales into the CRM, from there to a rep, "
            "and with reps since. Who waits still is counted beside.</p>"
        )


def _trust(release: Release) -> str:
    facts = (
        release.company,
        f"as of {figures.moment(release.as_of, release.time_zone)}, {release.time_zone}",
        f"agreement of {release.agreement_version or figures.UNKNOWN}",
    )
    return markup.question(QUESTION, facts)


def _story(published: Published, release: Release, journey_id: str) -> None:
    """Show the story that a link asks for; the address names the journey."""
    if not journey_id:
        return
    with st.container(border=True, key="story"):
        told = asked.told(published, journey_id)
        if told is None:
            st.header("No such lead", anchor=False)
            st.html(
                '<p class="sm-sum">No journey of that id is in this version.</p>'
                + handoffs_story.back()
            )
            return
        st.header(f"The story of {markup.markdown(told.journey_id[:8])}", anchor=False)
        st.html(handoffs_story.facts(told, release.time_zone))
        happened = asked.story(published, journey_id)
        earlier = happened[: -handoffs_story.SHOWN]
        if earlier:
            with st.expander(f"What came before ({len(earlier)})"):
                st.html(handoffs_story.story_table(earlier, release.time_zone))
        st.html(
            handoffs_story.story_table(happened[len(earlier) :], release.time_zone)
            + handoffs_story.back()
        )


def _leads(published: Published, release: Release) -> None:
    """Show the chosen leads, and let them be taken away."""
    with st.container(border=True, key="leads"):
        st.header("What is due next", anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom", key="lead-choices"):
            choice = _choose(published)
        shown = asked.leads(published, choice, handoffs_tables.OPENED)
        first, rest = shown[: handoffs_tables.SHOWN], shown[handoffs_tables.SHOWN :]
        st.html(handoffs_tables.lead_count(first))
        if not first:
            return
        st.html(handoffs_tables.lead_table(first, release.time_zone))
        if rest:
            with st.expander(f"The others ({len(rest)})"):
                st.html(handoffs_tables.lead_table(rest, release.time_zone))
        st.download_button(
            "Download these leads",
            lambda: handoffs_tables.as_csv(
                asked.leads(published, choice, handoffs_tables.DOWNLOADED)
            ),
            file_name="handoffs.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _choose(published: Published) -> Choice:
    """Show which leads may be listed; every choice stands in the address."""
    owners = handoffs_words.holder_names(asked.holders(published))
    plans = asked.plans(published)
    personas = {persona_name(plan.persona): plan.persona for plan in plans}
    stages = {str(plan.stage): plan.stage_id for plan in plans}
    owner = _one_of("Who has it", [ALL, *owners], "rep")
    persona = _one_of("Persona", [ALL, *sorted(personas)], "persona")
    stage = _one_of("At", [ALL, *stages], "stage")
    what = _one_of("Which", WHICH, "what")
    return Choice(owners.get(owner, ALL), personas.get(persona, ALL), stages.get(stage, ALL), what)


def _one_of(label: str, options: Sequence[str], key: str) -> str:
    """Show one choice; the first option is the default."""
    return st.selectbox(label, options, key=key, bind="query-params", width=200) or options[0]


if __name__ == "__main__":
    states.show("Handoffs", handoffs)
