"""The formats that cases are converted from and to, with their endings and names."""

from __future__ import annotations

__all__ = ["FORMATS", "KEPT", "NAMES"]

FORMATS = {
    "yaml": (".yaml", ".yml"),
    "gmcr": (".gmcr",),
    "csv": (".csv", ".tsv"),
    "xlsx": (".xlsx",),
    "graphml": (".graphml",),
    "nfg": (".nfg",),
}
"""Formats with their extensions."""
KEPT = {"x_gmcr": "gmcr", "x_nfg": "nfg"}
"""Keys under which a case keeps what it has no place for, with the format that has one."""
NAMES = {
    "yaml": "a case file", "gmcr": "a .gmcr file", "csv": "an option table", "xlsx": "an option table",
    "graphml": "a graph", "nfg": "a strategic game",
}  # fmt: skip
