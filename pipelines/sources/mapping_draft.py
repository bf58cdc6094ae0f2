"""A mapping file drafted from samples: what was recognised, and beside it what is doubted, in YAML.

Whatever the sample does not tell for certain and a number hangs on stands as `CHOOSE`, which no run
accepts: day against month, a decimal sign, a time zone, a currency that a sign may mean.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipelines.sources.mapping import ENTITIES, UNCHOSEN
from pipelines.sources.mapping_guess import NOTHING, Guess
from pipelines.sources.mapping_numbers import Numbers, numbers_of
from pipelines.sources.mapping_times import Times, times_of

NUMBERS = ("amount", "employees")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*")
_WORDS_OF_YAML = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


@dataclass
class Draft:
    """The text of a mapping file, what has to be chosen in it, and what is worth a second look."""

    lines: list[str] = field(default_factory=list)
    to_choose: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join(self.lines) + "\n"


def draft(guesses: Sequence[Guess], time_zone: str | None, currency: str | None) -> Draft:
    """Return the mapping file of some tables.

    Args:
        guesses: what each table seems to be.
        time_zone: of times that name none, if it is known.
        currency: what a sign such as $ means where that is one of the currencies that use it.
    """
    found = Draft()
    found.lines += [
        "# How the tool's lists become people and deals: our names left, theirs right.",
        f"# Drafted from a sample: look at what is doubted, and replace every {UNCHOSEN}.",
    ]
    for guess in guesses:
        found.lines.append("")
        found.lines += _Table(guess, found, time_zone, currency).lines()
    return found


class _Table:
    """The part of a draft that one table makes."""

    def __init__(
        self, guess: Guess, draft: Draft, time_zone: str | None, currency: str | None
    ) -> None:
        self.guess, self.sample, self.draft = guess, guess.sample, draft
        self.time_zone, self.currency = time_zone, currency
        self.where = ", ".join(filter(None, (self.sample.file, self.sample.sheet)))

    def lines(self) -> list[str]:
        guess, sample = self.guess, self.sample
        lines = [f"- entity: {guess.entity}{self._doubt('entity')}"]
        lines.append(f"  file: {quoted(file_pattern(sample.file))}")
        if sample.sheet:
            lines.append(f"  sheet: {quoted(sample.sheet)}")
        lines += [f"  {key}: {quoted(str(value))}" for key, value in sample.layout.items()]
        times = self._times()
        kinds = {column.name: column.type for column in ENTITIES[guess.entity].columns}
        if any(kinds[name] == "TIMESTAMP" and _is_local(way) for name, way in times.items()):
            lines.append(f"  time_zone: {self._time_zone()}")
        lines += self._numbers()
        copies = len(sample.rows) - len({tuple(row) for row in sample.rows})
        if copies:
            self._is_unsure("duplicates", f"{copies:,} rows are exact copies of earlier ones")
            lines.append(
                f"  duplicates: keep        # {copies:,} rows are exact copies of earlier ones;"
                " `drop` rejects them, counted"
            )
        if guess.key:
            lines.append(f"  key: [{', '.join(guess.key)}]{self._doubt('key')}")
        lines.append("  columns:")
        lines += list(self._columns())
        if formats := [line for name, way in times.items() for line in self._format(name, way)]:
            lines += ["  formats:", *formats]
        if words := list(self._words()):
            lines += ["  words:", *words]
        unread = [c.name for c in sample.columns if [c.name] not in guess.columns.values()]
        unread = [n for n in unread if n not in guess.columns.get("full_name", [])]
        if unread:
            lines.append(f"  # not read: {', '.join(unread)}")
        return lines

    def _columns(self) -> Iterator[str]:
        required = ENTITIES[self.guess.entity].required
        given = dict(self.guess.columns)
        first = ENTITIES[self.guess.entity].columns[0].name
        for name in required:
            if name not in given and not (name == first and self.guess.key):
                theirs = ", ".join(column.name for column in self.sample.columns)
                self._must_choose(name, f"the column of theirs that it is: {theirs}")
                yield f"    {name}: {UNCHOSEN}        # one of: {theirs}"
        for name, of_theirs in given.items():
            names = [quoted(item) for item in of_theirs]
            listed = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
            yield f"    {name}: {listed}{self._doubt(name)}"

    def _times(self) -> dict[str, Times]:
        kinds = {column.name: column.type for column in ENTITIES[self.guess.entity].columns}
        found = {}
        for name in self.guess.columns:
            column = self.guess.column_of(name)
            if kinds.get(name, "VARCHAR") != "VARCHAR" and column:
                times = times_of(column)
                if times:
                    found[name] = times
        return found

    def _format(self, name: str, times: Times) -> Iterator[str]:
        if unread := [text for text in times.unread if text.casefold() not in NOTHING]:
            told = f'{len(unread)} texts, such as "{unread[0]}", are no time so written'
            self._is_unsure(name, f"{told}; their rows are rejected")
        if len(times.formats) == 1:
            shapes = times.formats[0]
            if shapes:
                texts = [json.dumps(shape) for shape in shapes]
                one = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
                yield f"    {name}: {one}"
            return
        text, days = times.example or ("", [])
        ways = [
            f"{' and '.join(json.dumps(s) for s in way)}: then {text} is {day or 'no day'}"
            for way, day in zip(times.formats, days, strict=True)
        ]
        self._must_choose(name, "day or month first: " + "; or ".join(ways))
        yield from (f"    # {way}" for way in ways)
        yield f"    {name}: {UNCHOSEN}"

    def _time_zone(self) -> str:
        if self.time_zone:
            return self.time_zone
        self._must_choose("time_zone", "where its times are told, such as Europe/Berlin")
        return f"{UNCHOSEN}        # of times that name none, such as Europe/Berlin"

    def _numbers(self) -> Iterator[str]:
        for name in NUMBERS:
            column = self.guess.column_of(name)
            numbers = numbers_of(column) if column else None
            if numbers is not None:
                yield from self._number(name, numbers)

    def _number(self, name: str, numbers: Numbers) -> Iterator[str]:
        unread = [text for text in numbers.unread if text.casefold() not in NOTHING]
        if unread and name == "amount":
            told = f'{len(unread)} texts, such as "{unread[0]}", are no number so written'
            self._is_unsure(name, f"{told}; their rows are rejected")
        if len(numbers.decimals) > 1:
            column = self.guess.column_of(name)
            texts = column.values if column else []
            telling = next((text for text in texts if re.search(r"[.,]\d{3}", text)), "it")
            self._must_choose("decimal", f'the sign before decimals: {telling} fits "." and ","')
            yield f'  decimal: {UNCHOSEN}        # "." or ",": {telling} may be either'
        elif numbers.decimals != ["."]:
            yield '  decimal: ","'
        signs = {sign: str(meant) for sign, meant in numbers.amounts["signs"].items()}
        for sign, meant in numbers.shared.items():
            signs[sign] = next((item for item in meant if item == self.currency), UNCHOSEN)
            if signs[sign] == UNCHOSEN:
                self._must_choose("signs", f"which currency {sign} means: {', '.join(meant)}")
        parts = []
        if signs:
            parts.append(f"signs: {{{', '.join(f'{quoted(s)}: {c}' for s, c in signs.items())}}}")
        if numbers.amounts["suffixes"]:
            factors = [f"{s}: {f}" for s, f in numbers.amounts["suffixes"].items()]
            parts.append(f"suffixes: {{{', '.join(factors)}}}")
            self._is_unsure(name, f"{', '.join(factors)} are taken for thousands and millions")
        if numbers.is_negative_in_parentheses:
            parts.append("parentheses: negative")
        if parts:
            yield "  amounts: {" + ", ".join(parts) + "}"

    def _words(self) -> Iterator[str]:
        """Say of words that stand where nothing is known that they say nothing."""
        for name in self.guess.columns:
            column = self.guess.column_of(name)
            if column is None:
                continue
            empty: dict[str, str] = {}
            for word in column.distinct:
                if word.casefold() in NOTHING:
                    empty.setdefault(word.casefold(), word)
            if empty:
                said = ", ".join(f'{quoted(word)}: ""' for word in empty.values())
                yield f"    {name}: {{{said}}}        # says nothing"

    def _doubt(self, name: str) -> str:
        doubt = self.guess.doubts.get(name)
        if not doubt:
            return ""
        self._is_unsure(name, doubt)
        return f"        # unsure: {doubt}"

    def _must_choose(self, name: str, what: str) -> None:
        self.draft.to_choose.append(f"{self.where}: {name}: {what}")

    def _is_unsure(self, name: str, why: str) -> None:
        self.draft.doubts.append(f"{self.where}: {name}: {why}")


def _is_local(times: Times) -> bool:
    """Tell whether a time names no zone of its own."""
    return not all(shapes and all("%z" in s for s in shapes) for shapes in times.formats)


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)


def file_pattern(name: str) -> str:
    """Return the pattern that the next export of a file will fit: its name without numbers."""
    path = PurePosixPath(name)
    ending = "".join(path.suffixes[-2:]) if name.lower().endswith(".gz") else path.suffix
    stem = name.removesuffix(ending)
    stem = re.split(r"[ _.-]*[(\[]?\d", stem, maxsplit=1)[0] or stem
    return re.sub(r"([\[\]*?])", r"[\1]", stem) + "*" + ending
