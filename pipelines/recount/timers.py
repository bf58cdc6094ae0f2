"""What time alone brings: silence, a deadline, a version's first day (rule 10). Nothing else."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pipelines.recount.journeys import Journey
from pipelines.recount.versions import Version, Versions


def timers_of(
    journeys: Iterable[Journey], versions: Versions, passed: datetime, is_identified: bool
) -> Iterator[datetime]:
    """Yield the moments at which time will bring something to these open journeys.

    Args:
        journeys: those that are open.
        versions: of the agreement.
        passed: what was due up to here has happened.
        is_identified: a version starts for those who have a name alone.
    """
    is_any_open = False
    for journey in journeys:
        is_any_open = True
        quiet = quiet_at(journey, versions)
        if quiet is not None:
            yield quiet
        for owed in journey.owed:
            if owed.promise.on_deadline and owed.due_at > passed:
                yield owed.due_at
    if is_any_open and is_identified:
        yield from (item.starts_at for item in versions.all[1:] if item.starts_at > passed)


def quiet_at(journey: Journey, versions: Versions) -> datetime | None:
    """Return when a journey has been quiet for too long, by the version in force then."""
    if journey.has_open_deal:
        return None
    since = journey.last_activity or journey.opened_at
    for place, version in enumerate(versions.all):
        if version.goes_quiet_after is None:
            continue
        at = since + version.goes_quiet_after
        # the first version applies to all that came before it too
        at = max(at, version.starts_at) if place else at
        if versions.at(at) is version:
            return at
    return None


def entered_by_deadline(journey: Journey, at: datetime, version: Version) -> list[str]:
    """Return the stages that a deadline's rule enters now: where nobody accepted or handed back."""
    found = []
    for owed in journey.owed:
        stage = owed.promise.on_deadline
        if stage and owed.due_at == at and not journey.is_past(stage, version):
            answers = {label for when, label in journey.labels_set if owed.starts_at <= when <= at}
            if not answers & set(owed.promise.labels):
                found.append(stage)
    return found
