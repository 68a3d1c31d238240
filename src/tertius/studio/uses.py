"""Where a case uses a name, so that nothing is taken away from under something else.

A use is told by its place. What goes along with it is its unit: a claim, lever or reading as a
whole, since half of one would say something else; otherwise the innermost item of a list, or the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript

__all__ = ["PROSE", "Used", "let_go", "option_keys", "uses_of"]

PROSE = frozenset(
    ["title", "text", "name", "note", "summary", "question", "thesis", "why", "author", "publisher", "url", "series", "words", "scale", "draft", "in_force", "tertius", "bracketed", "theme", "region", "stance", "holder", "terms", "context", "basis", "confidence", "id", "date", "made", "as_of", "argued_on"]
)
"""Keys whose texts are for people, or are no expressions."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?")
_WHOLE = {"claims", "levers", "readings", "forecasts", "history", "caveats"}
_OWN = {"issue": ("negotiation", "issues"), "party": ("negotiation", "parties"), "actor": ("actors",), "lever": ("levers",), "reading": ("readings",), "source": ("sources",)}


class Used(TertiusError):
    """Something cannot be taken away by itself. `uses` are the places that would go with it, in words."""

    def __init__(self, what: str, uses: list[str]) -> None:
        self.uses = uses
        shown = "; ".join(uses[:6]) + (f" and {len(uses) - 6} more" if len(uses) > 6 else "")
        super().__init__(f"{what} is used elsewhere: {shown}")


Path = tuple[Any, ...]


def option_keys(data: Mapping[str, Any]) -> list[str]:
    """``actor.option`` of every option, in file order; nothing in graph form."""
    listed = (data.get("conflict") or {}).get("options") if isinstance(data.get("conflict"), dict) else None
    if not isinstance(listed, dict):
        return []
    return [f"{a}.{o}" for a, options in listed.items() if isinstance(options, dict) for o in options]


