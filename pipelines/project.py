"""The dbt project as it stands, parsed: what models and tests there are, and what needs what."""

import hashlib
from pathlib import Path

from pipelines.home import Home, project_root
from pipelines.transform import problem, run_dbt


def current_manifest(home: Home) -> Path:
    """Return the manifest of the project as it stands, parsed anew if a file of it has changed.

    No database is touched. Conditions come from the home's own compiled agreement, else from the
    one that ships with the project.
    """
    manifest, parsed = home.dbt / "target" / "manifest.json", home.dbt / "parsed"
    code = project_digest()
    if manifest.exists() and parsed.exists() and parsed.read_text("utf-8") == code:
        return manifest
    if not (home.agreement / "conditions.sql").exists():
        shipped = project_root() / "dbt_project" / "agreement" / "conditions.sql"
        (home.agreement / "conditions.sql").write_text(shipped.read_text("utf-8"), "utf-8")
    result = run_dbt(home, ["parse"], lambda _: None)
    if result.exception is not None:
        raise problem(home, str(result.exception))
    parsed.write_text(code, "utf-8")
    return manifest


def project_digest() -> str:
    """Return a digest of the dbt project's models and macros."""
    project = project_root() / "dbt_project"
    digest = hashlib.sha256()
    for folder in ("models", "macros"):
        for path in sorted((project / folder).rglob("*.*")):
            digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes())
    digest.update((project / "dbt_project.yml").read_bytes())
    return digest.hexdigest()
