"""The signed agreement compiled: its conditions to SQL macros, its values to tables. Pure.

`compile_agreements` returns texts and writes nothing; the shipped agreement's are committed under
`dbt_project/agreement/`, so that a reviewer sees the SQL which a changed definition causes. To add
a macro, write it in the module of its subject and name it here.
"""

from pathlib import Path

from expectations.annexes import Annexes
from expectations.compile import audience, entries, words
from expectations.compile.settings import effective_at, settings
from expectations.schema import Agreement
from expectations.tables import table_rows, to_csv

__all__ = ["HEADER", "compile_agreements", "effective_at", "write_compiled"]

HEADER = """\
{# The signed agreement, compiled. Never edited by hand: change the agreement in expectations/, have
   both sides sign it, and compile it (smarketing agreement compile). #}
"""


def compile_agreements(agreements: list[Agreement], annexes: Annexes) -> dict[str, str]:
    """Return every compiled file's text by its relative path: `conditions.sql`, `tables/*.csv`."""
    macros = [
        *settings(agreements),
        *entries.stage_conditions(agreements),
        entries.stages(agreements),
        entries.exits(agreements),
        entries.promises(agreements),
        audience.personas(agreements),
        audience.fit(agreements),
        audience.engagement(agreements),
        audience.exclusions(agreements),
        words.activities(agreements),
        words.stages_of_deals(agreements),
        *words.attributes(agreements),
    ]
    tables = table_rows(agreements, annexes)
    return {
        "conditions.sql": HEADER + "\n" + "\n\n".join(macros) + "\n",
        **{f"tables/{name}.csv": to_csv(name, rows) for name, rows in tables.items()},
    }


def write_compiled(files: dict[str, str], folder: Path) -> None:
    """Make a folder hold exactly these files; what has not changed is left untouched."""
    for old in sorted(folder.rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
