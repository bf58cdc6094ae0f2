"""Which column of a sample is which of ours, by the words of its header and by what stands in it.

A header that is one of our words is taken, one that only holds such a word is taken and doubted,
and none is taken whose content does not fit. To teach it a word, add it to `HEADERS`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.sources.mapping import ENTITIES
from pipelines.sources.mapping_numbers import numbers_of
from pipelines.sources.mapping_sample import Column, Sample
from pipelines.sources.mapping_times import times_of

# the likeliest first; plain letters and digits, as `_plain` leaves them
HEADERS: dict[str, dict[str, str]] = {
    "people": {
        "record_id": "leadid leadnumber leadno contactid personid prospectid recordid customerid"
        " profileid userid memberid id no nr number uid",
        "email": "email emailaddress mail workemail leademail contactemail",
        "full_name": "fullname name contactname leadname contact contactperson person",
        "created_at": "createdat created createdate createdon createddate dateadded datecreated"
        " leaddate added received enteredon signupdate registered inquirydate date erstellt",
        "title": "jobtitle title position role occupation funktion",
        "company": "company companyname organisation organization account accountname employer"
        " firma unternehmen",
        "industry": "industry sector vertical branche specialization",
        "country": "country land billingcountry",
        "employees": "employees numberofemployees companysize headcount size mitarbeiter",
        "channel": "leadsource channel source origin utmsource quelle herkunft",
        "label": "leadstatus status stage leadstage lifecyclestage leadquality qualification",
        "label_at": "statuschanged statusdate laststatuschange statussince statuschangedon since",
        "owner": "owner leadowner assignedto salesrep rep accountmanager",
    },
    "deals": {
        "deal_id": "dealid opportunityid dealno dealnumber opportunityno id no nr number",
        "deal_name": "dealname opportunityname deal opportunity projectname project name title",
        "person_record_id": "leadid contactid personid prospectid leadno leadnumber",
        "email": "email contactemail emailaddress customeremail mail leademail",
        "person_name": "contactname contactperson contact lead leadname person ansprechpartner",
        "account_name": "accountname account company companyname customer client organisation"
        " organization firma kunde",
        "amount": "amount dealvalue value closevalue dealamount revenue price total worth betrag"
        " wert acv arr",
        "currency": "currency currencycode curr",
        "deal_stage": "dealstage stage salesstage phase pipelinestage status outcome",
        "created_at": "createdat created createdate createdon createddate opened openedon opendate"
        " engagedate startdate dateopened erstellt",
        "closed_on": "closedon closed closedate closingdate closeddate wonon signed signedon",
        "owner": "owner dealowner salesagent salesrep rep seller accountmanager",
    },
}
# what in a file's or a sheet's name says what its rows are
NAMES = {
    "people": (
        "lead",
        "contact",
        "enquir",
        "inquir",
        "person",
        "people",
        "prospect",
        "kontakt",
        "subscriber",
    ),
    "deals": ("deal", "opportunit", "pipeline", "sale", "order", "auftr"),
}
# what stands where nothing is known
NOTHING = frozenset(
    ("n/a", "na", "-", "--", "none", "null", "unknown", "select", "tbd", "?", "#n/a")
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass
class Guess:
    """What a table seems to be: the entity, our columns and theirs, and what is doubted and why."""

    sample: Sample
    entity: str
    columns: dict[str, list[str]] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)

    def column_of(self, ours: str) -> Column | None:
        """Return the one column of theirs that is ours, if there is one."""
        theirs = self.columns.get(ours, [])
        return self.sample.column(theirs[0]) if len(theirs) == 1 else None


def guess(sample: Sample) -> Guess:
    """Return what a table seems to be; what is not certain is among the doubts."""
    entity, doubt = _entity_of(sample)
    found = Guess(sample, entity, doubts={"entity": doubt} if doubt else {})
    free = list(sample.columns)
    for ours, is_certain, theirs in _fitting(entity, free):
        if ours in found.columns or theirs not in free:
            continue
        found.columns[ours] = [theirs.name]
        free.remove(theirs)
        if not is_certain:
            found.doubts[ours] = f'by one word of its header "{theirs.name}" only'
    if entity == "people" and "full_name" not in found.columns:
        parts = [_named(free, *names) for names in (("firstname", "vorname", "givenname"),
                 ("lastname", "surname", "nachname", "familyname"))]  # fmt: skip
        if all(parts):
            found.columns["full_name"] = [part.name for part in parts if part]
    _name_its_records(found)
    return found


def _entity_of(sample: Sample) -> tuple[str, str]:
    names = f"{sample.file} {sample.sheet or ''}".casefold()
    named = [entity for entity, words in NAMES.items() if any(word in names for word in words)]
    plain = {_plain(column.name) for column in sample.columns}
    own = {
        entity: sum(
            bool(plain & set(words.split()))
            for ours, words in HEADERS[entity].items()
            if ours in ("email", "full_name", "title", "channel", "amount", "deal_stage",
                        "closed_on", "deal_name", "employees")
        )
        for entity in HEADERS
    }  # fmt: skip
    likeliest = max(own, key=lambda entity: own[entity])
    if sample.sheet:
        in_sheet = [
            e for e, words in NAMES.items() if any(w in sample.sheet.casefold() for w in words)
        ]
        named = in_sheet or named
    if len(named) == 1:
        return named[0], ""
    doubt = "its name does not say what its rows are; its columns look like it"
    return likeliest, doubt


def _fitting(entity: str, columns: Sequence[Column]) -> Iterator[tuple[str, bool, Column]]:
    """Yield our column, whether it is certain, and theirs: exact headers first."""
    for is_certain in (True, False):
        for ours, words in HEADERS[entity].items():
            for word in words.split():
                for theirs in columns:
                    plain = _plain(theirs.name)
                    is_named = (
                        plain == word
                        if is_certain
                        else (
                            len(word) > 4 and word in plain and ours not in ("record_id", "deal_id")
                        )
                    )
                    if is_named and _holds(entity, ours, theirs):
                        yield ours, is_certain, theirs


def _holds(entity: str, ours: str, theirs: Column) -> bool:
    """Tell whether what stands in a column of theirs may be ours; an empty one may be anything."""
    if not theirs.values:
        return True
    kind = next(column.type for column in ENTITIES[entity].columns if column.name == ours)
    if kind != "VARCHAR":
        return times_of(theirs) is not None
    check = CONTENT.get(ours)
    return check is None or check(theirs)


def _mostly(pattern: re.Pattern[str]) -> Callable[[Column], bool]:
    return lambda column: (
        2 * sum(bool(pattern.fullmatch(v)) for v in column.values) > len(column.values)
    )


def _is_no_time(column: Column) -> bool:
    return times_of(Column(column.name, column.values[:50])) is None


CONTENT: dict[str, Callable[[Column], bool]] = {
    "email": _mostly(_EMAIL),
    "amount": lambda column: numbers_of(column) is not None and _is_no_time(column),
    "currency": _mostly(re.compile(r"[A-Za-z]{3}")),
    "deal_stage": lambda column: len(column.distinct) <= 50 and _is_no_time(column),
    "label": lambda column: len(column.distinct) <= 50 and _is_no_time(column),
    "account_name": _is_no_time,
    "person_name": _is_no_time,
}


def _name_its_records(found: Guess) -> None:
    """See to it that every record has a name of its own: an id that is one, or a key."""
    ours = ENTITIES[found.entity].columns[0].name
    ids = found.column_of(ours)
    if ids and ids.values and len(ids.distinct) == len(ids.values) == len(found.sample.rows):
        return
    if ids and len(ids.distinct) == len({tuple(row) for row in found.sample.rows}):
        return
    if ids:
        found.doubts[ours] = (
            f'"{ids.name}" is not one of its own for every row; of several rows with one the last'
            " counts"
        )
        return
    tried = {
        "people": [["email"], ["full_name", "company"], ["full_name"]],
        "deals": [["deal_name"], ["account_name", "created_at"], ["account_name", "deal_name"],
                  ["person_name", "created_at"], ["email", "created_at"]],
    }[found.entity]  # fmt: skip
    for key in tried:
        if all(name in found.columns for name in key):
            found.key = key
            found.doubts["key"] = f"there is no id, so {' and '.join(key)} name a record"
            return


def _named(columns: Sequence[Column], *names: str) -> Column | None:
    return next((column for column in columns if _plain(column.name) in names), None)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
