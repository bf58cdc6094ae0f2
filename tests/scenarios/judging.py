"""Expected rows against the pipeline's, and their difference in the file's own notation."""

from tests.scenarios.cases import Case
from tests.scenarios.expectations import Row
from tests.scenarios.results import Results


def differences(case: Case, results: Results, keys: list[str]) -> str:
    """Return what is missing and what is too much under each key; nothing where all is right."""
    told = []
    for key in keys:
        expected, found = expected_rows(case, results, key), results.judged(key)
        missing, surplus = unmatched(expected, found)
        if missing or surplus:
            lines = [("- missing ", row) for row in missing] + [
                ("+ surplus ", row) for row in surplus
            ]
            lines.sort(key=lambda line: [cell or "" for cell in line[1].cells])
            told.append(f"{key}:\n" + "\n".join(f"    {mark}{row}" for mark, row in lines))
    return "\n".join(told)


def expected_rows(case: Case, results: Results, key: str) -> list[Row]:
    """Return the expected rows of a key, people under the name that the results use."""
    expect = case.scenario.expect
    if key in ("entries", "exits", "promises"):
        return [
            Row((results.canonical(row.cells[0]), *row.cells[1:]), row.columns)
            for row in getattr(expect, key)
        ]
    if key == "sessions":
        return [
            Row((session, results.canonical(person)))
            for session, person in (expect.sessions or {}).items()
        ]
    if key == "people":
        # whoever's record was created first names the person (semantics 2)
        first = {
            tuple(sorted(group)): results.records.earliest(group) for group in expect.people or []
        }
        return [Row(names, {"named_by": name} if name else {}) for names, name in first.items()]
    if key == "influences":
        return [
            Row((item.deal, results.canonical(item.person))) for item in expect.influences or []
        ]
    if key == "traffic":
        assert expect.traffic is not None
        return [Row((name, str(value))) for name, value in expect.traffic.model_dump().items()]
    if key == "reports":
        return [Row((report,)) for report in expect.reports or []]
    assert key == "restatements", key
    return [Row((item.cause,)) for item in expect.restatements or []]


def unmatched(expected: list[Row], found: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the expected rows that nothing fits, and the found ones that fit none.

    A row fits where its cells are equal and every column that is asked has the value. Where rows
    compete, as many as possible are matched.
    """
    for row in expected:
        for column in row.columns:
            if found and column not in found[0].columns:
                raise ValueError(f"{row} asks for {column}, which no row has")
    matched: dict[int, int] = {}
    for number in range(len(expected)):
        _match(number, expected, found, matched, set())
    taken = set(matched.values())
    missing = [row for number, row in enumerate(expected) if number not in taken]
    asked = {column for row in expected for column in row.columns}
    surplus = [
        Row(
            row.cells,
            {name: value for name, value in row.columns.items() if name in asked and value},
        )
        for number, row in enumerate(found)
        if number not in matched
    ]
    return missing, surplus


def _match(
    number: int, expected: list[Row], found: list[Row], matched: dict[int, int], tried: set[int]
) -> bool:
    """Match one expected row, moving others that can go elsewhere."""
    for place, row in enumerate(found):
        if place in tried or not _fits(expected[number], row):
            continue
        tried.add(place)
        if place not in matched or _match(matched[place], expected, found, matched, tried):
            matched[place] = number
            return True
    return False


def _fits(expected: Row, found: Row) -> bool:
    return expected.cells == found.cells and all(
        found.columns[name] == value for name, value in expected.columns.items()
    )
