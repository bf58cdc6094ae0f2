"""What many models share is proven once: every macro by hand, and every place of it decides a case.

The macros are compiled into the models, where the runner leaves their text alone. A macro whose
text it knows there (`left_alone.py`) has its cases here.
"""

import hashlib
import hmac
from datetime import datetime
from functools import cache
from typing import Any

import duckdb
import jinja2
import pytest

from pipelines.home import KEY_BYTES, project_root
from pipelines.pseudonyms import set_key
from tests.mutation.left_alone import MACROS
from tests.mutation.statements import apply, sites

FOLDER = project_root() / "dbt_project" / "macros"
KEY = bytes(range(KEY_BYTES))
NINE = datetime(2025, 3, 3, 9)
BLANKS = "\u00a0 \t\r\n"


def _hmac(text: str) -> str:
    """Return a pseudonym by Python's own library."""
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()[:32]


# macro: file, its arguments, and per case what they are and what it must say
CASES: dict[str, tuple[str, str, list[tuple[Any, ...]]]] = {
    "is_true": (
        "dialect.sql",
        "'a'",
        [
            *((text, True) for text in ("true", "TRUE", " 1 ", "yes", "Yes", "y", "Y ")),
            *((text, False) for text in ("false", "0", "no", "n", "t", "11", "", None)),
        ],
    ),
    "utc_instant": (
        "dialect.sql",
        "'a'",
        [
            ("2025-03-03T09:00:00Z", NINE),
            ("2025-03-03 09:00:00", NINE),
            ("2025-03-03T09:00:00.000Z", NINE),
            ("2025-03-03T11:00:00+02:00", NINE),
            ("2025-03-03T11:00:00+0200", NINE),
            ("2025-03-03T03:30:00.000-0530", NINE),
            ("1740992400000", NINE),
            ("946684800000", datetime(2000, 1, 1)),
            ("10000000000000", datetime(2286, 11, 20, 17, 46, 40)),
            ("17409924000", None),
            ("174099240000000", None),
            ("yesterday", None),
            ("", None),
            (None, None),
        ],
    ),
    "normalised_email": (
        "dialect.sql",
        "'a'",
        [
            ("Anna@Acme.Example", "anna@acme.example"),
            (f"{BLANKS}anna@acme.example{BLANKS}", "anna@acme.example"),
            ("an na@acme.example", "an na@acme.example"),
            (BLANKS, None),
            ("", None),
            (None, None),
        ],
    ),
    "salesforce_key": (
        "dialect.sql",
        "'lead', 'a'",
        [
            ("00Q000000000001AAA", "salesforce:lead:00Q000000000001"),
            (" 00Q000000000001 ", "salesforce:lead:00Q000000000001"),
            ("  ", None),
            ("", None),
            (None, None),
        ],
    ),
    "pseudonym": (
        "dialect.sql",
        "'person', 'a'",
        [("email:anna@acme.example", _hmac("person:email:anna@acme.example")), (None, None)],
    ),
    "is_personal_email": (
        "signals.sql",
        "'a'",
        [
            ("anna@acme.example", True),
            ("sales.anna@acme.example", True),
            ("infos@acme.example", True),
            ("@acme.example", False),
            ("anna@", False),
            ("anna", False),
            ("", False),
            (None, False),
            *(
                (f"{role}@acme.example", False)
                for role in (
                    "info",
                    "sales",
                    "support",
                    "contact",
                    "hello",
                    "office",
                    "admin",
                    "team",
                    "mail",
                    "marketing",
                    "service",
                    "help",
                    "billing",
                    "accounts",
                    "accounting",
                    "invoice",
                    "invoices",
                    "jobs",
                    "careers",
                    "hr",
                    "press",
                    "media",
                    "news",
                    "newsletter",
                    "enquiries",
                    "inquiries",
                    "webmaster",
                    "postmaster",
                    "hostmaster",
                    "abuse",
                    "noreply",
                    "no-reply",
                    "donotreply",
                    "root",
                    "orders",
                    "order",
                    "shop",
                    "kontakt",
                    "vertrieb",
                    "buchhaltung",
                    "events",
                )
            ),
        ],
    ),
    "default_channel": (
        "channels.sql",
        "'a', 'b', 'c', 'd'",
        [
            (None, None, None, None, "Direct"),
            ("(direct)", "(none)", None, None, "Direct"),
            ("direct", "(not set)", None, None, "Direct"),
            ("(Direct)", "(None)", None, None, "Direct"),
            ("(direct)", "(none)", "cross-network", None, "Direct"),
            ("(direct)", "app", None, None, "Referral"),
            ("shop.example", "(none)", None, None, "Unassigned"),
            ("shop.example", None, None, None, "Unassigned"),
            (None, None, None, "click", "Paid Search"),
            ("shop.example", "app", None, "click", "Paid Search"),
            ("google", "cpc", "a cross-network one", None, "Cross-network"),
            ("amazon", "link", None, None, "Paid Shopping"),
            ("mercadolibre", "link", None, None, "Paid Shopping"),
            ("shop.example", "ppc", "a shop", None, "Paid Shopping"),
            ("shop.example", "ppc", "shopping", None, "Paid Shopping"),
            ("shop.example", "ppc", "workshopping", None, "Paid Shopping"),
            ("shop.example", "ppc", "a workshop", None, "Paid Other"),
            ("shop.example", "link", "a shop", "click", "Paid Search"),
            ("google", "cpc", None, None, "Paid Search"),
            ("ecosia", "paid-search", None, None, "Paid Search"),
            ("google", "organic", None, None, "Organic Search"),
            ("facebook", "paid_social", None, None, "Paid Social"),
            ("reddit", "ppc", None, None, "Paid Social"),
            ("netflix", "ppc", None, None, "Paid Video"),
            ("youtube", "retargeting", None, None, "Paid Video"),
            ("youtube", "app", None, None, "Organic Video"),
            *(
                ("shop.example", medium, None, None, "Display")
                for medium in ("display", "banner", "expandable", "interstitial", "cpm")
            ),
            ("google", "banner", None, None, "Display"),
            ("shop.example", "ppc", None, None, "Paid Other"),
            ("shop.example", "paid", None, None, "Paid Other"),
            *(
                ("shop.example", medium, None, None, "Organic Social")
                for medium in (
                    *("social", "social-network", "social-media", "sm", "social network"),
                    "social media",
                )
            ),
            ("my-shopping.example", "link", None, None, "Organic Shopping"),
            ("shop.example", "link", "a shop", None, "Organic Shopping"),
            ("shop.example", "link", "workshopping", None, "Organic Shopping"),
            ("reddit", "link", None, None, "Organic Social"),
            ("netflix", "link", None, None, "Organic Video"),
            ("shop.example", "a video", None, None, "Organic Video"),
            ("l.facebook.com", "link", None, None, "Organic Social"),
            ("tiktok", "link", None, None, "Organic Social"),
            ("newsletter", "link", None, None, "Email"),
            ("e-mail", "link", None, None, "Email"),
            ("shop.example", "e-mail", None, None, "Email"),
            ("shop.example", "newsletter", None, None, "Email"),
            ("shop.example", "organic", None, None, "Organic Search"),
            ("google", "link", None, None, "Organic Search"),
            ("ecosia", "link", None, None, "Organic Search"),
            ("shop.example", "affiliate", None, None, "Affiliates"),
            ("shop.example", "referral", None, None, "Referral"),
            ("shop.example", "link", None, None, "Referral"),
            ("shop.example", "audio", None, None, "Audio"),
            ("shop.example", "sms", None, None, "SMS"),
            ("sms", "text", None, None, "SMS"),
            ("shop.example", "webpush", None, None, "Mobile Push Notifications"),
            ("shop.example", "mobile", None, None, "Mobile Push Notifications"),
            ("shop.example", "a notification", None, None, "Mobile Push Notifications"),
            ("firebase", "text", None, None, "Mobile Push Notifications"),
            ("shop.example", "text", None, None, "Unassigned"),
        ],
    ),
    "marketo_field": (
        "marketo.sql",
        "'a'",
        [
            ("leadStatus", "status"),
            (" Lead Status ", "status"),
            ("title", "title"),
            ("Job Title", "title"),
            ("company", "company"),
            ("Company Name", "company"),
            ("Industry", "industry"),
            ("numberOfEmployees", "employees"),
            ("Num Employees", "employees"),
            ("leadScore", "leadscore"),
            (" Lead Score ", "leadscore"),
            ("Country", "country"),
            (" Our Budget ", "our budget"),
            (None, None),
        ],
    ),
    # what is told of somebody first, then what can cause stages, in stage order, then exits
    "kind_order": (
        "signals.sql",
        "'a'",
        [
            *(
                (kind, place)
                for place, kind in enumerate(
                    [
                        "version_start",
                        "owner",
                        "attribute",
                        "record_created",
                        "session",
                        "key_page",
                        "email_click",
                        "form",
                        "webinar",
                        "campaign_response",
                        "demo_request",
                        "outbound_email",
                        "outbound_call",
                        "meeting_held",
                        "deal_created",
                        "deal_changed",
                        "marketing_label",
                        "crm_label",
                        "deal_won",
                        "deal_lost",
                        "deal_joined",
                    ]
                )
            ),
            ("another", 15),
        ],
    ),
}
# parts of what no case can show, each with why
CANNOT_MATTER = {
    "'([+-][0-9]{2})([0-9]{2})$~'": "DuckDB reads an offset without its colon too",
    "'deal_changed~'": "its place is also that of whatever is not named",
    "THEN 14 WHEN 'marketing_label'": "its place is also that of whatever is not named",
}


