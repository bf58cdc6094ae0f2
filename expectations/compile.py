"""The signed agreement compiled: its conditions to SQL macros, its values to tables. Pure.

`compile_agreements` returns texts and writes nothing; the shipped agreement's are committed under
`dbt_project/agreement/`, so that a reviewer sees the SQL which a changed definition causes.
"""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from expectations.annexes import Annexes
from expectations.calendars import calendar_id
from expectations.conditions import evidence, exit_sql, quoted, sentence, to_sql
from expectations.schema import Agreement, Condition, Stage
from expectations.tables import promise_seconds, table_rows, to_csv
from expectations.vocabulary import DEAL_FIELDS, EXITS

HEADER = """\
{# The signed agreement, compiled. Never edited by hand: change the agreement in expectations/, have
   both sides sign it, and compile it (smarketing agreement compile). #}
"""


def compile_agreements(agreements: list[Agreement], annexes: Annexes) -> dict[str, str]:
    """Return every compiled file's text by its relative path: `conditions.sql`, `tables/*.csv`."""
    macros = [
        _settings(agreements),
        *(_stage_condition(a, stage) for a in agreements for stage in a.stages if stage.enter_when),
        _stages(agreements),
        _exits(agreements),
        _promises(agreements),
        _personas(agreements),
        _fit(agreements),
        _engagement(agreements),
        _exclusions(agreements),
        _activities(agreements),
        _labels_of_deals(agreements),
        _attributes(agreements),
    ]
    tables = table_rows(agreements, annexes)
    return {
        "conditions.sql": HEADER + "\n" + "\n\n".join(macros) + "\n",
        **{f"tables/{name}.csv": to_csv(name, rows) for name, rows in tables.items()},
    }


