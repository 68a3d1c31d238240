"""Shipped cases: the slug is the name of the folder."""

from __future__ import annotations

from pathlib import Path

from tertius.errors import CaseError, Problem, UnknownNameError
from tertius.io.load import load_case
from tertius.model.case import Case

__all__ = ["load", "locate", "shipped", "slugs", "template"]

_FOLDER = Path(__file__).resolve().parent.parent / "cases"


def slugs() -> tuple[str, ...]:
    """The slugs of all shipped cases, sorted."""
    return tuple(sorted(p.parent.name for p in _FOLDER.glob("*/case.yaml")))


def shipped(slug: str) -> Path:
    """The file of a shipped case; `UnknownNameError` with the nearest slug otherwise."""
    if slug not in slugs():
        raise UnknownNameError("shipped case", slug, slugs())
    return _FOLDER / slug / "case.yaml"


def template() -> Path:
    """The commented example that `tertius new` writes."""
    return Path(__file__).resolve().parent / "template.yaml"


def locate(name: str) -> Path:
    """The file of a case, from a path or from the slug of a shipped case.

    A path that exists wins over a slug. Raises `CaseError` for a path that does not exist and
    `UnknownNameError`, with the nearest slug, for anything else.
    """
    if not name:
        raise UnknownNameError("file or shipped case", name, slugs())
    path = Path(name)
    if path.is_dir() and (path / "case.yaml").exists():
        return path / "case.yaml"
    if path.exists() and not path.is_dir():
        return path
    if name in slugs():
        return shipped(name)
    if path.is_dir():
        raise CaseError([Problem(name, 0, 0, "", "the folder has no case.yaml", "a case; `tertius new DIR` writes one")])
    if path.suffix or len(path.parts) > 1:
        raise CaseError([Problem(name, 0, 0, "", "there is no such file", "a case file or the slug of a shipped case")])
    raise UnknownNameError("file or shipped case", name, slugs())


def load(name: str | Path) -> Case:
    """Read a case from a path, or a shipped case by its slug."""
    return load_case(locate(str(name)))
