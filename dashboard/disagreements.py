"""Disagreements: where do the tools' labels say something else than the signed definition?"""

from collections.abc import Sequence

import streamlit as st

from dashboard import (
    alerts,
    disagreements_bridge,
    disagreements_tables,
    markup,
    queries,
    states,
)
from dashboard import disagreements_queries as asked
from dashboard.disagreements_queries import ALL, Choice
from dashboard.disagreements_rows import Cell, Labelled, Span, Totals
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures

QUESTION = "Where do our tools say something else than the definition we both signed?"
CELLS_SHOWN = 8
OPENED = 8
MONTHS_SHOWN = 6
JOURNEYS_SHOWN = 10
DOWNLOADED = 1_000_000
WHO = ("differing", "everybody")


def disagreements(published: Published, release: Release, last: LastRun | None) -> None:
    """Show how many differ and since when, label by label, person by person; then the totals."""
    totals = asked.totals(published)
    spans = asked.bridge(published)
    st.title(markup.markdown(title(totals, spans)), anchor=False)
    alerts.show(last, release, queries.sources(published), has_link=True)
    st.html(_trust(release))
    if totals.journeys:
        _labels(published, release, totals)
    else:
        st.info("This version holds no open journey of anybody known, so no label to compare.")
    with st.container(border=True, key="bridge"):
        st.header("From their totals to ours", anchor=False)
        st.html(
            disagreements_bridge.alarm(spans)
            + disagreements_bridge.bridge_table(spans)
            + disagreements_bridge.equal_sentence(spans)
            or '<p class="sm-note">No total of any source is on record in this version.</p>'
        )


def title(totals: Totals, spans: Sequence[Span]) -> str:
    """Return the page's verdict: how many carry another label, and for how long."""
    open_journeys = figures.things(totals.journeys, "open journey")
    if not totals.journeys:
        text = "No label to compare with the definition"
    elif totals.differing:
        verb = "carries" if totals.differing == 1 else "carry"
        text = (
            f"{figures.count(totals.differing)} of {open_journeys} {verb} another label than the "
            f"definition; the oldest for {figures.days(totals.oldest_days)}"
        )
    elif totals.agreed == totals.journeys:
        text = f"Both tools say what the definition says of all {open_journeys}"
    else:
        text = f"No label contradicts the definition, in {open_journeys}"
    if wrong := len(disagreements_bridge.left_over(spans)):
        text += (
            f", and {figures.things(wrong, 'total')} {'does' if wrong == 1 else 'do'} not add up"
        )
    return text


def _trust(release: Release) -> str:
    facts = (
        release.company,
        f"data through {figures.weekday(release.data_through)}, {release.time_zone}",
        f"agreement of {release.agreement_version or figures.UNKNOWN}",
    )
    return markup.question(QUESTION, facts)


def _labels(published: Published, release: Release, totals: Totals) -> None:
    """Show both tools' labels against the definition, and whoever stands behind a cell."""
    cells = asked.cells(published)
    squares = asked.squares(published)
    with st.container(border=True, key="label-facts"):
        st.header("Whose label differs", anchor=False)
        st.html(
            disagreements_tables.facts(totals, release.currency)
            + '<p class="sm-note">A label differs where the agreement says it means another stage '
            "than the furthest one the journey entered by the definition. A missing label, and "
            "one of which nothing is agreed, contradict nothing. Open journeys of known people "
            "only.</p>"
        )
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    for side, name in disagreements_tables.SIDES.items():
        with both.cell():
            st.header(markup.markdown(f"{name} against the definition"), anchor=False)
            st.html(
                '<p class="sm-key sm-muted"><span>Columns: the stage by the definition. '
                "✓ the label says the same, ≠ it says another stage.</span></p>"
                + disagreements_tables.matrix(squares, side, totals.journeys)
            )
    _cells(cells, release.currency)
    _people(published, release, cells)


