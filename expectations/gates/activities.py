"""Rules of what people do: it is called what both sides agreed to call the tools' own words."""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import Check, kpis_of, named
from expectations.gates.moments import in_force
from expectations.schema import Activity, Agreement

SIGNALS = "work.core.signals"
# what the CRM calls an answer is one, unless its campaign's kind is called otherwise
UNNAMED = "campaign_response"


def activities_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return one check for each version: of every signal that it names."""
    version = in_force(agreements, "occurred_at")
    kinds = sorted({str(i.activity) for a in agreements for i in a.activities} - {UNNAMED})
    listed = ", ".join(quoted(kind) for kind in kinds) or "null"
    checks = []
    for agreement in agreements:
        named_so = f"{SIGNALS} where kind in ({listed}) and {version} = {quoted(agreement.version)}"
        agreed = " or ".join(_is(activity) for activity in agreement.activities) or "false"
        checks.append(
            Check(
                named("publish", "activities", agreement.version),
                "What somebody did is called as both sides agreed",
                f"activities ({agreement.version})",
                "select source_record_id as example, kind || ' in ' || source_vendor as found"
                f" from {named_so} and ({agreed}) is not true",
                examined=named_so,
                kpis=kpis_of(agreements),
            )
        )
    return checks


def _is(activity: Activity) -> str:
    """Return whether a signal is this activity, in a tool's own word for it."""
    said = f"kind = {quoted(activity.activity)} and source_vendor = {quoted(activity.tool)}"
    if activity.any:
        return f"({said})"
    words = [word.strip().lower() for word in activity.one_of]
    asked = [
        f"starts_with(lower(trim(word)), {quoted(word[:-1])})"
        if word.endswith("*")
        else f"lower(trim(word)) = {quoted(word)}"
        for word in words
    ]
    return f"({said} and ({' or '.join(asked)}))"
