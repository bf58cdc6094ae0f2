"""One bad row for every check of both gates: the statement that puts it among the good ones.

To add a check's bad row, add it here by the check's id; a test fails while one is missing.
"""

from tests.gates.company import contracts

FUNNEL = "marts.main.fct_funnel"

# version and stage → the signed clauses, by hand: place, field, operator, wanted
LEAD = [("any.1", "forms", "at_least", "1"), ("any.2", "title", "known", "")]
SQL = [("all.1", "meetings_held", "at_least", "1"), ("all.2", "budget", "known", "")]
OPPORTUNITY = [("1", "deal", "one_of", "open | closed")]
WON = [("1", "deal", "equals", "won")]
SAL = [("1", "crm_label", "equals", "Accepted")]


def mql(engagement: str) -> list[tuple[str, str, str, str]]:
    """The clauses of an MQL, whose threshold the second version raised."""
    return [
        ("any.1", "demo_requests", "at_least", "1"),
        ("any.2.all.1", "industry", "one_of", "Energy | HVAC"),
        ("any.2.all.2", "engagement", "at_least", engagement),
    ]


# the signed clauses, what just meets them, what just fails them
TERMS = {
    ("2025-01-01", "lead"): (LEAD, [["1", None], [None, "known"]], ["0", None]),
    ("2025-01-01", "mql"): (
        mql("50"),
        [["0", "hvac ", "50"], ["1", None, "0"]],
        ["0", "Energy", "49"],
    ),
    ("2025-01-01", "sql"): (SQL, [["2", "100"]], ["1", " "]),
    ("2025-01-01", "opportunity"): (OPPORTUNITY, [["open"], ["won"], ["lost"]], [None]),
    ("2025-01-01", "won"): (WON, [["won"]], ["lost"]),
    ("2025-04-01", "lead"): (LEAD, [["1.0", None]], [None, None]),
    ("2025-04-01", "mql"): (mql("60"), [["0", "Energy", "60"]], ["0", "Retail", "99"]),
    ("2025-04-01", "sal"): (SAL, [["Accepted"]], ["accepted"]),
    ("2025-04-01", "sql"): (SQL, [["1", "x"]], ["0", "x"]),
    ("2025-04-01", "opportunity"): (OPPORTUNITY, [["open"]], ["closing"]),
    ("2025-04-01", "won"): (WON, [["won"]], ["open"]),
}


def entry(
    version: str, stage: str, got: list[str | None], clauses: list[tuple[str, str, str, str]]
) -> str:
    """Put in an entry with this evidence."""
    items = ", ".join(
        f"{{'clause': '{at}', 'field': '{field}', 'operator': '{operator}', 'wanted': '{wanted}',"
        f" 'got': {'null' if value is None else repr(value)}, 'source_record_id': 'r'}}"
        for (at, field, operator, wanted), value in zip(clauses, got, strict=True)
    )
    return (
        f"insert into {FUNNEL} by name select 'bad' as funnel_entry_id, '{stage}' as stage_id,"
        f" '{version}' as agreement_version, 'observed' as entry_kind, [{items}] as evidence"
    )


def change(journey: str, stage: str, *columns: str) -> str:
    """Change columns of one good entry."""
    return f"update {FUNNEL} set {', '.join(columns)} where {_is(journey, stage)}"


def know(journey: str, position: int, *columns: str) -> str:
    """Change what was known at one signal of a journey."""
    return (
        f"update work.core.journey_states set {', '.join(columns)}"
        f" where journey_id = md5('{journey}') and journey_position = {position}"
    )


def _is(journey: str, stage: str) -> str:
    return f"journey_id = md5('{journey}') and stage_id = '{stage}'"


def _terms() -> dict[str, str]:
    found = {}
    for (version, stage), (clauses, meeting, failing) in TERMS.items():
        name = f"{version.replace('-', '_')}.{stage}"
        found[f"publish.meets.{name}"] = entry(version, stage, failing, clauses)
        eased = [(*clause[:3], "0") for clause in clauses]
        found[f"publish.terms.{name}"] = entry(version, stage, meeting[0], eased)
    return found


