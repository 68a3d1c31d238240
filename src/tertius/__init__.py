"""Tertius makes arguments about third parties in conflicts executable."""

__version__ = "0.1.0"
