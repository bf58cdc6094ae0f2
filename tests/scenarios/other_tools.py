"""Any other tool's list of activities, known by address: what the big three do not hold."""

from tests.scenarios.cases import Case
from tests.scenarios.deliveries import Deliveries
from tests.scenarios.language import Activity
from tests.scenarios.marketing import goes_by_address
from tests.scenarios.records import Records


def write_other_tools(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add the webinars and key pages of people with an address of their own."""
    for number, event in enumerate(case.events, start=1):
        if not isinstance(event, Activity) or event.who is None:
            continue
        if goes_by_address(records, event) and event.date is None:
            email = event.who if "@" in event.who else records.of(event.who).email
            row = {
                "No.": f"A-{number}",
                "E-mail": email,
                "Time (UTC)": event.at.strftime("%Y-%m-%d %H:%M:%S") if event.at else "",
                "What": event.kind.replace("_", "-"),
            }
            deliveries.add("webinars", case.observed(event), "activities.csv", row)
