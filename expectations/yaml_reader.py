"""YAML read strictly: no aliases, tags, duplicate keys or guessed types, and every line remembered."""

from pathlib import Path
from typing import Any

import yaml

from expectations.errors import BadInputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

Location = tuple[str | int, ...]
Lines = dict[Location, int]


def read_yaml(path: Path) -> tuple[Any, Lines]:
    """Read one document: (data, line of each part by its path).

    Scalars stay the text that was written (`NO`, `1.10`); only an empty one is None.

    Raises:
        BadInputError: naming file and line, what is wrong and what would be right.
    """
    if path.stat().st_size > MAX_BYTES:
        raise BadInputError(f"{path}: larger than {MAX_BYTES} bytes; an agreement is a short document")
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_tricks(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: is not UTF-8 text ({error.reason})") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "cannot be read as YAML"
        raise BadInputError(f"{path}:{line}: {problem}") from error
    if node is None:
        raise BadInputError(f"{path}:1: the document is empty")
    lines: Lines = {}
    return _plain(path, node, (), lines), lines


def _refuse_tricks(path: Path, text: str) -> None:
    depth, documents = 0, 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadInputError(
                f"{path}:{line}: anchors and aliases are not allowed; write the words out, "
                "so that what is signed is what is read"
            )
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            raise BadInputError(f"{path}:{line}: tags such as {event.tag!r} are not allowed")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > MAX_DEPTH:
            raise BadInputError(f"{path}:{line}: nested deeper than {MAX_DEPTH} levels")
        if documents > 1:
            raise BadInputError(f"{path}:{line}: one document a file")


def _plain(path: Path, node: yaml.Node, at: Location, lines: Lines) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise BadInputError(f"{path}:{line}: a key must be a plain word")
            key = str(key_node.value)
            if key in data:
                raise BadInputError(f"{path}:{line}: {key!r} stands twice; keep one of them")
            data[key] = _plain(path, value_node, (*at, key), lines)
            lines[(*at, key)] = line
        return data
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item, (*at, index), lines) for index, item in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:null" and node.style is None:
        return None
    return str(node.value)


def line_of(lines: Lines, at: Location) -> int:
    """The line of a part, or of the nearest part around it."""
    for end in range(len(at), -1, -1):
        if at[:end] in lines:
            return lines[at[:end]]
    return 1
