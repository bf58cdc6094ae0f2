"""Rules of privacy: the published tables hold no address, no person's name and no vendor's id."""

from collections.abc import Mapping, Sequence

from expectations.conditions import quoted
from expectations.gates.checks import Check, named

# a table's columns with their types, by the table's name
Columns = Mapping[str, Sequence[tuple[str, str]]]

_ADDRESS = r"[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]{2,}"
_KNOWN_NAMES = """(
    select lower(trim(full_name)) from work.core.people where trim(full_name) like '% %'
    union all
    select lower(trim(owner_name)) from work.core.owners where trim(owner_name) like '% %'
)"""
PSEUDONYMS = (
    *("funnel_entry_id", "obligation_id", "journey_id", "person_id", "visitor_id", "subject_id"),
    *("account_id", "opportunity_id", "campaign_id", "owner_id", "source_record_id"),
    "reader_id",
    *("restatement_id", "funnel_entry_id_then", "person_id_then", "old_person_id"),
)
# who stands by name in the document itself, which both sides signed to be read
AS_SIGNED = (
    *(("dim_persona", "confirmed_by_marketing"), ("dim_persona", "confirmed_by_sales")),
    *(("agreement_meetings", "marketing"), ("agreement_meetings", "sales")),
)


def privacy_checks(tables: Columns) -> list[Check]:
    """Return one check per published table that holds text, and one of all ids."""
    texts = [
        _nobody_is_named(table, columns)
        for table, columns in tables.items()
        if any("VARCHAR" in kind.upper() for _, kind in columns)
    ]
    return [*texts, _ids(tables)]


def _nobody_is_named(table: str, columns: Sequence[tuple[str, str]]) -> Check:
    """Look for addresses in every text, and for known names in every plain one."""
    found = [
        f"select {quoted(name)} as example, 'an e-mail address' as found from marts.main.{table}"
        f" where contains(cast({_column(name)} as varchar), '@')"
        f" and regexp_matches(cast({_column(name)} as varchar), {quoted(_ADDRESS)})"
        for name, kind in columns
        if "VARCHAR" in kind.upper()
    ]
    found += [
        f"select {quoted(name)}, 'a person''s name' from marts.main.{table}"
        f" where lower(trim({_column(name)})) in {_KNOWN_NAMES}"
        for name, kind in columns
        if kind.upper() == "VARCHAR" and name not in PSEUDONYMS and (table, name) not in AS_SIGNED
    ]
    return Check(
        named("publish", "privacy", table),
        f"No name and no address in {table}",
        "",
        " union all ".join(found),
        examined=f"marts.main.{table}",
    )


def _ids(tables: Columns) -> Check:
    found = [
        f"select {quoted(f'{table}.{name}')} as example, 'no pseudonym' as found"
        f" from marts.main.{table}"
        f" where not regexp_full_match({_column(name)}, '[0-9a-f]{{32}}')"
        for table, columns in tables.items()
        for name, kind in columns
        if name in PSEUDONYMS and kind.upper() == "VARCHAR"
    ]
    return Check(
        "publish.privacy.ids",
        "Every published id of a person, a company or a record is a pseudonym",
        "",
        " union all ".join(found) or "select null as example, null as found where false",
        expected="0 ids of another form",
    )


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
