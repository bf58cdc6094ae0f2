"""The played company: the same from the same seed, readable as it stands, true to its truth."""
