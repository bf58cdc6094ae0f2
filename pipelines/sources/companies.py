"""Whose files a home holds: two companies whose sources share a name are never mixed in one.

Written beside the ledger before a file lands. Without it the files are taken for the next
company's own.
"""

import json
import os
from pathlib import Path

from expectations.errors import BadInputError
from pipelines.sources.config import SourcesConfig
from pipelines.sources.ledger import Ledger, sync_folder


def require_same_company(config: SourcesConfig, landing: Path) -> None:
    """Refuse a company whose sources are called as another one's that has landed here.

    Raises:
        BadInputError: saying which company the home holds.
    """
    known = _read(_file(landing))
    others = {
        source.name: known[source.name]
        for source in config.sources
        if known.get(source.name, config.company) != config.company
    }
    if not others:
        return
    landed = {entry.source for entry in Ledger(landing).read()}
    mixed = sorted(landed & others.keys())
    if mixed:
        raise BadInputError(
            f"{landing.parent} holds the extracts of {others[mixed[0]]}, and {config.company} has"
            f" sources of the same name ({', '.join(mixed)}): the two would be mixed. Nothing was"
            " changed. Name another folder in SMARKETING_HOME and run again. If it is the same"
            f" company under a new name, write that name into {_file(landing)}."
        )


def remember_company(config: SourcesConfig, landing: Path) -> None:
    """Write down whose each source is; it is on the disk when this returns."""
    known = _read(_file(landing))
    now = {**known, **{source.name: config.company for source in config.sources}}
    if now == known:
        return
    unfinished = _file(landing).with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(_file(landing))
    sync_folder(landing)


def _file(landing: Path) -> Path:
    return landing / "companies.json"


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise BadInputError(
            f"{path}: this is no JSON. Nothing was changed. Write the company of each source into"
            ' it, as {"crm": "Your company"}, and run again.'
        ) from None
    return {str(name): str(company) for name, company in dict(content).items()}
