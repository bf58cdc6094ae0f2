"""From a seed to a folder of extracts that a run reads as it stands, and the truth beside them."""

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from expectations.errors import BadInputError
from expectations.loader import default_folder
from pipelines.simulator.days import Days
from pipelines.simulator.draws import Draws
from pipelines.simulator.files import deliveries
from pipelines.simulator.ga4_files import write_ga4
from pipelines.simulator.hubspot_crm import with_sales_in_hubspot
from pipelines.simulator.marketing import write_hubspot
from pipelines.simulator.marketing_tools import PLAYED, tool_of_visits, with_tools
from pipelines.simulator.marketo import write_marketo
from pipelines.simulator.play import Played, play
from pipelines.simulator.report import SimulationReport
from pipelines.simulator.salesforce import write_salesforce
from pipelines.simulator.terms import write_terms
from pipelines.simulator.truth import write_digest, write_people
from pipelines.simulator.truth_deals import write_deals
from pipelines.simulator.truth_events import write_events
from pipelines.simulator.web import hits_of, sessions_of
from pipelines.simulator.webinars import MAPPING, write_webinars

LAST_DAY = date(2026, 6, 28)
FEWEST_PEOPLE, FEWEST_DAYS = 60, 30

Writer = Callable[[Played, Path, list[int], Callable[[str], None]], int]
# the marketing tools that can be played, by the vendor's word of the sources file
MARKETING_TOOLS: dict[str, Writer] = {"hubspot": write_hubspot, "marketo": write_marketo}

SOURCES_FILE = """\
# Where this played company's extracts lie. Paths are relative to this file.
company: Nordlicht Software ({play})
default_currency: EUR

sources:
{websites}{tools}{crm}  - name: webinars
    vendor: mapped
    path: webinars
    mapping: webinars.mapping.yml
"""
WEBSITE = """\
  - name: {name}
    vendor: ga4
    path: {path}
    required: true
    user_id: {user_id}{more}

"""
TOOL = """\
  - name: {name}
    vendor: {vendor}
    path: {vendor}
    required: true

"""
CRM = """\
  - name: crm
    vendor: salesforce
    path: salesforce
    required: true
    stale_after_hours: 48

"""
USER_IDS = {"hubspot": "hubspot_contact_id", "marketo": "marketo_lead_id"}
ABROAD = "_abroad"
# fewer people come to the website abroad, so that a table of a day may be missing now and then
QUIET = "\n    stale_after_hours: 120"
PARTS = ("ga4", f"ga4{ABROAD}", *MARKETING_TOOLS, "salesforce", "webinars", "truth")
PARTS += ("agreements", "annexes")
# which tools Sales can work in
CRMS = ("salesforce", "hubspot")


