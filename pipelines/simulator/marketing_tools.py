"""Which marketing tool knows whom: one of them everybody, or each those of its own region.

Where two are played, people of German firms are HubSpot's and all others Marketo's, and some are
known to both under one address, since they filled in a form of the other region's website. Each
region has a website of its own, which tells its own tool's number of whoever it knows.

To add a tool, add a `Tool`, and its writer to `extracts.MARKETING_TOOLS`.
"""

from dataclasses import dataclass, replace

import numpy as np

from pipelines.simulator.contacts import Contacts, Sent
from pipelines.simulator.days import DAY, NEVER, SECOND
from pipelines.simulator.draws import Draws, Flags, Ints, Texts, nth, some
from pipelines.simulator.ga4_rows import contact_of_visits
from pipelines.simulator.labels import LABELS
from pipelines.simulator.play import Played


@dataclass(frozen=True)
class Tool:
    """A marketing tool.

    Attributes:
        name: the vendor's word of the sources file.
        record: what the truth calls its records.
        kept_to: how exactly it keeps a moment, in microseconds.
        labels: its words for the labels that were played.
    """

    name: str
    record: str
    kept_to: int
    labels: dict[str, str]


MARKETO_WORDS = (
    "Known",
    "Engaged",
    "Marketing Qualified",
    "Sales Qualified",
    "Opportunity",
    "Customer",
)
HUBSPOT = Tool("hubspot", "hubspot_contact", 1000, {label: label for label in LABELS})
MARKETO = Tool("marketo", "marketo_lead", SECOND, dict(zip(LABELS, MARKETO_WORDS, strict=True)))
TOOLS = {tool.name: tool for tool in (HUBSPOT, MARKETO)}
# what can be played, and by which tools
PLAYED: dict[str, tuple[str, ...]] = {
    "hubspot": ("hubspot",),
    "marketo": ("marketo",),
    "both": ("hubspot", "marketo"),
}
HOME_COUNTRY = "Germany"
# of later forms, those of the other region; of leads, those that a list brought once more
ELSEWHERE, LISTED_AGAIN = 0.06, 0.008
FIRST_LEAD, MADE_AFTER = 1_180_000, 12_000


def with_tools(played: Played, marketing: str) -> Played:
    """Return the play with every contact in the tool, or tools, that are played.

    Args:
        played: what happened.
        marketing: one of `PLAYED`.
    """
    names = PLAYED[marketing]
    if names == ("hubspot",):
        return played
    contacts = replace(
        played.contacts,
        tool=_home_tools(played, names)[played.contacts.person],
        merged_into=played.contacts.merged_into.copy(),
        merged_at=played.contacts.merged_at.copy(),
    )
    sent = replace(played.sent, contact=played.sent.contact.copy())
    if len(names) > 1:
        contacts = _known_to_both(played, contacts, sent)
    contacts = _listed_again(played.draws, contacts)
    return replace(played, contacts=_numbered(played.draws, contacts), sent=sent)


def tool_of_visits(played: Played, marketing: str) -> Texts:
    """Return whose website each visit was to: that of the form sent, else of the home region."""
    contact = contact_of_visits(played)
    home = _home_tools(played, PLAYED[marketing])[played.visits.person]
    if not len(played.contacts):
        return home
    return np.where(contact >= 0, played.contacts.tool[contact], home).astype(object)


def record_kinds(played: Played, contact: Ints) -> Texts:
    """Return what the truth calls the records of these contacts."""
    return _of_tool({tool.name: tool.record for tool in TOOLS.values()}, played, contact)


def label_words(played: Played, contact: Ints, labels: Texts) -> Texts:
    """Return labels in the words of the tools that hold them; a cleared one stays empty."""
    words = np.array(labels, object)
    for tool in TOOLS.values():
        mine = np.flatnonzero(played.contacts.tool[contact] == tool.name)
        words[mine] = [tool.labels.get(word, word) for word in labels[mine].tolist()]
    return words


