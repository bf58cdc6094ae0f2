"""The command that starts the app: loopback only, no telemetry, no stack trace on a page."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
DEFAULT_PORT = 8501


def command(port: int = DEFAULT_PORT) -> list[str]:
    """Return the command that serves the app on this machine's own address."""
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(FOLDER / "asgi.py"),
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--server.enableAgentApi=false",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--client.showErrorLinks=false",
        "--client.toolbarMode=minimal",
    ]


def environment(home: Path | None = None) -> dict[str, str]:
    """Return the environment to start it in; `home` is the folder that holds `warehouse/`."""
    chosen = {} if home is None else {"SMARKETING_HOME": str(home)}
    return {**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false", **chosen}
