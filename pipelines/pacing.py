"""How far something long has come, told seldom enough to be read and often enough to be seen."""

import time
from collections.abc import Callable

SECONDS = 4.0


class NowAndThen:
    """Passes on a message when none was passed on in the last four seconds."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        """Take who is told; the first four seconds pass in silence."""
        self.progress = progress
        self.said_at = time.monotonic()

    def __call__(self, message: str) -> None:
        """Tell it, or not."""
        if time.monotonic() - self.said_at >= SECONDS:
            self.said_at = time.monotonic()
            self.progress(message)
