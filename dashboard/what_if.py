"""What if: another mark, persona or fit point, laid beside what was signed, on all that is known.

Nothing is written: the models' own statements run again in memory on what the published run kept.
"""

import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from dashboard import alerts, markup, queries, states, what_if_tables
from dashboard.published import LastRun, Published
from dashboard.rows import Release
from expectations import figures
from expectations.backtest import Replay, Report, backtest, place, words
from expectations.backtest.replay import TRIAL
from expectations.backtest.thresholds import Threshold, thresholds, turned
from expectations.errors import BadInputError
from expectations.rules import broken_rules
from expectations.schema import Agreement

QUESTION = "If we asked for more, or for less: who would move in, who out, and what would it do?"
IN_FORCE = "the version in force"
COMMAND = ".venv/bin/smarketing agreement backtest draft.yml"


def what_if(published: Published, release: Release, last: LastRun | None) -> None:
    """Show the document's numbers as fields, and what turning them does."""
    title_place = st.container()
    alerts.show(last, release, queries.sources(published), has_link=True)
    trust_place = st.container()
    if not os.access(published.path.parent / TRIAL, os.R_OK):
        title_place.title("This run kept nothing to try a change on", anchor=False)
        trust_place.html(_trust(release))
        st.info("It was published before changed definitions could be tried. Run again.")
        return
    versions = _versions(str(published.path.parent))
    signed = _in_force(versions, release.agreement_version)
    fields = thresholds(signed)
    with st.expander("The numbers of the document", expanded=True):
        values, since = _choose(fields, [item.version for item in versions], signed.version)
    if problems := _problems(signed, values):
        title_place.title("No such agreement can be signed", anchor=False)
        trust_place.html(_trust(release))
        st.error("\n\n".join(markup.markdown(message) for message in problems))
        return
    changed = {f.key: values[f.key] for f in fields if values[f.key] != f.value}
    if not changed and since == IN_FORCE:
        title_place.title("What if another mark were agreed?", anchor=False)
        trust_place.html(_trust(release))
        st.info(
            "Turn a number above and press “Try it”. What is published does not change, whatever"
            " is tried here."
        )
        return
    with st.spinner("Trying it on all that is known …", show_time=True):
        report = _tried(str(published.path.parent), tuple(sorted(changed.items())), since)
    title_place.title(markup.markdown(words.headline(report)), anchor=False)
    trust_place.html(_trust(release, words.period(report)))
    _show(report, release.time_zone)


def _problems(signed: Agreement, values: Mapping[str, int]) -> list[str]:
    """Return why no agreement can hold these numbers."""
    try:
        return [message for _, message in broken_rules(turned(signed, values))]
    except ValidationError as problem:
        return [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors()]


def _in_force(versions: Sequence[Agreement], name: str | None) -> Agreement:
    return next((version for version in versions if version.version == name), versions[-1])


def _choose(
    fields: Sequence[Threshold], versions: Sequence[str], in_force: str
) -> tuple[dict[str, int], str]:
    """Show every number in a form, the signed ones filled in; return them, and since when."""
    values: dict[str, int] = {}
    with st.form("turn", border=False):
        grid = st.grid(4, min_column_width=230, gap="small")
        for group, found in groupby(fields, lambda field: field.group):
            with grid.cell():
                st.html(f'<p class="sm-group">{markup.text(group)}</p>')
                for field in found:
                    values[field.key] = st.number_input(
                        markup.markdown(field.label[:1].upper() + field.label[1:]),
                        value=field.value,
                        step=1,
                        key=field.key,
                        bind="query-params",
                    )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            since = st.selectbox(
                "In the place of",
                [IN_FORCE, *(f"all versions since {v}" for v in versions if v < in_force)],
                key="since",
                bind="query-params",
                width=260,
            )
            st.form_submit_button("Try it")
    return values, since or IN_FORCE


@st.cache_data(max_entries=4, show_spinner=False)
def _versions(run: str) -> list[Agreement]:
    with Replay(Path(run)) as replay:
        return replay.agreements


@st.cache_data(max_entries=32, show_spinner=False)
def _tried(run: str, changed: tuple[tuple[str, int], ...], since: str) -> Report:
    """Return what some turned numbers do; a published run never changes, so no expiry."""
    with Replay(Path(run)) as replay:
        published, versions = replay.run, replay.agreements
        signed = _in_force(versions, published.agreement_version)
        first = next((v.effective_from for v in versions if since.endswith(v.version)), None)
        draft = turned(signed, dict(changed))
        placement = place(draft, versions, published.as_of, first)
        if not placement.on_states:
            raise BadInputError(
                f"Versions since {first} differ in {', '.join(sorted(placement.parts))}."
            )
        return backtest(replay, placement)


def _trust(release: Release, what: str = "") -> str:
    facts = (
        release.company,
        what,
        f"data through {figures.weekday(release.data_through)}, {release.time_zone}",
        "nothing here is written or published",
    )
    return markup.question(QUESTION, facts)


def _show(report: Report, zone: str) -> None:
    with st.container(border=True, key="moves"):
        st.header("Who moves", anchor=False)
        st.html(what_if_tables.changes(report) + what_if_tables.moves(report))
    if not report.moves:
        return
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        st.header("Month by month", anchor=False)
        st.html(what_if_tables.months(report))
    with both.cell():
        st.header("Conversion and time", anchor=False)
        st.html(what_if_tables.steps(report))
    both = st.grid(2, min_column_width=480, gap="small", border=True)
    with both.cell():
        st.header("What became of them", anchor=False)
        st.html(what_if_tables.outcomes(report) + what_if_tables.covered(report))
    with both.cell():
        st.header("What reps owe, a week", anchor=False)
        st.html(what_if_tables.load(report))
    with st.container(border=True, key="movers"):
        st.header("The journeys that move", anchor=False)
        st.html(what_if_tables.movers(report, zone))
        st.download_button(
            "Download these journeys",
            report.movers_as_csv,
            file_name="movers.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.html(
        '<p class="sm-note">To agree on it, write it into a draft, have it tried once more'
        f" (<code>{COMMAND}</code>), and have both sides sign it. Digest of this report:"
        f" {report.digest[:12]}.</p>"
    )


if __name__ == "__main__":
    states.show("What if", what_if)
