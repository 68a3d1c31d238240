"""The user's own copies of texts, beside the case: which file is the copy of which source, and what it says.

A copy is read for the page and stays where it is; the case file has its name, and of each passage the number and the hash of its
paragraph.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import TertiusError
from tertius.io.article import MAX_ARTICLE, Article, article_of
from tertius.model.anchors import as_hashed, paragraph_hash
from tertius.studio.files import Folder, digest
from tertius.studio.look import Look

__all__ = ["ENDINGS", "Copy", "base", "copies_in", "copy_of", "keep"]

ENDINGS = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf")
"""Files that are offered as copies; what they are is decided by their content."""
LISTED = 200


@dataclass(frozen=True, slots=True)
class Copy:
    """A text as it was read. paragraphs : as their hashes see them"""

    name: str
    kind: str
    paragraphs: tuple[str, ...]
    hashes: tuple[str, ...]


def base(folder: Folder, beside: Path) -> Path:
    """Where copies of a draft lie: beside its file, or in the studio's folder where it has none there."""
    return beside if beside.is_relative_to(folder.root) else folder.root


def copy_of(look: Look, name: str) -> Copy:
    """What a copy says; `TertiusError` where it is not there or is no text. Read again only when it has changed."""
    path = look.folder.place(str(base(look.folder, look.draft.folder) / name))
    if not path.is_file():
        raise TertiusError(f"{name} is not in the folder: choose your copy again")
    stamp = path.stat()
    if stamp.st_size > MAX_ARTICLE:
        raise TertiusError(f"{name} has more than {MAX_ARTICLE // 2**20} MB; give the part that the case uses")
    try:
        return look.kept(("copy", str(path), stamp.st_mtime_ns, stamp.st_size), lambda: _made(article_of(path.read_bytes(), name), name))
    except OSError as error:
        raise TertiusError(f"{name} cannot be read: {error.strerror}") from None


def _made(article: Article, name: str) -> Copy:
    return Copy(name, article.kind, tuple(as_hashed(p) for p in article.paragraphs), tuple(paragraph_hash(p) for p in article.paragraphs))


def copies_in(folder: Folder, beside: Path) -> list[str]:
    """The files beside the draft that could be a copy."""
    try:
        entries = sorted(os.scandir(base(folder, beside)), key=lambda e: e.name)
    except OSError:
        return []
    names = [e.name for e in entries if not e.name.startswith(".") and Path(e.name).suffix.lower() in ENDINGS and e.is_file(follow_symlinks=False)]
    return names[:LISTED]


def keep(folder: Folder, beside: Path, name: str, data: bytes) -> str:
    """Put a copy into the folder, under a name that nothing else has, and tell the name; one with the same content is used again.

    `TertiusError` where it is no text that can be read; nothing is written then.
    """
    stem, suffix = Path(name).stem.strip(" .")[:80] or "text", Path(name).suffix.lower()
    stem = "".join(c if c.isalnum() or c in " -_" else "-" for c in stem)
    article = article_of(data, name)
    if suffix not in ENDINGS:
        suffix = {"pdf": ".pdf", "html": ".html"}.get(article.kind, ".txt")
    where = base(folder, beside)
    for number in range(1, 1000):
        path = where / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        there = folder.now(folder.place(str(path)))
        if there == digest(data):
            return path.name
        if not there and not path.exists():
            folder.write(path, data, known="")
            return path.name
    raise TertiusError(f"there are a thousand files named {stem}; choose another name")
