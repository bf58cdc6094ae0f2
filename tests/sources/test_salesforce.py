"""Salesforce: CSV as Data Export writes it, read by its contract and never sniffed."""

import io
import zipfile
from pathlib import Path

import pytest

from expectations.errors import BadInputError
from tests.sources.company import LEAD_HEADER, Company, lead, leads

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "salesforce_sample"


def test_bom_crlf_quoted_newlines_case_and_order_of_columns_do_not_matter(crm: Company) -> None:
    crm.deliver(
        "crm/Lead.csv",
        "\ufeffSTATUS,id,Title,CreatedDate,email,Extra__c\r\n"
        '"New","00Q000000000001","Head of\r\nOperations, ""Nord""","2025-01-01 10:00:00",'
        "a@x.example,007\r\n",
    )
    crm.run()
    assert crm.query("""
        select landing_line, Id, Status, Title, Email, Company, source from raw.salesforce__lead
    """) == [
        (
            *(1, "00Q000000000001", "New", 'Head of\r\nOperations, "Nord"', "a@x.example"),
            *(None, "crm"),
        )
    ]
    assert any("Extra__c" in told for told in crm.told)


def test_a_ragged_row_is_rejected_with_its_line_and_the_rest_is_kept(crm: Company) -> None:
    crm.deliver(
        "crm/Lead.csv",
        leads(lead(1), 'x,"two\nlines"', lead(2), lead(3) + ",more", ",b@x.example,New,2025"),
    )
    crm.run()
    assert crm.query("select landing_line from raw.salesforce__lead order by 1") == [(1,), (3,)]
    rejects = crm.query("select line, reason, raw_text from landing.rejects order by line")
    assert [line for line, _, _ in rejects] == [2, 4, 5]
    assert rejects[0][1] == "2 fields where the header has 4 (line 4 of file)"
    assert rejects[2][1:] == ("Id is empty", ",[e-mail],New,2025")
    assert crm.query("""
        select delivered_rows, accepted_rows, rejected_rows from landing.sources
    """) == [(5, 2, 3)]


def test_a_header_alone_is_a_valid_delivery_of_nothing(crm: Company) -> None:
    crm.deliver("crm/Lead.csv", leads())
    crm.run()
    assert crm.query("select delivered_rows, is_loaded from landing.files") == [(0, True)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n", "no header"),
        (leads(lead(1)).encode("utf-16"), "not UTF-8"),
        (leads(lead(1, "G\u00fcnstig")).encode("latin-1"), "line 2 is not UTF-8"),
        (leads(lead(1)).replace("Email", "ID").encode(), "more than once"),
        (leads(lead(1), '1,"never closed').encode(), "cut off or a quote is not closed"),
        (leads(lead(1)).replace("Status", "Lead Status").encode(), 'renamed to "Lead Status"?'),
        (leads(lead(1)).replace("Email", "E-Mail").encode(), 'renamed to "E-Mail"?'),
        (leads(lead(1)).replace("CreatedDate", "Zzz").encode(), '"CreatedDate" is missing.'),
        (leads(lead(1)).replace(",", ";").encode(), '"Id" is missing'),
    ],
)
def test_a_required_source_that_cannot_be_read_stops_the_run(
    crm: Company, content: bytes, says: str
) -> None:
    crm.deliver("crm/Lead.csv", content)
    with pytest.raises(BadInputError) as stopped:
        crm.land()
    assert stopped.value.exit_code == 4
    assert says in str(stopped.value)
    assert "Lead.csv" in str(stopped.value)
    assert "Nothing was lost" in str(stopped.value)
    assert [entry.status for entry in crm.ledger()] == ["quarantined"]


def test_an_id_that_a_spreadsheet_rounded_is_rejected(crm: Company) -> None:
    crm.deliver("crm/Lead.csv", leads("1.23457E+14,a@x.example,New,2025-01-01"))
    crm.run()
    assert crm.query("select count(*) from raw.salesforce__lead") == [(0,)]
    assert "spreadsheet" in crm.query("select reason from landing.rejects")[0][0]


