"""A person's signals cut into journeys, moment by moment (rules 5, 7 to 13, 15, 16, 21).

Within one moment: a version's start; then the signals; then the exits; then what went quiet; then
a deadline's rule.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from expectations.annexes import Annexes
from pipelines.recount.conditions import excluded_by
from pipelines.recount.deals import Known
from pipelines.recount.endings import endings_of
from pipelines.recount.journeys import Journey, begun
from pipelines.recount.promises import Act, owed_to
from pipelines.recount.ranks import rank
from pipelines.recount.signals import Signal, is_of_crm
from pipelines.recount.state import Attributes, State
from pipelines.recount.timers import entered_by_deadline, quiet_at, timers_of
from pipelines.recount.versions import Version, Versions

CLOSINGS = ("deal_won", "deal_lost")
TOLD = ("attribute", "account_attribute")


def _is_open(deal: Known, moment: datetime) -> bool:
    """Whether a deal is not closed yet; at the moment of its closing it still is open."""
    return deal.closed_at is None or deal.closed_at >= moment


class Life:
    """Everything of one person (or of one deal that is nobody's), as far as it has been lived."""

    def __init__(
        self,
        signals: Iterable[Signal],
        versions: Versions,
        annexes: Annexes,
        as_of: datetime,
        is_identified: bool = True,
    ) -> None:
        """Take the signals; `is_identified` is False for a deal that nobody claims."""
        self.versions, self.annexes, self.as_of = versions, annexes, as_of
        self.signals = sorted(
            (item for item in signals if item.at <= as_of),
            key=lambda item: (item.at, rank(item, versions.at(item.at)), item.vendor, item.record),
        )
        self.is_identified = is_identified
        self.journeys: list[Journey] = []
        self.attributes = Attributes()
        self.acts: list[Act] = []
        records = [item for item in self.signals if item.kind == "record_created"]
        self.first_record = records[0] if records else None
        self.in_crm = next((item for item in records if is_of_crm(item)), None)
        self._ending: dict[int, list[tuple[int, str, str | None]]] = defaultdict(list)
        self._owned_by: str | None = None
        self._passed = datetime.min
        self._deals: list[Known] = []
        self._begun_for_deal: Journey | None = None
        self._judged: set[tuple[int, str]] = set()

    @property
    def excluded_by(self) -> str | None:
        """Which exclusion holds of the person as they are known in the end, on all their rows."""
        state, version = State(self.attributes), self.versions.at(self.as_of)
        return excluded_by(state, version, self.as_of)

    @property
    def crm_at(self) -> datetime | None:
        """Since when the CRM has a record of the person."""
        return self.in_crm.at if self.in_crm else None

    def live(self) -> list[Journey]:
        """Cut everything, and return the journeys in order of their numbers."""
        moments = groupby(self.signals, key=lambda item: item.at)
        for at, signals in moments:
            self._pass_time(at)
            self._take(at, list(signals))
        self._pass_time(None)
        return self.journeys

    # -------------------------------------------------------------------------------- one moment
    def _take(self, at: datetime, signals: list[Signal]) -> None:
        version = self.versions.at(at)
        if self.is_identified and self.versions.starts_at(at):
            self._start_version(version)
        # an opening takes effect before every signal of its moment, as an exit does after them
        if not self._open():
            self._open_for(at, signals)
        told = [item for item in signals if item.kind in TOLD]
        for signal in told:
            self.attributes.tell(signal)
        if told:
            self._judge(self._lowest(), at, version)
        for signal in signals:
            if signal.kind not in TOLD:
                self._take_one(signal, version)
        self._end_journeys(at)
        self._go_quiet(at)
        self._let_deadlines_pass(at)
        self._passed = at

    def _take_one(self, signal: Signal, version: Version) -> None:
        if signal.kind == "owner":
            self._owned_by = version.team(signal.value)
        if signal.kind in ("outbound_call", "outbound_email", "meeting_held"):
            self.acts.append(Act(signal.at, version.team(signal.value), self._owned_by))
        journey = self._journey_of(signal)
        if journey is None:
            return
        journey.state.take(signal)
        if signal.is_activity:
            journey.last_activity = signal.at
        if signal.kind == "session":
            journey.visit(signal.at, version, signal.record)
        if signal.kind == "crm_label":
            journey.labels_set.append((signal.at, signal.value))
        self._judge(journey, signal.at, version, signal.is_dated)
        self._ending[journey.number] += endings_of(signal, version)

    def _journey_of(self, signal: Signal) -> Journey | None:
        """Return the journey to which a signal belongs; an activity opens one where none is."""
        if signal.kind == "deal_created" and signal.deal is not None:
            journey, self._begun_for_deal = self._begun_for_deal, None
            # rule 15: a deal made while another is open has a journey of its own
            if journey is None and not any(_is_open(deal, signal.at) for deal in self._deals):
                journey = self._lowest()
            journey = journey or self._begin(signal.at)
            journey.deal = signal.deal
            self._deals.append(signal.deal)
            return journey
        if signal.kind in CLOSINGS and signal.deal is not None:
            return self._carrier(signal.deal) or self._carried_again(signal.deal, signal.at)
        return self._lowest()

    def _open_for(self, at: datetime, signals: list[Signal]) -> None:
        """Begin a journey for the activities of a moment, or for the very first record."""
        is_first = not self.journeys and self.first_record in signals
        if is_first or any(item.is_activity for item in signals):
            journey = self._begin(at)
            if any(item.kind == "deal_created" for item in signals):
                # it is the deal's own, and what else happened then belongs to it
                self._begun_for_deal = journey

    def _carrier(self, deal: Known) -> Journey | None:
        return next((item for item in self._open() if item.deal is deal), None)

    def _carried_again(self, deal: Known, at: datetime) -> Journey:
        """Return the journey for a deal that closes after the one it began in had ended."""
        idle = [item for item in self._open() if item.deal is None]
        journey = idle[0] if idle else self._begin(at)
        journey.deal, journey.is_carried_again = deal, True
        return journey

    def _begin(self, at: datetime) -> Journey:
        journey = begun(len(self.journeys) + 1, at, self.attributes)
        self.journeys.append(journey)
        return journey

    def _open(self) -> list[Journey]:
        return [item for item in self.journeys if item.is_open]

    def _lowest(self) -> Journey | None:
        return next(iter(self._open()), None)

    def _judge(
        self, journey: Journey | None, at: datetime, version: Version, is_dated: bool = True
    ) -> None:
        if journey is not None:
            journey.judge(at, version, "observed", is_dated)
            self._owe(journey)

    def _owe(self, journey: Journey) -> None:
        """Write down what every new entry of a journey starts."""
        for entry in list(journey.entered.values()):
            if (journey.number, entry.stage) not in self._judged and entry.kind != "inferred":
                self._judged.add((journey.number, entry.stage))
                journey.owed += owed_to(entry, journey, self.versions, self.annexes, self.in_crm)

    def _end_journeys(self, at: datetime) -> None:
        for journey in self._open():
            if self._ending[journey.number]:
                _, name, reason = min(self._ending[journey.number], key=lambda item: item[0])
                journey.end(name, at, reason)
        self._ending.clear()

    # ------------------------------------------------------------------------------------ timers
    def _pass_time(self, until: datetime | None) -> None:
        """Let everything happen that time alone brings before a moment, else up to the as-of."""
        while True:
            timers = timers_of(self._open(), self.versions, self._passed, self.is_identified)
            at = min(timers, default=None)
            if at is None or (at >= until if until is not None else at > self.as_of):
                return
            if self.is_identified and self.versions.starts_at(at):
                self._start_version(self.versions.at(at))
            self._go_quiet(at)
            self._let_deadlines_pass(at)
            self._passed = at

    def _start_version(self, version: Version) -> None:
        for journey in self._open():
            if journey.opened_at < version.starts_at:
                journey.judge(version.starts_at, version, "effective")
                self._owe(journey)

    def _go_quiet(self, at: datetime) -> None:
        for journey in self._open():
            if quiet_at(journey, self.versions) == at:
                journey.end("expired", at, None)

    def _let_deadlines_pass(self, at: datetime) -> None:
        version = self.versions.at(at)
        for journey in self._open():
            for stage in entered_by_deadline(journey, at, version):
                journey.enter_by_policy(stage, at, version)
                self._owe(journey)
