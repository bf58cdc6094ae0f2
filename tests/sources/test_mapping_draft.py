"""`smarketing sources map`: what it recognises, and what it leaves to be chosen."""

import datetime
import io
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from expectations.errors import BadInputError
from expectations.loader import load_draft
from pipelines import starting
from pipelines.cli import app
from pipelines.sources.mapping import Mapping, load_mappings
from pipelines.sources.mapping_draft import file_pattern
from pipelines.sources.mapping_numbers import numbers_of
from pipelines.sources.mapping_sample import Column
from pipelines.sources.mapping_times import times_of
from tests.sources.company import Company

LEADS = """\
Lead ID;E-Mail;Created;First Name;Last Name;Firma;Status;Notes
L1;ann@acme.example;03.04.2025 10:15;Ann;Roth;Acme;New;n/a
L2;bob@vela.example;05.06.2025 11:00;Bob;Adler;Vela;Unqualified;
L3;cy@vela.example;07.08.2025 12:00;Cy;Marx;Vela;Wants a call;x
L3;cy@vela.example;07.08.2025 12:00;Cy;Marx;Vela;Wants a call;x
"""
DEALS = """\
Opportunity,Account,Close value,Stage,Engage date,Close date
D1,Acme,"$22,700.00",Won,"15 Apr, 2025 00:03:00",2025-05-01
D2,Vela,"$342.09K",Prospecting,"16 Apr, 2025 10:00:00",
D3,Strange,-,Won,"17 Apr, 2025 10:00:00",n/a
"""


def _map(*arguments: object) -> str:
    found = CliRunner().invoke(
        app, ["sources", "map", *map(str, arguments)], catch_exceptions=False
    )
    return found.output


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    """A list of leads as a German Excel writes it, and one of deals with dollars."""
    leads, deals = tmp_path / "leads 2025-06.csv", tmp_path / "deals.csv"
    leads.write_bytes(LEADS.encode("windows-1252"))
    deals.write_text(DEALS, "utf-8")
    return [leads, deals]


def test_a_draft_says_what_it_knows_and_refuses_to_run_until_the_rest_is_chosen(
    tmp_path: Path, exports: list[Path]
) -> None:
    told = " ".join(_map(*exports, "--to", tmp_path / "my").split())
    path = tmp_path / "my" / "crm.mapping.yml"
    assert "leads 2025-06.csv: created_at: day or month first:" in told
    assert '"%d.%m.%Y %H:%M": then 03.04.2025 10:15 is 2025-04-03' in told
    assert '"%m.%d.%Y %H:%M": then 03.04.2025 10:15 is 2025-03-04' in told
    assert "time_zone: where its times are told" in told
    assert "deals.csv: signs: which currency $ means: USD, CAD" in told
    assert "duplicates: 1 rows are exact copies of earlier ones" in told
    assert 'account_name: 1 of 3, such as "Strange", are no company there' in told
    assert "field: deal_stage, which says Won, Prospecting" in told
    with pytest.raises(BadInputError) as refused:
        load_mappings(path)
    lines = path.read_text("utf-8").splitlines()
    waiting = [number for number, line in enumerate(lines, 1) if "CHOOSE" in line and number > 2]
    assert [int(line.split(":")[1]) for line in str(refused.value).splitlines()[:-1]] == waiting
    assert len(waiting) == 4
    chosen = path.read_text("utf-8").replace("created_at: CHOOSE", 'created_at: "%d.%m.%Y %H:%M"')
    chosen = chosen.replace("time_zone: CHOOSE", "time_zone: Europe/Berlin")
    path.write_text(chosen.replace('"$": CHOOSE', '"$": USD'), "utf-8")
    leads, deals = load_mappings(path)
    assert (leads.entity, leads.file, leads.delimiter) == ("people", "leads*.csv", ";")
    assert leads.columns == {
        "record_id": ["Lead ID"],
        "email": ["E-Mail"],
        "created_at": ["Created"],
        "company": ["Firma"],
        "label": ["Status"],
        "full_name": ["First Name", "Last Name"],
    }
    assert deals.columns == {
        "deal_name": ["Opportunity"],
        "account_name": ["Account"],
        "amount": ["Close value"],
        "deal_stage": ["Stage"],
        "created_at": ["Engage date"],
        "closed_on": ["Close date"],
    }
    assert deals.key == ["deal_name"]
    assert deals.formats == {"created_at": ["%d %b, %Y %H:%M:%S"], "closed_on": ["%Y-%m-%d"]}
    assert deals.words == {"amount": {"-": ""}, "closed_on": {"n/a": ""}}

    company = Company(tmp_path / "co", crm={"vendor": "mapped", "mapping": "../my/crm.mapping.yml"})
    for export in exports:
        company.deliver(f"crm/{export.name}", export.read_bytes())
    company.run()
    assert company.query("select count(*) from landing.rejects") == [(0,)]
    assert company.query(
        "select deal_name, amount, currency, created_at::varchar from raw.mapped__deals order by 1"
    ) == [
        ("D1", "22700.00", "USD", "2025-04-14 22:03:00"),
        ("D2", "342090.00", "USD", "2025-04-16 08:00:00"),
        ("D3", None, None, "2025-04-17 08:00:00"),
    ]
    assert company.query(
        "select min(full_name), max(created_at)::varchar from raw.mapped__people"
    ) == [("Ann Roth", "2025-08-07 10:00:00")]


