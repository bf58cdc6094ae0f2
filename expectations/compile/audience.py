"""The macros of who somebody is: persona, points, exclusion."""

from expectations.compile.macros import by_version, choice, macro
from expectations.conditions import quoted, sentence, to_sql
from expectations.schema import Agreement


def personas(agreements: list[Agreement]) -> str:
    """Return the macro of the first persona that matches."""
    bodies = [
        choice([(to_sql(p.matches, item.attributes), quoted(p.id)) for p in item.personas])
        for item in agreements
    ]
    said = "; ".join(
        f"{item.version} · {p.label}: {sentence(p.matches, item.attributes)}"
        for item in agreements
        for p in item.personas
    )
    return macro("agreed_persona", "version", by_version(agreements, "version", bodies), said)


def fit(agreements: list[Agreement]) -> str:
    """Return the macro of the points for who somebody is."""
    bodies = [
        " + ".join(
            f"case when {to_sql(points.when, item.attributes)} then {points.points} else 0 end"
            for points in item.scoring.fit
        )
        or "0"
        for item in agreements
    ]
    comment = "Fit: points for who somebody is."
    return macro("agreed_fit", "version", by_version(agreements, "version", bodies), comment)


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
    bodies = [
        choice([(to_sql(e.when, item.attributes), quoted(e.id)) for e in item.exclusions])
        for item in agreements
    ]
    comment = "Who counts in no KPI; their rows are kept and marked."
    return macro("agreed_exclusion", "version", by_version(agreements, "version", bodies), comment)
