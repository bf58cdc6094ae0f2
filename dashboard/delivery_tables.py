"""The tables of Data health about deliveries: sources, files, the bridge to their totals."""

from collections.abc import Sequence

from dashboard import markup
from dashboard.rows import DeliveredFile, Difference, Source
from expectations import figures

SOURCE_STATES = {
    "fresh": ("✓", "Fresh", ""),
    "stale": ("!", "Stale", "sm-risk"),
    "missing": ("!", "Missing", "sm-risk"),
    "held": ("✕", "Held", "sm-broken"),
}
# files that no run reads, and why
UNREAD = {"replaced": "Replaced", "later": "Later than shown"}


def source_table(sources: Sequence[Source], zone: str) -> str:
    """Return freshness per source, and delivered = accepted + rejected."""
    heads = [
        ("Source", ""),
        ("Last delivered", ""),
        ("Data up to", ""),
        ("Files", "sm-num"),
        ("Rows delivered = accepted + rejected", "sm-num"),
        ("State", "sm-end"),
    ]
    rows = [
        [
            f"{markup.text(source.source)}<small>{markup.text(_terms(source))}</small>",
            figures.moment(source.last_exported_at, zone),
            figures.day(source.last_day, year=True),
            figures.count(source.files),
            _balance(source),
            markup.status(*SOURCE_STATES.get(source.status, ("!", source.status, "sm-risk")))
            + (f"<small>{markup.text(source.message)}</small>" if source.message else ""),
        ]
        for source in sources
    ]
    return markup.table(heads, rows, "Freshness of each source", "sm-stacks")


def file_totals(files: Sequence[DeliveredFile]) -> str:
    """Return whether every file's rows add up, in one sentence."""
    if not files:
        return '<p class="sm-note">No file is on record in this version.</p>'
    off = [file for file in files if not file.is_balanced]
    rejected = sum(file.rejected_rows for file in files)
    held = sum(file.status == "quarantined" for file in files)
    sums = (
        f"In all {figures.things(len(files), 'file')} delivered = accepted + rejected"
        if not off
        else f"{figures.things(len(off), 'file')} of {len(files)} do not add up"
    )
    replaced = sum(file.status == "replaced" for file in files)
    repaired = sum(file.repaired_rows for file in files)
    rest = f"{figures.things(rejected, 'row')} rejected, {figures.things(held, 'file')} set aside"
    rest += f", {figures.things(repaired, 'row')} repaired" if repaired else ""
    rest += f", {figures.things(replaced, 'file')} replaced by a later one" if replaced else ""
    mark = "✓" if not off else "✕"
    style = "" if not off else " sm-broken"
    return (
        f'<p class="sm-sum{style}"><span aria-hidden="true">{mark}</span> '
        f"<strong>{sums}</strong>: {rest}.</p>"
    )


def file_table(files: Sequence[DeliveredFile], zone: str) -> str:
    """Return delivered, accepted and rejected rows per file, and why one was set aside."""
    heads = [
        ("File", ""),
        ("Delivered by", ""),
        ("Exported", ""),
        ("Rows delivered = accepted + rejected", "sm-num"),
        ("State", "sm-end"),
    ]
    rows = [
        [
            f"{markup.text(file.name)}<small>{markup.text(file.table_name)}</small>",
            markup.text(file.source),
            figures.moment(file.exported_at, zone),
            _balance(file),
            _file_state(file),
        ]
        for file in files
    ]
    return markup.table(heads, rows, "Rows of each delivered file", "sm-stacks sm-files")


def difference_table(differences: Sequence[Difference]) -> str:
    """Return each source's own total, ours, and the cause of what lies between."""
    heads = [
        ("Measure", ""),
        ("Theirs", "sm-num"),
        ("Ours", "sm-num"),
        ("Difference", "sm-num"),
        ("Because", ""),
    ]
    rows = [
        [
            f"{markup.text(row.measure.replace('_', ' '))}<small>"
            f"{markup.text(' · '.join(filter(None, (row.source, row.currency))))}</small>",
            _total(row.theirs, row),
            _total(row.ours, row),
            _total(row.difference, row),
            _cause(row),
        ]
        for row in differences
    ]
    return markup.table(heads, rows, "Totals compared with each source", "sm-stacks")


def _terms(source: Source) -> str:
    """Return what was agreed with a source: its tool, whether a run needs it, how old it may be."""
    late = f"stale after {source.stale_after_hours} hours" if source.stale_after_hours else ""
    parts = [source.vendor, "required" if source.required else "", late]
    return " · ".join(part for part in parts if part)


def _balance(row: Source | DeliveredFile) -> str:
    if isinstance(row, DeliveredFile) and row.status in UNREAD:
        return f"{figures.count(row.delivered_rows)}, not read"
    sign = "=" if row.is_balanced else "≠"
    return (
        f"{figures.count(row.delivered_rows)} {sign} {figures.count(row.accepted_rows)} + "
        f"{figures.count(row.rejected_rows)}"
    )


def _cause(row: Difference) -> str:
    if row.cause == "none":
        return markup.status("✓", "Equal")
    if row.cause in {None, "", "unexplained"}:
        return markup.status("!", "Unexplained", "sm-risk")
    return markup.text(str(row.cause).replace("_", " "))


def _total(value: float | None, row: Difference) -> str:
    if row.is_money and row.currency:
        return figures.exact_money(value, row.currency)
    return figures.count(value)


def _file_state(file: DeliveredFile) -> str:
    if file.status == "quarantined":
        state = markup.status("✕", "Set aside", "sm-broken")
    elif file.status in UNREAD:
        state = markup.status("", UNREAD[file.status])
    elif file.rejected_rows:
        state = markup.status("!", "Some rejected", "sm-risk")
    elif file.repaired_rows:
        state = markup.status("!", "Some repaired", "sm-risk")
    else:
        state = markup.status("✓", "Accepted", "")
    notes = [file.reason] if file.reason else []
    if file.repaired_rows:
        rows = figures.things(file.repaired_rows, "row")
        notes.append(f"{rows} repaired: whole in quotes, unwrapped")
    return state + "".join(f"<small>{markup.text(note)}</small>" for note in notes)
