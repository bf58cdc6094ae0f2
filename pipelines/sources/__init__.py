"""What comes in: one module per vendor, and the landing ledger they all write to.

To add a vendor, write a module beside `hubspot.py` that ends in a `VENDOR` object, add it to
`vendors.py`, a staging folder to dbt, and its word to `dbt_project/macros/vendors.sql`.
"""
