"""Agreements read from a folder: one file a version, strictly, or an error that names the line."""

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
    return _read(path)[0]


def load_draft(path: Path) -> Agreement:
    """Read one version from a file of any name, which need not be signed.

    Raises:
        BadInputError: as `load_agreement` does.
    """
    return _read(path, any_name=True)[0]


def find_version(named: str, folder: Path) -> Agreement:
    """Return the version that somebody names: by its first day, or by the path of a file.

    Raises:
        BadInputError: there is no such version, or it is not right.
    """
    if Path(named).suffix in (".yml", ".yaml"):
        return load_draft(Path(named))
    found = load_agreements(folder)
    for agreement in found:
        if agreement.version == named:
            return agreement
    raise BadInputError(
        f"{named}: no such version, and no file ending in .yml. Nothing was changed. In"
        f" {folder} are: {', '.join(agreement.version for agreement in found)}."
    )


def _read(path: Path, any_name: bool = False) -> tuple[Agreement, int]:
    """Return a version, and the line on which it says when it takes effect."""
    content, node = read_yaml(path, "the agreement", as_written=True)
    agreement = validate(Agreement, content, node, path)
    findings = [
        f"{path}:{place_of(node, at)[0]}: {message}" for at, message in broken_rules(agreement)
    ]
    effective_from, _ = place_of(node, ("effective_from",))
    if path.stem != agreement.version and not any_name:
        findings.append(
            f"{path}:{effective_from}: takes effect on {agreement.version}, "
            f"so the file must be named {agreement.version}.yml"
        )
    if findings:
        raise BadInputError("\n".join(findings) + "\nNothing was changed.")
    return agreement, effective_from


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
    versions = sorted(
        ((*_read(path), path) for path in paths), key=lambda version: version[0].effective_from
    )
    agreements = [agreement for agreement, _, _ in versions]
    findings = [
        f"{versions[index][2]}:{versions[index][1]}: {message}"
        for index, message in broken_series_rules(agreements)
    ]
    if findings:
        raise BadInputError("\n".join(findings) + "\nNothing was changed.")
    return agreements
