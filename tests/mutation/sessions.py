"""Courts side by side: each process judges whole models, with its own copy of the worlds."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, cached_property
from multiprocessing import get_context
from pathlib import Path

from tests.mutation.judging import Court, Mutant, Verdict
from tests.mutation.oracles import oracles_of
from tests.mutation.replays import Replays


@dataclass(frozen=True)
class Session:
    """The worlds that are asked, whoever asks them."""

    folder: Path
    names: tuple[str, ...]

    @cached_property
    def court(self) -> Court:
        """A court over these worlds, for one process."""
        court = Court(self.folder, list(self.names), oracles_of)
        if "example" in court.worlds:
            court.replays = Replays(court.worlds["example"])
        return court

    def verdicts(self, mutants: list[Mutant], jobs: int) -> Iterator[Verdict]:
        """Judge mutants in so many processes; yield each model's verdicts when all are reached.

        What was red without any change is added to this process's court.
        """
        by_model: dict[str, list[Mutant]] = defaultdict(list)
        for mutant in mutants:
            by_model[mutant.model].append(mutant)
        # the longest first, so that no process is left with one at the end
        ordered = sorted(by_model.values(), key=len, reverse=True)
        if jobs < 2:
            for group in ordered:
                yield from map(self.court.judge, group)
            return
        # a copy of this process would share its databases' locks
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            waiting = {pool.submit(_judge, self.folder, self.names, group) for group in ordered}
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    verdicts, red = future.result()
                    self.court.red.update(red)
                    yield from verdicts


@cache
def _court(folder: Path, names: tuple[str, ...]) -> Court:
    return Session(folder, names).court


def _judge(
    folder: Path, names: tuple[str, ...], mutants: list[Mutant]
) -> tuple[list[Verdict], dict[str, str]]:
    """Judge one model's mutants one after another: its rows and its killers are known by then."""
    court = _court(folder, names)
    verdicts = [court.judge(mutant) for mutant in mutants]
    return verdicts, {name: str(said) for name, said in court.red.items()}
