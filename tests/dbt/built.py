"""The example's work files as a place where dbt can run its unit tests."""

import shutil
from pathlib import Path

from pipelines.home import Home, project_root
from tests.example.published import publish_example

PROJECT = project_root() / "dbt_project"
MODELS = PROJECT / "models"
COMPILED = PROJECT / "agreement"


def copy_of_built_home(folder: Path) -> Home:
    """Copy what dbt needs of the published example into a folder, with the committed compilation.

    Unit tests ask the built tables for nothing but their columns.
    """
    example, home = publish_example(), Home(folder)
    for part in ("warehouse", "secret", "dbt"):
        shutil.copytree(example.root / part, home.root / part, symlinks=True)
    shutil.copytree(COMPILED, home.agreement)
    return home
