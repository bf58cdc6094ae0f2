"""What *Definitions* asks of a published version, and the shape of each answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from dashboard.published import Published
from expectations.backtest.replay import TRIAL
from expectations.schema import Agreement


@dataclass(frozen=True)
class Version:
    """One version of the agreement; `last_day` is None for the newest."""

    version: str
    title: str | None
    effective_from: date | None
    last_day: date | None
    review_by: date | None
    time_zone: str | None
    currency: str | None
    digest: str | None
    is_signed: bool
    signed_by_marketing: str | None
    signed_by_sales: str | None
    is_retroactive: bool
    is_current: bool
    is_review_overdue: bool
    reader_count: int
    read_count: int


@dataclass(frozen=True)
class Term:
    """One subject of one version, in the document's words."""

    version: str
    part: str
    term_id: str
    label: str | None
    sentence: str | None
    team: str | None


@dataclass(frozen=True)
class AgreedKpi:
    """What one KPI counts."""

    kpi_id: str
    label: str | None
    owner: str | None
    stage_id: str | None
    counted: str | None
    window_days: int | None
    direction: str | None
    definition: str | None


@dataclass(frozen=True)
class AgreedPersona:
    """One persona, and who confirmed it on either side."""

    persona_id: str
    label: str | None
    definition: str | None
    pains: str | None
    say: str | None
    confirmed_by_marketing: str | None
    confirmed_by_sales: str | None


@dataclass(frozen=True)
class AgreedMeeting:
    """One meeting and who comes to it."""

    meeting_id: str
    label: str | None
    every: str | None
    marketing: str | None
    sales: str | None


@dataclass(frozen=True)
class Reader:
    """Somebody who is to read a version, by pseudonym, and whether they have."""

    reader_id: str
    team: str | None
    status: str
    read_on: date | None


@dataclass(frozen=True)
class _Document:
    version: str
    document: str


def versions(published: Published) -> list[Version]:
    """Return every version, the oldest first."""
    return published.rows("definitions_versions", Version)


def terms(published: Published) -> list[Term]:
    """Return every subject of every version, in the document's order."""
    return published.rows("definitions_terms", Term)


def kpis(published: Published, version: str) -> list[AgreedKpi]:
    """Return the KPIs of a version."""
    return published.rows("definitions_kpis", AgreedKpi, version=version)


def personas(published: Published, version: str) -> list[AgreedPersona]:
    """Return the personas of a version."""
    return published.rows("definitions_personas", AgreedPersona, version=version)


def meetings(published: Published, version: str) -> list[AgreedMeeting]:
    """Return the meetings of a version, the most frequent first."""
    return published.rows("definitions_meetings", AgreedMeeting, version=version)


def readers(published: Published, version: str) -> list[Reader]:
    """Return who is to read a version, or has, those who have not first."""
    return published.rows("definitions_readers", Reader, version=version)


def documents(published: Published, wanted: Sequence[str]) -> list[Agreement]:
    """Return whole versions by name, in that order; nothing where one was not kept.

    Nor where this version of the schema does not read what an earlier one kept.
    """
    path = published.path.with_name(TRIAL)
    if not path.is_file():
        return []
    found = {
        row.version: row.document
        for row in Published(path).rows("definitions_documents", _Document)
    }
    if not set(wanted) <= set(found):
        return []
    try:
        return [Agreement.model_validate(json.loads(found[version])) for version in wanted]
    except ValidationError:
        return []
