"""YAML read so that nothing is lost in silence: no aliases, no duplicate keys, no `no` = False.

Every problem is a `BadInputError` that names file and line.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from expectations.errors import BadInputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
Location = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(
    yaml.composer.Composer,
    yaml.constructor.SafeConstructor,
    yaml.resolver.Resolver,
    CParser,
):
    """Refuses aliases, tags and duplicate keys; only `true` and `false` are booleans.

    The text is cut into its parts by C, which reads an agreement in a quarter of the time.
    """

    depth = 0

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        for part in (yaml.composer.Composer, yaml.constructor.SafeConstructor):
            part.__init__(self)
        yaml.resolver.Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        if isinstance(event, yaml.events.AliasEvent):
            self._refuse("aliases (*name) are not allowed; write the value out", event)
        if getattr(event, "tag", None):
            self._refuse(f"tags such as {event.tag} are not allowed", event)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._refuse(f"nested deeper than {MAX_DEPTH} levels", event)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse("a key must be a plain word", key_node)
            if key_node.value in seen:
                self._refuse(f"the key {key_node.value!r} stands twice", key_node)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)

    @staticmethod
    def _refuse(problem: str, place: Any) -> None:
        raise yaml.constructor.ConstructorError(None, None, problem, place.start_mark)


# `yes` is a word, `2025-01-31` is text until it is asked for, `<<` is a key that nobody knows
_LEFT_OUT = {f"tag:yaml.org,2002:{name}" for name in ("bool", "timestamp", "merge", "value")}
_StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in _LEFT_OUT or (tag == "tag:yaml.org,2002:bool" and first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _AsWrittenLoader(_StrictLoader):
    """Leaves every scalar the text that was written (`NO`, `1.10`); only an empty one is None."""


_AsWrittenLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, what: str, as_written: bool = False) -> tuple[Any, yaml.Node]:
    """Return a YAML file's content and its nodes, which know their lines.

    Args:
        path: the file.
        what: how a message calls it.
        as_written: leave numbers and words the text that was written.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise BadInputError(
                f"{path}: {what} is larger than {MAX_BYTES} bytes. Nothing was changed."
            )
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise BadInputError(
            f"{path}: {what} cannot be read ({problem.strerror}). Nothing was changed. Check the"
            " path and run again."
        ) from problem
    except UnicodeDecodeError as problem:
        raise BadInputError(
            f"{path}: {what} is not UTF-8 text. Nothing was changed. Save it as UTF-8."
        ) from problem
    loader: _StrictLoader | None = None
    try:
        loader = (_AsWrittenLoader if as_written else _StrictLoader)(text)
        node = loader.get_single_node()
        if node is None:
            raise BadInputError(f"{path}:1: {what} is empty. Nothing was changed.")
        return loader.construct_document(node), node
    except yaml.reader.ReaderError as problem:
        # the position counts bytes
        line = text.encode()[: problem.position].count(b"\n") + 1
        raise BadInputError(
            f"{path}:{line}: the character {chr(problem.character)!r} is not allowed."
            " Nothing was changed."
        ) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise BadInputError(f"{path}:{line}: {problem.problem}. Nothing was changed.") from problem
    except (yaml.YAMLError, ValueError) as problem:
        raise BadInputError(
            f"{path}: {what} is not YAML ({problem}). Nothing was changed."
        ) from problem
    finally:
        if loader is not None:
            loader.dispose()


def validate(model: type[Model], content: Any, node: yaml.Node, path: Path) -> Model:
    """Return the model of some content, or raise with the line of each problem."""
    try:
        return model.model_validate(content)
    except ValidationError as problem:
        lines = []
        for error in problem.errors():
            line, at = place_of(node, error["loc"])
            where = ".".join(str(part) for part in at)
            lines.append(f"{path}:{line}: {where or 'file'}: {_message(error)}")
        raise BadInputError("\n".join(lines) + "\nNothing was changed.") from problem


def _message(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "this key is not known"
    if error["type"] == "missing":
        return f"{error['loc'][-1]} is missing"
    message: str = error["msg"].removeprefix("Value error, ")
    if isinstance(error.get("input"), str):
        message += f", not {error['input']!r}"
    return message


def place_of(node: yaml.Node, location: Location) -> tuple[int, Location]:
    """Return the line, from 1, of a location's deepest node, and the location as the file has it.

    A part that the file does not have (a missing key, the shape of a condition) is passed over.
    """
    line = node.start_mark.line + 1
    at: Location = ()
    for place, part in enumerate(location):
        following = location[place + 1 : place + 2]
        if part in ("all", "any") and following and isinstance(following[0], str):
            continue  # the shape of a condition, not the key of that name, which holds a list
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == str(part)]
            if found:
                line, node = found[0][0].start_mark.line + 1, found[0][1]
                at = (*at, part)
        elif isinstance(node, yaml.SequenceNode) and part in range(len(node.value)):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
            at = (*at, part)
    return line, at
