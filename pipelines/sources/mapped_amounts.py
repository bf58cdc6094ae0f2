"""A number as a tool writes it, as a plain one: signs, parted thousands, K and M, parentheses.

Nothing is taken for a number that the mapping does not say. To read another way of writing, add a
setting to `Amounts` in `mapping.py` and its step to `read_amount`.
"""

import re
from decimal import Decimal
from typing import Literal

from pipelines.sources.exact import Exact
from pipelines.sources.mapping import Amounts

AMOUNT_LIMIT = Decimal(10) ** 16
_EXACT = re.compile(r"-?\d+(\.\d+)?")
# the plain, the unbreakable and the narrow unbreakable blank
_BLANKS = str.maketrans("", "", " \u00a0\u202f")


def read_amount(
    text: str, decimal: Literal[".", ","], written: Amounts, name: str = "amount"
) -> tuple[str, str | None]:
    """Return a number with a decimal point, and the currency that its sign means, if it has one.

    Args:
        text: the number, trimmed.
        decimal: the sign before its decimals; the other one may part groups of three digits.
        written: what else may stand in it.
        name: how a message calls it.

    Raises:
        ValueError: it is no number so written, or beyond what an amount can be.
    """
    if isinstance(text, Exact):
        if not _EXACT.fullmatch(text):
            raise ValueError(f'{name} "{text}" is no number')
        return _within(str(text), text, name), None
    rest, is_negative = text.translate(_BLANKS), False
    if written.parentheses and rest.startswith("(") and rest.endswith(")"):
        rest, is_negative = rest[1:-1], True
    minus, rest = _leading_sign(rest)
    rest, currency = _without_currency(rest, written)
    if not minus:
        minus, rest = _leading_sign(rest)
    if minus and is_negative:
        raise ValueError(f'{name} "{text}" is negative twice')
    factor = 1
    for suffix in sorted(written.suffixes, key=len, reverse=True):
        if rest.endswith(suffix):
            rest, factor = rest.removesuffix(suffix), written.suffixes[suffix]
            break
    group = "," if decimal == "." else "."
    if not re.fullmatch(
        rf"(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(decimal)}\d+)?", rest, re.ASCII
    ):
        signs = "" if re.fullmatch(r"[\d.,+-]*", rest) else "; `amounts` in its mapping says more"
        raise ValueError(
            f'{name} "{text}" is no number written with "{decimal}" for decimals{signs}'
        )
    number = rest.replace(group, "").replace(decimal, ".")
    if factor > 1:
        number = format(Decimal(number) * factor, "f")
    sign = "-" if minus == "-" or is_negative else ""
    return _within(sign + number, text, name), currency


def _leading_sign(text: str) -> tuple[str, str]:
    return (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)


def _without_currency(text: str, written: Amounts) -> tuple[str, str | None]:
    """Return a number without the sign before or after it, and what that means."""
    for sign in sorted(written.signs, key=len, reverse=True):
        plain = sign.translate(_BLANKS)
        if text.startswith(plain):
            return text.removeprefix(plain), written.signs[sign]
        if text.endswith(plain):
            return text.removesuffix(plain), written.signs[sign]
    return text, None


def _within(number: str, text: str, name: str) -> str:
    if abs(Decimal(number)) >= AMOUNT_LIMIT:
        raise ValueError(f'{name} "{text}" is beyond what an amount can be')
    return number
