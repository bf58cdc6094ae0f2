"""The app both leaders open; it reads the published file only."""
