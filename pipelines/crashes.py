"""Where a run can be cut off: named steps at which a test kills the process, and nothing else does.

To name a step, call `step("…")` before it; tests/run/ finds it and kills a run there.
"""

import os
import signal


def step(name: str) -> None:
    """Die here, without a word and without cleaning up, if a test asked for it."""
    if os.environ.get("SMARKETING_TEST") == "1" and os.environ.get("FAULT_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
