"""Who signed each version of the agreement, and who has read it."""

from collections.abc import Sequence
from datetime import date

from dashboard import markup
from dashboard.definitions_queries import Reader, Version
from expectations import figures
from expectations.schema import Agreement

STATUS = {
    "read": markup.status("✓", "Read"),
    "outdated": markup.status("!", "Read other terms", "sm-risk"),
    "unread": markup.status("✕", "Not yet", "sm-risk"),
}
ID_LETTERS = 6
DIGEST_LETTERS = 12
SHOWN = 100


def version_table(
    versions: Sequence[Version], shown: Version, documents: Sequence[Agreement] = ()
) -> str:
    """Return every version with its signatures, the newest first.

    The documents, where they were kept, say after which backtest a party signed.
    """
    read = {
        (document.version, signature.party): signature.backtest
        for document in documents
        for signature in document.signatures
    }
    rows = [
        [
            f"<strong>{figures.day(one.effective_from, year=True)}</strong>"
            + ("<small>shown here</small>" if one.version == shown.version else ""),
            _in_force(one),
            _signature(one, one.signed_by_marketing, read.get((one.version, "marketing"))),
            _signature(one, one.signed_by_sales, read.get((one.version, "sales"))),
            f'<span class="sm-id">{markup.text((one.digest or figures.UNKNOWN)[:DIGEST_LETTERS])}'
            "</span>",
            f"{figures.count(one.read_count)} of {figures.count(one.reader_count)}"
            if one.reader_count
            else figures.UNKNOWN,
        ]
        for one in reversed(versions)
    ]
    heads = ["Version of", "In force", "Signed for Marketing", "Signed for Sales", "Terms", "Read"]
    return markup.table(
        [(head, "") for head in heads],
        rows,
        "Every version of the agreement, the newest first",
        "sm-stacks sm-versions",
    )


def reader_sum(readers: Sequence[Reader]) -> str:
    """Return how many of each team have read it."""
    if not readers:
        return '<p class="sm-sum">Nobody who is to read it is known.</p>'
    teams = markup.team_order(reader.team or "" for reader in readers)
    lines = []
    for team in teams:
        theirs = [reader.status for reader in readers if (reader.team or "") == team]
        words = f"{theirs.count('read')} of {len(theirs)} have read it"
        if outdated := theirs.count("outdated"):
            words += f", {outdated} read other terms"
        pill = markup.team_pill(team, markup.team_name(team) if team else "No team")
        lines.append(f'<p class="sm-block">{pill} {words}</p>')
    return "".join(lines)


def reader_table(readers: Sequence[Reader], version: Version) -> str:
    """Return who has read a version and who has not, by pseudonym."""
    rows = [
        [
            f'{markup.text(reader.team or "nobody’s")} <span class="sm-id">'
            f"{markup.text(reader.reader_id[:ID_LETTERS])}</span>",
            STATUS.get(reader.status, markup.text(reader.status)),
            figures.day(reader.read_on, year=True),
        ]
        for reader in readers[:SHOWN]
    ]
    caption = f"Who has read version {version.version}, those who have not first"
    rest = f" The first {SHOWN} are shown." if len(readers) > SHOWN else ""
    return markup.table([("Reader", ""), ("Has read it", ""), ("On", "")], rows, caption) + (
        '<p class="sm-note">Names stay out of the published funnel; '
        f"<code>smarketing agreement check</code> tells them.{rest}</p>"
    )


def _in_force(version: Version) -> str:
    first = figures.day(version.effective_from, year=True)
    words = f"until {figures.day(version.last_day, year=True)}" if version.last_day else ""
    words = words or ("now" if version.is_current else f"from {first}")
    due = figures.day(version.review_by, year=True)
    if version.is_review_overdue:
        return f'{words}<small class="sm-risk">! review overdue since {due}</small>'
    return f"{words}<small>review by {due}</small>"


def _signature(version: Version, signed: str | None, backtest: str | None) -> str:
    """Return one party's name and role, and the day under it; late is said in words."""
    if not signed:
        return markup.status("✕", "Not signed", "sm-broken")
    who, _, on = signed.rpartition(", ")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return markup.text(signed)
    begun = version.effective_from
    late = ", after it took effect" if begun and day > begun else ""
    tried = f", after the backtest {markup.text(backtest[:DIGEST_LETTERS])}" if backtest else ""
    return (
        f'<span aria-hidden="true">✓</span> {markup.text(who)}'
        f"<small>{figures.day(day, year=True)}{late}{tried}</small>"
    )