def test_nothing_that_is_there_is_replaced(tmp_path: Path, exports: list[Path]) -> None:
    (tmp_path / "crm.mapping.yml").write_text("mine", "utf-8")
    with pytest.raises(BadInputError, match="there already"):
        _map(exports[1], "--to", tmp_path, "--company", "Acme", "--currency", "USD",
             "--time-zone", "UTC")  # fmt: skip
    assert (tmp_path / "crm.mapping.yml").read_text("utf-8") == "mine"
    assert not (tmp_path / "sources.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.csv"], "cannot be read"),
        (["list.pdf"], "no CSV, TSV, Excel, JSON or Parquet file by its name"),
        (["empty.csv"], "holds no rows to draft"),
        (["deals.csv", "--company", "Acme"], "it needs --currency and --time-zone too"),
        (["deals.csv", "--currency", "eur"], "write it as EUR"),
        (["deals.csv", "--time-zone", "Mars"], "is not known"),
    ],
)
def test_what_cannot_be_drafted_says_why(
    tmp_path: Path,
    exports: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.pdf").write_text("x", "utf-8")
    Path("empty.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(BadInputError) as refused:
        _map(*arguments)
    assert says in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["25/12/2024", "3/4/2025"], [["%d/%m/%Y"]]),
        (["12/25/2024", "3/4/2025"], [["%m/%d/%Y"]]),
        (["3/4/2025", "5/6/2025"], [["%d/%m/%Y"], ["%m/%d/%Y"]]),
        (["1/1/2025"], [["%d/%m/%Y"], ["%m/%d/%Y"]]),
        (["25/12/2024", "12/25/2024"], [["%d/%m/%Y"], ["%m/%d/%Y"]]),
        (["15 Apr, 2021 00:03:00"], [["%d %b, %Y %H:%M:%S"]]),
        (["2025-01-06", "2025-01-07 10:00", "soon"], [["%Y-%m-%d", "%Y-%m-%d %H:%M"]]),
        (["2025-01-06T10:00:00Z"], [["%Y-%m-%dT%H:%M:%S%z"]]),
        (["17", "4000"], None),
        (["Acme", "3/4/2025", "Vela"], None),
    ],
)
def test_day_and_month_are_told_only_by_a_day_past_the_twelfth(
    texts: list[str], formats: list[list[str]] | None
) -> None:
    found = times_of(Column("when", texts))
    assert (found.formats if found else None) == formats


@pytest.mark.parametrize(
    ("texts", "decimals"),
    [
        (["1,234.50"], ["."]),
        (["1.234,50 €", "7"], [","]),
        (["1,234", "12"], [".", ","]),
        (["1200", "12"], ["."]),
        (["many", "few", "3"], None),
    ],
)
def test_the_decimal_sign_is_told_only_where_one_alone_fits(
    texts: list[str], decimals: list[str] | None
) -> None:
    found = numbers_of(Column("worth", texts))
    assert (found.decimals if found else None) == decimals


def test_a_file_pattern_fits_the_next_export() -> None:
    names = ["leads 2025-06.csv", "Leads (3).xlsx", "deals_v2.csv.gz", "deals.csv", "2025.csv"]
    assert [file_pattern(name) for name in names] == [
        "leads*.csv", "Leads*.xlsx", "deals_v*.csv.gz", "deals*.csv", "2025*.csv",
    ]  # fmt: skip


def test_a_company_of_two_sheets_gets_all_it_needs_and_an_agreement_that_can_be_signed(
    tmp_path: Path,
) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        leads, deals = book.add_worksheet("Leads"), book.add_worksheet("Deals")
        leads.write_row(0, 0, ["E-mail", "Added", "Status"])
        leads.write_row(1, 0, ["ann@acme.example", None, "Contacted"])
        leads.write_datetime(1, 1, datetime.datetime(2025, 4, 3), day)
        deals.write_row(0, 0, ["Deal", "Contact e-mail", "Amount", "Stage"])
        deals.write_row(1, 0, ["D1", "ann@acme.example", 1200, "Handshake"])
    (tmp_path / "crm 2025.xlsx").write_bytes(content.getvalue())
    told = _map(tmp_path / "crm 2025.xlsx", "--to", tmp_path / "my", "--company", "Acme & Söhne",
                "--currency", "EUR", "--time-zone", "Europe/Berlin")  # fmt: skip
    mappings: tuple[Mapping, ...] = load_mappings(tmp_path / "my" / "crm.mapping.yml")
    assert [(item.entity, item.sheet, item.formats) for item in mappings] == [
        ("people", "Leads", {}),
        ("deals", "Deals", {}),
    ]
    [agreed] = (tmp_path / "my" / "agreements").iterdir()
    assert f"{agreed.name}: what this word means: Handshake: CHOOSE" in told
    with pytest.raises(BadInputError, match=r"means\.Handshake: .* not 'CHOOSE'"):
        load_draft(agreed)
    agreed.write_text(agreed.read_text("utf-8").replace("CHOOSE", "open"), "utf-8")
    agreement = load_draft(agreed)
    assert agreement.title == "One funnel of Acme & Söhne"
    assert agreement.labels[0].means == {"Contacted": "mql", "SQL": "sql"}
    assert agreement.labels[1].means == {"Handshake": "open"}


def test_the_words_of_lists_mean_what_begins_so_and_a_strange_one_is_to_be_chosen() -> None:
    words = {
        "label": ["New", "Unqualified", "Qualified", "Not contacted", "Nurture", "SQL", "Blue"],
        "deal_stage": ["Closed Won", "Closed Lost", "Renewal", "Proposal", "Closed"],
    }
    assert starting.meanings(words) == {
        "label": {"New": "lead", "Unqualified": "disqualified", "Qualified": "mql",
                  "Not contacted": "mql", "Nurture": "recycled", "SQL": "sql", "Blue": "CHOOSE"},
        "deal_stage": {"Closed Won": "won", "Closed Lost": "lost", "Renewal": "CHOOSE",
                       "Proposal": "open", "Closed": "CHOOSE"},
    }  # fmt: skip
