"""Signatures: both sides sign the digest of the terms, and a changed term makes them invalid."""

import hashlib
import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from expectations.errors import BadInputError
from expectations.loader import load_draft
from expectations.schema import Agreement, Signature, Team
from expectations.signature_text import with_signature
from expectations.strict_yaml import Location, place_of, read_yaml

PARTIES: tuple[Team, ...] = ("marketing", "sales")


def digest(agreement: Agreement) -> str:
    """Return the SHA-256 of the terms: everything that was written but the signatures.

    Comments, layout and the order of keys are not terms; the order of list items is.
    """
    terms = agreement.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude={"signatures"}
    )
    canonical = json.dumps(terms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def signature_of(agreement: Agreement, party: Team) -> Signature | None:
    """Return a party's signature under these very terms, if there is one."""
    terms = digest(agreement)
    for signature in agreement.signatures:
        if signature.party == party and signature.digest == terms:
            return signature
    return None


def is_signed(agreement: Agreement) -> bool:
    """Say whether both sides signed these very terms."""
    return all(signature_of(agreement, party) for party in PARTIES)


def is_retroactive(agreement: Agreement) -> bool:
    """Say whether a signature is later than the day the version takes effect."""
    return any(item.signed_on > agreement.effective_from for item in agreement.signatures)


def require_signed(agreements: list[Agreement], folder: Path | None = None) -> None:
    """Refuse a version that not both sides signed as it stands.

    Args:
        agreements: every version.
        folder: where their files lie, so that each line can be named.

    Raises:
        BadInputError: naming each version, whose signature is missing or no longer valid.
    """
    problems = [
        f"  {_place(agreement, at, folder)}{problem}"
        for agreement in agreements
        for at, problem in signature_findings(agreement)
    ]
    if problems:
        raise BadInputError(
            "The agreement is not signed as it stands.\n"
            + "\n".join(problems)
            + "\nNothing was lost and nothing was published. Undo the change, or have both sides"
            " sign the changed terms (smarketing agreement sign) as a new version."
        )


def _place(agreement: Agreement, at: Location, folder: Path | None) -> str:
    version = f"version {agreement.version}: "
    for suffix in (".yml", ".yaml"):
        path = folder / f"{agreement.version}{suffix}" if folder else None
        if path is not None and path.exists():
            line, _ = place_of(read_yaml(path, "the agreement", as_written=True)[1], at)
            return f"{path}:{line}: {version}"
    return version


def signature_findings(agreement: Agreement) -> list[tuple[Location, str]]:
    """Return whose signature is missing or under other terms, with its place in the document."""
    found: list[tuple[Location, str]] = []
    for party in PARTIES:
        theirs = [(n, item) for n, item in enumerate(agreement.signatures) if item.party == party]
        if not theirs:
            found.append((("signatures",), f"{party} has not signed"))
        elif signature_of(agreement, party) is None:
            place, item = theirs[0]
            found.append(
                (
                    ("signatures", place, "digest"),
                    f"{party}'s signature ({item.name}, {item.signed_on}) is for other terms:"
                    " something was changed after it was signed",
                )
            )
    return found


def sign(
    path: Path, party: Team, name: str, role: str, signed_on: date, backtest: str | None = None
) -> Signature:
    """Write one side's signature under the terms of a file, and return it.

    The text before it stays as it is, comments and line ends included. `backtest` is the digest of
    the report that was read before signing.

    Raises:
        BadInputError: the file is no valid agreement, or that side has signed it before.
    """
    agreement = load_draft(path)
    if any(item.party == party for item in agreement.signatures):
        raise BadInputError(
            f"{path}: {party} has signed already. Nothing was changed. Remove that signature first"
            " if the terms were changed since."
        )
    terms = digest(agreement)
    try:
        signature = Signature(
            party=party,
            name=name,
            role=role,
            signed_on=signed_on,
            digest=terms,
            backtest=backtest,
        )
    except ValidationError as problem:
        said = problem.errors()[0]
        raise BadInputError(
            f"{path}: cannot be signed so: {said['loc'][0]}: {said['msg']}. Nothing was changed."
        ) from problem
    signed = with_signature(path.read_bytes().decode(), signature)
    with TemporaryDirectory() as folder:
        tried = Path(folder) / path.name
        tried.write_bytes(signed.encode())
        try:
            result = load_draft(tried)
            as_meant = digest(result) == terms and len(result.signatures) == (
                len(agreement.signatures) + 1
            )
        except BadInputError:
            as_meant = False
    if not as_meant:
        raise BadInputError(
            f"{path}: no signature can be added. Nothing was changed. Make `signatures:` the last"
            " part of the file, one item below the other, or leave it out."
        )
    new = path.with_name(f".{path.name}.signed")
    new.write_bytes(signed.encode())
    new.replace(path)
    return signature
