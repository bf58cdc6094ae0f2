"""Salesforce: the Data Export's CSV files, one per object, alone or in the zip they come in.

To add an object, add its table to `SALESFORCE` in `tables.py`; its file is `<Object>.csv`. To have
a column's values checked, name it under its kind.
"""

import re
from pathlib import PurePosixPath

from pipelines.sources.csv_tables import Check, read_csv_table
from pipelines.sources.kinds import day_problem, flag_problem, moment_problem, number_problem
from pipelines.sources.rows import Rows
from pipelines.sources.tables import SALESFORCE
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

BY_NAME = {table.name: table for table in SALESFORCE}
# Lead.csv, lead.csv.gz, and the numbered pieces of a large export: Lead_2.csv
_FILE = re.compile(rf"({'|'.join(BY_NAME)})([-_]\d+)?\.csv(\.gz)?", re.IGNORECASE)

_KINDS: dict[Check, str] = {
    moment_problem: "CreatedDate CompletedDateTime StartDateTime EndDateTime",
    day_problem: "ActivityDate CloseDate FirstRespondedDate",
    number_problem: "Amount ActualCost BudgetedCost",
    flag_problem: "HasResponded IsActive IsClosed IsConverted IsDeleted IsPrimary IsWon",
}
KINDS = {name: check for check, names in _KINDS.items() for name in names.split()}


class Salesforce:
    """Salesforce's files."""

    name = "salesforce"
    version = 2
    replaces_day = False

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the object that a file holds."""
        match = _FILE.fullmatch(PurePosixPath(name).name)
        return Recognised(match[1].lower()) if match else None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        return Inspection.of(self.read(file))

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows."""
        table = BY_NAME[file.table]
        return read_csv_table(file.path, table, ("Id",), file.is_named_gzip, KINDS)


VENDOR = Salesforce()
