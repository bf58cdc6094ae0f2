"""What a reader of *Conversion and speed* may choose; every choice stands in the address.

To add a dimension, add it to DIMENSIONS: the marts hold its rows already, or their macro
`slice_columns` does not know it yet.
"""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import conversion_queries as asked
from dashboard.conversion_names import value_name
from dashboard.conversion_queries import Choice
from dashboard.conversion_rows import CohortSet, FunnelStep
from dashboard.published import Published
from expectations import figures

EVERYONE = "everyone"
DIMENSIONS = ("persona", "channel", "owner", "segment")
ALL = "all"
ENDINGS = ("all", "in time", "moved on later", "left", "still open", "too young")


def choose(published: Published, sets: Sequence[CohortSet]) -> Choice:
    """Show the choices of cohorts and of whom, and return what was chosen."""
    cohorts = _one_of("Cohorts that entered in", [found.name for found in sets], "cohorts")
    chosen = next(found for found in sets if found.name == cohorts)
    by = st.segmented_control(
        "Of whom",
        (EVERYONE, *DIMENSIONS),
        default=EVERYONE,
        required=True,
        key="by",
        bind="query-params",
        wrap=True,
    )
    if by not in DIMENSIONS:
        return Choice(chosen)
    named = {value_name(by, found): found.value for found in asked.values(published, by)}
    label = _one_of(f"Which {by}", [ALL, *named], by)
    return Choice(chosen, by, named[label]) if label in named else Choice(chosen)


def breakdown() -> str:
    """Return the dimension whose values are shown side by side: the chosen one, else personas."""
    by = st.session_state.get("by")
    return by if by in DIMENSIONS else DIMENSIONS[0]


def choose_step(steps: Sequence[FunnelStep]) -> FunnelStep:
    """Show the choice of a step, the handoff between the teams first; return what was chosen."""
    first = next((step for step in steps if step.is_handoff), steps[0])
    names = [step.name for step in steps]
    name = st.selectbox(
        "The step looked at below",
        names,
        index=names.index(first.name),
        key="step",
        bind="query-params",
        width=320,
    )
    return next((step for step in steps if step.name == name), first)


def choose_journeys(months: Sequence[date]) -> tuple[date | None, str]:
    """Show which journeys may be listed; return the month of entry, None for all, and the end."""
    named = {figures.month(month): month for month in months}
    month = _one_of("That entered in", [ALL, *named], "month")
    return named.get(month), _one_of("And then", ENDINGS, "ending")


def _one_of(label: str, options: Sequence[str], key: str) -> str:
    """Show one choice; the first option is the default."""
    return st.selectbox(label, options, key=key, bind="query-params", width=220) or options[0]
