"""The signed personas, exclusions and points, asked once more of what was known at each entry.

What was known stands in `core.journey_states`, beside what the models made of it: the values, of
which the private ones are never published, and every signal that gave points. Each row of the
funnel is held against the document by the state at which it was entered. None of this shares code
with the macros that judged (`answers`). To judge people by something else, add its check here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from expectations.conditions import quoted
from expectations.gates.answers import told
from expectations.gates.checks import FUNNEL, Check, kpis_of, named
from expectations.schema import Agreement, Condition

STATES = "work.core.journey_states"
# of each part, what is said of those with one of its choices, and of those without
LABELS = {
    "personas": (
        "whoever is shown as one is one, as both sides defined it",
        "Whoever is shown without a persona is none that both sides defined",
    ),
    "exclusions": (
        "whoever is left out is left out as both sides agreed",
        "Whoever is counted is nobody whom both sides left out",
    ),
}


class _Choice(NamedTuple):
    """One persona or exclusion of a version."""

    id: str
    label: str
    condition: Condition


def audience_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of every version's personas, exclusions and points."""
    kpis = kpis_of(agreements)
    return [
        check
        for agreement in agreements
        for check in (
            *_choices(
                agreement, kpis, "personas", "persona_id",
                [_Choice(item.id, item.label, item.matches) for item in agreement.personas],
            ),
            *_choices(
                agreement, kpis, "exclusions", "excluded_by",
                [_Choice(item.id, item.label, item.when) for item in agreement.exclusions],
            ),
            _fit(agreement, kpis),
            _engagement(agreement, kpis),
        )
    ]  # fmt: skip


def _choices(
    agreement: Agreement, kpis: str, part: str, column: str, choices: Sequence[_Choice]
) -> list[Check]:
    """Check a list of which the first that holds is chosen: each choice, and those without."""
    chosen, none = LABELS[part]
    return [
        *(
            _chosen(
                agreement, kpis, part, column, choices[: place + 1], f"{choice.label}: {chosen}"
            )
            for place, choice in enumerate(choices)
        ),
        _not_chosen(agreement, kpis, part, column, choices, none),
    ]


def _chosen(
    agreement: Agreement, kpis: str, part: str, column: str, choices: Sequence[_Choice], label: str
) -> Check:
    """Check those with the last of these choices: it holds, and none of those before it does."""
    *earlier, own = (told(choice.condition, agreement.attributes) for choice in choices)
    chosen = choices[-1].id
    return Check(
        named("publish", part, agreement.version, chosen),
        label,
        f"{part}.{chosen} ({agreement.version})",
        f"select funnel_entry_id as example, {quoted(chosen)} || ' at ' || stage_id as found"
        f" from ({_entered(agreement)}) where shown_{column} = {quoted(chosen)}"
        f" and ({' or '.join([f'not {own}', *earlier])})",
        examined=f"{_rows(agreement)} and {column} = {quoted(chosen)}",
        kpis=kpis,
    )


def _not_chosen(
    agreement: Agreement, kpis: str, part: str, column: str, choices: Sequence[_Choice], label: str
) -> Check:
    holding = [told(choice.condition, agreement.attributes) for choice in choices]
    return Check(
        named("publish", part, agreement.version),
        label,
        f"{part} ({agreement.version})",
        f"select funnel_entry_id as example, 'none at ' || stage_id as found"
        f" from ({_entered(agreement)}) where journey_position is not null"
        f" and shown_{column} is null"
        f" and ({' or '.join(holding) or 'false'})",
        examined=f"{_rows(agreement)} and {column} is null",
        kpis=kpis,
    )


def _fit(agreement: Agreement, kpis: str) -> Check:
    """Add up the points for what was known of somebody."""
    points = [
        f"case when {told(rule.when, agreement.attributes)} then {rule.points} else 0 end"
        for rule in agreement.scoring.fit
    ]
    counted = f"select *, {' + '.join(points) or '0'} as counted from ({_entered(agreement)})"
    return _score(agreement, kpis, "fit", counted)


def _engagement(agreement: Agreement, kpis: str) -> Check:
    """Add up the points of a journey's signals until then, one by one, while young enough."""
    engagement = agreement.scoring.engagement
    given = "".join(
        f" when {quoted(kind)} then {number}" for kind, number in engagement.points.items()
    )
    counted = f"""
        select entered.*, coalesce((
            select sum({f"case signals.kind{given} else 0 end" if given else "0"})
            from {STATES} as signals
            where
                signals.journey_id = entered.journey_id
                and signals.journey_position <= entered.journey_position
                and signals.occurred_at
                > entered.occurred_at - interval '{engagement.window_days * 24} hours'
        ), 0) as counted
        from ({_entered(agreement)}) as entered"""
    return _score(agreement, kpis, "engagement", counted)


def _score(agreement: Agreement, kpis: str, score: str, counted: str) -> Check:
    """Hold a score, and what the evidence says of it, against the points as counted here."""
    visit = quoted(agreement.stages[0].id)
    return Check(
        named("publish", "points", agreement.version, score),
        f"Every {score} is the sum of the points that both sides agreed",
        f"scoring.{score} ({agreement.version})",
        f"""
        select funnel_entry_id as example,
            concat_ws(' and ', {score}, said) || ' at ' || stage_id || ', counted ' || counted
                as found
        from (
            select *,
                list_filter(evidence, lambda item: item.field = {quoted(score)})[1].got as said
            from ({counted})
        )
        where stage_id <> {visit} and ({score} is distinct from counted
            or coalesce(try_cast(said as double), counted) <> counted)""",
        examined=f"{_rows(agreement)} and stage_id <> {visit}",
        kpis=kpis,
    )


def _rows(agreement: Agreement) -> str:
    return f"{FUNNEL} where agreement_version = {quoted(agreement.version)}"


def _entered(agreement: Agreement) -> str:
    return at_entry(_rows(agreement))


def at_entry(rows: str) -> str:
    """Return rows of the funnel beside the state at which each was entered; a browser has none.

    Args:
        rows: what follows `from`.
    """
    return f"""
        select shown.funnel_entry_id, shown.stage_id, shown.evidence,
            shown.persona_id as shown_persona_id, shown.excluded_by as shown_excluded_by, known.*
        from (select * from {rows}) as shown
        left join work.core.funnel_entries as made
            on shown.journey_id = made.journey_id and shown.stage_id = made.stage_id
            and shown.entered_at = made.entered_at and shown.entry_kind = made.entry_kind
            and coalesce(shown.source_record_id, '') = coalesce(made.source_record_id, '')
        left join {STATES} as known
            on made.journey_id = known.journey_id
            and made.journey_position = known.journey_position"""
