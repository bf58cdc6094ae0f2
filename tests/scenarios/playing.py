"""A case played through the real pipeline: extracts landed, models built, nothing published."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from expectations.annexes import folder_of, load_annexes, require_annexes
from expectations.loader import load_agreements
from expectations.signatures import require_signed
from pipelines.build import build
from pipelines.home import Home
from pipelines.reported import Reported
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from tests.scenarios.agreement import write_agreement
from tests.scenarios.cases import Case
from tests.scenarios.crm import write_people
from tests.scenarios.crm_acts import write_acts
from tests.scenarios.deals import write_deals
from tests.scenarios.deliveries import Deliveries
from tests.scenarios.marketing import write_marketing
from tests.scenarios.other_tools import write_other_tools
from tests.scenarios.records import Records
from tests.scenarios.web import write_website

WRITERS = (
    write_website,
    write_marketing,
    write_other_tools,
    write_people,
    write_acts,
    write_deals,
)


@dataclass(frozen=True)
class Company:
    """What a case's company has lying in its folder, and when its tools delivered it."""

    sources: Path
    agreements: Path
    delivered: list[datetime]


def write_company(case: Case, folder: Path) -> Company:
    """Write a case's extracts, sources file, signed agreements and annexes."""
    deliveries, records = Deliveries(), Records(case)
    for write in WRITERS:
        write(case, records, deliveries)
    sources = deliveries.write(folder, f"Company of {case.id}", case.versions[-1].currency)
    delivered = sorted({moment for _, moment, _ in deliveries.rows})
    return Company(sources, write_agreement(case, folder), delivered)


def play(case: Case, folder: Path, home: Home) -> None:
    """Play a case in a home that may hold another's: only what dbt has parsed is kept of it."""
    company = write_company(case, folder)
    for generated in (home.landing, home.warehouse):
        shutil.rmtree(generated, ignore_errors=True)
    config = load_sources(company.sources)
    agreements = load_agreements(company.agreements)
    require_signed(agreements)
    annexes = load_annexes(folder_of(company.agreements))
    require_annexes(agreements, annexes)
    land(config, home, lambda _: None)
    reported = None
    for as_of in moments_of(case, company):
        report = build(
            home,
            config,
            agreements,
            annexes,
            as_of.replace(tzinfo=UTC),
            lambda _: None,
            reported=reported,
        )
        assert not report.transform.failed_tests, report.transform.failed_tests
        reported = Reported(
            folder / f"as_of_{as_of:%Y%m%dT%H%M%S}.duckdb", f"{as_of:%Y%m%d}", as_of
        )
        shutil.copyfile(home.marts_db, reported.file)


def moments_of(case: Case, company: Company) -> Iterator[datetime]:
    """Yield when a case's numbers were made: once, as of its end.

    Where restatements are expected, its company reported at the end of every day on which something
    was delivered, too.
    """
    if case.scenario.expect.restatements is not None:
        days = dict.fromkeys(case.day_of(moment) for moment in company.delivered)
        for day in days:
            evening = case.end_of_day(day) + timedelta(seconds=1)
            if evening < case.as_of:
                yield evening
    yield case.as_of
