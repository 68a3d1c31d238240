"""Files that a case file names: they stand beside it, in its folder or below."""

from __future__ import annotations

from pathlib import Path

from tertius.errors import nearest
from tertius.io.fields import Context
from tertius.io.nodes import Scalar

__all__ = ["beside"]


def beside(context: Context, node: Scalar, where: str) -> Path | None:
    """A file in the folder of the case, or None after the mistake was reported."""
    folder = Path(context.file).resolve().parent
    path = folder / node.text
    if Path(node.text).is_absolute() or not path.resolve().is_relative_to(folder):
        context.report(node, where, f"'{node.text}' is outside the folder of the case", "a file beside the case file")
        return None
    if not path.is_file():
        near = nearest(node.text, [p.name for p in folder.glob("*") if p.is_file()])
        context.report(node, where, f"there is no file '{node.text}' beside the case file", "", near)
        return None
    return path
