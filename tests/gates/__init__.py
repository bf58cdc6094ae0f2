"""The two gates: each check green on a good set of tables, red on one seeded bad row."""
