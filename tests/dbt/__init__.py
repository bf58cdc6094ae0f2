"""The rules of the funnel, one model at a time, and what holds for every model."""
