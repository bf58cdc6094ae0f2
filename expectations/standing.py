"""How each version stands, in lines: who signed, who has read it, whether its review is overdue."""

from collections.abc import Sequence
from datetime import date

from expectations import figures
from expectations.acknowledgements import Acknowledgements, compared, readings_of
from expectations.schema import Agreement
from expectations.signatures import PARTIES, digest, is_retroactive, is_signed


def standing(
    agreements: Sequence[Agreement],
    given: Acknowledgements | None,
    readers: Sequence[str],
    today: date,
) -> list[str]:
    """Return how every version stands.

    Args:
        agreements: every version, in order of effect.
        given: who has read which version.
        readers: by name, who is to have read the one in force; empty where nobody knows them yet.
        today: the day by which a review is overdue.
    """
    lines = []
    current = in_force(agreements, today)
    for agreement in agreements:
        lines += _head(agreement)
        lines += _read(agreement, given, readers if agreement == current else [])
        if agreement == current and agreement.review_by < today:
            lines.append(
                f"  ! to be reviewed by {figures.day(agreement.review_by, year=True)}, which has"
                " passed: agree on a new version, or on these terms with a later day"
            )
    return lines


def in_force(agreements: Sequence[Agreement], today: date) -> Agreement:
    """Return the version in force on a day; the first one also applies backwards."""
    begun = [item for item in agreements if item.effective_from <= today]
    return (begun or agreements[:1])[-1]


def _head(agreement: Agreement) -> list[str]:
    state = "signed by both teams" if is_signed(agreement) else _lacking(agreement)
    if is_signed(agreement) and is_retroactive(agreement):
        state += ", after it took effect"
    return [
        f"{agreement.version} · {agreement.title} · {state}",
        f"  digest of the terms {digest(agreement)}",
        *(
            f"  {item.party}: {item.name}, {item.role}, {item.signed_on}"
            + (f", after the backtest {item.backtest[:12]}" if item.backtest else "")
            for item in agreement.signatures
        ),
    ]


def _lacking(agreement: Agreement) -> str:
    if not agreement.signatures:
        return "a draft, which nobody has signed"
    signed = {item.party for item in agreement.signatures}
    lacking = [party for party in PARTIES if party not in signed]
    return f"{' and '.join(lacking)} has not signed" if lacking else "not signed as it stands"


def _read(
    agreement: Agreement, given: Acknowledgements | None, readers: Sequence[str]
) -> list[str]:
    found = readings_of(agreement, given)
    read = [f"{item.name}, {item.read_on}" for item in found if item.state == "read"]
    outdated = [f"{item.name}, {item.read_on}" for item in found if item.state == "outdated"]
    done = {compared(item.name) for item in found}
    missing = [name for name in readers if compared(name) not in done]
    told = (("read by", read), ("read before it was changed by", outdated), ("not yet by", missing))
    return [f"  {word} {'; '.join(names)}" for word, names in told if names]
