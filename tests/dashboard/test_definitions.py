"""Definitions: every term in the document's words, who signed and read it, what changed."""

import re
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from dashboard import definitions_links, definitions_queries, definitions_signatures
from dashboard.published import Published
from expectations.backtest.replay import TRIAL
from expectations.differences import differences
from expectations.terms import terms_of
from tests.dashboard import agreed, company
from tests.dashboard.conftest import Open, Opened, seen
from tests.dashboard.windows import Visit, served

PAGE = "definitions.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("agreed")
    agreed.publish(home)
    return home


def home_file(home: Path) -> Path:
    return (home / "warehouse" / "current" / "funnel.duckdb").resolve()


def words(text: str) -> str:
    return " ".join(text.split())


def table(page: Opened, caption: str) -> list[list[str]]:
    """Return the cells of the table of that name, as a reader sees them."""
    (found,) = [
        table
        for table in re.findall(r"<table.*?</table>", page.html, re.S)
        if caption in table.split("</caption>")[0]
    ]
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.S)[1:]
    return [
        [words(seen(cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in rows
    ]


@pytest.mark.parametrize("place", range(3))
def test_every_subject_of_a_version_stands_in_the_documents_words(
    home: Path, open_page: Open, place: int
):
    agreement = agreed.versions()[place]
    page = open_page(home, PAGE, version=agreement.version)
    text = words(page.text)
    in_columns = {"personas", "kpis", "cadence"}
    said = [term for term in terms_of(agreement) if term.part not in in_columns]
    assert len(said) > 50
    for term in said:
        assert term.label in text
        assert words(term.sentence).replace("; ", " ") in text.replace("; ", " "), term
    for persona in agreement.personas:
        (row,) = [row for row in table(page, "The personas") if row[0] == persona.label]
        by = persona.confirmed_by
        assert row[2:] == [
            "; ".join(persona.pains),
            persona.say,
            f"Marketing {by.marketing} Sales {by.sales}",
        ]
    assert [row[0] for row in table(page, "The KPIs")] == [kpi.label for kpi in agreement.kpis]
    for kpi, row in zip(agreement.kpis, table(page, "The KPIs"), strict=True):
        assert row[1:3] == [kpi.owner.capitalize(), kpi.definition]
        assert f"within {kpi.window_days} days" in row[4]
    assert [row[0] for row in table(page, "The meetings")] == [m.label for m in agreement.cadence]


def test_the_version_in_force_is_shown_first_and_the_title_says_how_it_stands(
    home: Path, open_page: Open
):
    titles = {
        "": "Version of 1 Jul 2025, signed by both teams; review due 31 Dec 2025",
        "2025-01-01": "Version of 1 Jan 2025, signed by both teams; in force until 30 Jun 2025",
        "2026-01-01": "Version of 1 Jan 2026, signed by both teams; not yet in force",
        "nonsense": "Version of 1 Jul 2025, signed by both teams; review due 31 Dec 2025",
    }
    for version, title in titles.items():
        assert open_page(home, PAGE, version=version).title == title


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ("is_review_overdue = true", "signed by both teams; review overdue since 31 Dec 2025"),
        (
            "is_retroactive = true, signed_by_sales = 'Svea Brandt, VP Sales, 2025-07-02'",
            "signed by both teams after it took effect; review due 31 Dec 2025",
        ),
        ("is_signed = false", "not signed as it stands; review due 31 Dec 2025"),
        (
            "is_signed = false, signed_by_sales = null",
            "not signed by Sales; review due 31 Dec 2025",
        ),
    ],
)
def test_what_is_wrong_with_a_version_is_its_title(
    tmp_path: Path, open_page: Open, change: str, title: str
):
    agreed.publish(
        tmp_path,
        (f"update dim_agreement set {change} where agreement_version = '{agreed.CURRENT}'",),
    )
    page = open_page(tmp_path, PAGE)
    assert page.title == f"Version of 1 Jul 2025, {title}"
    (row,) = [row for row in table(page, "Every version") if row[0].startswith("1 Jul 2025")]
    assert ("review overdue" in row[1]) == ("overdue" in title)
    assert (row[3] == "✕ Not signed") == ("by Sales" in title)
    assert ("2 Jul 2025, after it took effect" in row[3]) == ("after it" in title)


def test_signatures_of_every_version_stand_side_by_side(home: Path, open_page: Open):
    rows = table(open_page(home, PAGE), "Every version")
    assert [row[0] for row in rows] == ["1 Jan 2026", "1 Jul 2025 shown here", "1 Jan 2025"]
    assert rows[1][1:] == [
        "until 31 Dec 2025 review by 31 Dec 2025",
        "✓ Katrin Holm, VP Marketing 24 Jun 2025",
        "✓ Svea Brandt, VP Sales 25 Jun 2025",
        agreed.versions()[1].signatures[0].digest[:12],
        "2 of 4",
    ]


def test_a_signature_names_the_backtest_it_came_after(home: Path):
    before, signed, _ = agreed.versions()
    tried = signed.signatures[1].model_copy(update={"backtest": "f00d" * 16})
    told = signed.model_copy(update={"signatures": [signed.signatures[0], tried]})
    versions = definitions_queries.versions(Published(home_file(home)))
    html = definitions_signatures.version_table(versions, versions[1], [before, told])
    assert re.findall("<small>([^<]*, after the backtest [^<]*)</small>", html) == [
        "25 Jun 2025, after the backtest f00df00df00d"
    ]


def test_who_has_read_it_and_who_has_not_is_told_by_pseudonym(home: Path, open_page: Open):
    page = open_page(home, PAGE)
    assert "Marketing 1 of 1 have read it" in words(page.text)
    assert "Sales 1 of 3 have read it, 1 read other terms" in words(page.text)
    assert table(page, "Who has read version 2025-07-01") == [
        ["marketing a1a1a1", "✓ Read", "25 Jun 2025"],
        ["sales d4d4d4", "✕ Not yet", "—"],
        ["sales c3c3c3", "! Read other terms", "2 Jun 2025"],
        ["sales b2b2b2", "✓ Read", "3 Jul 2025"],
    ]


def test_two_versions_stand_side_by_side_with_what_differs(home: Path, open_page: Open):
    page = open_page(home, PAGE)
    assert "What changed from 1 Jan 2025 to 1 Jul 2025" in page.text
    assert "5 terms differ, and the monthly targets of 7 KPIs differ." in page.text
    assert table(page, "The terms that differ") == [
        ["In force from Heading, changed", "1 Jan 2025", "1 Jul 2025"],
        ["MQL Stages, changed", "demo requests at least 1",
         "demo requests at least 1 and fit at least 20"],
        ["MQLs a month, target Promises, changed", "34", "30"],
        ["MQLs that Sales had to disqualify, target Promises, changed", "10%", "8%"],
        ["MQLs that Sales had to disqualify, tolerance Promises, changed", "5%", "2%"],
    ]  # fmt: skip


@pytest.mark.parametrize("against", ["2025-01-01", "2026-01-01"])
def test_any_two_versions_are_compared_the_earlier_first(home: Path, open_page: Open, against: str):
    first, second, third = agreed.versions()
    before, after = (first, second) if against == first.version else (second, third)
    page = open_page(home, PAGE, version=second.version, against=against)
    found = differences(before, after)
    told = table(page, "The terms that differ") + table(page, "The monthly targets that differ")
    assert len(told) == len(found)
    assert {row[0].split(",")[0] for row in told} >= {
        row.named.split(",")[0] for row in found if row.part == "promises"
    }


def test_a_link_names_a_kpi_and_finds_it_its_stage_and_its_targets_through_all_versions(
    home: Path, open_page: Open
):
    page = open_page(home, PAGE, term="kpi-mqls")
    assert "MQLs, as agreed" in page.text
    asked = [
        piece for piece in page.pieces if "<caption" in piece and "through all versions" in piece
    ]
    kpi, stage, targets = (words(seen(piece)) for piece in asked)
    assert kpi.endswith("within 30 days. 1 Jul 2025 in force the same 1 Jan 2025 the same")
    assert "Entries into MQL, returns included." in kpi
    assert stage.endswith(
        "1 Jan 2026 MQL : (demo requests at least 1 and fit at least 20) or (fit at least 40 and"
        " engagement at least 50). MQLs; of Marketing, a gate. 1 Jul 2025 in force the same"
        " 1 Jan 2025 MQL : Demo requests at least 1 or (fit at least 40 and engagement at least"
        " 50). MQLs; of Marketing, a gate."
    )
    assert "2026-10 60" in targets
    assert "as agreed" not in open_page(home, PAGE, term="kpi-nonsense").test.header[0].value


def test_every_label_leads_to_its_definition(home: Path, open_page: Open):
    agreement = agreed.versions()[1]
    page = open_page(home, PAGE)
    for term in terms_of(agreement):
        assert definitions_links.link(term.part, term.term_id, term.label) in page.html
    overview = open_page(home)
    for kpi in agreement.kpis:
        assert f'<p class="sm-label">{definitions_links.link("kpis", kpi.id, kpi.label)}</p>' in (
            overview.html
        )
    promises = re.findall(r'href="definitions\?term=promise-(\w+)"', overview.html)
    assert len(promises) == 6


def test_a_check_that_failed_leads_to_the_kpis_it_endangers(tmp_path: Path, open_page: Open):
    company.publish(
        tmp_path,
        changes=["update check_results set status = 'failed' where check_id = 'publish.mql'"],
    )
    links = re.findall(
        r'term=kpi-(\w+)" target="_self">(\w+)</a>', open_page(tmp_path, "data_health.py").html
    )
    assert links == [("mqls", "mqls"), ("sqls", "sqls")]


def test_without_its_documents_a_run_says_what_to_do_and_shows_the_rest(
    tmp_path: Path, open_page: Open
):
    agreed.publish(tmp_path / "unkept", keeps_documents=False)
    other = agreed.publish(tmp_path / "other")
    with duckdb.connect(str(other.with_name(TRIAL))) as connection:
        connection.execute('update agreements set document = \'{"of": "another schema"}\'')
    for home in ("unkept", "other"):
        page = open_page(tmp_path / home, PAGE)
        assert "did not keep the documents to compare. Publish again" in words(page.text)
    assert len(table(page, "The KPIs")) == 7
    company.publish(tmp_path / "one")
    assert "there is none before it" in open_page(tmp_path / "one", PAGE).text


@pytest.mark.browser
def test_a_kpi_of_the_overview_leads_to_its_definition_and_both_are_clean(
    home: Path, browser: Browser
):
    with served(home, home / "app.log") as address:
        page = Visit(browser, address).open("").page
        page.get_by_role("link", name="MQLs", exact=True).click()
        page.get_by_role("heading", name="MQLs, as agreed").wait_for()
        assert page.url.endswith("/definitions?term=kpi-mqls")
        for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
            visit = Visit(browser, address, width, theme).open("definitions?version=2026-01-01")
            visit.page.get_by_role("heading", name="What changed from 1 Jul 2025").wait_for()
            closed = visit.page.locator(".stMain details:not([open]) > summary")
            for _ in range(closed.count()):
                closed.first.click()
            visit.page.wait_for_timeout(500)
            visit.is_clean()
        visit = Visit(browser, address).open("definitions?version=2026-01-01")
        visit.page.get_by_role("combobox", name="Version").click()
        visit.page.get_by_role("option", name="2025-01-01").click()
        visit.page.get_by_role("heading", level=1, name="in force until").wait_for()
        assert "version=2025-01-01" in visit.page.url
