"""The tables of Data health about runs: the last one, the published one, and each gate's checks."""

from collections.abc import Sequence

from dashboard import definitions_links, markup
from dashboard.published import LastRun
from dashboard.rows import Check, Release
from expectations import figures

GATE_NAMES = {
    "landing": "Gate 1: when extracts land",
    "publish": "Gate 2: before anyone sees it",
}
RUN_STATES = {
    "published": ("✓", "Published", "", "it made the version shown here"),
    "unchanged": ("✓", "Nothing new", "", "the version shown here stayed"),
    "held": ("✕", "Held", "sm-broken", "checks failed, so the version shown here stayed"),
    "refused": ("✕", "Refused", "sm-broken", "its input could not be used; the version stayed"),
    "failed": ("✕", "Failed", "sm-broken", "it did not finish, so the version shown here stayed"),
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
        f"<div><dt>{markup.text(label)}</dt><dd>{_whole_dates(markup.text(value))}</dd></div>"
        for label, value in pairs
    )
    return f'<dl class="sm-facts">{items}</dl>'


def _whole_dates(words: str) -> str:
    """Keep a line from breaking after a hyphen, which would tear dates apart."""
    return words.replace("-", "-&NoBreak;")


def last_run(last: LastRun | None, zone: str) -> str:
    """Return how the last run ended, when, and what it said; every check that held it."""
    if last is None:
        return '<p class="sm-sum">No run has left word in this folder.</p>'
    sign, word, style, meaning = RUN_STATES.get(last.state, RUN_STATES["failed"])
    when = markup.text(figures.moment(last.at, zone))
    said = ""
    if last.message and last.is_on_hold:
        said = f'<p class="sm-note">{markup.text(markup.one_line(last.message))}</p>'
    held_by = [
        [
            markup.text(check.label or check.check_id),
            markup.text(check.observed or figures.UNKNOWN),
            markup.text(check.expected or figures.UNKNOWN),
        ]
        for check in last.failed_checks
    ]
    heads = [("Check that failed", ""), ("Found", ""), ("Expected", "")]
    table = markup.table(heads, held_by, "The checks that held the last run", "sm-stacks sm-held")
    return (
        f'<p class="sm-sum">{markup.status(sign, word, style)} on {when}: {meaning}.</p>'
        f"{said}{table if held_by else ''}"
    )


def run_facts(release: Release) -> str:
    """Return which run made the published version, from what, under which agreement."""
    zone = release.time_zone
    took = figures.elapsed(release.started_at, release.finished_at)
    return facts(
        [
            ("Run", release.run_id),
            ("Finished", f"{figures.moment(release.finished_at, zone)}, after {took}"),
            ("Data through", figures.weekday(release.data_through)),
            ("As of", figures.moment(release.as_of, zone)),
            ("Code", (release.code_version or figures.UNKNOWN)[:12]),
            ("Agreement of", release.agreement_version or figures.UNKNOWN),
            ("Signed for Marketing", release.signed_by_marketing or "not signed"),
            ("Signed for Sales", release.signed_by_sales or "not signed"),
            ("Review by", figures.day(release.review_by, year=True)),
            ("Digest of the terms", (release.agreement_digest or figures.UNKNOWN)[:12]),
        ]
    )


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
        ("Found", ""),
        ("Expected", ""),
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


def _check_state(check: Check) -> str:
    found = CHECK_STATES.get((check.status, check.severity), ("!", check.status, "sm-risk"))
    rows = f"<small>{figures.things(check.failed_rows, 'row')}</small>" if check.failed_rows else ""
    return markup.status(*found) + rows


def _endangered(check: Check) -> str:
    if check.status == "passed" or not check.kpis or check.kpis in {"[]", ""}:
        return ""
    named = [name.strip() for name in check.kpis.strip("[]").split(",")]
    kpis = ", ".join(definitions_links.link("kpis", name, name.replace("_", " ")) for name in named)
    return f"<small>endangers {kpis}</small>"
