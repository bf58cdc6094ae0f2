"""What two versions say differently, side by side, and one subject through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import markup
from dashboard.definitions_links import anchor, words
from dashboard.definitions_queries import AgreedKpi, Term, Version
from expectations import figures
from expectations.differences import Difference, differences
from expectations.differences.phrases import part_named
from expectations.schema import Agreement

# months by the dozen, told apart so that they do not bury a changed rule
MONTHLY = "targets"
KINDS = {"added": "new", "removed": "gone", "changed": "changed", "moved": "another place"}


@dataclass(frozen=True)
class Changes:
    """What a later version says differently, the monthly targets apart."""

    before: Agreement
    after: Agreement
    terms: Sequence[Difference]
    targets: Sequence[Difference]

    @property
    def sentence(self) -> str:
        """Say how much differs."""
        parts = []
        if self.terms:
            parts.append(figures.things(len(self.terms), "term differs", "terms differ"))
        if kpis := len({row.subject_id for row in self.targets}):
            parts.append(f"the monthly targets of {figures.things(kpis, 'KPI')} differ")
        return (", and ".join(parts) or "no term differs") + "."


def compared(before: Agreement, after: Agreement) -> Changes:
    """Return what the later of two versions says differently."""
    rows = differences(before, after)
    return Changes(
        before,
        after,
        [row for row in rows if row.key != MONTHLY],
        [row for row in rows if row.key == MONTHLY],
    )


def change_table(changes: Changes, rows: Sequence[Difference], caption: str) -> str:
    """Return differences with both versions side by side."""
    made = [
        [
            f"{markup.text(row.named)}<small>{markup.text(part_named(row.part))}, "
            f"{KINDS[row.kind]}</small>",
            words(row.key, row.before),
            f"<strong>{words(row.key, row.after)}</strong>" if row.after else figures.UNKNOWN,
        ]
        for row in rows
    ]
    sides = (changes.before.effective_from, changes.after.effective_from)
    heads = [("What", ""), *((figures.day(day, year=True), "") for day in sides)]
    return markup.table(heads, made, caption, "sm-stacks sm-compared")


def asked_for(name: str, terms: Sequence[Term]) -> list[tuple[str, str]]:
    """Return the part and the id of a subject by what a link calls it; none where unknown."""
    found = {(term.part, term.term_id) for term in terms}
    return [key for key in sorted(found) if anchor(*key) == name][:1]


def belonging(key: tuple[str, str], kpis: Sequence[AgreedKpi]) -> list[tuple[str, str]]:
    """Return a subject and what says more of it: a KPI's stage, and its targets."""
    part, term_id = key
    stages = [kpi.stage_id for kpi in kpis if kpi.kpi_id == term_id and kpi.stage_id]
    if part != "kpis":
        return [key]
    return [key, *(("stages", stage) for stage in stages), ("targets", term_id)]


def history_table(key: tuple[str, str], terms: Sequence[Term], versions: Sequence[Version]) -> str:
    """Return what every version says of one subject, the newest first, in full where it differs."""
    told = {term.version: term for term in terms if (term.part, term.term_id) == key}
    rows = []
    newer: Term | None = None
    for version in reversed(versions):
        term = told.get(version.version)
        if term is None:
            said = '<span class="sm-muted">not in this version</span>'
        elif newer and (newer.label, newer.sentence) == (term.label, term.sentence):
            said = '<span class="sm-muted">the same</span>'
        else:
            said = f"<strong>{markup.text(term.label)}</strong>: {words(term.part, term.sentence)}"
        newer = term
        now = "<small>in force</small>" if version.is_current else ""
        rows.append([f"{figures.day(version.effective_from, year=True)}{now}", said])
    heads = [("Version of", ""), (part_named(key[0]), "")]
    return markup.table(heads, rows, "The same through all versions", "sm-stacks sm-worded")
