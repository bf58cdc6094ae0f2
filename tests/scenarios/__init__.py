"""Small hand-computed cases, played through the whole pipeline."""
