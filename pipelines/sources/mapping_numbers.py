"""How the numbers of a sample's column are written; both decimal signs where both fit.

To recognise another currency's sign or another factor, add it to `CURRENCIES` or `SUFFIXES`.
"""

import re
from dataclasses import dataclass

from pipelines.sources.exact import Exact
from pipelines.sources.mapped_amounts import read_amount
from pipelines.sources.mapping import Amounts
from pipelines.sources.mapping_sample import Column

# signs that mean one currency, and those that several countries use
CURRENCIES = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "zł": "PLN"}
SHARED_SIGNS = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "¥": ("JPY", "CNY"),
                "kr": ("SEK", "NOK", "DKK")}  # fmt: skip
SUFFIXES = {"K": 1_000, "k": 1_000, "M": 1_000_000, "m": 1_000_000}


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a column are written.

    Attributes:
        decimals: the signs that may stand before decimals; two where the sample does not tell.
        amounts: what else stands in them; a sign that several currencies share is in `shared`.
        shared: such a sign, and what it may mean.
        unread: texts that are no number so.
    """

    decimals: list[str]
    amounts: dict[str, dict[str, object]]
    shared: dict[str, tuple[str, ...]]
    is_negative_in_parentheses: bool
    unread: list[str]


def numbers_of(column: Column) -> Numbers | None:
    """Return how a column's numbers are written; None where most of it is no number."""
    texts = column.distinct
    written = [text for text in texts if not isinstance(text, Exact)]
    signs: dict[str, object] = {}
    shared: dict[str, tuple[str, ...]] = {}
    suffixes: dict[str, object] = {}
    in_parentheses = False
    for text in written:
        found = re.fullmatch(r"(\()?([^\d()+-]*)[+-]?([^\d()]*)[\d.,\s]*\d\s*([^\d()]*)(\))?", text)
        if not found:
            continue
        in_parentheses = in_parentheses or bool(found[1] and found[5])
        tail = found[4].strip()
        if tail[:1] in SUFFIXES and not re.fullmatch(r"[A-Z]{3}", tail):
            suffixes[tail[0]] = SUFFIXES[tail[0]]
            tail = tail[1:].strip()
        for sign in filter(None, (found[2].strip(), found[3].strip(), tail)):
            if sign in SHARED_SIGNS:
                shared[sign] = SHARED_SIGNS[sign]
            elif sign in CURRENCIES or re.fullmatch(r"[A-Z]{3}", sign):
                signs[sign] = CURRENCIES.get(sign, sign)
    amounts = Amounts.model_validate(
        {
            "signs": {**signs, **dict.fromkeys(shared, "XXX")},
            "suffixes": suffixes,
            "parentheses": "negative" if in_parentheses else None,
        }
    )
    by_decimal = {sign: _read(texts, sign, amounts) for sign in (".", ",")}
    fewest = min(found.count(None) for found in by_decimal.values())
    if 2 * (len(texts) - fewest) < len(texts) or not texts:
        return None
    decimals = [sign for sign, found in by_decimal.items() if found.count(None) == fewest]
    if len({tuple(by_decimal[sign]) for sign in decimals}) == 1:
        decimals = decimals[:1]
    unread = [t for t, number in zip(texts, by_decimal[decimals[0]], strict=True) if number is None]
    return Numbers(decimals, {"signs": signs, "suffixes": suffixes}, shared, in_parentheses, unread)


def _read(texts: list[str], decimal: str, amounts: Amounts) -> list[str | None]:
    numbers: list[str | None] = []
    for text in texts:
        try:
            numbers.append(read_amount(text, decimal, amounts)[0])  # type: ignore[arg-type]
        except ValueError:
            numbers.append(None)
    return numbers
