"""Runs: one at a time, all or nothing, and one clear message for every way they can end."""
