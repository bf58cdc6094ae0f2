"""Salesforce's files: the Data Export, every object whole in each delivery, as it stood then.

To add an object, write a function that returns an `Export`, and name it in `exports_of`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.simulator.company import CAMPAIGNS, OUR_DOMAIN, REPS
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import flags, folder_of, ids, write_csv
from pipelines.simulator.play import Played

LEAD, CONTACT, ACCOUNT, DEAL = "00Q7Q0000Ld", "0037Q0000Kp", "0017Q0000Aw", "0067Q0000Hr"
CAMPAIGN, USER, QUEUE_ID = "7017Q0000Cg", "0057Q0000Uu", "00G7Q0000Gq"
LEAD_HISTORY, DEAL_HISTORY, FIELD_HISTORY = "0177Q0000Lh", "0087Q0000Oh", "0197Q0000Of"
ROLE, MEMBER, TASK, EVENT = "00K7Q0000Rl", "00v7Q0000Cm", "00T7Q0000Tm", "00U7Q0000Ev"
FIRST_OBJECTS_MADE = "2023-01-02T09:00:00.000Z"


@dataclass
class Export:
    """One object's rows at a moment: when each was made, and its columns."""

    name: str
    since: Ints
    columns: dict[str, object]


def write_salesforce(
    played: Played, folder: Path, moments: list[int], progress: Callable[[str], None]
) -> int:
    """Write every delivery, one file per object; return how many files."""
    from pipelines.simulator.salesforce_acts import Acts
    from pipelines.simulator.salesforce_deals import DealObjects
    from pipelines.simulator.salesforce_leads import LeadObjects
    from pipelines.simulator.salesforce_people import PeopleObjects

    writers = (LeadObjects(played), PeopleObjects(played), DealObjects(played), Acts(played))
    files = 0
    for number, moment in enumerate(moments):
        place = folder / folder_of(moment)
        exports = [
            *(export for writer in writers for export in writer.exports(moment)),
            users(played, moment),
            campaigns(played),
        ]
        for export in exports:
            known = np.flatnonzero(export.since <= moment)
            columns = {
                name: np.asarray(values, object)[known] for name, values in export.columns.items()
            }
            write_csv(place / f"{export.name}.csv", columns)
        files += len(exports)
        progress(f"CRM: delivery {number + 1} of {len(moments)}")
    return files


def owner_ids(reps: Ints) -> Texts:
    """Return the id of each owner: a rep, or the queue where there is none yet."""
    return np.where(reps >= 0, ids(USER, reps), ids(QUEUE_ID, np.zeros(len(reps), np.int64)))


def campaign_ids(numbers: Ints) -> Texts:
    """Return the id of each campaign; empty below 0."""
    return ids(CAMPAIGN, numbers)


def users(played: Played, moment: int) -> Export:
    """Return those who own records; who left stays, as inactive."""
    today = int(played.days.day_of(np.array([moment]))[0])
    active = [today <= played.days.on(rep.last_day) for rep in REPS]
    count = len(REPS)
    return Export(
        "User",
        np.zeros(count, np.int64),
        {
            "Id": ids(USER, np.arange(count)),
            "Name": [rep.name for rep in REPS],
            "Email": [f"{rep.email}@{OUR_DOMAIN}" for rep in REPS],
            "IsActive": flags(np.array(active)),
            "Department": [rep.department for rep in REPS],
            "Title": [rep.title for rep in REPS],
            "UserRoleId": [""] * count,
            "TimeZoneSidKey": ["Europe/Berlin"] * count,
        },
    )


def campaigns(played: Played) -> Export:
    """Return the campaigns, planned ones too."""
    count = len(CAMPAIGNS)
    last = played.days.dates[played.days.count - 1]
    return Export(
        "Campaign",
        np.zeros(count, np.int64),
        {
            "Id": campaign_ids(np.arange(count)),
            "IsDeleted": ["0"] * count,
            "Name": [item.name for item in CAMPAIGNS],
            "Type": [item.type for item in CAMPAIGNS],
            "Status": [
                "Completed" if item.last_day < last else "In Progress" for item in CAMPAIGNS
            ],
            "StartDate": [item.first_day.isoformat() for item in CAMPAIGNS],
            "EndDate": [item.last_day.isoformat() for item in CAMPAIGNS],
            "BudgetedCost": [f"{item.budget:.2f}" for item in CAMPAIGNS],
            "ActualCost": [f"{item.spent:.2f}" for item in CAMPAIGNS],
            "ParentId": [""] * count,
            "CreatedDate": [FIRST_OBJECTS_MADE] * count,
        },
    )
