"""HubSpot: its records as the API or an object export gives them, forms and e-mail events as CSV.

To add a file of HubSpot, add its table to `tables.py` and its name's pattern here. To add a
property as a column of its own, add it to its table; all others of a contact stay in `properties`.
To add a property's history, do nothing: every history delivered is kept.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pipelines.sources.content import read_text
from pipelines.sources.csv_tables import read_csv_table
from pipelines.sources.hubspot_documents import (
    associated_in,
    documents,
    id_of,
    object_in,
    record_of,
    text_of,
)
from pipelines.sources.hubspot_objects import COMPANY, CONTACT, DEAL, ENGAGEMENTS, OWNER
from pipelines.sources.hubspot_records import read_export, read_records
from pipelines.sources.rows import Rows
from pipelines.sources.strict_csv import open_csv
from pipelines.sources.tables import (
    HUBSPOT_ASSOCIATIONS,
    HUBSPOT_EMAILS,
    HUBSPOT_FORMS,
    HUBSPOT_STAGES,
)
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

_JSON = r"\.(json|jsonl|ndjson)(\.gz)?"
CSV_FILES = (
    (re.compile(r"form_submissions[^/]*\.csv(\.gz)?", re.IGNORECASE), HUBSPOT_FORMS),
    (re.compile(r"email_events[^/]*\.csv(\.gz)?", re.IGNORECASE), HUBSPOT_EMAILS),
)
CSV_TABLES = {table.name: table for table in (HUBSPOT_FORMS, HUBSPOT_EMAILS)}
ID_COLUMNS = {"form_submissions": ("conversion_id", "contact_id"), "email_events": ("id",)}
KINDS = {
    "contacts": CONTACT,
    "companies": COMPANY,
    "deals": DEAL,
    "owners": OWNER,
    "engagements": ENGAGEMENTS["call"],
    **{f"{name}s": kind for name, kind in ENGAGEMENTS.items()},
}
# contacts.json, deals_2025.ndjson.gz; an object export is called by its view: all-deals, my-calls
_RECORDS = re.compile(
    rf"(hubspot-crm-exports-)?([a-z]+-)*?({'|'.join(KINDS)})([-_.][^/]*)?({_JSON}|\.csv(\.gz)?)",
    re.IGNORECASE,
)
_STAGES = re.compile(rf"(deal_)?pipelines[^/]*{_JSON}", re.IGNORECASE)
# associations_deals_contacts.json: the answers of the API's batch, from the first to the second
_TIES = re.compile(
    rf"associations?[-_](contact|compan|deal|call|email|meeting|task)(?:s|y|ies)?[-_](?:to[-_])?"
    rf"(contact|compan|deal)(?:s|y|ies)?(?:[-_.][^/]*)?{_JSON}",
    re.IGNORECASE,
)
_NOTES = re.compile(rf"notes[^/]*({_JSON}|\.csv(\.gz)?)", re.IGNORECASE)


class HubSpot:
    """HubSpot's files."""

    name = "hubspot"
    version = 2
    replaces_day = False

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the table that a file holds."""
        plain = PurePosixPath(name).name
        for pattern, table in CSV_FILES:
            if pattern.fullmatch(plain):
                return Recognised(table.name)
        if _TIES.fullmatch(plain):
            return Recognised(HUBSPOT_ASSOCIATIONS.name)
        if _STAGES.fullmatch(plain):
            return Recognised(HUBSPOT_STAGES.name)
        match = _RECORDS.fullmatch(plain)
        if match:
            return Recognised(KINDS[match[3].lower()].table.name)
        if _NOTES.fullmatch(plain):
            return PassedOver("a note says nothing that the funnel counts")
        return None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        return Inspection.of(self.read(file))

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows."""
        if file.table in CSV_TABLES:
            table, ids = CSV_TABLES[file.table], ID_COLUMNS[file.table]
            return read_csv_table(file.path, table, ids, file.is_named_gzip)
        plain = PurePosixPath(file.name).name
        if file.table == HUBSPOT_STAGES.name:
            return _each(_stages(self._documents(file)), HUBSPOT_STAGES.name)
        if file.table == HUBSPOT_ASSOCIATIONS.name:
            match = _TIES.fullmatch(plain)
            assert match is not None
            ends = [word.lower().replace("compan", "company") for word in match.groups()[:2]]
            return _each(_ties(self._documents(file), *ends), HUBSPOT_ASSOCIATIONS.name)
        match = _RECORDS.fullmatch(plain)
        assert match is not None
        kind = KINDS[match[3].lower()]
        if plain.lower().removesuffix(".gz").endswith(".csv"):
            return read_export(open_csv(file.path, named_gzip=file.is_named_gzip), kind)
        return read_records(self._documents(file), kind)

    def _documents(self, file: LandedFile) -> Iterator[object]:
        return documents(read_text(file.path, file.is_named_gzip).getvalue())


def _each(found: Iterator[object], table: str) -> Rows:
    """Return one row per tuple; an exception that stands for one is rejected."""
    rows = Rows(tables={table: []})
    for item in found:
        rows.delivered += 1
        if isinstance(item, ValueError):
            rows.reject(rows.delivered, str(item), "")
        else:
            rows.tables[table].append((rows.delivered, *item))  # type: ignore[misc]
    return rows


def _stages(pipelines: Iterator[object]) -> Iterator[object]:
    """Yield each stage of each pipeline, or what is wrong with it."""
    for document in pipelines:
        try:
            pipeline = record_of(document)
            stages = pipeline.get("stages")
            if not isinstance(stages, list):
                raise ValueError('the pipeline has no list of "stages"')
        except ValueError as problem:
            yield problem
            continue
        for stage in stages:
            try:
                one = record_of(stage)
                told = object_in(one, "metadata")
                gone = one.get("archived") is True or pipeline.get("archived") is True
                yield (
                    id_of(one.get("id"), "stage"),
                    text_of(one.get("label")),
                    text_of(pipeline.get("id")),
                    text_of(pipeline.get("label")),
                    text_of(told.get("isClosed")),
                    text_of(told.get("probability")),
                    "true" if gone else "false",
                )
            except ValueError as problem:
                yield problem


def _ties(answers: Iterator[object], own: str, other: str) -> Iterator[object]:
    """Yield each tie of a batch of associations, or what is wrong with it."""
    for document in answers:
        try:
            answer = record_of(document)
            number = id_of(object_in(answer, "from").get("id"), own)
            listed = answer.get("to")
            for _, other_number, label in associated_in({"associations": {other: listed}}):
                yield own, number, other, other_number, label
        except ValueError as problem:
            yield problem


VENDOR = HubSpot()
