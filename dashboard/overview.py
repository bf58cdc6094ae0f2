"""Overview: are we on plan together, where do people drop out, did each team keep its promises?"""

import streamlit as st

from dashboard import (
    alerts,
    cards,
    funnel_table,
    markup,
    promise_tables,
    queries,
    states,
    verdict,
)
from dashboard.periods import KINDS, Period
from dashboard.published import LastRun, Published
from dashboard.rows import Kpi, LeadToWon, Release, Stage
from expectations import figures

# fewer undated entries than this share change no reading of the page; Data health counts every one
FEW = 0.01


def overview(published: Published, release: Release, last: LastRun | None) -> None:
    """Show the one page that answers for both teams."""
    head = st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="head"
    )
    with head:
        title_place = st.container()
        kind = st.segmented_control(
            "Period",
            KINDS,
            default="month",
            required=True,
            key="period",
            bind="query-params",
            label_visibility="collapsed",
        )
    period = queries.period(published, kind or "month", release.data_through)
    kpis = queries.kpis(published, period)
    speed = queries.lead_to_won(published, period)
    speed_before = queries.lead_to_won(published, period.before)
    promises = queries.promises(published, period)

    title_place.title(markup.markdown(verdict.title(period, kpis)), anchor=False)
    sources = queries.sources(published)
    alerts.show(last, release, sources, has_link=True)
    st.html(
        trust_line(release, period)
        + alerts.optional_sources(sources, release.time_zone)
        + alerts.undated(queries.undated(published, period), f" of {period.name_inside}", FEW)
    )
    with st.container(border=True, key="changes"):
        st.header(f"What changed since {period.before.name_inside}", anchor=False)
        st.html(_change_lines(verdict.changes(kpis, promises, speed, speed_before)))
    _kpi_strip(published, release, period, kpis, (speed, speed_before))
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        st.header("Where people drop out", anchor=False)
        st.html(funnel_table.funnel_table(queries.funnel(published, period), period))
        st.page_link(
            "conversion.py",
            label="Every step, its cohorts and its times",
            icon=":material/arrow_forward:",
        )
        with st.expander("What each stage means, as agreed"):
            st.html(_definitions(queries.stages(published)))
    with both.cell():
        st.header("The promises we made each other", anchor=False)
        st.html(
            promise_tables.promise_tables(promises, period.is_complete)
            + promise_tables.waiting_line(queries.overdue(published), release.time_zone)
        )
        st.page_link(
            "promises.py",
            label="Every promise, month by month and case by case",
            icon=":material/arrow_forward:",
        )


def trust_line(release: Release, period: Period) -> str:
    """Return whose numbers these are: period, last day, checks, agreement and signatures."""
    return f'<p class="sm-trust">{markup.text(" · ".join(trust_facts(release, period)))}</p>'


def trust_facts(release: Release, period: Period) -> list[str]:
    """Return the facts of the trust line."""
    checks = figures.things(release.check_count, "check")
    if not release.check_count:
        passed = "no checks on record"
    elif release.passed_count == release.check_count:
        passed = f"all {checks} passed" if release.check_count > 1 else "the one check passed"
    else:
        passed = f"{figures.count(release.passed_count)} of {checks} passed"
        if release.warned_count == release.check_count - release.passed_count:
            passed += f", {figures.count(release.warned_count)} warn"
    signed = "signed by Marketing and Sales" if release.is_signed else "not signed"
    retroactive = ", retroactively" if release.is_signed and release.is_retroactive else ""
    return [
        *([release.company] if release.company else []),
        period.span,
        f"data through {figures.weekday(release.data_through)}, {release.time_zone}",
        passed,
        f"agreement of {release.agreement_version or figures.UNKNOWN}, {signed}{retroactive}",
    ]


def _change_lines(lines: list[verdict.Line]) -> str:
    items = "".join(
        f'<li>{markup.team_pill(line.team)}<span class="sm-words">'
        + "".join(
            f"<strong>{markup.text(words)}</strong>" if is_stressed else markup.text(words)
            for words, is_stressed in line.parts
        )
        + "</span></li>"
        for line in lines
    )
    return f'<ul class="sm-changes">{items}</ul>'


def _kpi_strip(
    published: Published,
    release: Release,
    period: Period,
    kpis: list[Kpi],
    speeds: tuple[LeadToWon, LeadToWon],
) -> None:
    """Show the cards, in two halves that stack: eight, four or two to a row, never an orphan."""
    weeks = queries.kpi_weeks(published, release.data_through)
    made = [cards.kpi_card(kpi, weeks) for kpi in kpis]
    won_weeks = queries.lead_to_won_weeks(published, release.data_through)
    made.append(cards.speed_card(*speeds, won_weeks))
    halves = st.grid(2, min_column_width=560, gap="xsmall", key="kpis")
    for half in (made[:4], made[4:]):
        with halves.cell():
            row = st.grid(4, min_column_width=128, gap="xsmall")
            for card in half:
                row.html(card)
    converted = queries.other_currencies(published, period)
    st.html(cards.legend(period, kpis, converted, queries.hits_without_consent(published, period)))


def _definitions(stages: list[Stage]) -> str:
    rows = [
        [
            markup.text(stage.label),
            markup.team_pill(stage.owner_team),
            markup.text(stage.definition or figures.UNKNOWN),
        ]
        for stage in stages
    ]
    heads = [("Stage", ""), ("Owner", ""), ("Entered when", "")]
    return markup.table(heads, rows, "The stages of the agreement", "sm-stacks sm-definitions")


if __name__ == "__main__":
    states.show("Overview", overview)
