"""The agreement that a played company lives by: the shipped one, in the words of its own CRM.

Where HubSpot is the CRM, the same terms are signed for its lead status and its stages of a deal.
"""

import shutil
from pathlib import Path

from expectations import annexes
from expectations.loader import default_folder, load_draft
from expectations.signatures import digest

_LABELS = "  - tool: {}\n    field: {}\n"
IN_HUBSPOT = {
    _LABELS.format("salesforce", "Lead.Status"): _LABELS.format("hubspot", "hs_lead_status"),
    _LABELS.format("salesforce", "Opportunity.StageName"): _LABELS.format("hubspot", "dealstage"),
}


def write_terms(folder: Path) -> Path:
    """Write the agreements in HubSpot's words, signed as they were, and their annexes beside them.

    Returns:
        the folder of the agreements.
    """
    agreements = folder / "agreements"
    agreements.mkdir(parents=True)
    shutil.copytree(annexes.default_folder(), folder / "annexes")
    acknowledged = folder / "annexes" / "acknowledgements.yml"
    read = acknowledged.read_text("utf-8")
    for path in sorted(default_folder().glob("*.yml")):
        text, signed = path.read_text("utf-8"), digest(load_draft(path))
        for theirs, ours in IN_HUBSPOT.items():
            text = text.replace(theirs, ours)
        own = agreements / path.name
        own.write_text(text, "utf-8")
        again = digest(load_draft(own))
        own.write_text(text.replace(signed, again), "utf-8")
        read = read.replace(signed, again)
    acknowledged.write_text(read, "utf-8")
    return agreements
