"""The example company against separate counts, and the READMEs against the checkout."""
