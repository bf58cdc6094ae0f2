"""Every version's values as rows of the agreement's tables, in the document's order."""

from collections.abc import Iterable, Iterator
from typing import Any

from expectations.annexes import Annexes
from expectations.calendars import seconds_per_day
from expectations.differences.phrases import stage_named
from expectations.schema import Agreement, Promise, Stage
from expectations.signatures import PARTIES, digest, is_retroactive, is_signed, signature_of
from expectations.terms import counted, terms_of
from expectations.terms.phrases import asked

Row = tuple[Any, ...]
DEFAULT_WINDOW_DAYS = 90


def promise_seconds(agreement: Agreement, promise: Promise) -> int | None:
    """Return within how many seconds an act is promised: working ones on a business clock."""
    if promise.within is None:
        return None
    number, unit = promise.within.split(" ")
    seconds = {"minutes": 60, "hours": 3600, "days": 86400}[unit]
    if unit == "days" and promise.clock == "business":
        seconds = next(
            seconds_per_day(item) for item in agreement.calendars if item.id == promise.calendar
        )
    return int(number) * seconds


def definition_of(stage: Stage, agreement: Agreement) -> str:
    """Return a stage's condition as a sentence of the agreement."""
    if stage.enter_when is None:
        return "A web session."
    return asked(stage.enter_when, agreement)


def window_of(stage: Stage, agreement: Agreement) -> int:
    """Return within how many days of the stage before this one must be entered to be in time.

    The stage says so; else the longest window that a KPI of it names; else DEFAULT_WINDOW_DAYS.
    """
    said = [
        kpi.window_days
        for kpi in agreement.kpis
        if kpi.stage == stage.id and "window_days" in kpi.model_fields_set
    ]
    return stage.window_days or max(said, default=DEFAULT_WINDOW_DAYS)


def rows_by_table(agreements: list[Agreement], annexes: Annexes) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) for every row; a row of a version begins with its name."""
    for agreement in agreements:
        for name, found in _rows_of(agreement).items():
            yield from ((name, (agreement.version, *row)) for row in found)
    if annexes.exchange_rates:
        for item in annexes.exchange_rates.rates:
            yield "exchange_rates", (item.currency, item.valid_from, item.rate)


def acknowledgement_rows(agreements: list[Agreement], annexes: Annexes) -> Iterator[Row]:
    """Yield who has read these versions, and whether the terms are still those they read."""
    terms = {agreement.effective_from: digest(agreement) for agreement in agreements}
    given = annexes.acknowledgements
    for item in given.acknowledgements if given else []:
        if item.version in terms:
            is_valid = item.digest == terms[item.version]
            version = item.version.isoformat()
            yield version, item.name, item.reader, item.party, item.read_on, is_valid


def _rows_of(agreement: Agreement) -> dict[str, Iterable[Row]]:
    """Return one version's rows of every table, without the version's own column."""
    a = agreement
    return {
        "versions": [_version_row(a)],
        "stages": [
            (
                *(s.id, s.label, s.plural, place, s.owner, s.kind),
                *(definition_of(s, a), window_of(s, a)),
            )
            for place, s in enumerate(a.stages, start=1)
        ],
        "exits": [(item.id, item.label, item.after_days) for item in a.exits],
        "exit_reasons": [
            (way.id, reason.id, reason.label, ";".join(reason.words) or None)
            for way in a.exits
            for reason in way.reasons
        ],
        "personas": [
            (
                *(p.id, p.label, asked(p.matches, a), p.say, "; ".join(p.pains)),
                *(p.confirmed_by.marketing, p.confirmed_by.sales, place),
            )
            for place, p in enumerate(a.personas, start=1)
        ],
        "labels": [
            (labels.tool, labels.field, word, meaning)
            for labels in a.labels
            for word, meaning in labels.means.items()
        ],
        "handoffs": [
            (h.stage, h.persona, h.to, h.within, h.say, h.next_step, h.asset) for h in a.handoffs
        ],
        "promises": [
            (
                *(p.id, p.label, p.by, p.to, p.unit, p.direction),
                *(p.target, p.tolerance),
            )
            for p in a.promises
        ],
        "kpis": [
            (
                *(k.id, k.label, k.plural, k.owner, k.counts, k.stage, k.window_days),
                *(k.direction, k.definition, counted(k.counts, stage_named(k.stage, a)), place),
            )
            for place, k in enumerate(a.kpis, start=1)
        ],
        "kpi_targets": [
            (k.id, f"{month}-01", target) for k in a.kpis for month, target in k.targets.items()
        ],
        "cadence": [
            (m.id, m.label, m.every, "; ".join(m.marketing), "; ".join(m.sales)) for m in a.cadence
        ],
        "terms": [
            (term.part, term.term_id, term.label, term.sentence, place)
            for place, term in enumerate(terms_of(a), start=1)
        ],
    }


def _version_row(agreement: Agreement) -> Row:
    signed = [signature_of(agreement, party) for party in PARTIES]
    return (
        agreement.title,
        agreement.effective_from,
        agreement.review_by,
        agreement.time_zone,
        agreement.currency,
        agreement.fiscal_year_starts_in,
        digest(agreement),
        is_signed(agreement),
        *(f"{item.name}, {item.role}, {item.signed_on}" if item else None for item in signed),
        is_retroactive(agreement),
    )