def _words(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, bool]]:
    """Every key and every text that is no prose: its place, itself, whether it is a key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if path:
                yield (*path, key), str(key), True
            if str(key) not in PROSE and not str(key).startswith("x_"):
                yield from _words(inner, (*path, key))
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            yield from _words(inner, (*path, k))
    elif isinstance(value, str):
        yield path, value, False


def uses_of(data: Mapping[str, Any], kind: str, name: str) -> list[Path]:
    """The units that use an actor, option (``actor.option``), lever, reading, source, claim, event, forecast or row of evidence."""
    known = option_keys(data)
    bare = name.partition(".")[2]
    alone = kind == "option" and sum(k.partition(".")[2] == bare for k in known) == 1
    own = _own(kind, name)
    found: dict[Path, None] = {}
    for path, text, key in _words(dict(data)):
        if path[: len(own)] == own:
            continue
        if _names(kind, name, bare, alone, path, text, key):
            found.setdefault(_unit(path), None)
    return [u for u in found if not any(u != v and u[: len(v)] == v for v in found)]


def _own(kind: str, name: str) -> Path:
    if kind == "option":
        actor, _, option = name.partition(".")
        return ("conflict", "options", actor, option)
    if kind in _OWN:
        return (*_OWN[kind], name)
    return ("\0",)


_OF_PARTIES = {"positions", "votes", "bracketed", "parties", "vetoes", "sides", "on", "by", "party"}


def _negotiated(kind: str, name: str, path: Path, above: str | int, text: str, key: bool) -> bool:
    """Whether a key or text of the negotiation, or of what a reading or a claim says about it, names a party or a clause."""
    inside = path[0] == "negotiation" or "negotiation" in path or (path[0] == "claims" and "expect" in path)
    if kind == "stance" or not inside:
        return False
    if kind == "party":
        return text == name and above in _OF_PARTIES
    if key:
        return text == name and above == "issues"
    return (text == name and above == "issue") or (above == "exclude" and name in _WORD.findall(text))


_ANCHORED = {"claim": "claims", "event": "history", "forecast": "forecasts", "lever": "levers", "reading": "readings", "actor": "actors", "option": "conflict.options", "issue": "negotiation.issues", "party": "negotiation.parties", "stance": "", "row": "evidence"}


def _anchored(kind: str, name: str, path: Path, text: str) -> bool:
    """Whether a text of an anchor names a source, or a place of something or inside it."""
    if path[2:3] == ("source",):
        return kind == "source" and text == name
    if path[2:3] != ("to",) or kind not in _ANCHORED:
        return False
    if kind == "stance":
        issue, _, party = name.partition(".")
        return text == f"negotiation.issues.{issue}.positions.{party}"
    if kind == "party" and text.startswith("negotiation.issues.") and text.endswith(f".positions.{name}"):
        return True
    inside = [f"{_ANCHORED[kind]}.{name}"] + ([f"conflict.options.{name}", f"conflict.preferences.{name}"] if kind == "actor" else [])
    return any(text == place or text.startswith(place + ".") for place in inside)


def _names(kind: str, name: str, bare: str, alone: bool, path: Path, text: str, key: bool) -> bool:
    above = path[-2] if key and len(path) > 1 else next((p for p in reversed(path) if isinstance(p, str)), "")
    if path[0] == "anchors":
        return not key and _anchored(kind, name, path, text)
    if kind in {"party", "issue", "stance"}:
        return _negotiated(kind, name, path, above, text, key)
    if kind == "option":
        if key:
            return above in {"fix", "link", "needs", "weights"} and (text == name or (alone and text == bare))
        if above in {"sources", "levers", "readings", "actor", "by"}:
            return False
        return any(w == name or (alone and w == bare) for w in _WORD.findall(text))
    if kind == "actor":
        if key:
            return text == name and above in {"options", "moves", "preferences", "prefer", "allow", "forbid", "views", "weights", "votes", "positions"}
        if above in {"actor", "by", "a", "b", "to", "vetoes", "of", "pivot", "client", "patron", "rivals"}:
            return text == name
        return above not in {"sources", "levers", "readings"} and any(w.startswith(name + ".") for w in _WORD.findall(text))
    if key and kind == "row":
        return text == name and path[0] == "claims" and above == "evidence"
    if key:
        # A falsifier has cells of evidence: row, then reading.
        cell = path[0] == "claims" and path[-3:-2] == ("evidence",)
        return kind == "reading" and text == name and (above in {"likelihood", "prior"} or cell)
    plural = {"lever": {"levers", "without", "necessary", "sufficient"}, "reading": {"readings", "views"}, "source": {"sources", "cites", "by"}, "claim": {"all_of", "any_of", "main_claim", "refs"}, "event": {"explained", "event", "refs"}, "forecast": {"refs"}, "row": {"row"}}[kind]
    return text == name and (above in plural or (len(path) > 1 and path[0] in plural))


def _unit(path: Path) -> Path:
    if path[0] == "evidence" and "likelihood" in path:
        return path  # one cell of the row, which says as much of the other readings without it
    if path[0] in _WHOLE and len(path) > 1:
        return path[:2] if path[2:3] != ("sources",) else _item(path)
    return _item(path)


def _item(path: Path) -> Path:
    for depth in range(len(path), 0, -1):
        if isinstance(path[depth - 1], int):
            return path[:depth]
    return path


def let_go(m: Manuscript, kind: str, name: str, what: str, *, take: bool, told: Callable[[Path], str] | None = None) -> None:
    """Take the uses of a name away, and what uses those in turn, or raise `Used` with all of them."""
    data = m.plain()
    going: dict[Path, None] = {}
    queue = [(kind, name)]
    seen = set(queue)
    while queue:
        for unit in uses_of(data, *queue.pop(0)):
            going.setdefault(unit, None)
            for more in _named_by(data, unit):
                if more not in seen:
                    seen.add(more)
                    queue.append(more)
    if not going:
        return
    if not take:
        raise Used(what, [(told or _told(data))(unit) for unit in going])
    for unit in sorted(going, key=lambda u: [(isinstance(x, int), x if isinstance(x, int) else 0, str(x)) for x in u], reverse=True):
        if m.has(unit):
            m.delete(unit, empty=unit[0] not in {"actors", "conflict"})
    # A passage on which nothing rests any more is no anchor.
    anchors = m.get(["anchors"]) or []
    for k in reversed(range(len(anchors))):
        if isinstance(anchors[k], dict) and not anchors[k].get("to"):
            m.delete(["anchors", k], empty=True)


def _named_by(data: Mapping[str, Any], unit: Path) -> list[tuple[str, str]]:
    """What a unit that goes was the only place of."""
    if len(unit) != 2:
        return []
    if unit[0] in {"levers", "readings"}:
        return [(str(unit[0])[:-1], str(unit[1]))]
    if unit[0] == "claims":
        listed = data.get("claims")
        one = listed[unit[1]] if isinstance(listed, list) and unit[1] < len(listed) else {}
        return [("claim", str(one["id"]))] if isinstance(one, dict) and one.get("id") else []
    return []


def _told(data: Mapping[str, Any]) -> Callable[[Path], str]:
    def said(unit: Path) -> str:
        here: Any = data
        for step in unit:
            here = here[step] if isinstance(here, list) else here.get(step) if isinstance(here, dict) else None
        name = here.get("id") or here.get("name") if isinstance(here, dict) else here if isinstance(here, str) else ""
        place = " ".join(str(x + 1) if isinstance(x, int) else str(x).replace("_", " ") for x in unit)
        return f"{place} ({name})" if name and str(name) not in place else place

    return said
