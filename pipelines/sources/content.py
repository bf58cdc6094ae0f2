"""A file's bytes, verified: what is cut off or damaged is never read as if it were whole."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipelines.sources.extracts import UnusableFileError

GZIP_MAGIC = b"\x1f\x8b"
MAX_UNPACKED_RATIO = 200
BLOCK = 1 << 20


def is_gzip(path: Path) -> bool:
    """Tell a gzip by its first bytes, not by its name."""
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


@contextmanager
def open_bytes(path: Path, named_gzip: bool = False) -> Iterator[BinaryIO]:
    """Open a file's bytes, unpacked; reading to the end verifies length and CRC.

    Raises:
        UnusableFileError: empty, no gzip though named so, cut off, or damaged.
    """
    if path.stat().st_size == 0:
        raise UnusableFileError("the file is empty, without even a header; the export was cut off")
    packed = is_gzip(path)
    if named_gzip and not packed:
        raise UnusableFileError("the file is named .gz but is no gzip; export it again")
    if not packed:
        with path.open("rb") as plain:
            yield plain
        return
    try:
        with gzip.open(path, "rb") as unpacked:
            yield unpacked  # type: ignore[misc]
    except EOFError as problem:
        raise UnusableFileError("the gzip ends too early; the transfer was cut off") from problem
    except (gzip.BadGzipFile, zlib.error) as problem:
        raise UnusableFileError(
            f"the gzip is damaged ({str(problem).split(chr(10))[0]}); transfer it again"
        ) from problem


def read_text(path: Path, named_gzip: bool = False, encoding: str = "utf-8") -> io.StringIO:
    """Return a whole file as text, line ends untouched, a byte order mark left out.

    Raises:
        UnusableFileError: as `open_bytes`, or not in that encoding.
    """
    with open_bytes(path, named_gzip) as file:
        limit = max(path.stat().st_size * MAX_UNPACKED_RATIO, BLOCK * 64)
        data = file.read(limit + 1)
        if len(data) > limit:
            raise UnusableFileError(
                f"the gzip unpacks to more than {MAX_UNPACKED_RATIO} times its size"
            )
    try:
        return io.StringIO(data.decode(encoding).removeprefix("\ufeff"), newline="")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise UnusableFileError(
            f"line {line} is not {encoding.upper()} text; export the file as UTF-8"
        ) from problem
