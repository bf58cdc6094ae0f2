"""The KPI cards: figure, distance from plan to date, twelve weeks, how much of the target.

A KPI's label leads to its definition.
"""

from collections.abc import Sequence

from dashboard import definitions_links, judgement, markup, sparkline
from dashboard.periods import Period
from dashboard.rows import Kpi, LeadToWon, OtherCurrency, WeekValue, WonWeek
from expectations import figures, plans

SIGNS = {"good": "↑ ", "bad": "↓ ", "plain": ""}


def kpi_card(kpi: Kpi, weeks: Sequence[WeekValue]) -> str:
    """Return one KPI as a card."""
    found = judgement.deviation(kpi)
    figure = figures.quantity(kpi.value, kpi.unit)
    exact = figure if kpi.unit == "count" else figures.exact_money(kpi.value, kpi.unit)
    values = [week.value for week in weeks if week.kpi_id == kpi.kpi_id]
    is_bad = found is not None and found.judgement == plans.BAD
    line = sparkline.picture(values, _line_words(kpi.label, values, kpi.unit), is_bad)
    delta = _chip("no data") if kpi.value is None else _delta(found)
    label = definitions_links.link("kpis", kpi.kpi_id, kpi.label)
    return _card(label, figure, exact, delta, line, _bar(kpi), _foot(kpi))


def speed_card(speed: LeadToWon, before: LeadToWon, weeks: Sequence[WonWeek]) -> str:
    """Return the eighth card: how long won deals took from lead to won."""
    values = [week.value for week in weeks]
    known = [value for value in values if value is not None]
    words = (
        f"Lead to won, median days per week over the last {len(values)} full weeks, "
        f"between {figures.days(min(known))} and {figures.days(max(known))}"
        if known
        else ""
    )
    figure = figures.days(speed.median_days)
    foot = [
        f"median of {figures.things(speed.deal_count, 'deal')}"
        if speed.deal_count
        else "no deal with both dates",
        f"was {figures.days(before.median_days)}",
    ]
    delta = _chip("no data" if speed.median_days is None else "no plan")
    return _card("Lead to won", figure, figure, delta, sparkline.picture(values, words), "", foot)


def legend(
    period: Period,
    kpis: Sequence[Kpi],
    converted: Sequence[OtherCurrency],
    hits_without_consent: int,
) -> str:
    """Return the two lines under the strip: what it counts, and what its marks mean."""
    left_out = ", ".join(
        f"{markup.text(plans.inner(kpi.label))} {figures.count(kpi.inferred_count)}"
        for kpi in kpis
        if kpi.inferred_count
    )
    counted = [
        f"The cards count what happened on {markup.text(period.span)}, whenever it began",
        f"inferred and not counted: {left_out or 'nothing'}",
    ]
    if hits_without_consent:
        hits = figures.things(hits_without_consent, "website hit")
        counted.append(f"without consent, in no figure: {hits}")
    if priced := _sums(converted, is_priced=True):
        counted.append(f"revenue holds {priced} at the agreed rate")
    if unpriced := _sums(converted, is_priced=False):
        counted.append(f"won without an agreed rate, in no figure: {unpriced}")
    marks = [
        '<span class="sm-tick-sign" aria-hidden="true"></span>'
        f"plan for today, {period.progress} of the {period.kind}",
        f"was: {period.before.name_inside} against its plan",
        "lines show the last 12 full weeks, not from zero",
        f"within {plans.GREY_BAND}% of plan, or less than one away, stays grey",
    ]
    return f'<p class="sm-legend">{" · ".join(counted)}<br>{" · ".join(marks)}</p>'


def _sums(amounts: Sequence[OtherCurrency], is_priced: bool) -> str:
    """Return the sums in other currencies, with or without an agreed rate."""
    return markup.text(
        ", ".join(
            figures.exact_money(one.amount, one.currency)
            for one in amounts
            if one.is_priced == is_priced
        )
    )


def _card(
    label: str, figure: str, exact: str, delta: str, line: str, bar: str, foot: Sequence[str]
) -> str:
    notes = "<br>".join(markup.text(words) for words in foot)
    return (
        f'<div class="sm-card"><p class="sm-label">{label}</p>'
        f'<p class="sm-value" title="{markup.text(exact)}">{markup.text(figure)}</p>'
        f'<p class="sm-delta">{delta}</p>{line}'
        f'<div class="sm-bar-space">{bar}</div><p class="sm-foot">{notes}</p></div>'
    )


def _chip(words: str) -> str:
    return f'<span class="sm-chip sm-plain">{words}</span>'


def _delta(found: plans.Deviation | None) -> str:
    if found is None:
        return _chip("no plan")
    is_near = found.things is not None and found.judgement == plans.PLAIN
    words = "on plan" if is_near else found.figure
    after = "" if is_near else ' <span class="sm-muted">vs plan</span>'
    sign = SIGNS[found.judgement]
    return f'<span class="sm-chip sm-{found.judgement}">{sign}{words}</span>{after}'


def _bar(kpi: Kpi) -> str:
    if kpi.target_share is None:
        return ""
    done = min(max(kpi.target_share, 0), 1) * 100
    tick = ""
    if kpi.pace_share is not None:
        tick = f'<b style="left:{min(max(kpi.pace_share, 0), 1) * 100:.1f}%"></b>'
    words = f"{figures.percent(kpi.target_share, 0)} of the target, the tick is the plan for today"
    return (
        f'<div class="sm-bar" role="img" aria-label="{markup.text(words)}">'
        f'<i style="width:{done:.1f}%"></i>{tick}</div>'
    )


def _foot(kpi: Kpi) -> list[str]:
    before = judgement.deviation_before(kpi)
    was = f"was {before.phrase if before else figures.UNKNOWN}"
    if kpi.value is None:
        return ["not counted yet", was]
    if kpi.target_share is None:
        return ["no target agreed", was]
    target = figures.planned(kpi.target, kpi.unit)
    return [f"{figures.percent(kpi.target_share, 0)} of {target}", was]


def _line_words(label: str, values: Sequence[float | None], unit: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = figures.quantity(min(known), unit), figures.quantity(max(known), unit)
    return f"{label}, the last {len(values)} full weeks, between {low} and {high} a week"
