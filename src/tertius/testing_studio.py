"""A studio's desk for tests: a case opened from a folder, and edits as a person would make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tertius.studio.desk import Desk
from tertius.studio.files import Folder
from tertius.studio.registry import Ask

__all__ = ["desk_of", "do"]


@contextmanager
def desk_of(folder: Path, text: str) -> Iterator[Desk]:
    """A desk on which this case is open, as case.yaml in the folder; it is closed at the end."""
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    desk = Desk(Folder.at(folder))
    try:
        desk.open_file("case.yaml")
        yield desk
    finally:
        desk.close()


def do(desk: Desk, edit: str, /, **fields: Any) -> None:
    """Make an edit of the case as it stands."""
    desk.edit(desk.working.revision, edit, Ask(fields))
