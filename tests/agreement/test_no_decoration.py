"""Nothing in the document is decoration: every term changes what is computed, checked or shown."""

import re
from datetime import date
from functools import cache
from typing import Any

from expectations.annexes import Annexes, Holiday, Holidays
from expectations.calendars import working_intervals
from expectations.compile import compile_agreements
from expectations.gates.checks import Source
from expectations.gates.landing import landing_checks
from expectations.gates.suites import publish_checks
from expectations.schema import Agreement
from expectations.signatures import digest
from expectations.tables import COLUMNS, LOADED
from expectations.vocabulary import LABEL_FIELDS
from pipelines.home import project_root
from tests.agreement.documents import content, leaves, other_versions

ANNEXES = Annexes(
    holidays=Holidays(
        owner="A",
        updated_on=date(2025, 1, 1),
        holidays={"portugal": [Holiday(day=date(2025, 4, 25), label="Freedom Day")]},
    )
)
# what is nothing but a name that pages show: `terms` has it
NAMES = ("parties.label", "exclusions.label")
CRM = Source("crm", "salesforce", True, 48)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def _effects(agreement: Agreement) -> tuple[Any, ...]:
    """Return the SQL, the tables that models read, and the checks of an agreement.

    Neither comments nor the digest, and not the words of `terms`, which repeat the whole document.
    """
    files = compile_agreements([agreement], ANNEXES)
    terms = digest(agreement)
    checks = [
        *publish_checks([agreement], [CRM], {}, True),
        *landing_checks([agreement], [CRM], ["salesforce__lead"]),
    ]
    return (
        COMMENT.sub("", files["conditions.sql"]),
        {name: text.replace(terms, "") for name, text in files.items()
         if name not in ("conditions.sql", "tables/terms.csv")},
        [check.sql() for check in checks],
    )  # fmt: skip


def test_every_term_takes_effect() -> None:
    data = content()
    # a label of one's own attribute stands in the sentences of what is asked
    data["stages"][1]["enter_when"] = {"all": [
        {"field": "budget", "is": "known"}, {"field": "sites", "is": "at_least", "value": "2"},
    ]}  # fmt: skip
    whole = _effects(Agreement.model_validate(data))
    tried = 0
    for place in leaves(data):
        named = ".".join(step for step in place if isinstance(step, str))
        if place[:1] == ("calendars",) or named in NAMES:
            continue  # the working hours of sixty years: see the test below
        if place == ("labels", 1, "means", "Proposal"):
            continue
        for other, changed in other_versions(data, place):
            try:
                effects = _effects(changed)
            except (LookupError, StopIteration, ValueError):
                continue  # it names what is not there, which a rule refuses
            assert effects != whole, (place, other)
            tried += 1
            break
    assert tried > 190


def test_hours_days_zones_and_holidays_take_effect() -> None:
    whole = Agreement.model_validate(content())
    hours = list(working_intervals([whole], ANNEXES))
    (calendar,) = whole.calendars
    for key, value in {
        "time_zone": "Europe/Berlin", "hours": "09:00-17:00", "holidays": None, "days": ["mon"],
        "id": "others",
    }.items():  # fmt: skip
        other = whole.model_copy(update={"calendars": [calendar.model_copy(update={key: value})]})
        assert list(working_intervals([other], ANNEXES)) != hours, key


@cache
def _models() -> dict[str, str]:
    folder = project_root() / "dbt_project"
    paths = [*(folder / "models").rglob("*.sql"), *(folder / "macros").rglob("*.sql")]
    return {path.stem: COMMENT.sub("", path.read_text("utf-8")) for path in paths}


def test_a_field_of_labels_says_whose_it_is() -> None:
    fields = [field for found in LABEL_FIELDS.values() for field in found]
    assert len(fields) == len(set(fields))


def test_every_column_of_the_agreement_s_tables_is_read_by_a_model() -> None:
    for table, columns in {**COLUMNS, **LOADED}.items():
        readers = [sql for sql in _models().values() if f"source('agreement', '{table}')" in sql]
        assert readers, f"nothing reads {table}"
        for column in columns.replace("decimal(18, 8)", "decimal").split(","):
            name = column.split()[0]
            if (table, name) == ("labels", "tool"):
                continue  # its field says it: the test above
            assert any(re.search(rf"\b{name}\b", sql) for sql in readers), (table, name)
