"""The example company's files in a folder of their own, where a test may spoil them."""

import shutil
from pathlib import Path

from pipelines.home import Home
from pipelines.inputs import Request
from tests.example.extracts import FOLDER


def arguments_of(request: Request) -> list[str]:
    """Return what a user types to run what is asked for."""
    return ["run", "--sources", str(request.sources), "--agreements", str(request.agreements)]


class Company:
    """The same sources and terms as the example's, elsewhere."""

    def __init__(self, folder: Path) -> None:
        """Copy extracts, sources file, agreements and annexes."""
        self.folder = folder
        shutil.copytree(FOLDER, folder)
        self.sources = folder / "sources.yml"
        self.agreements = folder / "agreements"

    @property
    def request(self) -> Request:
        """What a run of this company asks for."""
        return Request(self.sources, self.agreements)

    @property
    def arguments(self) -> list[str]:
        """What a user types to run this company."""
        return arguments_of(self.request)

    def rename(self, home: Home, name: str) -> None:
        """Call the company otherwise, and write that into a home that holds its files."""
        self.change("sources.yml", "Nordlicht Software", name)
        names = home.landing / "companies.json"
        names.write_text(names.read_text().replace("Nordlicht Software", name))

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text in one of the files; it must be there."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} holds no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
