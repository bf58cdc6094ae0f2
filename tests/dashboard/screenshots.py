"""Pictures of the published home's pages, at a desk's and a phone's width, light and dark.

`make screenshots` keeps them in data/screenshots, or where SMARKETING_SCREENSHOTS says. The one of
the README is `overview-1440-light.png`.
"""

import os
import sys
import tempfile
from itertools import product
from pathlib import Path

from pipelines.home import Home, project_root
from tests.dashboard.windows import PATHS, Visit, chromium, served

WIDTHS = (1440, 390)
THEMES = ("light", "dark")


def take(home: Path, folder: Path) -> list[Path]:
    """Take a picture of every page of a home, and return where they are."""
    pictures = []
    with (
        tempfile.NamedTemporaryFile() as log,
        served(home, Path(log.name)) as address,
        chromium() as browser,
    ):
        for name, width, theme in product(PATHS, WIDTHS, THEMES):
            picture = folder / f"{name}-{width}-{theme}.png"
            Visit(browser, address, width, theme).open(PATHS[name]).picture(picture)
            pictures.append(picture)
    return pictures


def main() -> None:
    """Take the pictures of what is published, if anything is."""
    home = Home.from_environment()
    if not home.published.exists():
        sys.exit(f"{home.root} holds nothing published to take pictures of. Run make demo first.")
    named = os.environ.get("SMARKETING_SCREENSHOTS", "").strip()
    folder = Path(named) if named else project_root() / "data" / "screenshots"
    for picture in take(home.root, folder):
        print(picture)


if __name__ == "__main__":
    main()
