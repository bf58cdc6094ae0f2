"""The sources file: which tools deliver, from where, and what a delivery must not lack.

A path is relative to the file. One that begins with `$SMARKETING_HOME/` lies in the folder of
everything generated, whether or not the environment names one; nothing else is expanded.

To add a setting of a source, add a field to `SourceConfig`; an unknown key stops the run.
"""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from expectations.errors import BadInputError
from expectations.strict_yaml import read_yaml, validate
from pipelines.home import Home
from pipelines.sources.mapping import Mapping, load_mappings

IN_HOME = "$SMARKETING_HOME/"
Vendor = Literal["ga4", "hubspot", "marketo", "salesforce", "mapped"]
# what a website may write into GA4's user id
UserId = Literal["email", "hubspot_contact_id", "marketo_lead_id", "salesforce_id"]


class SourceConfig(BaseModel):
    """One tool's extracts. `folder` is the resolved path, set when the file is loaded."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    vendor: Vendor
    path: str = Field(min_length=1)
    required: bool = False
    stale_after_hours: int = Field(default=48, gt=0)
    user_id: UserId | None = None
    mapping: str | None = None
    # when it is looked at besides whenever a file comes: minute, hour, day, month, weekday
    schedule: Annotated[str, Field(pattern=r"^\S+( \S+){4}$")] | None = None
    # columns that the tool no longer delivers, as lead.Industry: their absence holds nothing
    without: list[Annotated[str, Field(pattern=r"^\w+\.\S+$")]] = Field(default_factory=list)
    _folder: Path = PrivateAttr(default=Path())
    _mappings: tuple[Mapping, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _settings_belong_to_the_vendor(self) -> Self:
        if self.user_id is not None and self.vendor != "ga4":
            raise ValueError("user_id is a setting of ga4 sources only")
        if (self.mapping is not None) != (self.vendor == "mapped"):
            raise ValueError("a mapped source names its mapping file, and no other source does")
        return self

    @property
    def folder(self) -> Path:
        """The folder of extracts."""
        return self._folder

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """How a mapped source's files are read; empty for other vendors."""
        return self._mappings


class SourcesConfig(BaseModel):
    """A company's sources file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    company: str = Field(min_length=1)
    default_currency: str = Field(pattern=r"^[A-Z]{3}$")
    sources: list[SourceConfig] = Field(min_length=1)
    _file: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are named {', '.join(twice)}")
        return self

    @property
    def file(self) -> Path:
        """The file these settings came from."""
        return self._file

    def source(self, name: str) -> SourceConfig:
        """Return the source of that name."""
        return next(source for source in self.sources if source.name == name)

    def digest(self) -> str:
        """Return a digest of every setting, mappings included; where the folders lie is none."""
        terms = self.model_dump(exclude={"sources": {"__all__": {"path", "mapping"}}})
        for source, settings in zip(self.sources, terms["sources"], strict=True):
            settings["mappings"] = [mapping.model_dump() for mapping in source.mappings]
        return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


def load_sources(path: Path, home: Home | None = None) -> SourcesConfig:
    """Return the settings of a sources file; the folders it names may be missing yet.

    `home` is what `$SMARKETING_HOME` stands for, else the one that the environment names.
    """
    path = path.resolve()
    content, node = read_yaml(path, "the sources file")
    config = validate(SourcesConfig, content, node, path)
    config._file = path
    for source in config.sources:
        source._folder = _folder(source.path, path.parent, home)
        if source.mapping is not None:
            source._mappings = load_mappings(path.parent / Path(source.mapping).expanduser())
    _folders_are_apart(config)
    return config


def _folder(named: str, beside: Path, home: Home | None) -> Path:
    if named.startswith(IN_HOME):
        return (home or Home.from_environment()).root / named.removeprefix(IN_HOME)
    return (beside / Path(named).expanduser()).absolute()


def _folders_are_apart(config: SourcesConfig) -> None:
    """Refuse two sources of one vendor in one folder: each file would be delivered twice."""
    taken: dict[tuple[str, Path], str] = {}
    for source in config.sources:
        place = (source.vendor, source.folder.resolve())
        if place in taken and source.vendor != "mapped":
            raise BadInputError(
                f"{config.file}: the sources {taken[place]} and {source.name} read the same folder,"
                " so every file would count twice. Nothing was changed. Give each its own folder."
            )
        taken[place] = source.name
