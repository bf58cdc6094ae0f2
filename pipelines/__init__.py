"""The code location: extracts in, one checked and published funnel out."""
