"""`smarketing verify`: what was published, held against a recount of what truly happened."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from expectations import annexes as annex_files
from expectations import loader
from expectations.annexes import load_annexes
from expectations.errors import BadInputError, SmarketingError
from expectations.loader import load_agreements
from expectations.schema import Agreement
from expectations.signatures import digest
from pipelines.home import Home
from pipelines.recount import Counted, read_truth, recount
from pipelines.recount.differences import (
    Differences,
    compare_promises,
    compare_rows,
    names_of,
)
from pipelines.recount.identity import Identity, compare_people
from pipelines.recount.published import Published, read_published


@dataclass
class Verification:
    """What was compared, and where it differs.

    Attributes:
        counts: each with what was counted and what was published.
        notes: what is said beside the counts.
    """

    differences: Differences
    counts: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the result as a table to be printed."""
        width = max(len(name) for name, _, _ in self.counts)
        yield "Compared"
        yield f"  {'':{width}}  {'counted':>14}  {'published':>14}"
        for name, ours, theirs in self.counts:
            yield f"  {name:{width}}  {ours:>14}  {theirs:>14}{'' if ours == theirs else '  ✕'}"
        for note in self.notes:
            yield f"  {note}"
        yield ""
        yield f"mismatches: {self.differences.total}"
        for kind, count in sorted(self.differences.counts.items()):
            yield f"  {count:,} {kind}"
            for example in self.differences.examples[kind]:
                yield f"    {example}"


def verify(
    home: Home, truth: Path, agreements: Path | None, progress: Callable[[str], None]
) -> Verification:
    """Hold what a home has published against a recount of the truth of its play.

    Raises:
        BadInputError: nothing is published, the truth is none, or the agreement is another one.
    """
    published = read_published(home)
    documents = load_agreements(agreements or loader.default_folder())
    _require_the_same_terms(documents, published)
    folder = annex_files.folder_of(agreements) if agreements else annex_files.default_folder()
    played = read_truth(truth, progress)
    counted = recount(played, documents, load_annexes(folder), published.as_of, progress)
    progress("comparing")
    found = Differences()
    names = names_of(counted, published)
    compare_rows(counted, published, names, found)
    promises = compare_promises(counted, published, names, found)
    records = {event.told_of for event in counted.truth.events if event.kind == "record"}
    identity = compare_people(counted.truth.identifiers, records, published.people)
    for pair in identity.wrong:
        found.add("records of two people published as one", " and ".join(sorted(pair)))
    for pair in identity.lost:
        found.add("records of one person published as two", " and ".join(sorted(pair)))
    result = Verification(found)
    result.counts += _counts(counted, published, promises)
    result.notes += _notes(identity, counted, documents)
    for name, ours, theirs in result.counts:
        if ours != theirs:
            found.add(f"count: {name}", f"counted {ours}, published {theirs}")
    return result


def require_no_mismatch(result: Verification) -> None:
    """Refuse what differs anywhere.

    Raises:
        SmarketingError: with exit code 1.
    """
    if result.differences.total:
        raise SmarketingError(
            f"{result.differences.total:,} mismatches between what was published and the recount of"
            " the truth. Nothing was changed. Either the models or the recount are wrong; the first"
            " few of each kind are listed above."
        )


def _require_the_same_terms(agreements: list[Agreement], published: Published) -> None:
    ours = {agreement.version: digest(agreement) for agreement in agreements}
    if ours != published.digests:
        raise BadInputError(
            "What was published was made under another agreement than the one given"
            f" ({', '.join(sorted(ours))}). Nothing was changed. Run again, or name the folder of"
            " the agreement that was in force with --agreements."
        )


def _counts(
    counted: Counted, published: Published, promises: int
) -> Iterator[tuple[str, str, str]]:
    """Yield every count with what was counted and what was published."""
    sessions = sum(row["stage_id"] == "visit" for row in published.rows if _is_seen(row))
    yield "sessions", _n(len(counted.sessions)), _n(sessions)
    yield "hits without consent", _n(counted.denied_hits), _n(published.hits_without_consent)
    yield "people", _n(len(counted.people.identifiers())), _n(len(published.people))
    yield "rows of the funnel", _n(len(counted.rows)), _n(len(published.rows))
    yield "promises due", _n(promises), _n(len(published.obligations))
    stages = list(dict.fromkeys(row.stage_id for row in counted.rows))
    ours = Counter((row.stage_id, row.entry_kind) for row in counted.rows)
    theirs = Counter((row["stage_id"], row["entry_kind"]) for row in published.rows)
    for stage in stages:
        yield f"{stage}: observed", _n(ours[stage, "observed"]), _n(theirs[stage, "observed"])
        yield f"{stage}: inferred share", _share(ours, stage), _share(theirs, stage)
    won: Counter[str] = Counter()
    sold: Counter[str] = Counter()
    for deal in counted.deals:
        if deal.outcome == "won":
            won[deal.currency] += deal.final_amount  # type: ignore[assignment]
    for row in published.rows:
        if row["stage_id"] == "won":
            sold[row["currency"] or "no currency"] += row["amount"] or 0
    for currency in sorted(won.keys() | sold.keys()):
        yield f"won in {currency}", _money(won[currency]), _money(sold[currency])


def _is_seen(row: dict[str, object]) -> bool:
    return row["entry_kind"] == "observed"


def _share(counts: Counter[tuple[str, str]], stage: str) -> str:
    whole = sum(count for (name, _), count in counts.items() if name == stage)
    return f"{counts[stage, 'inferred'] / whole:.4f}" if whole else "—"


def _n(count: int) -> str:
    return f"{count:,}"


def _money(amount: Decimal | int) -> str:
    return f"{Decimal(amount):,.2f}"


def _notes(identity: Identity, counted: Counted, documents: list[Agreement]) -> Iterator[str]:
    right = identity.published - len(identity.wrong)
    found = identity.tied - len(identity.lost)
    yield (
        f"pairs of records of one person: precision {_rate(right, identity.published)} of"
        f" {identity.published:,} published, recall {_rate(found, identity.tied)} of"
        f" {identity.tied:,} that the extracts hold; {identity.untied:,} more they do not hold"
    )
    played = counted.truth.digests
    if played != {item.version: digest(item) for item in documents}:
        yield "the company was played under other terms than it was counted under"


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "—"
