"""Tests of the app: what its pages say, in every state, and how they look in a browser."""
