"""What must hold between the parts of an agreement, beyond the shape of each, and between versions.

To add a rule, add a generator to the module of its subject that yields (where, what is wrong and
what would be right), its name to RULES or SERIES_RULES, and a document that breaks it to
`tests/agreement/`, which fails where one is missing.
"""

from expectations.rules.conditions import (
    exits_ask_what_was_set,
    fields_and_operators_are_known,
    nothing_is_asked_before_it_is_known,
    time_alone_makes_nothing_true,
)
from expectations.rules.duties import (
    a_deadline_leads_on,
    both_sides_are_parties,
    one_plan_for_each_stage_and_persona,
    one_signature_a_side,
    promises_are_whole,
    review_comes_after_the_start,
    the_mission_is_measured,
    zones_and_hours_exist,
)
from expectations.rules.journeys import (
    activities_are_worded,
    exits_are_complete,
    labels_are_of_their_tool,
    only_the_visit_has_no_condition,
    points_are_for_activities,
    reasons_are_told_apart,
    words_mean_one_thing,
)
from expectations.rules.names import (
    ids_are_unique,
    names_are_free,
    references_exist,
    words_can_be_compiled,
)
from expectations.rules.places import Finding, conditions_in
from expectations.rules.reach import (
    every_persona_can_be_the_first,
    everything_asked_can_happen,
)
from expectations.rules.series import (
    SeriesFinding,
    versions_do_not_overlap,
    versions_leave_no_gap,
)
from expectations.schema import Agreement

__all__ = [
    "RULES",
    "SERIES_RULES",
    "Finding",
    "broken_rules",
    "broken_series_rules",
    "conditions_in",
]

RULES = (
    words_can_be_compiled,
    fields_and_operators_are_known,
    time_alone_makes_nothing_true,
    exits_ask_what_was_set,
    nothing_is_asked_before_it_is_known,
    everything_asked_can_happen,
    every_persona_can_be_the_first,
    only_the_visit_has_no_condition,
    exits_are_complete,
    reasons_are_told_apart,
    ids_are_unique,
    names_are_free,
    references_exist,
    words_mean_one_thing,
    labels_are_of_their_tool,
    activities_are_worded,
    points_are_for_activities,
    promises_are_whole,
    a_deadline_leads_on,
    one_plan_for_each_stage_and_persona,
    the_mission_is_measured,
    both_sides_are_parties,
    zones_and_hours_exist,
    review_comes_after_the_start,
    one_signature_a_side,
)

SERIES_RULES = (versions_do_not_overlap, versions_leave_no_gap)


def broken_rules(agreement: Agreement) -> list[Finding]:
    """Return every rule that a version breaks, with its place in the document."""
    return [finding for rule in RULES for finding in rule(agreement)]


def broken_series_rules(agreements: list[Agreement]) -> list[SeriesFinding]:
    """Return every rule that the versions break between them, with the later one's index."""
    return [finding for rule in SERIES_RULES for finding in rule(agreements)]
