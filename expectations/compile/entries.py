"""The macros of what lets somebody in and out: stages, exits, promises."""

from expectations.calendars import calendar_id
from expectations.compile.macros import Call, list_macro, macro
from expectations.conditions import evidence, exit_sql, sentence, to_sql
from expectations.schema import Agreement, Condition, Stage
from expectations.table_rows import promise_seconds
from expectations.vocabulary import EXITS


def stage_conditions(agreements: list[Agreement]) -> list[str]:
    """Return one macro for each condition of each version, its sentence above it."""
    return [
        _stage_condition(agreement, stage, stage.enter_when)
        for agreement in agreements
        for stage in agreement.stages
        if stage.enter_when
    ]


def _stage_condition(agreement: Agreement, stage: Stage, condition: Condition) -> str:
    name = condition_name(agreement, stage)
    # the marks by which a backtest finds the condition in compiled SQL
    marked = f"/* <{name}> */ {to_sql(condition, agreement.attributes)} /* </{name}> */"
    said = sentence(condition, agreement.attributes)
    return macro(name, "", marked, f"{agreement.version} · {stage.label}: {said}")


def condition_name(agreement: Agreement, stage: Stage) -> str:
    """Return the name of a condition's macro, by which it is marked in compiled SQL."""
    return f"enters_{agreement.version.replace('-', '_')}__{stage.id}"


def stages(agreements: list[Agreement]) -> str:
    """Return the list of stages: each with its condition and the clauses of its evidence."""
    items = [
        {
            "version": agreement.version,
            "stage_id": stage.id,
            "stage_order": place,
            "holds": Call(condition_name(agreement, stage)) if stage.enter_when else None,
            "clauses": _clauses(stage.enter_when, agreement) if stage.enter_when else None,
        }
        for agreement in agreements
        for place, stage in enumerate(agreement.stages, start=1)
    ]
    return list_macro("agreed_stages", items, "Every stage of every version, in order.")


def _clauses(condition: Condition, agreement: Agreement) -> list[dict[str, str]]:
    return [vars(clause) for clause in evidence(condition, agreement.attributes)]


def exits(agreements: list[Agreement]) -> str:
    """Return the list of exits, in the order of the document, with their precedence."""
    items = [
        {
            "version": agreement.version,
            "exit_id": way.id,
            "precedence": EXITS.index(way.id),
            "holds": exit_sql(way.when) if way.when else None,
        }
        for agreement in agreements
        for way in agreement.exits
    ]
    return list_macro("agreed_exits", items, "Every way out, asked of what was set at a signal.")


def promises(agreements: list[Agreement]) -> str:
    """Return the list of promises, with the seconds of each and for whom it holds."""
    items = [
        {
            "version": agreement.version,
            "promise_id": promise.id,
            "kind": "act" if promise.act else "rate",
            "act": promise.act or promise.rate,
            "team": promise.by,
            "stage_id": promise.stage,
            "clock": promise.clock,
            "calendar_id": calendar_id(agreement, promise.calendar) if promise.calendar else None,
            "seconds": promise_seconds(agreement, promise),
            "quantity": promise.quantity,
            "acts": {"labels": promise.labels},
            "on_deadline": promise.on_deadline,
            "applies_when": to_sql(promise.applies_when, agreement.attributes)
            if promise.applies_when
            else None,
        }
        for agreement in agreements
        for promise in agreement.promises
    ]
    return list_macro("agreed_promises", items, "Every promise of every version.")
