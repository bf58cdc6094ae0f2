"""The truth is whole: whoever counts from it alone knows who, when, and what the extracts hold."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from expectations.loader import default_folder, load_agreements
from expectations.signatures import digest
from pipelines.recount import Truth, read_truth
from pipelines.recount.people import People
from pipelines.simulator import simulate
from pipelines.simulator.truth_notes import DAY_ONLY, UNDATED

# what ties an identifier that stands on no record of its own
NOT_RECORDS = ("ga4_client", "email", "salesforce_account")


@pytest.fixture(scope="module", params=["hubspot", "marketo", "both"])
def truth(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Return the truth of a company, played with each marketing tool."""
    folder = tmp_path_factory.mktemp("played") / "company"
    simulate(5, 1500, 365, folder, lambda _: None, request.param)
    return read_truth(folder / "truth", lambda _: None)


def test_whoever_an_event_is_told_of_is_its_own_person(truth: Truth) -> None:
    owner = {item.key: item.person for item in truth.identifiers}
    strangers = Counter(
        event.kind
        for event in truth.events
        if event.told_of.partition(":")[0] not in ("", *NOT_RECORDS)
        and owner[event.told_of] != event.person
    )
    assert strangers == {}


def test_records_are_tied_by_events_exactly_where_the_truth_says_so(truth: Truth) -> None:
    people = People(truth.events)
    tied, untied = defaultdict(set), []
    for item in truth.identifiers:
        if not item.is_shown or item.key.partition(":")[0] in NOT_RECORDS:
            continue
        if item.link.startswith("none"):
            untied.append(item)
        else:
            tied[item.person].add(people.of(item.key))
    split = [person for person, found in tied.items() if len(found) != 1]
    assert split == []
    assert [item for item in untied if people.of(item.key) in tied[item.person]] == []
    assert len(tied) > 100
    # nobody is two true people
    owners = defaultdict(set)
    for person, found in tied.items():
        for name in found:
            owners[name].add(person)
    assert max(len(found) for found in owners.values()) == 1


def test_a_session_tells_who_sat_there_within_it_and_only_with_consent(truth: Truth) -> None:
    starts = {event.record: event.at for event in truth.events if event.kind == "session"}
    told = [event for event in truth.events if event.kind == "told"]
    assert len(told) > 50
    assert all(event.at >= starts[event.record] and not event.is_denied for event in told)
    assert all(event.value.partition(":")[0].endswith(("contact", "lead")) for event in told)


def test_everything_a_recount_needs_is_told(truth: Truth) -> None:
    kinds = Counter(event.kind for event in truth.events)
    assert {
        "session", "hit", "told", "form", "email_click", "webinar", "record", "attribute", "merged",
        "synced", "converted", "member", "crm_label", "marketing_label", "owner", "sales_act",
        "meeting", "role", "campaign_response",
    } <= set(kinds)  # fmt: skip
    notes = Counter(event.note for event in truth.events)
    assert notes[DAY_ONLY] > 10
    assert notes[UNDATED] > 0
    names = {event.word for event in truth.events if event.kind == "attribute"}
    assert {"email", "title", "industry", "employees", "country", "company", "budget"} <= names


def test_the_digests_are_those_of_the_agreement_in_force(truth: Truth) -> None:
    assert truth.digests == {
        agreement.version: digest(agreement) for agreement in load_agreements(default_folder())
    }


def test_a_truth_of_an_earlier_form_is_refused(tmp_path: Path) -> None:
    from expectations.errors import BadInputError

    with pytest.raises(BadInputError, match=r"holds no events\.csv"):
        read_truth(tmp_path, lambda _: None)
    for name in ("events", "deals", "people"):
        (tmp_path / f"{name}.csv").write_text('"visible_at"\n"2025-01-01T00:00:00Z"\n', "utf-8")
    (tmp_path / "agreement_digest.txt").write_text("", "utf-8")
    with pytest.raises(BadInputError, match="of an earlier form"):
        read_truth(tmp_path, lambda _: None)
