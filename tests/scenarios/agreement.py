"""A folder of signed agreement documents from a scenario's terms, and the annexes they lean on.

What the terms do not say stands in `filling.py`. To let the terms say more, add the field in
`terms.py` and its part here.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from expectations.signatures import sign
from expectations.vocabulary import FIELDS
from tests.scenarios.cases import Case
from tests.scenarios.conditions import fields, parse
from tests.scenarios.filling import ACTIVITIES, UNSAID, kpis
from tests.scenarios.language import Attribute, DealChanged
from tests.scenarios.terms import Base, PersonaTerm, PromiseTerm

JOINED = "another person's journey carries the deal"
RETURNS = ["Accepted", "Recycled", "Disqualified"]


def write_agreement(case: Case, folder: Path) -> Path:
    """Write and sign every version, and the annexes beside them; return the agreements' folder."""
    agreements, annexes = folder / "agreements", folder / "annexes"
    agreements.mkdir(parents=True)
    annexes.mkdir()
    holidays: dict[str, list[dict[str, Any]]] = {}
    for terms in case.versions:
        path = agreements / f"{terms.effective_from}.yml"
        _write(path, _document(case, terms))
        for party, name in (("marketing", "Mara Voss"), ("sales", "Sami Lund")):
            signed_on = terms.effective_from - timedelta(days=14)
            sign(path, party, name, f"VP {party.capitalize()}", signed_on)  # type: ignore[arg-type]
        for calendar, said in terms.calendars.items():
            days = [{"day": day.isoformat(), "label": "A day off"} for day in said.holidays]
            holidays[_holidays_name(calendar, terms)] = days
    _write(
        annexes / "holidays.yml",
        {"owner": "Mara Voss", "updated_on": "2024-12-01", "holidays": holidays},
    )
    return agreements


def _write(path: Path, content: dict[str, Any]) -> None:
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


def _holidays_name(calendar: str, terms: Base) -> str:
    return f"{calendar}_{terms.effective_from.isoformat().replace('-', '_')}"


def _document(case: Case, terms: Base) -> dict[str, Any]:
    stages = [stage.id for stage in terms.stages]
    return {
        "title": f"The agreement of case {case.id}",
        "effective_from": terms.effective_from.isoformat(),
        "review_by": date(terms.effective_from.year + 5, 12, 31).isoformat(),
        "time_zone": terms.timezone,
        "currency": terms.currency,
        "fiscal_year_starts_in": 1,
        "parties": [
            {"id": "marketing", "label": "Marketing", "departments": ["Marketing"]},
            {"id": "sales", "label": "Sales", "departments": ["Sales"]},
        ],
        "attributes": _attributes(case),
        "activities": ACTIVITIES,
        "personas": [_persona(persona) for persona in terms.personas],
        "scoring": {
            "fit": [{"when": parse(fit.when), "points": fit.points} for fit in terms.fit],
            "engagement": terms.engagement.model_dump(),
        },
        "stages": [_stage(stage.id, stage.enter_when, stages) for stage in terms.stages],
        "exits": [_exit(case, name, said) for name, said in terms.exits.items()],
        "labels": [
            {
                "tool": "salesforce",
                "field": "Opportunity.StageName",
                "means": {"Qualification": "open", "Closed Won": "won", "Closed Lost": "lost"},
            }
        ],
        "promises": [_promise(promise, terms) for promise in terms.promises],
        "calendars": [
            {
                "id": name,
                "team": said.team or ("marketing" if name == "marketing" else "sales"),
                "time_zone": said.timezone,
                "days": said.days,
                "hours": said.hours,
                "holidays": _holidays_name(name, terms),
            }
            for name, said in terms.calendars.items()
        ],
        "kpis": kpis(stages),
        **UNSAID,
    }


def _attributes(case: Case) -> list[dict[str, Any]]:
    """Return the company's own attributes: what is asked or said beyond the vocabulary."""
    conditions = [
        parse(text)
        for terms in case.versions
        for text in (
            *(stage.enter_when for stage in terms.stages),
            *(persona.when for persona in terms.personas),
            *(fit.when for fit in terms.fit),
            *(promise.applies_when for promise in terms.promises),
        )
        if text
    ]
    asked = {name: condition for condition in conditions for name in fields(condition)}
    said = {event.name for event in case.events if isinstance(event, Attribute)}
    numbers = {
        clause["field"]
        for condition in conditions
        for clause in _clauses(condition)
        if clause["is"] == "at_least"
    }
    return [
        {
            "id": name,
            "label": name.replace("_", " "),
            "type": "number" if name in numbers else "text",
            "from": {"hubspot": name},
        }
        for name in sorted({*asked, *said} - set(FIELDS))
    ]


def _clauses(condition: dict[str, Any]) -> list[dict[str, Any]]:
    parts = condition.get("all") or condition.get("any")
    return [condition] if parts is None else [item for part in parts for item in _clauses(part)]


def _persona(persona: PersonaTerm) -> dict[str, Any]:
    return {
        "id": persona.id,
        "label": persona.id.capitalize(),
        "matches": parse(persona.when),
        "pains": ["Not judged here."],
        "say": "Not judged here.",
        "confirmed_by": {"marketing": "Mara Voss", "sales": "Sami Lund"},
    }


def _stage(name: str, enter_when: str | None, stages: list[str]) -> dict[str, Any]:
    by_sales = "mql" in stages and stages.index(name) > stages.index("mql")
    stage: dict[str, Any] = {
        "id": name,
        "label": name.upper(),
        "plural": f"{name.upper()}s",
        "owner": "sales" if by_sales else "marketing",
        "kind": "inventory" if enter_when is None else "gate",
    }
    return stage if enter_when is None else {**stage, "enter_when": parse(enter_when)}


def _exit(case: Case, name: str, said: str) -> dict[str, Any]:
    way: dict[str, Any] = {"id": name, "label": name.replace("_", " ")}
    words = said.split()
    if said == JOINED:
        return way
    if words[:3] == ["no", "activity", "for"] and words[4:] == ["days"]:
        return {**way, "after_days": int(words[3])}
    way["when"] = parse(said)
    reasons = {
        event.reason: None
        for event in case.events
        if isinstance(event, DealChanged) and event.reason and event.kind == f"deal_{name}"
    }
    if reasons:
        way["reasons"] = [
            {"id": f"reason_{number}", "label": reason, "words": [reason]}
            for number, reason in enumerate(reasons, start=1)
        ]
    return way


def _promise(promise: PromiseTerm, terms: Base) -> dict[str, Any]:
    act = promise.act or promise.id
    stage = promise.starts_at
    said: dict[str, Any] = {
        "id": promise.id,
        "label": promise.id.replace("_", " "),
        "by": promise.team,
        "to": "marketing" if promise.team == "sales" else "sales",
        "stage": stage,
        "act": act,
        "within": f"{promise.within} {promise.unit}",
        "clock": promise.clock,
        "target": 1,
    }
    if promise.calendar is not None:
        said["calendar"] = promise.calendar
    if promise.applies_when is not None:
        said["applies_when"] = parse(promise.applies_when)
    if promise.quantity is not None:
        said["quantity"] = promise.quantity
    if act == "accept_or_return":
        said["labels"] = RETURNS
    if promise.on_deadline is not None:
        said["on_deadline"] = promise.on_deadline
    return said
