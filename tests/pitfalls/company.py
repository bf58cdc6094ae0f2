"""The company of the twenty-one pitfalls: who did what, as known at the end of June 2025.

It is judged by the agreement of the example company: a lead is a form or a demo request, an MQL a
demo request or fit 40 with 50 points, an SAL the status Accepted or Qualified. Each person below is
there for one pitfall or two and is named by HubSpot's number; months not theirs stay theirs alone:
March to June belong to the rates of `RATES`, deals open in February.
"""

from datetime import UTC, datetime

from tests.pitfalls.extracts import (
    Extracts,
    contact,
    crm_id,
    email_of,
    lead,
    status_change,
)
from tests.pitfalls.records import write_records, write_website

FIRST, LAST = "2025-03-31", "2025-06-30"
AS_OF = datetime(2025, 6, 30, 22, tzinfo=UTC)

# number, name, form, moment: leads by `guide-download`, MQLs by `demo-request`
RATES = (
    (11, "lara", "guide-download", "2025-03-10T09:00:00Z"),
    (11, "lara", "demo-request", "2025-04-02T09:00:00Z"),
    (12, "lars", "guide-download", "2025-03-12T09:00:00Z"),
    (13, "lena", "guide-download", "2025-03-20T09:00:00Z"),
    (13, "lena", "demo-request", "2025-06-25T09:00:00Z"),
    (14, "mona", "guide-download", "2025-06-05T09:00:00Z"),
    (15, "milo", "demo-request", "2025-02-10T09:00:00Z"),
    (16, "nora", "guide-download", "2025-01-15T09:00:00Z"),
    (16, "nora", "demo-request", "2025-05-08T09:00:00Z"),
    (17, "rita", "guide-download", "2025-03-05T09:00:00Z"),
    (18, "olga", "demo-request", "2025-03-03T09:00:00Z"),
    (18, "olga", "demo-request", "2025-04-22T09:00:00Z"),
    # told in June of a form of 2 January (pitfall 17)
    (19, "ida", "guide-download", "2025-01-02T10:00:00Z"),
    # a competitor (pitfall 12)
    (20, "carl", "demo-request", "2025-03-15T09:00:00Z"),
)
# deal, amount, currency, close date, won or lost or open
DEALS = (
    ("D1", "1000", "EUR", "2025-02-28", "won"),
    ("D2", "500", "EUR", "2025-02-27", "won"),
    ("D3", "50", "EUR", "2025-12-31", "open"),
    ("D4", "9999", "EUR", "2025-02-20", "deleted"),
    ("D5", "10", "EUR", "2025-03-29", "won"),
    ("D6", "20", "EUR", "2025-03-30", "won"),
    ("D7", "300", "EUR", "2025-02-26", "lost"),
    ("D8", "1000", "USD", "2025-03-31", "won"),
    ("D9", "1000", "USD", "2025-04-01", "won"),
    ("D10", "700", "CHF", "2025-04-02", "won"),
    ("D11", "5", "EUR", "2025-12-31", "open"),
)
# the others were opened in February, one a day
OPENED = {"D11": "2025-06-10 09:00:00"}
STAGES = {
    "won": ("Closed Won", "1", "1"),
    "deleted": ("Closed Won", "1", "1"),
    "lost": ("Closed Lost", "1", "0"),
    "open": ("Proposal", "0", "0"),
}
SPLIT = {"D1": "acme", "D2": "acme", "D3": "brix"}


def write(extracts: Extracts) -> None:
    """Deliver everything that happened."""
    _rates(extracts)
    _histories(extracts)
    _deals(extracts)
    write_records(extracts, LAST)
    write_website(extracts, LAST)


