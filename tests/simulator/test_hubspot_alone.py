"""A company whose only tool is HubSpot is the same company, told in that tool's words."""

import csv
import json
from pathlib import Path

import pytest

from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreements
from expectations.signatures import is_signed
from pipelines.simulator import simulate

SAME = ("origin", "true_person_id", "influence_ids", "state_at", "stage", "amount", "currency")
SALES = ("deals", "calls", "emails", "meetings", "tasks", "owners", "pipelines")


def _truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of one small company: with Salesforce, and with HubSpot alone."""
    folder = tmp_path_factory.mktemp("alone")
    for crm in ("salesforce", "hubspot"):
        simulate(4, 250, 60, folder / crm, lambda _: None, crm=crm)
    return folder / "salesforce", folder / "hubspot"


def test_the_same_happened_whichever_tool_sales_works_in(companies: tuple[Path, Path]) -> None:
    ours, alone = (_truth(folder, "deals") for folder in companies)
    assert len(ours) > 3
    assert [[row[name] for name in SAME] for row in ours] == [
        [row[name] for name in SAME] for row in alone
    ]
    done = [
        sorted(
            (row["true_person_id"], row["kind"], row["occurred_at"])
            for row in _truth(folder, "events")
            if row["kind"] in ("session", "hit", "form", "email_click", "sales_act", "meeting")
        )
        for folder in companies
    ]
    assert done[0] == done[1]


def test_nothing_of_it_names_another_crm(companies: tuple[Path, Path]) -> None:
    _, alone = companies
    kinds = {row["identifier_kind"] for row in _truth(alone, "people")}
    assert kinds <= {"ga4_client", "hubspot_contact", "email", ""}
    assert "salesforce" not in (alone / "sources.yml").read_text("utf-8")
    last = max((alone / "hubspot").iterdir())
    for name in SALES:
        text = (last / f"{name}.json").read_text("utf-8")
        assert "salesforce" not in text.lower()
        assert all("results" in json.loads(page) for page in text.splitlines()), name


def test_its_terms_are_the_shipped_ones_in_hubspots_words(companies: tuple[Path, Path]) -> None:
    _, alone = companies
    shipped, own = load_agreements(default_folder()), load_agreements(alone / "agreements")
    assert len(shipped) == len(own)
    for theirs, ours in zip(shipped, own, strict=True):
        assert is_signed(ours)
        fields = {labels.field for labels in ours.labels if labels.tool == "hubspot"}
        assert fields == {"lifecyclestage", "hs_lead_status", "dealstage"}
        assert theirs.model_dump(exclude={"labels", "signatures"}) == ours.model_dump(
            exclude={"labels", "signatures"}
        )
        assert [labels.means for labels in theirs.labels] == [
            labels.means for labels in ours.labels
        ]


@pytest.mark.parametrize(("crm", "marketing"), [("dynamics", "hubspot"), ("hubspot", "marketo")])
def test_a_crm_that_cannot_be_played_is_refused(tmp_path: Path, crm: str, marketing: str) -> None:
    with pytest.raises(BadInputError, match="Nothing was written"):
        simulate(1, 100, 40, tmp_path / "out", lambda _: None, marketing, crm=crm)
    assert not (tmp_path / "out").exists()
