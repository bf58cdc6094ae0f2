"""A changed definition, tried on what is published."""
