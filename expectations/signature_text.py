"""A signature as the text that stands at the end of an agreement."""

import re

import yaml

from expectations.schema import Signature

_NONE_YET = re.compile(r"^signatures:[ \t]*(\[[ \t]*\])?[ \t]*(#.*)?\Z", re.MULTILINE)
_FIRST_ITEM = re.compile(r"^signatures:.*\n(?:[ \t]*(?:#.*)?\n)*([ \t]*)- ", re.MULTILINE)


def with_signature(text: str, signature: Signature) -> str:
    """Return a document's text with one more signature at its end, in its own line ends."""
    ends = "\r\n" if "\r\n" in text else "\n"
    body = text.rstrip()
    first = _FIRST_ITEM.search(text.replace("\r\n", "\n"))
    if first is None:
        body = _NONE_YET.sub("", body).rstrip() + f"{ends}{ends}signatures:"
    item = yaml.safe_dump(
        [signature.model_dump(mode="json", exclude_none=True)],
        sort_keys=False,
        allow_unicode=True,
        width=1000,
    )
    indent = first.group(1) if first else "  "
    return body + ends + "".join(f"{indent}{line}{ends}" for line in item.splitlines())
