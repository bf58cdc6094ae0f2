"""The sentences of whom we look for, and of what the tools say of them."""

from collections.abc import Iterator

from expectations import figures
from expectations.schema import Agreement
from expectations.terms.phrases import TOOLS, Said, asked, listed


def parties(a: Agreement) -> Iterator[Said]:
    """Say the two sides."""
    for item in a.parties:
        yield item.id, item.label, f"Departments in the CRM: {listed(item.departments)}."


def attributes(a: Agreement) -> Iterator[Said]:
    """Say the company's own attributes."""
    for item in a.attributes:
        held = " and ".join(f"{TOOLS[tool]}'s {name}" for tool, name in item.from_.items())
        yield item.id, item.label, f"A {item.type}, from {held}."


def activities(a: Agreement) -> Iterator[Said]:
    """Say which words of the tools are which activity."""
    for place, item in enumerate(a.activities, start=1):
        words = "any" if item.any else listed(item.one_of)
        label = item.activity.replace("_", " ").capitalize()
        said = f"In {TOOLS[item.tool]}, by {item.what.replace('_', ' ')}: {words}."
        yield f"activity_{place}", label, said


def personas(a: Agreement) -> Iterator[Said]:
    """Say whom both sides look for."""
    for item in a.personas:
        by = item.confirmed_by
        yield (
            item.id,
            item.label,
            f"{asked(item.matches, a)} Suffers from: {'; '.join(item.pains)}. Say: {item.say}"
            f" Confirmed by {by.marketing} for Marketing and {by.sales} for Sales.",
        )


def scoring(a: Agreement) -> Iterator[Said]:
    """Say how fit and engagement are counted."""
    for place, item in enumerate(a.scoring.fit, start=1):
        yield f"fit_{place}", "Fit", f"{item.points} points: {asked(item.when, a)}"
    points = a.scoring.engagement.points.items()
    each = listed([f"{kind.replace('_', ' ')} {number}" for kind, number in points])
    window = figures.things(a.scoring.engagement.window_days, "day")
    yield "engagement", "Engagement", f"Of the last {window}: {each or 'nothing'}."


def exclusions(a: Agreement) -> Iterator[Said]:
    """Say who counts in no KPI."""
    for item in a.exclusions:
        yield item.id, item.label, f"{asked(item.when, a)} Counts in no KPI; the rows stay."
