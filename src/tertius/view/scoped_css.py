"""The style sheet of the report for one piece of HTML inside another page: its rules reach nothing outside, and only those that it needs.

Each selector is put below one class; `:root` and `body` become that class; what names a tag or a class that the piece does not have, and
rules for print, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["scoped"]


def scoped(sheet: str, html: str, scope: str) -> str:
    """The rules for `html`, each below ``.scope``."""
    classes = {c for value in re.findall(r'class="([^"]*)"', html) for c in value.split()}
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", html))
    return "\n".join(_rules(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL), classes, tags, scope))


def _rules(sheet: str, classes: set[str], tags: set[str], scope: str) -> Iterator[str]:
    for head, body in _blocks(sheet):
        if head.startswith("@media"):
            inside = "\n".join(_rules(body, classes, tags, scope)) if "print" not in head else ""
            if inside:
                yield f"{head} {{\n{inside}\n}}"
        elif not head.startswith("@"):
            kept = [found for part in _parts(head) if (found := _below(part, classes, tags, scope))]
            if kept:
                yield f"{', '.join(kept)} {{ {' '.join(body.split())} }}"


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """What stands before each outermost brace, and inside it."""
    start = depth = 0
    head = ""
    for place, letter in enumerate(sheet):
        if letter == "{":
            depth += 1
            if depth == 1:
                head, start = sheet[start:place].strip(), place + 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield head, sheet[start:place]
                start = place + 1


def _parts(head: str) -> list[str]:
    """Selectors between commas that stand in no bracket."""
    return [p.strip() for p in re.split(r",(?![^(]*\))", head)]


def _below(selector: str, classes: set[str], tags: set[str], scope: str) -> str:
    if selector in (":root", "body"):
        return f".{scope}"
    if selector.startswith(("html", "body", ":root")) or "#" in selector:
        return ""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|::?[a-z-]+", "", selector)
    if not set(re.findall(r"\.([\w-]+)", bare)) <= classes or not set(re.findall(r"(?:^|[\s>+~])([a-z][a-z0-9]*)", bare)) <= tags:
        return ""
    return f".{scope} {selector}"
