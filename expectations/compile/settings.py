"""The macros that say which version holds when, and what holds for all of them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from expectations.compile.macros import by_version, choice, list_macro, lowered, macro
from expectations.conditions import quoted
from expectations.schema import Agreement


def effective_at(agreement: Agreement) -> datetime:
    """Return the local midnight at which a version takes effect, as UTC without a zone."""
    midnight = datetime.combine(agreement.effective_from, time(), ZoneInfo(agreement.time_zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def settings(agreements: list[Agreement]) -> list[str]:
    """Return the macros of versions, time zone, currency, teams and expiry."""
    latest = agreements[-1]
    return [
        _version_at(agreements),
        _versions(agreements),
        macro("agreed_time_zone", "", latest.time_zone, "The latest version's time zone."),
        macro("agreed_currency", "", latest.currency, "The latest reporting currency."),
        _teams(latest),
        _expiry(agreements),
    ]


def _version_at(agreements: list[Agreement]) -> str:
    first = quoted(agreements[0].version)
    starts = "".join(
        f"    when {{{{ instant }}}} >= timestamp '{effective_at(item)}'"
        f" then {quoted(item.version)}\n"
        for item in reversed(agreements[1:])
    )
    return macro(
        "agreed_version",
        "instant",
        f"case\n{starts}    else {first}\nend" if starts else first,
        "The version in force at an instant; the first one also applies backwards.",
    )


def _versions(agreements: list[Agreement]) -> str:
    items = [
        {
            "version": item.version,
            "effective_at": str(effective_at(item)),
            "engagement_window_days": item.scoring.engagement.window_days,
        }
        for item in agreements
    ]
    return list_macro("agreed_versions", items, "Every version, in order of effect.")


def _teams(latest: Agreement) -> str:
    cases = [
        (
            f"lower(trim({{{{ department }}}})) in ({lowered(party.departments)})",
            quoted(party.id),
        )
        for party in latest.parties
    ]
    comment = "Whose team a department of the CRM is."
    return macro("agreed_team", "department", choice(cases), comment)


def _expiry(agreements: list[Agreement]) -> str:
    days = [
        next(str(way.after_days) for way in item.exits if way.id == "expired")
        for item in agreements
    ]
    return macro(
        "agreed_expiry_days",
        "version",
        by_version(agreements, "version", days),
        "Days without activity after which a journey expires.",
    )