def as_kept(played: Played, contact: Ints, at: Ints) -> Ints:
    """Return moments as exactly as the tools that hold these contacts keep them."""
    exact = np.full(len(contact), HUBSPOT.kept_to)
    exact[played.contacts.tool[contact] == MARKETO.name] = MARKETO.kept_to
    return np.where(at < NEVER, at // exact * exact, NEVER)


def first_contacts(played: Played) -> Ints:
    """Return each person's first contact, -1 for those without one."""
    first = np.full(len(played.people), -1)
    order = np.arange(len(played.contacts))[::-1]
    first[played.contacts.person[order]] = order
    return first


def _of_tool(words: dict[str, str], played: Played, contact: Ints) -> Texts:
    found = played.contacts.tool[contact].copy()
    for name, word in words.items():
        found[found == name] = word
    return found


def _home_tools(played: Played, names: tuple[str, ...]) -> Texts:
    """Return the tool of each person's region."""
    at_home = played.firms.country[played.people.firm] == HOME_COUNTRY
    return np.where(at_home, names[0], names[-1]).astype(object)


def _known_to_both(played: Played, contacts: Contacts, sent: Sent) -> Contacts:
    """Let some of the later forms go to the other tool, which makes contacts of its own of them."""
    own = first_contacts(played)[sent.person]
    personal = np.array([not address.startswith("info@") for address in contacts.email], bool)
    later = (nth(sent.person) > 0) & (sent.visit >= 0) & (sent.contact == own) & personal[own]
    chosen = some(played.draws.stream("other region"), np.flatnonzero(later), ELSEWHERE)
    makes = chosen[np.unique(sent.person[chosen], return_index=True)[1]]
    other = {HUBSPOT.name: MARKETO.name, MARKETO.name: HUBSPOT.name}
    tool = np.array([other[name] for name in contacts.tool[own[makes]].tolist()], object)
    number = np.full(len(played.people), -1)
    number[sent.person[makes]] = len(contacts) + np.arange(len(makes))
    sent.contact[chosen] = number[sent.person[chosen]]
    return _joined(contacts, own[makes], sent.known_at[makes] + MADE_AFTER, tool)


def _listed_again(draws: Draws, contacts: Contacts) -> Contacts:
    """Let a bought list bring some leads of Marketo once more, under the address they have.

    Of those whose second lead was to be merged, some get a chain: second into third into first.
    """
    rng = draws.stream("listed again")
    personal = np.array([not address.startswith("info@") for address in contacts.email], bool)
    ours = contacts.tool == MARKETO.name
    chained = np.flatnonzero(ours & (contacts.merged_into >= 0) & (contacts.merged_at < NEVER))
    chained = chained[personal[contacts.merged_into[chained]]]
    chained = some(rng, chained, 0.1)
    into = contacts.merged_into[chained]
    alone = np.setdiff1d(np.flatnonzero(ours & personal), [*contacts.merged_into, *into])
    alone = alone[(nth(contacts.person) == 0)[alone]]
    alone = some(rng, alone, LISTED_AGAIN)
    of = np.concatenate([into, alone])
    since = np.concatenate([contacts.merged_at[chained] - 3 * DAY, contacts.since[alone] + 5 * DAY])
    number = len(contacts) + np.arange(len(of))
    contacts = _joined(contacts, of, since, contacts.tool[of])
    contacts.merged_into[chained] = number[: len(chained)]
    contacts.merged_into[number] = of
    merged_at = np.concatenate([contacts.merged_at[chained], since[len(chained) :]])
    contacts.merged_at[number] = merged_at + rng.integers(2, 30, len(of)) * DAY
    return contacts


def _joined(contacts: Contacts, of: Ints, since: Ints, tool: Texts) -> Contacts:
    """Return contacts with more of them, each another one of somebody who has one."""
    none = np.full(len(of), -1)
    return Contacts(
        person=np.concatenate([contacts.person, contacts.person[of]]),
        since=np.concatenate([contacts.since, since]),
        email=np.concatenate([contacts.email, contacts.email[of]]),
        number=np.concatenate([contacts.number, none]),
        merged_into=np.concatenate([contacts.merged_into, none]),
        merged_at=np.concatenate([contacts.merged_at, np.full(len(of), NEVER)]),
        tool=np.concatenate([contacts.tool, tool]),
    )


def _numbered(draws: Draws, contacts: Contacts) -> Contacts:
    """Return contacts with the numbers that their tools give them, which rise with time."""
    number = contacts.number.copy()
    order = np.argsort(contacts.since, kind="stable")
    leads = order[contacts.tool[order] == MARKETO.name]
    rng = draws.stream("lead numbers")
    number[leads] = FIRST_LEAD + np.cumsum(rng.integers(1, 60, len(leads)))
    new = np.flatnonzero((contacts.tool == HUBSPOT.name) & (number < 0))
    number[new] = contacts.number.max(initial=0) + np.cumsum(rng.integers(40, 90_000, len(new)))
    return replace(contacts, number=number)


def is_in(played: Played, name: str) -> Flags:
    """Return which contacts a tool holds."""
    return np.asarray(played.contacts.tool == name, dtype=bool)
