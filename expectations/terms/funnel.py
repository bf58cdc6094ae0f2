"""The sentences of the way through the funnel."""

from collections.abc import Iterator

from expectations.differences.phrases import stage_named
from expectations.schema import Agreement
from expectations.terms.phrases import TOOLS, Said, asked, listed

_KINDS = {"inventory": "an inventory", "gate": "a gate", "sla": "a stage with an SLA"}


def stages(a: Agreement) -> Iterator[Said]:
    """Say the stages."""
    for item in a.stages:
        when = asked(item.enter_when, a) if item.enter_when else "A web session."
        window = f" In time within {item.window_days} days." if item.window_days else ""
        side = item.owner.capitalize()
        yield item.id, item.label, f"{when} {item.plural}; of {side}, {_KINDS[item.kind]}.{window}"


def exits(a: Agreement) -> Iterator[Said]:
    """Say the ways out."""
    for item in a.exits:
        when = asked(item.when, a) if item.when else "A colleague's deal is opened."
        if item.after_days:
            when = f"{item.after_days} days without activity."
        reasons = "; ".join(
            reason.label + (f" ({listed(reason.words)})" if reason.words else "")
            for reason in item.reasons
        )
        yield item.id, item.label, when + (f" Reasons: {reasons}." if reasons else "")


def labels(a: Agreement) -> Iterator[Said]:
    """Say what each tool's own words mean."""
    for item in a.labels:
        each = "; ".join(f"{word} is {stage_named(means, a)}" for word, means in item.means.items())
        yield f"{item.tool} {item.field}", f"{item.field} in {TOOLS[item.tool]}", f"{each}."


def handoffs(a: Agreement) -> Iterator[Said]:
    """Say the plan of each stage and persona."""
    personas = {item.id: item.label for item in a.personas}
    for item in a.handoffs:
        whom = personas.get(item.persona, "anybody else" if item.persona == "any" else item.persona)
        yield (
            f"{item.stage} {item.persona}",
            f"{stage_named(item.stage, a)}, {whom}",
            f"To {item.to.capitalize()} within {item.within}. Say: {item.say} Next:"
            f" {item.next_step}. Asset: {item.asset}.",
        )
