"""`python -m tests.mutation`: break the models' SQL, place by place, and print who minded.

What was judged is kept in a scratch folder, so that a run that was cut off goes on where it was.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pipelines.home import project_root
from tests.mutation.judging import OTHERS, REFERENCE, Court, Mutant, Verdict
from tests.mutation.sessions import Session
from tests.mutation.survivors import justified, read_list, report, score
from tests.mutation.worlds import build_worlds, code_digest, names

GOAL = 0.95
RECORD = Path(__file__).with_name("last_run.txt")


def main() -> int:
    """Judge what was asked for; return 1 where the score is below the goal."""
    asked = _arguments()
    folder = asked.scratch / (asked.as_built or code_digest())
    worlds = folder / "worlds"
    worlds.mkdir(parents=True, exist_ok=True)
    wanted = names()
    red = {} if asked.as_built else build_worlds(worlds, [REFERENCE, *OTHERS, *wanted], _tell)
    wanted = [name for name in wanted if (worlds / name / "world.json").exists()]
    session = Session(worlds, tuple(wanted))
    court = session.court
    court.red.update(red)
    every = mutants = court.mutants(asked.model, asked.layer, asked.operator)
    if asked.sample and asked.sample < len(mutants):
        mutants = _drawn(mutants, asked.sample, asked.seed)
    kept = {verdict.key: verdict for verdict in _kept(folder / "verdicts.jsonl")}
    if asked.survivors:
        mutants = [
            item for item in mutants if item.key in kept and kept[item.key].verdict != "killed"
        ]
    todo = [item for item in mutants if item.key not in kept or asked.survivors or asked.again]
    _tell(f"{len(mutants):,} mutants, {len(todo):,} to be judged, {len(wanted)} worlds")
    started = time.monotonic()
    for number, verdict in enumerate(session.verdicts(todo, asked.jobs), start=1):
        kept[verdict.key] = verdict
        with (folder / "verdicts.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(verdict)) + "\n")
        if number % 25 == 0:
            left = (time.monotonic() - started) / number * (len(todo) - number) / 60
            _tell(f"{number:,} of {len(todo):,}, {left:.0f} minutes left; {verdict.model}")
    judged = [kept[mutant.key] for mutant in mutants]
    told = list(_told(judged, len(every), court))
    print("\n".join(told))
    if asked.record:
        RECORD.write_text("\n".join(told) + "\n", encoding="utf-8")
    return 0 if score(judged, justified(judged, read_list())) >= asked.goal else 1


def _told(judged: list[Verdict], count: int, court: Court) -> Iterator[str]:
    """Yield what a run says at its end, which is also what is recorded of it."""
    listed = read_list()
    yield f"Judged on {date.today()}: {len(judged):,} of {count:,} mutants, drawn over all models."
    yield ""
    yield from report(judged, listed)
    for name, said in court.red.items():
        yield f"red without any change, so it judged nothing: {name} ({said})"
    for reason, times in court.skipped.most_common():
        yield f"left alone: {times:,} times {reason}"
    reached = score(judged, justified(judged, listed))
    yield f"mutation score {reached:.1%} of {len(judged):,}, goal {GOAL:.0%}"


def _drawn(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draw mutants so that every model has its share of them, whichever of its own they are."""
    drawn = random.Random(seed)
    mixed = sorted(mutants, key=lambda item: (item.layer, item.model, drawn.random()))
    step = len(mixed) / count
    return [mixed[int(drawn.random() * step + number * step)] for number in range(count)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--model", action="append", default=[], help="only this model's mutants")
    parser.add_argument("--layer", action="append", default=[], help="staging, core or marts")
    parser.add_argument("--operator", action="append", default=[], help="only this operator's")
    parser.add_argument("--sample", type=int, help="so many, drawn by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="how many processes judge")
    parser.add_argument("--goal", type=float, default=GOAL, help="the score below which it fails")
    parser.add_argument("--record", action="store_true", help=f"keep what it says: {RECORD.name}")
    parser.add_argument("--survivors", action="store_true", help="judge again who survived")
    parser.add_argument("--again", action="store_true", help="judge everything again")
    parser.add_argument(
        "--as-built", metavar="DIGEST", help="judge the models as they were when worlds were built"
    )
    parser.add_argument("--scratch", type=Path, default=project_root() / "data" / "mutation")
    return parser.parse_args()


def _kept(path: Path) -> Iterator[Verdict]:
    """Yield what was judged before; the last word on a mutant holds."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Verdict(**json.loads(line))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
