"""What a `.gmcr` file holds and a case file has no place for: kept under ``x_gmcr``, and put back.

``keep`` compares a file with what `tertius.io.gmcr_write` would write for its case and keeps the
difference: other keys, the order of options, coalitions, the preference that is not in use, and so on.
``put_back`` lays it over what is written now. Marks tell what a piece is true of: its actors, its
states, or all that the case says. A piece whose mark no longer fits is left out and named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tertius.errors import CaseError, Problem
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict

__all__ = ["KEY", "keep", "kept_of", "put_back"]

KEY = "x_gmcr"
_TRUE_OF = {
    "coalitions": "actors", "coalitionsFull": "actors",
    "misperceptions": "states", "infeasibles": "states", "preferenceRanking": "all", "preferenceVector": "all",
    "preferences": "all", "payoffs": "all", "useManualPreferenceRanking": "all", "useManualPreferenceVectors": "all",
    "permittedDirection": "states", "options": "states",
}  # fmt: skip
"""Keys whose content counts actors, options or states. All others stay whatever becomes of the case."""
_MADE_ANEW = {"useManualPreferenceRanking", "useManualPreferenceVectors", "infeasibles", "preferences", "permittedDirection"}
_PARTS = ("file", "options", "decision_makers")


def _marks(case: Case) -> dict[str, str]:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    actors = [a.id for a in case.actors]
    states = [[(o.key, o.direction) for o in conflict.options], [e.postfix for e in conflict.infeasible]]
    says = [
        [a, p.kind, [e.postfix for e in p.statements], p.ranking, sorted(p.weights.items()), sorted(p.payoffs.items())]
        for a, p in conflict.preferences.items()
    ]
    rules = repr(conflict.rules) + repr([(p.first, p.last, p.strong, p.pairs) for p in conflict.preferences.values()])
    parts = {"actors": actors, "states": [actors, states], "all": [actors, states, says, rules]}
    return {k: hashlib.sha256(json.dumps(v).encode()).hexdigest()[:8] for k, v in parts.items()}


def keep(
    raw: Mapping[str, Any], case: Case, made: Mapping[str, Any], actors: Sequence[str], *, order: Sequence[str], unowned: Sequence[str]
) -> dict[str, Any]:
    """What to keep of a file (`raw`, as plain data) beside its case.

    `made` is the document that would be written for the case, with `actors` for its decision makers;
    `order` is the file's own order of options.
    """
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    found: dict[str, Any] = {}
    if list(order) != list(conflict.option_keys):
        found["order"] = list(order)
    if unowned:
        found["unowned"] = list(unowned)
    tops = {k: v for k, v in raw.items() if k not in {"options", "decisionMakers"}}
    _difference(found, "file", tops, {k: v for k, v in made.items() if k not in {"options", "decisionMakers"}})
    for part, raws, mades, names in (
        ("options", raw["options"], made["options"], order),
        ("decision_makers", raw["decisionMakers"], made["decisionMakers"], actors),
    ):
        inner: dict[str, Any] = {}
        for name, was, is_made in zip(names, raws, mades, strict=True):
            _difference(inner, name, was, is_made)
        if inner:
            found[part] = inner
    return {"marks": _marks(case), **found} if found else {}


def _difference(found: dict[str, Any], name: str, was: Mapping[str, Any], made: Mapping[str, Any]) -> None:
    piece: dict[str, Any] = {}
    other = {k: v for k, v in was.items() if k not in made or not _same(made[k], v)}
    absent = [k for k in made if k not in was]
    if other:
        piece["has"] = other
    if absent:
        piece["without"] = absent
    if piece:
        found[name] = piece


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON: 1 is not true, nor 1.0."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def kept_of(extra: Mapping[str, Any], file: str) -> dict[str, Any]:
    """What a case keeps under `KEY`, checked; `CaseError` where it is not what `keep` made."""
    kept = extra.get(KEY, {})
    ok = isinstance(kept, dict) and all(
        isinstance(kept.get(part, {}), dict) for part in (*_PARTS, "marks")
    )
    ok = ok and all(isinstance(kept.get(k, []), list) and all(isinstance(x, str) for x in kept.get(k, [])) for k in ("order", "unowned"))
    pieces = [kept.get("file", {}), *(p for part in _PARTS[1:] for p in kept.get(part, {}).values())] if ok else []
    ok = ok and all(
        isinstance(p, dict)
        and isinstance(p.get("has", {}), dict)
        and isinstance(p.get("without", []), list)
        and all(isinstance(x, str) for x in p.get("without", []))
        for p in pieces
    )
    if not ok:
        expected = "what `tertius convert` wrote there, or no such key"
        raise CaseError([Problem(file, 0, 0, KEY, "it is not what an import leaves there", expected)])
    return dict(kept)


def put_back(made: dict[str, Any], case: Case, kept: Mapping[str, Any], names: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> list[str]:
    """Lay what was kept over a document that was made; what no longer fits is left out and named.

    `names` has the options and decision makers of the document in its order, `labels` their names in the case.
    """
    marks, lost = _marks(case), list[str]()
    by_hand = bool(made["useManualPreferenceRanking"])
    fits = {k: kept.get("marks", {}).get(k) == mark for k, mark in marks.items()}

    def lay(target: dict[str, Any], piece: Mapping[str, Any], where: str, label: str | None) -> None:
        for key, old in piece.get("has", {}).items():
            if key == "name" and label is not None:
                same = isinstance(old, str) and (old.strip() or where.rpartition(".")[2]) == label
                if same or fits["all"]:
                    target[key] = old
            elif fits[_TRUE_OF[key]] if key in _TRUE_OF else True:
                target[key] = old
            elif key not in _MADE_ANEW or (key == "preferences" and old and by_hand):
                lost.append(f"{key} of {where}" if where else key)
        for key in piece.get("without", []):
            if fits["all"]:
                target.pop(key, None)

    # The lists of options and decision makers are the case's own, whatever was kept.
    lists = {k: made[k] for k in ("options", "decisionMakers")}
    lay(made, kept.get("file", {}), "", None)
    made |= lists
    for part, word in (("options", "options"), ("decision_makers", "decisionMakers")):
        for name, target in zip(names[part], made[word], strict=True):
            lay(target, kept.get(part, {}).get(name, {}), name, labels.get(name))
        gone = [n for n in kept.get(part, {}) if n not in names[part]]
        lost += [f"what was kept of {name}" for name in gone]
    return [f"left out, as the case is no longer what it came from: {'; '.join(lost)}"] if lost else []
