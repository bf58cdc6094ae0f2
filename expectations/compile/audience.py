"""The macros of who somebody is: persona, points, exclusion."""

from expectations.compile.macros import by_version, choice, macro
from expectations.conditions import quoted, sentence, to_sql
from expectations.schema import Agreement


def personas(agreements: list[Agreement]) -> str:
    """Return the macro of the first persona that matches."""
    bodies = [persona_sql(item) for item in agreements]
    said = "; ".join(
        f"{item.version} · {p.label}: {sentence(p.matches, item.attributes)}"
        for item in agreements
        for p in item.personas
    )
    return macro("agreed_persona", "version", by_version(agreements, "version", bodies), said)


def persona_sql(agreement: Agreement) -> str:
    """Return the first persona that matches, over the columns of a state."""
    own = agreement.attributes
    return choice([(to_sql(p.matches, own), quoted(p.id)) for p in agreement.personas])


def fit(agreements: list[Agreement]) -> str:
    """Return the macro of the points for who somebody is."""
    bodies = [fit_sql(item) for item in agreements]
    comment = "Fit: points for who somebody is."
    return macro("agreed_fit", "version", by_version(agreements, "version", bodies), comment)


def fit_sql(agreement: Agreement) -> str:
    """Return the points for who somebody is, over the columns of a state."""
    points = [
        f"case when {to_sql(item.when, agreement.attributes)} then {item.points} else 0 end"
        for item in agreement.scoring.fit
    ]
    return " + ".join(points) or "0"


def engagement(agreements: list[Agreement]) -> str:
    """Return the macro of the points for one thing that somebody did."""
    bodies = []
    for item in agreements:
        points = item.scoring.engagement.points.items()
        whens = "".join(f" when {quoted(kind)} then {number}" for kind, number in points)
        bodies.append(f"case {{{{ kind }}}}{whens} else 0 end" if whens else "0")
    return macro(
        "agreed_engagement_points",
        "version, kind",
        by_version(agreements, "version", bodies),
        "Points for one thing that somebody did.",
    )


def exclusions(agreements: list[Agreement]) -> str:
    """Return the macro of the first exclusion that holds."""
    bodies = [excluded_sql(item) for item in agreements]
    comment = "Who counts in no KPI; their rows are kept and marked."
    return macro("agreed_exclusion", "version", by_version(agreements, "version", bodies), comment)


def excluded_sql(agreement: Agreement) -> str:
    """Return the first exclusion that holds, over the columns of a state."""
    own = agreement.attributes
    return choice([(to_sql(e.when, own), quoted(e.id)) for e in agreement.exclusions])