def _landing(source: str, table: str, column: str, rows: int) -> dict[str, str]:
    files, sources = "work.landing.files", "work.landing.sources"
    vendor, name = table.split("__")
    first = f"source = '{source}' and file_id = '{source}-1'"
    breaks = {
        "usable": f"update {sources} set status = 'held' where source = '{source}'",
        "columns": f"update work.raw.{table} set {column} = '' where landing_line < {rows}",
        "balance": f"delete from work.raw.{table}"
        f" where landing_file = '{source}-1' and landing_line = 0",
        "rejected": f"update {files} set rejected_rows = delivered_rows where {first}",
        "volume": f"update {files} set is_loaded = false where source = '{source}'",
        "usual": f"insert into {files} by name select 'new-' || number as file_id,"
        f" '{source}' as source, '{vendor}' as vendor, '{name}' as table_name,"
        " case number when 9 then 10 else 60 end as accepted_rows,"
        " timestamp '2025-05-01' + to_days(number::integer) as exported_at, true as is_loaded"
        " from range(10) as numbers (number)",
        "fresh": f"update {sources} set last_exported_at = '2025-04-28 21:59:59'"
        f" where source = '{source}'",
    }
    return {f"landing.{source}.{what}": statement for what, statement in breaks.items()}


def _privacy() -> dict[str, str]:
    texts = {
        table: name
        for table, columns in contracts().items()
        for name, kind in columns.items()
        if kind == "varchar"
    }
    return {
        f"publish.privacy.{table}": f"insert into marts.main.{table} ({text})"
        " values ('by anna.berg@weser.example today')"
        for table, text in texts.items()
    }


