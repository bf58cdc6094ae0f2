"""A draft tried: the models run again with it, and both sides counted by the same SQL.

To report another figure, add its SQL under `sql/`, a row of its shape in `report.py`, and its words
in `words.py`.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from expectations.backtest.placing import Placement
from expectations.backtest.replay import STATES_RELATION, Replay
from expectations.backtest.report import (
    Covered,
    KpiMonth,
    Load,
    Mover,
    Outcome,
    Report,
    StageMoves,
    Step,
)
from expectations.backtest.statements import placed, states
from expectations.conditions import quoted
from expectations.differences import differences
from expectations.signatures import digest

Row = TypeVar("Row")

_SQL = Path(__file__).parent / "sql"
_BEGINNING = datetime(1970, 1, 1)


def backtest(replay: Replay, placement: Placement) -> Report:
    """Try a draft on the states that a published run kept, in seconds.

    Raises:
        ValueError: the draft changes what the states are made of; see `Placement.on_states`.
    """
    if not placement.on_states:
        raise ValueError(f"the states do not tell: {', '.join(sorted(placement.parts))}")
    statements = replay.statements
    sql = placed({item.name: item.sql for item in statements}, placement)
    judged = states(STATES_RELATION, placement)
    if judged is not None:
        replay.make(STATES_RELATION, judged)
    for item in statements:
        replay.make(item.relation, sql[item.name])
    return measure(replay, placement, "states")


def measure(replay: Replay, placement: Placement, way: Literal["states", "steps"]) -> Report:
    """Count both sides of what was made again."""
    run = replay.run
    since = placement.counted_from
    counted_from = since or _BEGINNING
    draft = placement.draft
    _name_stages(replay, placement)
    replay.connection.execute(_asked("movements", since=counted_from))
    zone, won = ZoneInfo(draft.time_zone), draft.stages[-1].id
    first_day = counted_from.replace(tzinfo=UTC).astimezone(zone).date()
    opened = _first_day(replay) if since is None else since
    accepted = next((s.id for s in draft.stages if s.kind == "sla"), won)
    return Report(
        run_id=run.run_id,
        as_of=run.as_of,
        company=run.company,
        currency=draft.currency,
        draft_title=draft.title,
        draft_digest=digest(draft),
        beside=tuple(item.version for item in placement.replaced),
        beside_digests=tuple(digest(item) for item in placement.replaced),
        since=since,
        since_on=None if since is None else first_day,
        judged_from=None if placement.starts_at is None else placement.replaced[0].effective_from,
        way=way,
        parts=tuple(sorted(placement.parts)),
        changes=tuple(row.sentence() for row in differences(placement.in_force, draft)),
        weeks=max((run.as_of - opened) / timedelta(weeks=1), 1 / 7),
        labels=_labels(placement),
        kpis=_rows(replay, "kpis", KpiMonth, since_day=first_day),
        stages=_rows(replay, "stages", StageMoves, since=counted_from),
        steps=_rows(replay, "steps", Step, since=counted_from),
        outcomes=_rows(replay, "outcomes", Outcome, accepted=accepted, won=won),
        covered=_rows(replay, "covered", Covered, since=counted_from, won=won),
        load=_rows(replay, "load", Load, since=counted_from),
        movers=_rows(replay, "movers", Mover),
    )


def _rows(replay: Replay, name: str, shape: type[Row], **values: Any) -> tuple[Row, ...]:
    """Run a named SQL file and return one `shape` per row, columns matched by name."""
    answer = replay.connection.execute(_asked(name, **values))
    names = [column[0] for column in answer.description or ()]
    return tuple(shape(**dict(zip(names, row, strict=True))) for row in answer.fetchall())


def _asked(name: str, **values: date | str) -> str:
    """Return a named SQL file with `$value` written out.

    Bound values would have DuckDB import all of pandas, which takes as long as the answer.
    """

    def literal(found: re.Match[str]) -> str:
        value = values[found[1]]
        if isinstance(value, datetime):
            return f"timestamp '{value}'"
        return f"date '{value}'" if isinstance(value, date) else quoted(value)

    return re.sub(r"\$(\w+)", literal, _sql(name))


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _name_stages(replay: Replay, placement: Placement) -> None:
    """Put every stage of either side into a table, in the order of the draft."""
    drafted = [(item.id, item.label, item.plural) for item in placement.draft.stages]
    known = {name for name, _, _ in drafted}
    gone = [
        (item.id, item.label, item.plural)
        for item in placement.in_force.stages
        if item.id not in known
    ]
    rows = ", ".join(
        f"({', '.join(map(quoted, item))}, {place})"
        for place, item in enumerate([*drafted, *gone], start=1)
    )
    replay.connection.execute(
        "create table memory.after.stages as"
        f" from (values {rows}) as named (stage_id, label, plural, stage_order)"
    )


def _labels(placement: Placement) -> dict[str, str]:
    """Return what each stage, persona and promise is called, by its id."""
    both = (placement.in_force, placement.draft)
    labels: dict[str, str] = {}
    for agreement in both:
        labels |= {item.id: item.label for item in agreement.personas}
        labels |= {item.id: item.label for item in agreement.promises}
        labels |= {item.id: item.label for item in agreement.stages}
    return labels


def _first_day(replay: Replay) -> datetime:
    found = replay.connection.execute(
        "select min(entered_at) from before.main.fct_funnel"
    ).fetchone()
    return cast("datetime", found[0]) if found and found[0] else _BEGINNING
