"""What the tables of a tool say of each other: whom deals name, which words must be agreed."""

from collections.abc import Iterator, Sequence

from pipelines.sources.mapping_guess import NOTHING, Guess

# our column of a deal, and that of the people in which what it names is looked for
NAMES = {
    "person_record_id": "record_id",
    "email": "email",
    "person_name": "full_name",
    "account_name": "company",
}


def stage_words(guesses: Sequence[Guess]) -> dict[str, list[str]]:
    """Return the words of the samples that an agreement has to explain: of labels and of deals."""
    found: dict[str, list[str]] = {"label": [], "deal_stage": []}
    for guess in guesses:
        for name, words in found.items():
            column = guess.column_of(name)
            words += [
                str(word)
                for word in (column.distinct if column else [])
                if word not in words and word.casefold() not in NOTHING
            ]
    return found


def link_doubts(guesses: Sequence[Guess]) -> None:
    """Hold what deals say of people against the lists of people, and doubt what names nobody."""
    people = [guess for guess in guesses if guess.entity == "people"]
    for deals in (guess for guess in guesses if guess.entity == "deals"):
        for ours, theirs in NAMES.items():
            named = deals.column_of(ours)
            if named is None or not people:
                continue
            known = {word for guess in people for word in _folded(guess, theirs)}
            strange = [value for value in named.distinct if _fold(value) not in known]
            if len(strange) == len(named.distinct):
                deals.doubts[ours] = f'none of "{named.name}" is found as {theirs} among the people'
            elif strange and ours not in deals.doubts:
                number = f"{len(strange)} of {len(named.distinct)}"
                deals.doubts[ours] = f'{number}, such as "{strange[0]}", are no {theirs} there'


def _folded(guess: Guess, ours: str) -> Iterator[str]:
    names = guess.columns.get(ours, [])
    places = [[c.name for c in guess.sample.columns].index(name) for name in names]
    for row in guess.sample.rows if places else []:
        yield _fold(" ".join(row[at] for at in places))


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
