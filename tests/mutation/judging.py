"""A mutant before its judges: dbt's unit tests first, then world after world, until one is red.

Whoever was red for the last mutant of a model is asked first for the next. A mutant that changes no
row of any world is told apart from one whose rows changed and nobody minded.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.mutation.by_hand import ByHand
from tests.mutation.kept import PROJECT
from tests.mutation.replaying import Oracle, RedError, World
from tests.mutation.statements import Site, sites
from tests.mutation.unit_cases import UnitCases

if TYPE_CHECKING:
    from tests.mutation.replays import Replays

# a version of the agreement, by which its compiled words are known
VERSION = re.compile(r"'2[0-9]{3}-[0-9]{2}-[0-9]{2}")
# whose statements are mutated: it is built under the agreement that the unit tests are written for
REFERENCE = "play_3"
# built under other agreements: what stands in one of them only is the agreement's, not the model's
OTHERS = ("example", "case_M01")
# seconds of computing: a survivor that changes rows in every world would take minutes
PATIENCE = 30.0


@dataclass(frozen=True)
class Mutant:
    """One change of one model."""

    model: str
    layer: str
    site: Site

    @property
    def key(self) -> tuple[Any, ...]:
        """What it is known by in results and in the list of survivors."""
        return (self.model, *self.site.key)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: `killed` by something, `survived`, or `unseen`: no row changed."""

    model: str
    layer: str
    operator: str
    place: str
    before: str
    after: str
    nth: int
    verdict: str
    by: str
    world: str
    said: str
    seconds: float

    @property
    def key(self) -> tuple[Any, ...]:
        """The mutant's key."""
        return (self.model, self.operator, self.place, self.before, self.after, self.nth)

    def __str__(self) -> str:
        """Return it as a line of the list."""
        nth = f" #{self.nth + 1}" if self.nth else ""
        return (
            f"{self.model} [{self.operator}, {self.place}{nth}, {self.verdict}]\n"
            f"      {self.before}\n   -> {self.after}"
        )


class Court:
    """The worlds with their oracles, and the unit tests."""

    def __init__(
        self,
        folder: Path,
        names: list[str],
        oracles: Callable[[World], list[Oracle]],
        reference: str = REFERENCE,
        unit_tests: Path = PROJECT / "models",
    ) -> None:
        """Take the folder of the kept worlds, the names of those that are asked, and who asks."""
        self.worlds = {name: World(folder / name) for name in names}
        self.reference = self.worlds.get(reference) or World(folder / reference)
        self.units = UnitCases(self.reference, unit_tests)
        self.oracles = oracles
        # after so many seconds of computing no further world is asked, and who lives is alive
        self.patience = PATIENCE
        # set by whoever wants the tests that build models of their own to be asked too
        self.replays: Replays | None = None
        # what is red without any change judges nothing, and is told at the end
        self.red = self.units.red
        self._others = [World(folder / name) for name in OTHERS if (folder / name).exists()]
        # how many places of the models are left alone, and why
        self.skipped: Counter[str] = Counter()
        self._oracles: dict[str, list[Oracle]] = {}
        self._killers: dict[str, Counter[str]] = defaultdict(Counter)

    def mutants(self, models: list[str], layers: list[str], operators: list[str]) -> list[Mutant]:
        """Return every mutant of these models, layers and operators; all of them for none named."""
        return [
            Mutant(model.name, model.layer, site)
            for model in self.reference.models.values()
            if (not models or model.name in models) and (not layers or model.layer in layers)
            for site in self._own(model.name)
            if not operators or site.operator in operators
        ]

    def _own(self, model: str) -> Iterator[Site]:
        """Yield the places of a model that are its own, and count those left alone."""
        found, skipped = sites(self.reference.models[model].sql)
        self.skipped += skipped
        kept = [world.models[model] for world in self._others if model in world.models]
        others = [sites(item.sql)[0] for item in kept]
        for key, site in found.items():
            if VERSION.search(site.before) or any(key not in other for other in others):
                self.skipped["of the agreement, compiled"] += 1
            else:
                yield site

    def judge(self, mutant: Mutant) -> Verdict:
        """Return what becomes of a mutant."""
        started, spent = time.monotonic(), time.process_time()
        reached, world = False, ""
        verdict, by, said = "unseen", "", ""
        try:
            sql = self.reference.statement(mutant.model, mutant.site)
            assert sql is not None
            self.units.require(mutant.model, sql)
            for world in self._order(mutant.model):
                if time.process_time() - spent > self.patience:
                    break
                reached = self._ask(self.worlds[world], mutant) or reached
            world = ""
            self._replay(mutant)
            verdict = "survived" if reached else "unseen"
        except RedError as red:
            verdict, by, said = "killed", red.oracle, red.said
            self._killers[mutant.model][world] += 1
            self._killers[""][world] += 1
        site = asdict(mutant.site)
        shown = {name: site[name] for name in ("operator", "place", "before", "after", "nth")}
        seconds = round(time.monotonic() - started, 2)
        return Verdict(
            mutant.model, mutant.layer, **shown,
            verdict=verdict, by=by, world=world, said=said, seconds=seconds,
        )  # fmt: skip

    def _replay(self, mutant: Mutant) -> None:
        """Ask the tests that build a model anew, which are the dearest.

        Raises:
            RedError: one of them saw it.
        """
        if self.replays is not None:
            sql = self.replays.world.statement(mutant.model, mutant.site)
            if sql is not None:
                self.replays.require(mutant.model, sql)
                self.red.update(self.replays.red)

    def _order(self, model: str) -> list[str]:
        """Return the worlds, those first that saw the most of this model's mutants, then of any."""
        kills, all_kills = self._killers[model], self._killers[""]
        return sorted(self.worlds, key=lambda name: (-kills[name], -all_kills[name]))

    def _ask(self, world: World, mutant: Mutant) -> bool:
        """Play a mutant in a world; return whether a row of the model changed there.

        Raises:
            RedError: an oracle saw it.
        """
        sql = world.statement(mutant.model, mutant.site)
        if sql is None or not world.is_calm(mutant.model):
            return False
        oracles = self._oracles_of(world)
        if not oracles:
            return False
        read = {model for oracle in oracles for model in oracle.reads}
        changed: set[str] = set()
        with world.change():
            for model in world.replace(mutant.model, sql, read):
                changed.add(model)
                world.require_contracts(model)
            for oracle in oracles:
                if changed & oracle.reads:
                    oracle.require(changed)
        return bool(changed)

    def _oracles_of(self, world: World) -> list[Oracle]:
        """Return a world's oracles, without those that are red before anything was changed."""
        if world.name not in self._oracles:
            self._oracles[world.name] = []
            for number, oracle in enumerate(self.oracles(world), start=1):
                if isinstance(oracle.require, ByHand):
                    for said in oracle.require.settle():
                        self.red[f"{world.name}, {said.partition(':')[0]}"] = said
                try:
                    with world.change():
                        oracle.require(set(world.models))
                except RedError as red:
                    self.red[f"{world.name}, oracle {number}"] = str(red)
                else:
                    self._oracles[world.name].append(oracle)
        return self._oracles[world.name]
