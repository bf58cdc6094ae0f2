"""The four win rates, each by its name: nobody may say which one is meant by leaving it out."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.conversion_rows import WinRate
from expectations import figures

NAMES = {
    "deals_closed": "By number, of deals closed in these months",
    "amount_closed": "By amount, of deals closed in these months",
    "deals_opened": "By number, of deals opened in these months",
    "amount_opened": "By amount, of deals opened in these months",
}


def win_cards(rates: Sequence[WinRate]) -> list[str]:
    """Return one card per win rate, in the order of their names."""
    known = {rate.win_rate_id: rate for rate in rates}
    return [_card(name, known.get(win_rate_id)) for win_rate_id, name in NAMES.items()]


def win_note() -> str:
    """Return what all four have in common."""
    return (
        '<p class="sm-note">Won over won and lost. Of deals opened in these months the open ones '
        "are in no rate yet, so it may still go either way; “—” where nothing is decided. Amounts "
        "are final ones, in the reporting currency only.</p>"
    )


def _card(name: str, rate: WinRate | None) -> str:
    figure, foot = figures.UNKNOWN, "nothing was decided"
    notes = []
    if rate is not None:
        figure = figures.percent(rate.win_rate)
        if rate.won_deals + rate.lost_deals:
            foot = (
                f"{figures.quantity(rate.won, rate.unit)} won of "
                f"{figures.quantity(rate.won + rate.lost, rate.unit)}"
            )
        if rate.open_deals:
            notes.append(f"{figures.count(rate.open_deals)} still open")
        if rate.measure == "amount" and rate.unpriced_deals:
            notes.append(f"{figures.things(rate.unpriced_deals, 'deal')} without an agreed rate")
    small = f'<p class="sm-foot">{markup.text(", ".join(notes))}</p>' if notes else ""
    return (
        f'<div class="sm-card sm-win"><p class="sm-label">{markup.text(name)}</p>'
        f'<p class="sm-value">{figure}</p><p class="sm-foot">{markup.text(foot)}</p>{small}</div>'
    )
