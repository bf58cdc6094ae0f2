"""Another process that holds a home's lock until its standard input is closed."""

import sys
from pathlib import Path

from pipelines.home import Home
from pipelines.lock import hold_lock

if __name__ == "__main__":
    with hold_lock(Home(Path(sys.argv[1]))):
        print("held", flush=True)
        sys.stdin.read()
