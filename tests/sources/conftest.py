"""Fixtures of the sources' tests."""

from pathlib import Path

import pytest

from tests.sources.company import Company


@pytest.fixture
def crm(tmp_path: Path) -> Company:
    """A company with a required CRM."""
    return Company(tmp_path, crm={"vendor": "salesforce", "required": True})


@pytest.fixture
def optional_crm(tmp_path: Path) -> Company:
    """A company with a CRM it can do without."""
    return Company(tmp_path, crm={"vendor": "salesforce"})


@pytest.fixture
def web(tmp_path: Path) -> Company:
    """A company with a website it can do without."""
    return Company(tmp_path, web={"vendor": "ga4", "user_id": "email"})


@pytest.fixture
def marketing(tmp_path: Path) -> Company:
    """A company with a marketing tool it can do without."""
    return Company(tmp_path, marketing={"vendor": "hubspot"})
