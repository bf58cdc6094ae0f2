"""YAML read so that nothing is lost in silence: no aliases, no duplicate keys, no `no` = False.

Every problem is a `BadInputError` that names file and line.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from expectations.errors import BadInputError

MAX_BYTES = 1_000_000
Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.SafeLoader):
    """Refuses aliases and duplicate keys; only `true` and `false` are booleans."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(
                None, None, "aliases (*name) are not allowed; write the value out", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


_StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
        or (tag == "tag:yaml.org,2002:bool" and first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, what: str) -> tuple[Any, yaml.Node]:
    """Return a YAML file's content and its nodes, which know their lines."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise BadInputError(f"{path}: {what} is larger than {MAX_BYTES} bytes.")
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise BadInputError(
            f"{path}: {what} cannot be read ({problem.strerror}). Nothing was changed. Check the"
            " path and run again."
        ) from problem
    except UnicodeDecodeError as problem:
        raise BadInputError(f"{path}: {what} is not UTF-8 text. Save it as UTF-8.") from problem
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise BadInputError(f"{path}:1: {what} is empty.")
        return loader.construct_document(node), node
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise BadInputError(f"{path}:{line}: {problem.problem}. Nothing was changed.") from problem
    except yaml.YAMLError as problem:
        raise BadInputError(f"{path}: {what} is not YAML ({problem}).") from problem
    finally:
        loader.dispose()


def validate(model: type[Model], content: Any, node: yaml.Node, path: Path) -> Model:
    """Return the model of some content, or raise with the line of each problem."""
    try:
        return model.model_validate(content)
    except ValidationError as problem:
        lines = []
        for error in problem.errors():
            where = ".".join(str(part) for part in error["loc"])
            message = error["msg"].removeprefix("Value error, ")
            if error["type"] == "extra_forbidden":
                message = "this key is not known"
            lines.append(f"{path}:{_line_of(node, error['loc'])}: {where or 'file'}: {message}")
        raise BadInputError("\n".join(lines) + "\nNothing was changed.") from problem


def _line_of(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """Return the line, from 1, of the deepest node on the way to a location."""
    line = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
