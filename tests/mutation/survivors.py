"""The list of survivors that were looked at, each with why nobody could see it, and the score."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.mutation.judging import Verdict

LIST = Path(__file__).with_name("survivors.yml")
KEYS = {"models", "operator", "place", "before", "after", "why"}


@dataclass
class Justified:
    """One line of the list: what it covers, and why a change there cannot matter.

    `before` and `after` are parts of a mutant's texts; what is not said covers all.
    """

    why: str
    models: list[str] = field(default_factory=list)
    operator: str = ""
    place: str = ""
    before: str = ""
    after: str = ""

    def covers(self, verdict: Verdict) -> bool:
        """Whether it speaks of a mutant."""
        return (
            (not self.models or verdict.model in self.models)
            and self.operator in ("", verdict.operator)
            and self.place in ("", verdict.place)
            and self.before in verdict.before
            and self.after in verdict.after
        )


def read_list(path: Path = LIST) -> list[Justified]:
    """Read the list.

    Raises:
        ValueError: a line has another key, says nothing of why, or covers everything.
    """
    found = []
    for item in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        if set(item) - KEYS or not item.get("why") or len(item) < 2:
            raise ValueError(f"{path.name}: {item} must say why, and what it covers: {KEYS}")
        found.append(Justified(**item))
    return found


def report(verdicts: Sequence[Verdict], listed: Sequence[Justified]) -> Iterator[str]:
    """Yield the score by model, layer and oracle, and every survivor with nobody to justify it."""
    alive = [verdict for verdict in verdicts if verdict.verdict != "killed"]
    known = justified(verdicts, listed)
    by_model: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_model[verdict.layer, verdict.model].append(verdict)
    yield f"{'':45}{'mutants':>8}{'killed':>8}{'justified':>10}{'alive':>7}{'score':>8}"
    for (layer, model), found in sorted(by_model.items()):
        yield _line(f"{layer}.{model}", found, known)
    for layer in sorted({layer for layer, _ in by_model}):
        yield _line(layer, [item for item in verdicts if item.layer == layer], known)
    for operator in sorted({item.operator for item in verdicts}):
        found = [item for item in verdicts if item.operator == operator]
        yield _line(f"operator {operator}", found, known)
    yield _line("all", verdicts, known)
    yield ""
    for by, count in Counter(item.by for item in verdicts if item.by).most_common():
        yield f"killed by {by}: {count:,}"
    yield ""
    for item in listed:
        met = [verdict for verdict in verdicts if item.covers(verdict)]
        if met and all(verdict.verdict == "killed" for verdict in met):
            yield f"stale in {LIST.name}: everything it covers is killed now: {item}"
    for verdict in alive:
        if verdict.key not in known:
            yield str(verdict)


def justified(verdicts: Sequence[Verdict], listed: Sequence[Justified]) -> set[tuple[object, ...]]:
    """Return the keys of the survivors that a line of the list covers."""
    return {
        verdict.key
        for verdict in verdicts
        if verdict.verdict != "killed" and any(item.covers(verdict) for item in listed)
    }


def _line(name: str, verdicts: Sequence[Verdict], known: set[tuple[object, ...]]) -> str:
    killed = sum(item.verdict == "killed" for item in verdicts)
    justified = sum(item.key in known for item in verdicts)
    alive = len(verdicts) - killed - justified
    return (
        f"{name:45}{len(verdicts):>8,}{killed:>8,}{justified:>10,}{alive:>7,}"
        f"{score(verdicts, known):>8.1%}"
    )


def score(verdicts: Sequence[Verdict], known: set[tuple[object, ...]]) -> float:
    """Return the share killed of those mutants that are not justified to change nothing."""
    applicable = [item for item in verdicts if item.key not in known]
    killed = sum(item.verdict == "killed" for item in applicable)
    return killed / len(applicable) if applicable else 1.0
