"""Facts that others published of their own tools; skipped where the shared folder is missing."""
