"""The tables of Data health: sources, checks by gate, files and the bridge to their totals."""

from collections.abc import Sequence

from dashboard import figures, markup
from dashboard.queries import Check, DeliveredFile, Difference, Release, Source

GATE_NAMES = {
    "landing": "Gate 1: when extracts land",
    "publish": "Gate 2: before anyone sees it",
}
SOURCE_STATES = {
    "fresh": ("✓", "Fresh", ""),
    "stale": ("!", "Stale", "sm-risk"),
    "missing": ("!", "Missing", "sm-risk"),
    "held": ("✕", "Held", "sm-broken"),
}
CHECK_STATES = {
    ("passed", "block"): ("✓", "Passed", ""),
    ("passed", "warn"): ("✓", "Passed", ""),
    ("failed", "warn"): ("!", "Warns", "sm-risk"),
    ("failed", "block"): ("✕", "Failed", "sm-broken"),
    ("error", "warn"): ("✕", "Could not run", "sm-broken"),
    ("error", "block"): ("✕", "Could not run", "sm-broken"),
}


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Return label and value pairs as a description list."""
    items = "".join(
        f"<div><dt>{markup.text(label)}</dt><dd>{markup.text(value)}</dd></div>"
        for label, value in pairs
    )
    return f'<dl class="sm-facts">{items}</dl>'


def run_facts(release: Release) -> str:
    """Return which run made the published version, from what, under which agreement."""
    zone = release.time_zone
    return facts(
        [
            ("Run", release.run_id),
            ("Finished", f"{figures.moment(release.finished_at, zone)} ({zone})"),
            ("Took", figures.elapsed(release.started_at, release.finished_at)),
            ("Data through", figures.weekday(release.data_through)),
            ("As of", figures.moment(release.as_of, zone)),
            ("Agreement", release.agreement_version or figures.UNKNOWN),
            ("Digest", (release.agreement_digest or figures.UNKNOWN)[:12]),
            ("Review by", figures.day(release.review_by, year=True)),
            ("Code", (release.code_version or figures.UNKNOWN)[:12]),
        ]
    )


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
            f"{markup.text(source.source)}<small>{markup.text(source.vendor)}"
            f"{' · required' if source.required else ''}</small>",
            figures.moment(source.last_exported_at, zone),
            figures.day(source.last_day, year=True),
            figures.count(source.files),
            _balance(source),
            _state(*SOURCE_STATES.get(source.status, ("!", source.status, "sm-risk")))
            + (f"<small>{markup.text(source.message)}</small>" if source.message else ""),
        ]
        for source in sources
    ]
    return markup.table(heads, rows, "Freshness of each source", "sm-stacks")


def gate_name(gate: str) -> str:
    """Return what a gate is called on the page."""
    return GATE_NAMES.get(gate, f"Gate: {gate}")


def gate_score(checks: Sequence[Check]) -> str:
    """Return how many of a gate's checks passed."""
    passed = sum(check.status == "passed" for check in checks)
    sign, style = ("✓", "") if passed == len(checks) else ("!", " sm-risk")
    score = f"{figures.count(passed)} of {figures.things(len(checks), 'check')} passed"
    return (
        f'<p class="sm-sum{style}"><span aria-hidden="true">{sign}</span> '
        f"<strong>{score}</strong></p>"
    )


def check_table(checks: Sequence[Check]) -> str:
    """Return each check with the agreement's clause, what was found and what was expected."""
    heads = [
        ("Check", ""),
        ("Clause", ""),
        ("Found", "sm-num"),
        ("Expected", "sm-num"),
        ("Result", "sm-end"),
    ]
    rows = [
        [
            markup.text(check.label or check.check_id) + _endangered(check),
            markup.text(check.clause or figures.UNKNOWN),
            markup.text(check.observed or figures.UNKNOWN),
            markup.text(check.expected or figures.UNKNOWN),
            _check_state(check),
        ]
        for check in checks
    ]
    return markup.table(heads, rows, "Results of this gate's checks", "sm-stacks sm-checks")


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
    rest = f"{figures.things(rejected, 'row')} rejected, {figures.things(held, 'file')} set aside"
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
            f"{markup.text(row.measure.replace('_', ' '))}<small>{markup.text(row.source)}</small>",
            _total(row.theirs, row.currency),
            _total(row.ours, row.currency),
            _total(row.difference, row.currency),
            _cause(row),
        ]
        for row in differences
    ]
    return markup.table(heads, rows, "Totals compared with each source", "sm-stacks")


def _balance(row: Source | DeliveredFile) -> str:
    sign = "=" if row.is_balanced else "≠"
    return (
        f"{figures.count(row.delivered_rows)} {sign} {figures.count(row.accepted_rows)} + "
        f"{figures.count(row.rejected_rows)}"
    )


def _cause(row: Difference) -> str:
    if row.cause == "none":
        return '<span class="sm-muted">no difference</span>'
    return markup.text((row.cause or figures.UNKNOWN).replace("_", " "))


def _total(value: float | None, currency: str | None) -> str:
    return figures.exact_money(value, currency) if currency else figures.count(value)


def _state(sign: str, word: str, style: str) -> str:
    return (
        f'<span class="sm-status {style}"><span aria-hidden="true">{sign}</span> '
        f"{markup.text(word)}</span>"
    )


def _check_state(check: Check) -> str:
    found = CHECK_STATES.get((check.status, check.severity), ("!", check.status, "sm-risk"))
    rows = f"<small>{figures.things(check.failed_rows, 'row')}</small>" if check.failed_rows else ""
    return _state(*found) + rows


def _endangered(check: Check) -> str:
    if check.status == "passed" or not check.kpis or check.kpis in {"[]", ""}:
        return ""
    return f"<small>endangers {markup.text(check.kpis.strip('[]'))}</small>"


def _file_state(file: DeliveredFile) -> str:
    if file.status == "quarantined":
        state = _state("✕", "Set aside", "sm-broken")
    elif file.rejected_rows:
        state = _state("!", "Some rejected", "sm-risk")
    else:
        state = _state("✓", "Accepted", "")
    return state + (f"<small>{markup.text(file.reason)}</small>" if file.reason else "")
