"""Robustness: what survives when the inputs are wrong. Plans, blocks of draws, and what they add up to."""
