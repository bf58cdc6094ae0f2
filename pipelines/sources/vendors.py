"""The vendors, by the word that a sources file uses for each."""

from collections.abc import Sequence

from pipelines.sources import ga4, hubspot, mapped, marketo, salesforce
from pipelines.sources.mapping import Mapping
from pipelines.sources.vendor import RowVendor, Vendor

PLAIN: dict[str, RowVendor] = {
    vendor.name: vendor for vendor in (hubspot.VENDOR, marketo.VENDOR, salesforce.VENDOR)
}


def row_vendor(name: str, mappings: Sequence[Mapping] = ()) -> RowVendor | None:
    """Return the reader of a vendor whose files are read row by row, or None for the others."""
    return mapped.Mapped(mappings) if name == mapped.Mapped.name else PLAIN.get(name)


def vendor_of(name: str, mappings: Sequence[Mapping] = ()) -> Vendor:
    """Return the reader of a vendor's files; only `mapped` needs mappings."""
    return row_vendor(name, mappings) or ga4.VENDOR
