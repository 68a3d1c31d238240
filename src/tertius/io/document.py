"""A case file as a person wrote it: edit it and write it back with comments, order and quotes kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tertius.errors import TertiusError
from tertius.io.load import parse_case
from tertius.io.save import write_whole
from tertius.model.case import Case

__all__ = ["Document"]


class Document:
    """The text of a case, editable by place.

    >>> doc = Document("tertius: 1\\ntitle: Old  # why\\nactors: {a: A}\\n")
    >>> doc.set(["title"], "New")
    >>> print(doc.text(), end="")
    tertius: 1
    title: New  # why
    actors: {a: A}
    """

    def __init__(self, text: str, file: str = "case.yaml") -> None:
        parse_case(text, file=file)
        self.file = file
        self._yaml = _round_trip()
        self._root = self._yaml.load(text)

    @classmethod
    def read(cls, path: str | Path) -> Document:
        """Open a case file; `CaseError` with every mistake if it is not a case."""
        path = Path(path)
        path = path / "case.yaml" if path.is_dir() else path
        return cls(path.read_bytes().decode("utf-8-sig"), str(path))

    def get(self, place: Sequence[str | int]) -> Any:
        """The value at a place, such as ``["actors", "upper"]`` or ``["claims", 0, "text"]``."""
        here = self._root
        for key in place:
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                raise TertiusError(f"{self.file}: there is nothing at {_dotted(place)}") from None
        return here

    def set(self, place: Sequence[str | int], value: Any) -> None:
        """Put a value at a place; comments around it stay. `TertiusError` if its parent does not exist."""
        if not place:
            raise TertiusError("a place is needed")
        parent = self.get(place[:-1])
        try:
            parent[place[-1]] = value
        except (IndexError, TypeError):
            raise TertiusError(f"{self.file}: nothing can be put at {_dotted(place)}") from None

    def delete(self, place: Sequence[str | int]) -> None:
        """Take out what is at a place."""
        self.get(place)
        parent = self.get(place[:-1])
        del parent[place[-1]]

    def text(self) -> str:
        """The file's text."""
        out = io.StringIO()
        self._yaml.dump(self._root, out)
        return out.getvalue()

    def case(self) -> Case:
        """The case that the text now is; `CaseError` if an edit broke it."""
        return parse_case(self.text(), file=self.file)

    def save(self, path: str | Path | None = None) -> Path:
        """Check the text and write it whole; nothing is written if it is not a case."""
        self.case()
        target = Path(path if path is not None else self.file)
        write_whole(target, self.text())
        return target


def _round_trip() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dotted(place: Sequence[str | int]) -> str:
    return ".".join(str(p) for p in place) or "the top"
