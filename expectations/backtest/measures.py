"""A draft tried: the models run again with it, and both sides counted by the same SQL.

To report another figure, add its SQL under `sql/`, a row of its shape in `report.py`, and its words
in `words.py`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
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
from expectations.differences import differences
from expectations.signatures import digest

Row = TypeVar("Row")

_SQL = Path(__file__).parent / "sql"
# no condition is asked of who is no person, and the run kept nothing of them to ask
_OF_ANYBODY = ("fct_funnel", "dim_journey")
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
        if item.name in _OF_ANYBODY:
            replay.connection.execute(_sql("anonymous").format(table=item.name))
    return measure(replay, placement, "states")


def measure(replay: Replay, placement: Placement, way: Literal["states", "steps"]) -> Report:
    """Count both sides of what was made again."""
    run_id, as_of, company = cast(
        "tuple[str, datetime, str]",
        replay.connection.execute("select run_id, as_of, company from before.main.run").fetchone(),
    )
    since = placement.starts_at
    counted_from = since or _BEGINNING
    draft = placement.draft
    _name_stages(replay, placement)
    ask = _Asking(replay, {"since": counted_from})
    ask.do("movements")
    zone = ZoneInfo(draft.time_zone)
    opened = _first_day(replay) if since is None else since
    accepted = next((s.id for s in draft.stages if s.kind == "sla"), draft.stages[-1].id)
    return Report(
        run_id=run_id,
        as_of=as_of,
        company=company,
        currency=draft.currency,
        draft_title=draft.title,
        draft_digest=digest(draft),
        beside=tuple(item.version for item in placement.replaced),
        beside_digests=tuple(digest(item) for item in placement.replaced),
        since=since,
        way=way,
        parts=tuple(sorted(placement.parts)),
        changes=tuple(row.sentence() for row in differences(placement.in_force, draft)),
        weeks=max((as_of - opened) / timedelta(weeks=1), 1 / 7),
        labels=_labels(placement),
        kpis=ask.rows(
            "kpis", KpiMonth, since_day=counted_from.replace(tzinfo=UTC).astimezone(zone).date()
        ),
        stages=ask.rows("stages", StageMoves),
        steps=ask.rows("steps", Step, since=counted_from),
        outcomes=ask.rows("outcomes", Outcome, accepted=accepted, won=draft.stages[-1].id),
        covered=ask.rows("covered", Covered, since=counted_from, won=draft.stages[-1].id),
        load=ask.rows("load", Load, since=counted_from),
        movers=ask.rows("movers", Mover),
    )


class _Asking:
    """Runs the named SQL files with the values that each of them takes."""

    def __init__(self, replay: Replay, values: Mapping[str, Any]) -> None:
        self.connection, self.values = replay.connection, values

    def do(self, name: str) -> None:
        self.connection.execute(_sql(name), dict(self.values))

    def rows(self, name: str, shape: type[Row], **values: Any) -> tuple[Row, ...]:
        answer = self.connection.execute(_sql(name), values)
        names = [column[0] for column in answer.description or ()]
        wanted = [part.name for part in fields(shape)]  # type: ignore[arg-type]
        found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        return tuple(shape(**{name: row[name] for name in wanted}) for row in found)


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
    replay.connection.execute(
        "create table memory.after.stages (stage_id varchar, label varchar, plural varchar,"
        " stage_order integer)"
    )
    replay.connection.executemany(
        "insert into memory.after.stages values (?, ?, ?, ?)",
        [(*item, place) for place, item in enumerate([*drafted, *gone], start=1)],
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
