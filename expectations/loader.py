"""Agreements read from a folder: one file per version, strictly, or an error that names the line."""

from pathlib import Path

from expectations.errors import BadInputError
from expectations.rules import broken_rules, broken_series_rules
from expectations.schema import Agreement
from expectations.strict_yaml import place_of, read_yaml, validate


def default_folder() -> Path:
    """Return where the agreements that ship with the project lie."""
    return Path(__file__).parent / "agreements"


def load_agreement(path: Path) -> Agreement:
    """Read one version of the agreement.

    Raises:
        BadInputError: with one line per finding, each naming file, line and what would be right.
    """
    content, node = read_yaml(path, "the agreement", as_written=True)
    agreement = validate(Agreement, content, node, path)
    findings = [
        f"{path}:{place_of(node, at)[0]}: {message}" for at, message in broken_rules(agreement)
    ]
    if path.stem != agreement.version:
        line, _ = place_of(node, ("effective_from",))
        findings.append(
            f"{path}:{line}: takes effect on {agreement.version}, "
            f"so the file must be named {agreement.version}.yml"
        )
    if findings:
        raise BadInputError("\n".join(findings) + "\nNothing was changed.")
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
            "into it, named by the day it takes effect (2025-01-01.yml)."
        )
    agreements = sorted(
        (load_agreement(path) for path in paths), key=lambda item: item.effective_from
    )
    findings = [f"{folder}: {message}" for message in broken_series_rules(agreements)]
    if findings:
        raise BadInputError("\n".join(findings) + "\nNothing was changed.")
    return agreements