def _rates(extracts: Extracts) -> None:
    for number, name in dict.fromkeys((number, name) for number, name, _, _ in RATES):
        first = min(at for other, _, _, at in RATES if other == number)
        # an empty "latest time in" while the contact is in the stage (pitfall 18)
        said = {"hs_v2_latest_time_in_marketingqualifiedlead": ""}
        extracts.marketing(LAST, contact(number, first, email_of(name), **said))
    for number, _, form, at in RATES:
        extracts.form(LAST, number, form, at)
    extracts.crm(
        LAST,
        "Lead",
        lead("rita", "2025-03-05 10:00:00", "Recycled - Timing"),
        lead("olga", "2025-03-03 10:00:00", "Recycled - Timing"),
    )
    extracts.crm(
        LAST,
        "LeadHistory",
        status_change("rita", 1, "2025-03-18 09:00:00", "New", "Recycled - Timing"),
        status_change("olga", 1, "2025-03-10 09:00:00", "New", "Recycled - Timing"),
    )


def _histories(extracts: Extracts) -> None:
    """Hans' history ends before what is shown; Gina is older than the tracking; Felix changes."""
    extracts.crm(FIRST, "Lead", lead("hans", "2025-02-02 09:00:00", "Working"))
    extracts.crm(LAST, "Lead", lead("hans", "2025-02-02 09:00:00", "Accepted"))
    extracts.crm(LAST, "Lead", lead("gina", "2024-11-05 09:00:00", "Qualified"))
    extracts.crm(
        LAST,
        "LeadHistory",
        status_change("hans", 1, "2025-02-03 09:00:00", "New", "Working"),
        status_change("gina", 1, "2025-02-01 10:00:00", "Accepted", "Qualified"),
    )
    titles = [
        {"value": "Intern", "timestamp": "2025-06-01T09:00:00Z"},
        {"value": "COO", "timestamp": "2025-01-07T09:00:00Z"},
    ]
    extracts.marketing(
        LAST,
        contact(
            41,
            "2025-01-07T09:00:00Z",
            email_of("felix"),
            jobtitle="Intern",
            industry="HVAC",
            numberofemployees="80",
            # today's formula gives him little; in January it may have given him much
            hubspotscore="3",
            history={"jobtitle": titles},
        ),
    )
    for day in ("07", "08", "09"):
        extracts.form(LAST, 41, "guide-download", f"2025-01-{day}T10:00:00Z")


def _deals(extracts: Extracts) -> None:
    for place, (deal, amount, currency, closed_on, outcome) in enumerate(DEALS, start=1):
        stage, is_closed, is_won = STAGES[outcome]
        extracts.crm(
            LAST,
            "Opportunity",
            {
                "Id": crm_id("006", deal),
                "IsDeleted": "1" if outcome == "deleted" else "0",
                "AccountId": crm_id("001", SPLIT[deal]) if deal in SPLIT else "",
                "Name": deal,
                "StageName": stage,
                "Amount": amount,
                "CurrencyIsoCode": currency,
                "CloseDate": closed_on,
                "CreatedDate": OPENED.get(deal, f"2025-02-{11 + place} 09:00:00"),
                "IsClosed": is_closed,
                "IsWon": is_won,
            },
        )
    extracts.marketing(LAST, contact(21, "2025-01-20T09:00:00Z", email_of("sven")))
    extracts.form(LAST, 21, "guide-download", "2025-01-20T09:00:00Z")
    for name in ("sven", "sara", "sofia"):
        extracts.crm(
            LAST,
            "Contact",
            {
                "Id": crm_id("003", name),
                "AccountId": crm_id("001", "acme"),
                "Email": email_of(name),
                "CreatedDate": "2025-01-21 09:00:00",
            },
        )
    roles = [("D1", "sven", "1"), ("D1", "sara", "0"), ("D1", "sofia", "0")]
    roles += [("D2", "sara", "1"), ("D2", "sven", "0")]
    for deal, name, is_primary in roles:
        extracts.crm(
            LAST,
            "OpportunityContactRole",
            {
                "Id": crm_id("00K", f"{deal}{name}"),
                "OpportunityId": crm_id("006", deal),
                "ContactId": crm_id("003", name),
                "IsPrimary": is_primary,
                "CreatedDate": "2025-02-14 09:00:00",
            },
        )
