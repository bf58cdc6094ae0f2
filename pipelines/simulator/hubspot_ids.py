"""The numbers that HubSpot gives its records; empty where the number of the play is below 0."""

import numpy as np

from pipelines.simulator.draws import Ints, Texts

FIRST_MADE_BY_SALES = 98_000_000_001
FIRST_COMPANY, FIRST_DEAL, FIRST_OWNER = 31_000_000_001, 22_000_000_001, 441_000_001
FIRST_CALL, FIRST_MEETING = 61_000_000_001, 71_000_000_001
# the pipeline's stages, in the order in which the play numbers them
STAGE_IDS = np.array(["121374001", "121374002", "121374003", "121374004", "121374005"], object)
PIPELINE_ID, PIPELINE = "default", "Sales pipeline"


def _numbered(first: int, numbers: Ints) -> Texts:
    return np.where(numbers >= 0, (first + 13 * numbers).astype(str).astype(object), "")


def company_ids(numbers: Ints) -> Texts:
    """Return the ids of companies."""
    return _numbered(FIRST_COMPANY, numbers)


def deal_numbers(numbers: Ints) -> Texts:
    """Return the ids of deals."""
    return _numbered(FIRST_DEAL, numbers)


def owner_numbers(reps: Ints) -> Texts:
    """Return the ids of owners; a queue is nobody."""
    return _numbered(FIRST_OWNER, reps)


def call_numbers(numbers: Ints) -> Texts:
    """Return the ids of calls, e-mails and tasks."""
    return _numbered(FIRST_CALL, numbers)


def meeting_numbers(numbers: Ints) -> Texts:
    """Return the ids of meetings."""
    return _numbered(FIRST_MEETING, numbers)
