"""Comparison models: one a file, each with a card. `catalogue` has them all by name."""