@cache
def _statement(macro: str) -> str:
    """Return a query of a macro's answers, rendered as dbt would for DuckDB."""
    file, arguments, _ = CASES[macro]
    environment = jinja2.Environment(autoescape=False)
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql")}
    patterns = environment.from_string(texts["dialect.sql"]).module
    module = environment.from_string(
        texts[file],
        globals={"holds_pattern": getattr(patterns, "duckdb__holds_pattern")},  # noqa: B009
    ).module
    made = getattr(module, f"duckdb__{macro}", None) or getattr(module, macro)
    values = [item.strip().strip("'") for item in arguments.split(",")]
    return f"select number, {made(*values)} as said from given"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A database that knows the key."""
    key = tmp_path_factory.mktemp("secret") / "key"
    key.write_text(KEY.hex(), encoding="ascii")
    found = duckdb.connect()
    found.execute("set TimeZone = 'UTC'")
    set_key(found, key)
    return found


def _answers(connection: duckdb.DuckDBPyConnection, macro: str, sql: str) -> list[Any]:
    cases = CASES[macro][2]
    names = "abcd"[: len(cases[0]) - 1]
    columns = ", ".join(f"{name} varchar" for name in names)
    connection.execute(f"create or replace table given (number integer, {columns})")
    for number, case in enumerate(cases):
        places = ", ".join("?" * len(case))
        connection.execute(f"insert into given values ({places})", [number, *case[:-1]])
    return [said for _, said in sorted(connection.execute(sql).fetchall())]


def test_every_macro_that_is_left_alone_in_the_models_has_its_cases() -> None:
    assert set(CASES) == set(MACROS)


@pytest.mark.parametrize("macro", CASES)
def test_a_macro_answers_as_worked_out_by_hand(
    connection: duckdb.DuckDBPyConnection, macro: str
) -> None:
    assert _answers(connection, macro, _statement(macro)) == [case[-1] for case in CASES[macro][2]]


@pytest.mark.parametrize("macro", CASES)
def test_every_place_of_a_macro_decides_a_case(
    connection: duckdb.DuckDBPyConnection, macro: str
) -> None:
    expected = [case[-1] for case in CASES[macro][2]]
    undecided = []
    for site in sites(_statement(macro), leave=lambda _: None)[0].values():
        try:
            found = _answers(connection, macro, apply(_statement(macro), site))
        except duckdb.Error:
            continue
        if found == expected and not any(part in site.after for part in CANNOT_MATTER):
            undecided.append((site.operator, site.before, site.after))
    assert undecided == []