def _cells(cells: Sequence[Cell], currency: str) -> None:
    """Show all three side by side, the largest disagreement first."""
    with st.container(border=True, key="label-cells"):
        st.header("All three side by side", anchor=False)
        differing = [cell for cell in cells if cell.is_differing]
        rest = differing[CELLS_SHOWN:] + [cell for cell in cells if not cell.is_differing]
        if differing:
            st.html(disagreements_tables.cell_table(differing[:CELLS_SHOWN], currency))
        if rest:
            with st.expander(f"Every other combination ({len(rest)})"):
                st.html(disagreements_tables.cell_table(rest, currency))


def _people(published: Published, release: Release, cells: Sequence[Cell]) -> None:
    """Show the months and the journeys of the chosen labels; the choice stands in the address."""
    with st.container(border=True, key="label-people"):
        st.header("Who they are, and since when", anchor=False)
        st.html('<p class="sm-note">Open one of the largest, or choose below.</p>')
        with st.container(horizontal=True, gap="xsmall", key="label-openers"):
            for place, cell in enumerate([cell for cell in cells if cell.is_differing][:OPENED]):
                words = f"{cell.marketing_label} · {cell.crm_label} · {cell.stage}"
                st.button(
                    markup.markdown(f"{words}: {figures.count(cell.journeys)}"),
                    key=f"open-{place}",
                    on_click=_open,
                    args=(cell.marketing_label, cell.crm_label, cell.stage_id),
                )
        with st.container(horizontal=True, vertical_alignment="bottom", key="label-choices"):
            choice = Choice(
                _one_of(
                    "Marketing tool says", [cell.marketing_label for cell in cells], "marketing"
                ),
                _one_of("CRM says", [cell.crm_label for cell in cells], "crm"),
                _one_of("Definition says", [cell.stage_id for cell in cells], "stage"),
            )
            who = st.selectbox("Who", WHO, key="who", bind="query-params", width=160) or WHO[0]
        newest = asked.journeys(published, choice, who, JOURNEYS_SHOWN)
        st.html(_count(newest))
        if newest:
            st.html(disagreements_tables.journey_table(newest, release.time_zone, release.currency))
            st.download_button(
                "Download these journeys",
                lambda: disagreements_tables.as_csv(
                    asked.journeys(published, choice, who, DOWNLOADED)
                ),
                file_name="disagreements.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
    _months(published, choice)


def _months(published: Published, choice: Choice) -> None:
    """Show whether the chosen labels differed more often or less, month by month."""
    months = asked.months(published, choice)
    with st.container(border=True, key="label-months"):
        st.header("Was it more or fewer?", anchor=False)
        st.html(
            f'<p class="sm-sum">{markup.text(choice.words)}.</p>'
            + disagreements_tables.month_table(months[:MONTHS_SHOWN])
        )
        if earlier := months[MONTHS_SHOWN:]:
            with st.expander(f"Earlier months ({len(earlier)})"):
                st.html(disagreements_tables.month_table(earlier))


def _open(marketing: str, crm: str, stage: str) -> None:
    """Choose one cell, as if all three had been picked by hand."""
    st.session_state.update(marketing=marketing, crm=crm, stage=stage)


def _one_of(label: str, options: Sequence[str], key: str) -> str:
    """Show one choice of those there are; all is the default."""
    named = [ALL, *sorted(set(options) - {ALL})]
    return st.selectbox(label, named, key=key, bind="query-params", width=240) or ALL


def _count(newest: Sequence[Labelled]) -> str:
    if not newest:
        return '<p class="sm-sum">No open journey of these labels.</p>'
    found, shown = newest[0].found, len(newest)
    rest = f", the {figures.count(shown)} that differ longest here" if shown < found else ""
    return f'<p class="sm-sum"><strong>{figures.things(found, "journey")}</strong>{rest}.</p>'


if __name__ == "__main__":
    states.show("Disagreements", disagreements)
