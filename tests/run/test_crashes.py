"""A run killed before it publishes: what is published stays, and the next run repairs the rest."""

import os
import re
import subprocess
import sys

import pytest

from pipelines.home import Home, project_root
from pipelines.manifest import published_manifest
from pipelines.run import PUBLISHED, run
from tests.run.company import Company

STEPS = re.findall(
    r'\bstep\("([^"]+)"\)', (project_root() / "pipelines" / "build.py").read_text("utf-8")
)


@pytest.mark.parametrize(
    "step",
    [
        # the longest step, and in a night the others
        pytest.param(
            step, marks=pytest.mark.slow if step == "build the models" else pytest.mark.nightly
        )
        for step in STEPS
    ],
)
def test_a_run_killed_while_it_builds_is_repaired_by_the_next(
    example: Home, home: Home, company: Company, step: str
) -> None:
    """The changed input is the company's name, so that every number must stay what it was."""
    company.rename(home, "Nordlicht SE")
    before = home.current.readlink()
    killed = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *company.arguments],
        env={
            **os.environ,
            "SMARKETING_HOME": str(home.root),
            "SMARKETING_TEST": "1",
            "FAULT_AT": step,
        },
        cwd=project_root(),
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9
    assert home.current.readlink() == before
    assert published_manifest(home) is not None

    outcome = run(home, company.request, lambda _: None)

    assert outcome.state == PUBLISHED
    first, second = published_manifest(example), published_manifest(home)
    assert first is not None
    assert second is not None
    # what a run says of itself, and of the one before it
    own = {"run", "check_results", "kpi_bridge"}
    for name, table in first.tables["funnel.duckdb"].items():
        if name not in own:
            assert second.tables["funnel.duckdb"][name] == table, name
    assert not home.unfinished.exists()
