"""The vendors are the same everywhere: reader, raw tables, staging folder, list, sources file."""

import re
from pathlib import Path
from typing import get_args

import yaml

from pipelines.home import project_root
from pipelines.sources.config import Vendor
from pipelines.sources.vendors import vendor_of
from tests.dbt.built import MODELS, PROJECT

ROOT = project_root()
VENDORS = {"ga4", "hubspot", "marketo", "salesforce", "mapped"}
LIST = re.compile(r"'(\w+)': \[((?:'\w+'(?:, )?)+)\]")


def _listed() -> dict[str, list[str]]:
    """Return the vendors of each conformed entity, as the macro lists them."""
    text = (PROJECT / "macros" / "vendors.sql").read_text(encoding="utf-8")
    return {entity: re.findall(r"'(\w+)'", names) for entity, names in LIST.findall(text)}


def _conformed() -> set[tuple[str, str]]:
    return {(vendor, entity) for entity, vendors in _listed().items() for vendor in vendors}


def test_every_list_of_vendors_names_the_same_ones() -> None:
    folders = {path.name for path in (MODELS / "staging").iterdir() if path.is_dir()}
    assert {vendor for vendor, _ in _conformed()} == VENDORS
    assert folders == VENDORS
    assert set(get_args(Vendor)) == VENDORS
    assert {vendor_of(name, []).name for name in VENDORS} == VENDORS


def test_a_vendors_reader_is_the_module_of_its_name() -> None:
    sources = Path(vendor_of.__code__.co_filename).parent
    readers = {
        path.stem
        for path in sources.glob("*.py")
        if re.search(r'^    name = "\w+"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert readers == VENDORS


def test_every_vendor_has_raw_tables() -> None:
    sources = yaml.safe_load((MODELS / "sources.yml").read_text(encoding="utf-8"))["sources"]
    (raw,) = [source for source in sources if source["name"] == "raw"]
    assert {table["name"].partition("__")[0] for table in raw["tables"]} == VENDORS


def test_every_listed_vendor_ends_in_the_models_of_its_entities() -> None:
    """And none has a model of an entity that the list does not name."""
    entities = set(_listed())
    assert len(entities) == 12
    models = {
        (vendor, entity)
        for path in (MODELS / "staging").rglob("stg_*.sql")
        for vendor, entity in [path.stem.removeprefix("stg_").split("__")]
        if entity in entities
    }
    assert models == _conformed()


def test_every_vendor_has_its_own_fixtures() -> None:
    """Files as it writes them for its reader, and rows worked out by hand for its models."""
    for vendor in VENDORS:
        assert list((ROOT / "tests" / "sources").glob(f"test_{vendor}*.py")), vendor
        assert list((MODELS / "staging" / vendor).glob("*_unit_tests.yml")), vendor


def test_the_readme_counts_what_the_vendor_added_last_took() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (vendor,) = re.findall(r"counted on (\w+), the vendor added last", text)
    word = (PROJECT / "macros" / "vendors.sql").read_text(encoding="utf-8")
    rows = re.findall(r"^\| its .*?\| (`.*?`) \| (\d+) \|$", text, re.MULTILINE)
    assert len(rows) == 4
    for where, count in rows:
        places = re.findall(r"`([^`]+)`", where)
        if places == ["dbt_project/macros/vendors.sql"]:
            found = len(re.findall(rf"'{vendor.lower()}'", word))
        else:
            found = sum(len(list(ROOT.glob(place))) for place in places)
        assert found == int(count), where
