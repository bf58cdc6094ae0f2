"""Tests of what comes in: landing, the ledger, the vendors' readers and the raw tables."""
