"""The recount itself is right: cases worked out by hand, and everything else held against it."""
