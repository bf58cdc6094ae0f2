"""The key behind every published id, and the dbt plugin that puts it on DuckDB's connections.

An id in the published file is HMAC-SHA256 of a vendor's id under a key that each installation
makes for itself. The key stands in one file of mode 0600, is set as two connection variables
(the inner and outer padded key of RFC 2104), and so is in no warehouse, log or compiled SQL.
"""

import os
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from pipelines.home import KEY_BYTES


def set_key(connection: DuckDBPyConnection, path: Path) -> None:
    """Set the padded keys on one DuckDB connection; variables are not shared by its cursors."""
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path}: the key must be {KEY_BYTES} bytes in hex")
    inner = bytes(byte ^ 0x36 for byte in key).hex()
    outer = bytes(byte ^ 0x5C for byte in key).hex()
    connection.execute(f"set variable hmac_inner = unhex('{inner}')")
    connection.execute(f"set variable hmac_outer = unhex('{outer}')")


class Plugin(BasePlugin):
    """Sets the key on every connection and cursor that dbt opens."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Set the key on the first connection."""
        set_key(conn, Path(os.environ["SMARKETING_KEY_FILE"]))

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Set the key on a cursor, which is a connection of its own."""
        set_key(cursor, Path(os.environ["SMARKETING_KEY_FILE"]))