BREAKS: dict[str, str] = {
    **_landing("website", "ga4__events", "event_name", 20),
    **_landing("crm", "salesforce__opportunity", '"Id"', 2),
    **_landing("webinars", "mapped__activities", "activity", 3),
    **_terms(),
    "publish.activities.2025_01_01": "update work.core.signals set source_vendor = 'marketo'"
    " where source_record_id = md5('f1')",
    "publish.activities.2025_04_01": "update work.core.signals set word = 'attended not'"
    " where source_record_id = md5('w2')",
    "publish.applies.2025_01_01.first_contact": know("anna-1", 5, "fit = 9"),
    "publish.applies.2025_04_01.first_contact": know("ben-1", 3, "fit = 31"),
    "publish.personas.2025_01_01.operations": change("anna-1", "mql", "persona_id = 'operations'"),
    "publish.personas.2025_01_01.it": change("anna-1", "mql", "persona_id = 'it'"),
    "publish.personas.2025_01_01": know("anna-1", 5, "title = 'Head of  IT'"),
    "publish.personas.2025_04_01.operations": change("ben-1", "visit", "persona_id = 'operations'"),
    "publish.personas.2025_04_01.it": change("visitor-1", "visit", "persona_id = 'it'"),
    "publish.personas.2025_04_01": change("ben-1", "mql", "persona_id = null"),
    "publish.exclusions.2025_01_01.our_own": change("deal-1", "mql", "excluded_by = 'our_own'"),
    "publish.exclusions.2025_01_01.student": change("own-1", "visit", "excluded_by = 'student'"),
    "publish.exclusions.2025_01_01": change("own-1", "visit", "excluded_by = null"),
    "publish.exclusions.2025_04_01.our_own": change("ben-1", "sal", "excluded_by = 'our_own'"),
    "publish.exclusions.2025_04_01.student": change("ben-1", "mql", "excluded_by = 'student'"),
    "publish.exclusions.2025_04_01": know("ben-1", 4, "title = ' trainee'"),
    "publish.points.2025_01_01.fit": know("anna-1", 5, "fit = 20"),
    "publish.points.2025_01_01.engagement": know("anna-1", 7, "engagement = 55"),
    "publish.points.2025_04_01.fit": know("ben-1", 4, "fit = null"),
    "publish.points.2025_04_01.engagement": change(
        "ben-1",
        "mql",
        "evidence = list_transform(evidence, lambda item: struct_update(item, got :="
        " case item.field when 'engagement' then '61' else item.got end))",
    ),
    "publish.evidence.there": change("ben-1", "lead", "evidence = null"),
    "publish.evidence.implied": change("anna-1", "sql", "evidence = evidence[2:]"),
    "publish.evidence.private": entry("2025-01-01", "lead", ["1", "Head of operations"], LEAD),
    "publish.entries.unique": f"insert into {FUNNEL} from {FUNNEL} where {_is('ben-1', 'sal')}",
    "publish.entries.whole": change("visitor-1", "visit", "channel = null"),
    "publish.entries.journey": "delete from marts.main.dim_journey where journey_id = md5('own-1')",
    "publish.stages.agreed": change("ben-1", "sal", "stage_order = 5"),
    "publish.stages.described": "delete from marts.main.dim_stage where stage_id = 'sal'",
    "publish.kinds.agreed": change("visitor-1", "visit", "entry_kind = 'guessed'"),
    "publish.personas.agreed": change("anna-1", "mql", "persona_id = 'finance'"),
    "publish.exclusions.agreed": change("own-1", "visit", "excluded_by = 'friends'"),
    "publish.versions.in_force": change(
        "anna-2", "lead", "entered_at = '2025-03-31 22:00'", "entered_on = '2025-04-01'"
    ),
    "publish.as_of.respected": change("visitor-1", "visit", "entered_at = '2025-04-30 22:00:01'"),
    "publish.days.local": change("visitor-1", "visit", "entered_at = '2025-04-12 22:00'"),
    "publish.left.after": change("ben-1", "lead", "left_at = '2025-04-10 08:09'"),
    "publish.journeys.once": f"insert into {FUNNEL} from {FUNNEL} where {_is('ben-1', 'sal')}",
    "publish.visits.once": change("visitor-1", "visit", "source_record_id = md5('s3')"),
    "publish.journeys.order": change("ben-1", "mql", "entered_at = '2025-04-10 08:09:59'"),
    "publish.journeys.visit_first": change("ben-1", "visit", "entered_at = '2025-04-10 08:10:01'"),
    "publish.journeys.complete": f"delete from {FUNNEL} where {_is('ben-1', 'lead')}",
    "publish.inferred.no_due": change("anna-1", "sql", "due_at = '2025-02-04'"),
    "publish.exits.agreed": change("deal-1", "opportunity", "exit_reason = 'timing'"),
    "publish.journeys.bounds": change("visitor-1", "visit", "entered_at = '2025-04-12 10:59'"),
    "publish.journeys.apart": "update marts.main.dim_journey set opened_at = '2025-02-20 11:59'"
    " where journey_id = md5('anna-2')",
    "publish.amounts.stages": change("ben-1", "sal", "amount = 1"),
    "publish.amounts.currency": change("anna-1", "won", "currency = null"),
    "publish.amounts.converted": change("deal-1", "opportunity", "amount_reporting = 5000"),
    "publish.amounts.held_out": change(
        "deal-1", "opportunity", "currency = 'JPY'", "amount_reporting = null"
    ),
    "publish.totals.crm": "update marts.main.source_reconciliation set ours = 11999.99"
    " where measure = 'won amount'",
    "publish.totals.website": "delete from marts.main.source_reconciliation"
    " where source = 'website'",
    "publish.totals.webinars": "insert into marts.main.source_reconciliation by name"
    " select 'webinars' as source, 'deals' as measure, 1 as theirs",
    **{
        f"publish.kpis.{kpi}": "update marts.main.kpi_values set value = value + 1"
        f" where kpi_id = '{kpi}' and period_start = '2025-02-01'"
        for kpi in (
            *("website_traffic", "visitors", "leads", "mqls", "sqls", "opportunities"),
            *("closed_deals", "revenue"),
        )
    },
    "publish.totals.closed_months": "insert into published.main.fct_funnel"
    f" select entries.* from {FUNNEL} as entries, range(3) where {_is('anna-1', 'won')}",
    "publish.promises.agreed": "update marts.main.promise_obligations set promise_id = 'call'"
    " where status = 'kept'",
    "publish.promises.scored": "update marts.main.promise_scorecard set team = 'sales'"
    " where promise_id = 'mql_volume' and agreement_version = '2025-01-01'",
    "publish.deadlines.agreed": change("anna-1", "mql", "entry_kind = 'policy'"),
    "publish.promises.started": "update marts.main.promise_obligations set funnel_entry_id = ("
    f"select funnel_entry_id from {FUNNEL} where {_is('deal-1', 'mql')}) where status = 'kept'",
    "publish.promises.judged": "update marts.main.promise_obligations set status = 'pending'"
    " where status = 'broken'",
    "publish.promises.due": "update marts.main.promise_obligations"
    " set due_at = due_at + interval '1 second' where status = 'kept'",
    "publish.promises.verdicts": "update marts.main.promise_scorecard set actual = 0.89"
    " where promise_id = 'first_contact' and agreement_version = '2025-01-01'",
    "publish.handoffs.agreed": "update marts.main.open_handoffs set say = 'Buy now'",
    "publish.targets.agreed": "update marts.main.kpi_values set target = 4 where target = 3",
    "publish.exits.met": "update marts.main.timeline set value = 'Accepted'"
    " where value = ' Recycled '",
    "publish.exits.quiet": "update marts.main.dim_journey set exit_id = 'expired',"
    " exited_at = timestamp '2025-04-12 11:00' + interval '179 days'"
    " where journey_id = md5('visitor-1')",
    "publish.labels.agreed": change("visitor-1", "visit", "crm_label = 'Nurturing'"),
    "publish.labels.agree": "delete from marts.main.label_disagreements"
    " where marketing_label = 'lead'",
    **_privacy(),
    "publish.privacy.ids": change("visitor-1", "visit", "visitor_id = '1234567.1736500000'"),
}


