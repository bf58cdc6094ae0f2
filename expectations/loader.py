"""Agreements read from a folder: one file per version, strictly, or an error that names the line."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from expectations.errors import BadInputError
from expectations.rules import broken_rules, broken_series_rules
from expectations.schema import Agreement
from expectations.yaml_reader import Lines, Location, line_of, read_yaml

_SHAPES = {"all", "any", "clause"}


def default_folder() -> Path:
    """The agreements that ship with the project."""
    return Path(__file__).parent / "agreements"


def load_agreement(path: Path) -> Agreement:
    """Read one version of the agreement.

    Raises:
        BadInputError: with one line per finding, each naming file, line and what would be right.
    """
    data, lines = read_yaml(path)
    if not isinstance(data, dict):
        raise BadInputError(f"{path}:1: an agreement is a list of named parts, such as `title:`")
    try:
        agreement = Agreement.model_validate(data)
    except ValidationError as error:
        raise BadInputError("\n".join(_finding(path, lines, item) for item in error.errors())) from None
    findings = [f"{path}:{line_of(lines, at)}: {message}" for at, message in broken_rules(agreement)]
    if path.stem != agreement.version:
        findings.append(
            f"{path}:{line_of(lines, ('effective_from',))}: takes effect on {agreement.version}, "
            f"so the file must be named {agreement.version}.yml"
        )
    if findings:
        raise BadInputError("\n".join(findings))
    return agreement


def load_agreements(folder: Path) -> list[Agreement]:
    """Read every version in a folder, in order of effect.

    Raises:
        BadInputError: where the folder, a version, or the series of versions is not right.
    """
    paths = sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]) if folder.is_dir() else []
    if not paths:
        raise BadInputError(
            f"{folder}: no agreement here. Nothing was changed. Put one signed file per version "
            "into it, named by the day it takes effect (2025-01-01.yml)"
        )
    agreements = sorted((load_agreement(path) for path in paths), key=lambda item: item.effective_from)
    findings = [f"{folder}: {message}" for message in broken_series_rules(agreements)]
    if findings:
        raise BadInputError("\n".join(findings))
    return agreements


def _finding(path: Path, lines: Lines, error: Any) -> str:
    at = _document_path(lines, error["loc"])
    where = ".".join(str(part) for part in at)
    kind = error["type"]
    if kind == "extra_forbidden":
        message = f"unknown key {at[-1]!r}; remove it or correct its spelling"
    elif kind == "missing":
        message = f"{at[-1]!r} is missing"
    else:
        message = error["msg"][:1].lower() + error["msg"][1:]
        if isinstance(error.get("input"), str | int | float):
            message += f", not {error['input']!r}"
    return f"{path}:{line_of(lines, at)}: {where}: {message}"


def _document_path(lines: Lines, loc: tuple[str | int, ...]) -> Location:
    """The path in the document: the reader's own tags for shapes of conditions are left out."""
    at: Location = ()
    for part in loc:
        if (*at, part) in lines or part not in _SHAPES:
            at = (*at, part)
    return at
