"""Real exports that nobody here has made; skipped where the shared folder is missing."""