def simulate(
    seed: int,
    people: int,
    days: int,
    out: Path,
    progress: Callable[[str], None],
    marketing: str = "hubspot",
    last_day: date = LAST_DAY,
    crm: str = "salesforce",
) -> SimulationReport:
    """Play a company and write its extracts, its sources file and its truth into a folder.

    Args:
        seed: 0 or more; the same one gives the same bytes.
        people: how many come to the website in all, at least 60.
        days: how many days are played, at least 30; `last_day` is the last of them.
        out: where to write; what an earlier play left there is replaced.
        progress: is told what happens.
        marketing: the marketing tool whose files are written, or `both`: one for each region.
        last_day: the day on which the play ends.
        crm: in which tool Sales works; where that is HubSpot, it is the marketing tool as well, and
            agreements in its words lie beside the extracts.

    Raises:
        BadInputError: a number out of range, an unknown tool, a folder of other things.
    """
    _check(seed, people, days, out, marketing)
    _check_crm(crm, marketing)
    started = time.monotonic()
    for part in PARTS:
        shutil.rmtree(out / part, ignore_errors=True)
    progress(f"playing {people:,} people over {days} days up to {last_day}")
    calendar = Days(last_day, days)
    played = with_tools(play(Draws(seed), calendar, people), marketing)
    if crm == "hubspot":
        played = with_sales_in_hubspot(played)
    sessions = sessions_of(played)
    hits = hits_of(played, sessions)
    moments = deliveries(calendar)
    progress(f"{len(played.visits):,} sessions, {len(hits):,} web events; writing the extracts")
    files = 0
    tools, site = PLAYED[marketing], tool_of_visits(played, marketing)
    for tool, suffix in zip(tools, ("", ABROAD), strict=False):
        seen = hits.taken(site[hits.visit] == tool)
        files += write_ga4(played, sessions, seen, out / f"ga4{suffix}", progress)
        files += MARKETING_TOOLS[tool](played, out / tool, moments, progress)
    agreements = None
    if crm == "hubspot":
        agreements = write_terms(out)
    else:
        files += write_salesforce(played, out / "salesforce", moments, progress)
    (out / "webinars").mkdir(parents=True, exist_ok=True)
    files += write_webinars(played, out / "webinars", moments)
    progress("writing the truth beside them")
    truth = out / "truth"
    write_digest(truth, agreements or default_folder())
    true_events = write_events(played, sessions, hits, truth, moments)
    write_people(played, hits, truth, moments)
    write_deals(played, truth, moments)
    (out / "webinars.mapping.yml").write_bytes(MAPPING.read_bytes())
    sources_file = out / "sources.yml"
    named = marketing if crm == "salesforce" else f"{crm} alone"
    sources_file.write_text(
        _sources(tools, f"seed {seed}, {people} people, {days} days, {named}", crm), "utf-8"
    )
    seconds = time.monotonic() - started
    return SimulationReport(
        out, sources_file, people, days, len(hits), true_events, files + 2, seconds, agreements
    )


def _sources(tools: tuple[str, ...], play: str, crm: str) -> str:
    """Return the sources file: of each region a website and a marketing tool.

    The company is called by its play as well, so that no home takes two plays for one company.
    """
    websites = [
        WEBSITE.format(
            name=f"website{suffix}",
            path=f"ga4{suffix}",
            user_id=USER_IDS[tool],
            more=QUIET if suffix else "",
        )
        for tool, suffix in zip(tools, ("", ABROAD), strict=False)
    ]
    marketing = [
        TOOL.format(name=f"marketing{suffix}", vendor=tool)
        for tool, suffix in zip(tools, ("", ABROAD), strict=False)
    ]
    return SOURCES_FILE.format(
        play=play,
        websites="".join(websites),
        tools="".join(marketing),
        crm=CRM if crm == "salesforce" else "",
    )


def _check_crm(crm: str, marketing: str) -> None:
    if crm not in CRMS:
        raise BadInputError(
            f"The CRM {crm} cannot be played. Nothing was written. Take one of: {', '.join(CRMS)}."
        )
    if crm == "hubspot" and marketing != "hubspot":
        raise BadInputError(
            f"HubSpot as the CRM beside {marketing} cannot be played. Nothing was written. Take"
            " hubspot as the marketing tool too."
        )


def _check(seed: int, people: int, days: int, out: Path, marketing: str) -> None:
    nothing = "Nothing was written."
    if seed < 0:
        raise BadInputError(f"The seed {seed} is below 0. {nothing} Take 0 or more.")
    if people < FEWEST_PEOPLE or days < FEWEST_DAYS:
        raise BadInputError(
            f"{people} people over {days} days are too few to play a company. {nothing}"
            f" Take at least {FEWEST_PEOPLE} people and {FEWEST_DAYS} days."
        )
    if marketing not in PLAYED:
        known = ", ".join(PLAYED)
        raise BadInputError(
            f"The marketing tool {marketing} cannot be played. {nothing} Take one of: {known}."
        )
    strange = out.exists() and not out.is_dir()
    if strange or (out.is_dir() and any(out.iterdir()) and not (out / "truth").is_dir()):
        raise BadInputError(
            f"{out} holds something that no play has written. {nothing} Take an empty folder."
        )
