"""A case played through the real pipeline: extracts landed, models built, nothing published."""

import shutil
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from expectations.annexes import folder_of, load_annexes, require_annexes
from expectations.loader import load_agreements
from expectations.signatures import require_signed
from pipelines.build import build
from pipelines.home import Home
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
    """What a case's company has lying in its folder."""

    sources: Path
    agreements: Path


def write_company(case: Case, folder: Path) -> Company:
    """Write a case's extracts, sources file, signed agreements and annexes."""
    deliveries, records = Deliveries(), Records(case)
    for write in WRITERS:
        write(case, records, deliveries)
    sources = deliveries.write(folder, f"Company of {case.id}", case.versions[-1].currency)
    return Company(sources, write_agreement(case, folder))


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
    report = build(
        home, config, agreements, annexes, case.as_of.replace(tzinfo=UTC), lambda _: None
    )
    assert not report.transform.failed_tests, report.transform.failed_tests
