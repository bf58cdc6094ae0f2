"""Where everything generated lies: one git-ignored folder, private to its owner."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 64


def project_root() -> Path:
    """Return the checkout, the folder that holds `pipelines/`, `dbt_project/` and the rest."""
    return Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The generated folder of one installation, and the address of every file in it."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home that SMARKETING_HOME names, else `data/` in the checkout."""
        named = os.environ.get("SMARKETING_HOME", "").strip()
        root = Path(named).expanduser() if named else project_root() / "data"
        return cls(root.absolute())

    @property
    def extracts(self) -> Path:
        """The demo company's extracts, and the truth beside them that no source reads."""
        return self.root / "extracts"

    @property
    def landing(self) -> Path:
        """Untouched extracts by their SHA-256, and the ledger of them."""
        return self.root / "landing"

    @property
    def agreement(self) -> Path:
        """What the agreement of this run was compiled into."""
        return self.root / "agreement"

    @property
    def warehouse(self) -> Path:
        """The private work files and the published runs."""
        return self.root / "warehouse"

    @property
    def dbt(self) -> Path:
        """The manifest, compiled SQL and logs of dbt, so that the checkout stays clean."""
        return self.root / "dbt"

    @property
    def dagster(self) -> Path:
        """Dagster's own records."""
        return self.root / "dagster"

    @property
    def logs(self) -> Path:
        """One log per run, with the trace of whatever nobody foresaw."""
        return self.root / "logs"

    @property
    def work_db(self) -> Path:
        """Raw, landing, staging and core tables; never published."""
        return self.warehouse / "work.duckdb"

    @property
    def marts_db(self) -> Path:
        """The marts before they are checked."""
        return self.warehouse / "marts.duckdb"

    @property
    def unfinished(self) -> Path:
        """There while the work files are being changed, and after a run that was cut off."""
        return self.warehouse / "unfinished"

    @property
    def runs(self) -> Path:
        """One folder per published run."""
        return self.warehouse / "runs"

    @property
    def current(self) -> Path:
        """The link to the published run; its swap is the publication."""
        return self.warehouse / "current"

    @property
    def published(self) -> Path:
        """The fixed name of the published funnel, through `current`."""
        return self.warehouse / "funnel.duckdb"

    @property
    def people(self) -> Path:
        """The fixed name of the published names and addresses, through `current`."""
        return self.warehouse / "people.duckdb"

    @property
    def scratch(self) -> Path:
        """The marts as of the past moment that was last asked for; never published."""
        return self.root / "scratch" / "funnel.duckdb"

    @property
    def status(self) -> Path:
        """How the last run ended."""
        return self.warehouse / "status.json"

    @property
    def lock(self) -> Path:
        """Held by the run that is going on."""
        return self.root / "run.lock"

    @property
    def key_file(self) -> Path:
        """The installation's pseudonym key; SMARKETING_KEY_FILE names another."""
        named = os.environ.get("SMARKETING_KEY_FILE", "").strip()
        return Path(named).expanduser() if named else self.root / "secret" / "pseudonym.key"

    def ensure(self) -> None:
        """Make the folders, readable by their owner only, and the key if there is none."""
        for folder in (
            self.root,
            self.landing,
            self.agreement,
            self.warehouse,
            self.dagster,
            self.runs,
            self.key_file.parent,
        ):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_key(self.key_file)


def _make_key(path: Path) -> None:
    """Write 64 random bytes in hex once; a second process that comes first wins."""
    if path.exists():
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
