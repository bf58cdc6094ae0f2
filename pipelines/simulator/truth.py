"""What was truly played, beside the extracts: who everyone was, and what became of every deal.

No source ever reads these files. Where the extracts cannot hold a link, they say so.
"""

from pathlib import Path

import numpy as np

from expectations.loader import load_agreements
from expectations.signatures import digest
from pipelines.simulator.company import KINDS
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts, nth
from pipelines.simulator.files import ids, instants, shown_at, write_csv
from pipelines.simulator.ga4_files import visible_at
from pipelines.simulator.ga4_rows import tag_of
from pipelines.simulator.marketing_events import first_addresses
from pipelines.simulator.marketing_tools import record_kinds
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import CONTACT, LEAD
from pipelines.simulator.truth_events import person_ids
from pipelines.simulator.truth_links import untied
from pipelines.simulator.web import Hits

NOTHING_SAYS_SO = "none: nothing says so"


def write_people(played: Played, hits: Hits, folder: Path, moments: list[int]) -> None:
    """Write every identifier of every person: since when it exists, and when an extract showed it.

    `link` says how the extracts tie it to the person's other ones.
    """
    people, contacts, crm = played.people, played.contacts, played.crm
    allows, count = played.browsers.allows, len(played.browsers.allows)
    clients = tag_of(played).client.to_numpy(zero_copy_only=False)
    used = np.unique(played.browser)
    first, seen = np.full(count, NEVER), np.full(count, NEVER)
    np.minimum.at(first, played.browser, played.visits.start)
    np.minimum.at(seen, played.browser[hits.visit], visible_at(played, hits))
    leads, last = crm.leads, moments[-1]
    contact_numbers = contacts.number.astype(str).astype(object)
    contact_shown = shown_at(moments, contacts.since)
    is_second = nth(contacts.person) > 0
    same_address = contacts.email == first_addresses(played)[contacts.person]
    typed = ~is_second | ~same_address
    typed_again = np.isin(np.arange(len(leads)), crm.of_case, invert=True)
    own = np.full(len(people), "", object)
    own[leads.person[~typed_again]] = leads.email[~typed_again]
    parts: list[tuple[Texts | str, Ints, Texts, Ints, Ints, Texts | str]] = [
        (
            "ga4_client", played.browsers.owner[used], np.where(allows, clients, "")[used],
            first[used], np.where(allows, seen, NEVER)[used], _browser_links(played)[used],
        ),
        (
            record_kinds(played, np.arange(len(contacts))), contacts.person, contact_numbers,
            contacts.since, contact_shown,
            _links(is_second, same_address, contacts.merged_at, last),
        ),
        (
            "email", contacts.person[typed], contacts.email[typed], contacts.since[typed],
            # of a contact that was merged before any delivery only its number is ever seen
            np.where(contacts.merged_at <= contact_shown, NEVER, contact_shown)[typed],
            "of the contact made then",
        ),
    ]  # fmt: skip
    if played.in_hubspot is None:
        parts += [
            (
                "salesforce_lead", leads.person, ids(LEAD, np.arange(len(leads))), leads.since,
                shown_at(moments, leads.since),
                _links(typed_again, leads.email == own[leads.person], leads.merged_at, last),
            ),
            (
                "salesforce_contact", crm.contact_person,
                ids(CONTACT, np.arange(len(crm.contact_person))), crm.contact_since,
                shown_at(moments, crm.contact_since), "its own record",
            ),
        ]  # fmt: skip
    there = np.unique(np.concatenate([part[1] for part in parts]))
    bare = np.setdiff1d(np.arange(len(people)), there)
    never, nothing = np.full(len(bare), NEVER), np.full(len(bare), "", object)
    parts.append(("", bare, nothing, never, never, "no identifier at all"))
    person = np.concatenate([part[1] for part in parts])
    order = np.argsort(person, kind="stable")
    kinds = np.array([kind.name for kind in KINDS], object)
    columns = {
        "identifier_kind": [
            np.broadcast_to(np.asarray(part[0], object), part[1].shape) for part in parts
        ],
        "identifier": [part[2] for part in parts],
        "since": [instants(part[3]) for part in parts],
        "visible_at": [instants(part[4]) for part in parts],
        "link": [np.broadcast_to(np.asarray(part[5], object), part[1].shape) for part in parts],
    }
    rows = {name: np.concatenate(values)[order] for name, values in columns.items()}
    lost = untied(played, moments)
    is_lost = [
        f"{kind}:{identifier}" in lost
        for kind, identifier in zip(rows["identifier_kind"], rows["identifier"], strict=True)
    ]
    rows["link"] = np.where(is_lost, NOTHING_SAYS_SO, rows["link"]).astype(object)
    write_csv(
        folder / "people.csv",
        {
            "true_person_id": person_ids(person[order]),
            "kind": kinds[people.kind[person[order]]],
            "firm": played.firms.name[people.firm[person[order]]],
            **rows,
        },
        quoted=False,
    )


def _browser_links(played: Played) -> Texts:
    """Return what ties each browser to its owner: somebody who told who they were, or nothing."""
    count = len(played.browsers.allows)
    told = played.known_from < NEVER
    by_owner, by_others = np.zeros(count, bool), np.zeros(count, bool)
    own = played.browsers.owner[played.browser] == played.visits.person
    by_owner[played.browser[told & own]] = True
    by_others[played.browser[told & ~own]] = True
    return np.select(
        [~played.browsers.allows, by_owner & by_others, by_owner, by_others],
        ["none: consent denied", "told, shared with a colleague", "told", "a colleague told"],
        "none: nobody told who sits there",
    ).astype(object)


def _links(is_second: Flags, same_address: Flags | bool, merged_at: Ints, last: int) -> Texts:
    """Return what ties a further record to the first: a merge, its address, or nothing."""
    return np.select(
        [~is_second, merged_at <= last, np.broadcast_to(same_address, is_second.shape)],
        ["its own record", "merged", "same address"],
        NOTHING_SAYS_SO,
    ).astype(object)


def write_digest(folder: Path, agreements: Path) -> None:
    """Write the digest of every version of an agreement, by the day it takes effect."""
    folder.mkdir(parents=True, exist_ok=True)
    versions = load_agreements(agreements)
    lines = [f"{agreement.version} {digest(agreement)}\n" for agreement in versions]
    (folder / "agreement_digest.txt").write_text("".join(lines), "utf-8")