def test_the_export_can_be_delivered_as_the_zip_it_comes_in(crm: Company) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../Lead.csv", leads(lead(1)))
        archive.writestr("User.csv", "Id,Department\n005000000000001,Sales\n")
        archive.writestr("Case.csv", "Id\n1\n")
    crm.deliver("crm/2025-01-06/WE_1.zip", data.getvalue())
    crm.run()
    assert crm.query("select name, table_name from landing.files order by 1") == [
        ("2025-01-06/WE_1.zip/Lead.csv", "lead"),
        ("2025-01-06/WE_1.zip/User.csv", "user"),
    ]
    assert crm.query("select Department from raw.salesforce__user") == [("Sales",)]
    assert crm.land().new_files == 0


@pytest.mark.parametrize("cut", [10, 120])
def test_a_damaged_zip_is_quarantined(optional_crm: Company, cut: int) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("Lead.csv", leads(*(lead(number) for number in range(50))))
    optional_crm.deliver("crm/WE_1.zip", data.getvalue()[:-cut])
    assert optional_crm.land().sources[0].status == "held"
    assert "zip is damaged" in (optional_crm.ledger()[0].reason or "")


def test_queues_rates_and_archived_acts_are_loaded_and_own_fields_kept(crm: Company) -> None:
    header = f"{LEAD_HEADER},Budget__c"
    crm.deliver("crm/2025-01-06/Lead.csv", leads(lead(1) + ",9", header=header))
    crm.deliver("crm/2025-01-06/Group.csv", "Id,Name,Type\n00G000000000001AAA,Inbox,Queue\n")
    crm.deliver(
        "crm/2025-01-06/DatedConversionRate.csv",
        "Id,IsoCode,StartDate,NextStartDate,ConversionRate\n1,USD,2025-01-01,2025-02-01,1.04\n",
    )
    # the form of Bulk API 2.0: another name of each piece, an offset in the time, true and false
    crm.deliver(
        "crm/2025-01-06/Task_2.csv",
        "Id,IsDeleted,IsClosed,IsArchived,CompletedDateTime,WhoId\n"
        "00T000000000001AAA,false,true,true,2024-05-01T10:00:00.000+0000,00Q000000000001\n",
    )
    crm.run()
    assert crm.query("select extra from raw.salesforce__lead") == [('{"Budget__c": "9"}',)]
    assert crm.query("select Id, Name, Type from raw.salesforce__group") == [
        ("00G000000000001AAA", "Inbox", "Queue")
    ]
    assert crm.query(
        "select IsoCode, StartDate, ConversionRate from raw.salesforce__datedconversionrate"
    ) == [("USD", "2025-01-01", "1.04")]
    assert crm.query("select IsClosed, CompletedDateTime from raw.salesforce__task") == [
        ("true", "2024-05-01T10:00:00.000+0000")
    ]
    assert crm.query("select sum(rejected_rows) from landing.files") == [(0,)]


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the Salesforce sample is not on this machine")
def test_a_real_export_loads_whole(tmp_path: Path) -> None:
    company = Company(tmp_path, crm={"vendor": "salesforce", "required": True})
    for name in ("Lead", "Opportunity", "CampaignMember"):
        company.deliver(f"crm/{name}.csv", (SAMPLE / f"{name}.csv").read_bytes())
    company.run()
    assert company.query("select count(*), count(Email) from raw.salesforce__lead") == [(60, 60)]
    assert company.query("""
        select count(*), sum(Amount::decimal(18, 2))::varchar
        from raw.salesforce__opportunity where IsWon in ('1', 'true')
    """) == [(12, "10542562.98")]
    assert company.query("select sum(rejected_rows) from landing.files") == [(0,)]