def _judged(version: str, journey: str, stage: str, position: int, before: int) -> dict[str, tuple]:
    """Return for each clause that says who somebody is: what just misses it, what just meets it.

    Args:
        version: which version's.
        journey: whose row; its last one.
        stage: the row's stage.
        position: the signal at which that row was entered.
        before: the points of what was done before.
    """

    def shown(column: str, value: str, missing: str, meeting: str) -> tuple[str, str]:
        seen = change(journey, stage, f"{column} = '{value}'")
        return (f"{seen}; {known(missing)}", f"{seen}; {known(meeting)}")

    def known(*columns: str) -> str:
        return know(journey, position, *columns)

    return {
        f"{version} personas.operations.1": shown(
            "persona_id", "operations", "title = 'Cooperations'", "title = 'OPERATIONS/planning'"
        ),
        f"{version} personas.it.all.1": shown(
            "persona_id", "it", "title = 'Head of fit'", "title = 'Head  of IT', employees = 50"
        ),
        f"{version} personas.it.all.2": shown(
            "persona_id", "it",
            "title = 'CIO', employees = 501", "title = 'Deputy (CIO)', employees = 500",
        ),
        f"{version} exclusions.our_own.1": shown(
            "excluded_by", "our_own",
            "email_domain = 'own.example.com'", "email_domain = 'OWN.example'",
        ),
        f"{version} exclusions.student.1": shown(
            "excluded_by", "student", "title = 'Student services'", "title = 'student '"
        ),
        f"{version} points.fit.1": (
            known("title = 'CIO'", "employees = 80", "fit = 29"),
            known("title = 'CIO'", "employees = 80", "fit = 30"),
        ),
        f"{version} points.fit.2": (
            known("title = 'none'", "employees = 50", "fit = 0"),
            known("title = 'none'", "employees = 49", "fit = 0"),
        ),
        **{
            f"{version} points.engagement.{kind}": (
                known(f"kind = '{kind}'", f"engagement = {before + points - 1}"),
                known(f"kind = '{kind}'", f"engagement = {before + points}"),
            )
            for kind, points in (("session", 5), ("form", 20), ("webinar", 25))
        },
    }  # fmt: skip


# who somebody is, by version and place in the document: what just misses it, what just meets it
JUDGED = {
    **_judged("2025-01-01", "anna-2", "lead", 2, 5),
    **_judged("2025-04-01", "ben-1", "sal", 4, 25),
}