def write_compiled(files: dict[str, str], folder: Path) -> None:
    """Make a folder hold exactly these files; what has not changed is left untouched."""
    for old in sorted(folder.rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def effective_at(agreement: Agreement) -> datetime:
    """Return the local midnight at which a version takes effect, as UTC without a zone."""
    midnight = datetime.combine(agreement.effective_from, time(), ZoneInfo(agreement.time_zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _macro(name: str, arguments: str, body: str, comment: str = "") -> str:
    said = f"{{# {comment} #}}\n" if comment else ""
    return f"{said}{{% macro {name}({arguments}) -%}}\n{body}\n{{%- endmacro %}}"


def _list_macro(name: str, items: list[dict[str, Any]], comment: str) -> str:
    """Return a macro that returns a list of dictionaries; a value `=name` calls a macro."""
    lines = []
    for item in items:
        pairs = ", ".join(f"{_word(key)}: {_literal(value)}" for key, value in item.items())
        lines.append(f"    {{{pairs}}},")
    body = "{{ return([\n" + "\n".join(lines) + "\n]) }}"
    return _macro(name, "", body, comment)


def _literal(value: Any) -> str:
    if isinstance(value, str) and value.startswith("="):
        return f"{value[1:]}()"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    return "none" if value is None else _word(value)


def _word(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _by_version(agreements: list[Agreement], argument: str, bodies: list[str]) -> str:
    """Return a CASE over the version, its branches indented."""
    lines = [
        f"    when {quoted(agreement.version)} then {body}"
        for agreement, body in zip(agreements, bodies, strict=True)
    ]
    return f"case {{{{ {argument} }}}}\n" + "\n".join(lines) + "\nend"


def _choice(cases: list[tuple[str, str]], otherwise: str = "cast(null as varchar)") -> str:
    if not cases:
        return otherwise
    lines = "".join(f"\n        when {when} then {then}" for when, then in cases)
    return f"case{lines}\n        else {otherwise}\n    end"


def _settings(agreements: list[Agreement]) -> str:
    latest = agreements[-1]
    starts = [
        f"    when {{{{ instant }}}} >= timestamp '{effective_at(item)}' then {quoted(item.version)}"
        for item in reversed(agreements[1:])
    ]
    first = quoted(agreements[0].version)
    version = "case\n" + "\n".join(starts) + f"\n    else {first}\nend" if starts else first
    teams = [
        (
            f"lower(trim({{{{ department }}}})) in ({_lowered(party.departments)})",
            quoted(party.id),
        )
        for party in latest.parties
    ]
    expiry = [
        next(str(way.after_days) for way in item.exits if way.id == "expired")
        for item in agreements
    ]
    versions = [
        {
            "version": item.version,
            "effective_at": str(effective_at(item)),
            "engagement_window_days": item.scoring.engagement.window_days,
        }
        for item in agreements
    ]
    return "\n\n".join(
        [
            _macro(
                "agreed_version",
                "instant",
                version,
                "The version in force at an instant; the first one also applies backwards.",
            ),
            _list_macro("agreed_versions", versions, "Every version, in order of effect."),
            _macro("agreed_time_zone", "", latest.time_zone, "The latest version's time zone."),
            _macro("agreed_currency", "", latest.currency, "The latest reporting currency."),
            _macro(
                "agreed_team",
                "department",
                _choice(teams),
                "Whose team a department of the CRM is.",
            ),
            _macro(
                "agreed_expiry_days",
                "version",
                _by_version(agreements, "version", expiry),
                "Days without activity after which a journey expires.",
            ),
        ]
    )


def _condition_name(agreement: Agreement, kind: str, identifier: str) -> str:
    return f"{kind}_{agreement.version.replace('-', '_')}__{identifier}"


def _marked(name: str, sql: str) -> str:
    """Return a condition between the marks by which a backtest finds it in compiled SQL."""
    return f"/* <{name}> */ {sql} /* </{name}> */"


def _stage_condition(agreement: Agreement, stage: Stage) -> str:
    assert stage.enter_when is not None
    name = _condition_name(agreement, "enters", stage.id)
    said = sentence(stage.enter_when, agreement.attributes)
    return _macro(
        name,
        "",
        _marked(name, to_sql(stage.enter_when, agreement.attributes)),
        f"{agreement.version} · {stage.label}: {said}",
    )


def _stages(agreements: list[Agreement]) -> str:
    items = [
        {
            "version": agreement.version,
            "stage_id": stage.id,
            "stage_order": place,
            "holds": f"={_condition_name(agreement, 'enters', stage.id)}"
            if stage.enter_when
            else None,
            "clauses": _clauses(stage.enter_when, agreement) if stage.enter_when else None,
        }
        for agreement in agreements
        for place, stage in enumerate(agreement.stages, start=1)
    ]
    return _list_macro("agreed_stages", items, "Every stage of every version, in order.")


def _clauses(condition: Condition, agreement: Agreement) -> list[dict[str, str]]:
    return [vars(clause) for clause in evidence(condition, agreement.attributes)]


def _exits(agreements: list[Agreement]) -> str:
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
    return _list_macro("agreed_exits", items, "Every way out, asked of what was set at a signal.")


def _promises(agreements: list[Agreement]) -> str:
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
    return _list_macro("agreed_promises", items, "Every promise of every version.")


def _personas(agreements: list[Agreement]) -> str:
    bodies = [
        _choice(
            [(to_sql(p.matches, item.attributes), quoted(p.id)) for p in item.personas],
        )
        for item in agreements
    ]
    said = "; ".join(
        f"{item.version} · {p.label}: {sentence(p.matches, item.attributes)}"
        for item in agreements
        for p in item.personas
    )
    return _macro("agreed_persona", "version", _by_version(agreements, "version", bodies), said)


def _fit(agreements: list[Agreement]) -> str:
    bodies = [
        " + ".join(
            f"case when {to_sql(points.when, item.attributes)} then {points.points} else 0 end"
            for points in item.scoring.fit
        )
        or "0"
        for item in agreements
    ]
    comment = "Fit: points for who somebody is."
    return _macro("agreed_fit", "version", _by_version(agreements, "version", bodies), comment)


def _engagement(agreements: list[Agreement]) -> str:
    bodies = []
    for item in agreements:
        points = item.scoring.engagement.points.items()
        whens = "".join(f" when {quoted(kind)} then {number}" for kind, number in points)
        bodies.append(f"case {{{{ kind }}}}{whens} else 0 end" if whens else "0")
    return _macro(
        "agreed_engagement_points",
        "version, kind",
        _by_version(agreements, "version", bodies),
        "Points for one thing that somebody did.",
    )


def _exclusions(agreements: list[Agreement]) -> str:
    bodies = [
        _choice([(to_sql(e.when, item.attributes), quoted(e.id)) for e in item.exclusions])
        for item in agreements
    ]
    comment = "Who counts in no KPI; their rows are kept and marked."
    return _macro(
        "agreed_exclusion", "version", _by_version(agreements, "version", bodies), comment
    )


def _activities(agreements: list[Agreement]) -> str:
    cases = [
        (
            " and ".join(
                [
                    f"{{{{ version }}}} = {quoted(item.version)}",
                    f"{{{{ tool }}}} = {quoted(activity.tool)}",
                    f"{{{{ what }}}} = {quoted(activity.what)}",
                    *([] if activity.any else [_any_word(activity.one_of)]),
                ]
            ),
            quoted(activity.activity),
        )
        for item in agreements
        for activity in item.activities
    ]
    return _macro(
        "agreed_activity",
        "version, tool, what, word",
        _choice(cases),
        "Which activity a tool's own word is; NULL where the agreement names none.",
    )


def _any_word(words: list[str]) -> str:
    """Return the SQL of a word among these; one that ends in * names all that begin so."""
    whole = [word for word in words if not word.endswith("*")]
    parts = [f"lower(trim({{{{ word }}}})) in ({_lowered(whole)})"] if whole else []
    for word in words:
        if word.endswith("*"):
            start = word[:-1].lower()
            parts.append(f"left(lower(trim({{{{ word }}}})), {len(start)}) = {quoted(start)}")
    return "(" + " or ".join(parts) + ")"


def _lowered(words: list[str]) -> str:
    return ", ".join(quoted(word.strip().lower()) for word in words)


def _labels_of_deals(agreements: list[Agreement]) -> str:
    cases = []
    for item in agreements:
        for labels in item.labels:
            if labels.field not in DEAL_FIELDS:
                continue
            for state in ("won", "lost"):
                words = [word for word, meaning in labels.means.items() if meaning == state]
                if words:
                    listed = ", ".join(quoted(word.strip()) for word in words)
                    when = (
                        f"{{{{ version }}}} = {quoted(item.version)}"
                        f" and {{{{ vendor }}}} = {quoted(labels.tool)}"
                        f" and trim({{{{ deal_stage }}}}) in ({listed})"
                    )
                    cases.append((when, quoted(state)))
    return _macro(
        "agreed_deal_state",
        "version, vendor, deal_stage",
        _choice(cases, "'open'"),
        "What a deal's stage in its tool means: won, lost, else open.",
    )


def _attributes(agreements: list[Agreement]) -> str:
    """Return the company's own attributes; the latest version that names one decides."""
    named = {a.id: a for item in agreements for a in item.attributes}
    cases = [
        (
            f"{{{{ tool }}}} = {quoted(tool)} and lower({{{{ property }}}}) = {quoted(word.lower())}",
            quoted(attribute.id),
        )
        for attribute in named.values()
        for tool, word in attribute.from_.items()
    ]
    items = [{"id": attribute.id, "type": attribute.type} for attribute in named.values()]
    return "\n\n".join(
        [
            _list_macro("agreed_attributes", items, "The company's own attributes."),
            _macro(
                "agreed_attribute",
                "tool, property",
                _choice(cases),
                "Which attribute a tool's property holds; NULL where the agreement names none.",
            ),
        ]
    )
