"""How sentences of the document are made."""

from expectations.conditions import sentence
from expectations.schema import Agreement, Condition

# id, label, sentence
Said = tuple[str, str, str]
TOOLS = {
    "ga4": "GA4",
    "hubspot": "HubSpot",
    "marketo": "Marketo",
    "salesforce": "Salesforce",
    "mapped": "other tools",
}


def asked(condition: Condition, agreement: Agreement) -> str:
    """Return a condition as a sentence."""
    said = sentence(condition, agreement.attributes)
    return said[:1].upper() + said[1:] + "."


def listed(words: list[str]) -> str:
    """Return words, one after another."""
    return ", ".join(words)
