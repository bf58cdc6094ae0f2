"""What a company needs to begin that has only lists of leads and deals: a folder with everything.

A mapping and a sources file drafted from its lists, and an agreement drafted from their words,
which nobody has signed. A word that is not known stands as `CHOOSE`; to teach it one, add it to
`MEANS`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

from expectations.errors import BadInputError
from pipelines.sources.mapping import UNCHOSEN
from pipelines.sources.mapping_draft import quoted

TEMPLATE = Path(__file__).parents[1] / "expectations" / "starting" / "leads_and_deals.yml"
# what a word of a list means where a part of it begins so; the first that fits counts
MEANS: dict[str, tuple[tuple[str, str], ...]] = {
    "label": (
        ("disqualified", "unqualif disqualif junk spam invalid bad reject dead lost"),
        ("recycled", "recycl nurtur later hold paused"),
        ("sql", "sql sales meeting demo accepted opportunity converted customer won hot"),
        ("mql", "mql marketing working contacted engaged connected warm qualified interested"),
        ("lead", "new open raw inquiry enquiry cold lead attempt subscriber unworked"),
    ),
    "deal_stage": (
        ("lost", "lost closedlost verloren cancel abandon reject churn dead declined"),
        ("won", "won closedwon gewonnen signed paid customer"),
        ("open", "open new prospect engag qualif discover demo proposal quote offer negotiat"
                 " contract verbal meeting review commit evaluat trial pilot angebot"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Beginning:
    """What is known of a company beside its lists."""

    company: str
    time_zone: str
    currency: str
    from_day: date


def meanings(words: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Return what each word of the lists seems to mean, by the field it stands in."""
    return {field: {word: _meaning(field, word) for word in said} for field, said in words.items()}


def sources_file(beginning: Beginning, name: str) -> str:
    """Return the sources file of one folder of lists."""
    return (
        f"company: {quoted(beginning.company)}\n"
        f"default_currency: {beginning.currency}            # of deals that name none\n"
        "sources:\n"
        f"  - {{name: {name}, vendor: mapped, path: exports, mapping: {name}.mapping.yml,"
        " required: true}\n"
    )


def agreement(beginning: Beginning, words: Mapping[str, Sequence[str]]) -> str:
    """Return an agreement for the words of the lists, with the least that both sides must say."""
    meant = meanings(words)
    for stage in ("mql", "sql"):
        if stage not in meant["label"].values():
            # no list has a word for it yet
            meant["label"][stage.upper()] = stage
    if not meant["deal_stage"]:
        meant["deal_stage"] = {"Open": "open", "Won": "won", "Lost": "lost"}
    of = {
        stage: [word for word, meaning in meant["label"].items() if meaning in stages]
        for stage, stages in (("mql", ("mql", "sql")), ("sql", ("sql",)),
                              ("disqualified", ("disqualified",)), ("recycled", ("recycled",)))
    }  # fmt: skip
    exits = "".join(
        f"  - {{id: {exit_id}, label: {label},"
        f" when: {{field: crm_label, is: one_of, value: {_listed(of[exit_id])}}}}}\n"
        for exit_id, label in (("disqualified", "Disqualified"), ("recycled", "Handed back"))
        if of[exit_id]
    )
    year = beginning.from_day.year
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        company=beginning.company,
        title=quoted(f"One funnel of {beginning.company}"),
        effective_from=beginning.from_day.isoformat(),
        review_by=date(year, 12, 31).isoformat(),
        time_zone=beginning.time_zone,
        currency=beginning.currency,
        mql_words=_listed(of["mql"]),
        sql_words=_listed(of["sql"]),
        more_exits=exits,
        labels="".join(
            f"  - tool: mapped\n    field: {field}\n    means:\n"
            + "".join(f"      {quoted(word)}: {meaning}\n" for word, meaning in said.items())
            for field, said in meant.items()
        ),
    )


def unknown_words(text: str) -> list[str]:
    """Return the lines of an agreement that wait for a choice."""
    return [line.strip() for line in text.splitlines() if line.endswith(f": {UNCHOSEN}")]


def write_new(files: Mapping[Path, str]) -> None:
    """Write files that are not there yet, all or none.

    Raises:
        BadInputError: one of them is there, or the folder cannot be written.
    """
    if there := [str(path) for path in files if path.exists()]:
        raise BadInputError(
            f"{', '.join(there)}: there already. Nothing was changed. Move it away, or name another"
            " folder with --to or another source with --name."
        )
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            raise BadInputError(
                f"{path}: cannot be written ({problem.strerror}). Nothing else was changed."
            ) from problem


def _meaning(field: str, word: str) -> str:
    begins = re.findall(r"[^\W\d_]+", word.casefold())
    return next(
        (
            meaning
            for meaning, parts in MEANS[field]
            if any(begin.startswith(tuple(parts.split())) for begin in begins)
        ),
        UNCHOSEN,
    )


def _listed(words: Sequence[str]) -> str:
    return "[" + ", ".join(json.dumps(word, ensure_ascii=False) for word in words) + "]"
