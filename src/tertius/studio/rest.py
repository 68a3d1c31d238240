"""What can be worked out of a case while its text has mistakes: all but what they stand in.

What is left out is a whole claim, clause, commitment, reading, event, forecast, row of evidence or section, since half
of one would say something else, and with it what names it. Only what a source or a note says may go alone: nothing is
computed from it. A mistake among the actors or in the conflict leaves no rest: without a preference or an option the
case would be another one.
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass

from tertius.errors import CaseError, Problem, TertiusError
from tertius.io.load import SECTIONS, case_of
from tertius.io.nodes import Mapping, Node, Scalar, Sequence
from tertius.model.case import Case

__all__ = ["Rest", "rest_of"]

ROUNDS = 8
"""How often what is left is read again: leaving something out leaves out what names it."""
_KEYED = ("levers", "readings", "views")
_LISTED = ("claims", "history", "forecasts")
_ALONE = ("uncertainty", "relations", "ladder", "thresholds", "coverage", "anchors", "caveats", "main_claim", "summary", "question", "argued_on")
_BESIDE = ("sources", "cites", "note", "basis", "confidence")
"""Keys from which nothing is computed."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """A case without what has mistakes. left_out : the places, as ``claims.C1``, in the order in which they went"""

    case: Case
    left_out: tuple[str, ...]


def rest_of(root: Node, problems: Many[Problem], *, file: str) -> tuple[Rest | None, tuple[Problem, ...]]:
    """The case that is left without the places of the mistakes, and the mistakes that are none of what is only unfinished.

    The rest is None where there are mistakes in what everything rests on. What is unfinished goes first: a mistake that is
    gone with it, such as that a package has no text for a new clause, is no mistake yet.
    """
    left_out: dict[str, None] = {}
    wrong = tuple(p for p in problems if not p.unfinished)
    for turn in range(ROUNDS):
        first = turn == 0 and len(wrong) < len(problems)
        going: dict[Path, str] = {}
        for problem in problems:
            if first and not problem.unfinished:
                continue
            found = _unit(problem, root)
            if found is None:
                return None, wrong
            going[found[0]] = found[1]
        # From the back, so that places in lists stay what they are.
        for path in sorted(going, key=lambda p: [(isinstance(x, int), x if isinstance(x, int) else 0, str(x)) for x in p], reverse=True):
            root = _without(root, path)
        left_out |= dict.fromkeys(going.values())
        try:
            made = case_of(root, (), file=file)
        except CaseError as error:
            if first:
                wrong = tuple(p for p in wrong if p in error.problems)
            problems = error.problems
        except TertiusError:
            break
        else:
            return Rest(made, _outermost(left_out)), () if first else wrong
    return None, wrong


def _outermost(places: dict[str, None]) -> tuple[str, ...]:
    return tuple(p for p in places if not any(p.startswith(q + ".") for q in places))


def _unit(problem: Problem, root: Node) -> tuple[Path, str] | None:
    """Where what goes with a mistake is in the tree, and its place as the messages have it."""
    steps = problem.where.split(".") if problem.where else []
    top = steps[0] if steps else ""
    if not steps and isinstance(root, Mapping):
        keys = [k.text for k, _ in root.pairs if (k.line, k.column) == (problem.line, problem.column)]
        return ((keys[0],), keys[0]) if keys and keys[0] not in SECTIONS else None
    for depth in range(1, len(steps)):
        if steps[depth] in _BESIDE or (top == "sources" and depth == 2 and steps[depth] != "title"):
            path = _path(steps[: depth + 1], root)
            if path is not None:
                return path, ".".join(steps[: depth + 1])
    if (top in _KEYED or top in _LISTED or top == "evidence") and len(steps) > 1 and (path := _path(steps[:2], root)) is not None:
        return path, f"{top}.{steps[1]}"
    if top == "negotiation":
        path = _path(steps[:3], root) if steps[1:2] == ["issues"] and len(steps) > 2 else _path(steps[:2], root) if steps[1:2] == ["timing"] else (top,)
        return None if path is None else (path, ".".join(steps[: len(path)]))
    whole = top in _ALONE or top in _KEYED or top in _LISTED or top == "evidence"
    return ((top,), top) if whole and _path([top], root) is not None else None


def _path(steps: list[str], root: Node) -> Path | None:
    """A place of the messages in the tree: items of lists go by their id there, rows of evidence without `rows`."""
    here: Node | None = root
    found: Path = ()
    for step in steps:
        if isinstance(here, Mapping) and found == ("evidence",) and here.get(step) is None:
            here, found = here.get("rows"), (*found, "rows")
        if isinstance(here, Sequence):
            at = next((k for k, item in enumerate(here.items) if isinstance(item, Mapping) and _text(item.get("id")) == step), None)
            if at is None:
                return None
            here, found = here.items[at], (*found, at)
        elif isinstance(here, Mapping) and here.get(step) is not None:
            here, found = here.get(step), (*found, step)
        else:
            return None
    return found


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def _without(node: Node, path: Path) -> Node:
    """The tree without what is at a place; what is not on the way is shared."""
    step, rest = path[0], path[1:]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        items = [*node.items[:step], *([_without(node.items[step], rest)] if rest else []), *node.items[step + 1 :]]
        return Sequence(items, node.line, node.column)
    if not isinstance(node, Mapping):
        return node
    pairs = [(k, _without(v, rest) if k.text == step else v) for k, v in node.pairs if rest or k.text != step]
    return Mapping(pairs, node.line, node.column, {k.text: v for k, v in pairs})
