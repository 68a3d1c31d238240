"""A case as a `.gmcr` file: options, decision makers, infeasible patterns, statements or rankings.

Statements stay statements where they are alternatives of settings, at most `MAX_MEMBERS` of them;
anything else becomes a ranking of state numbers, and then the file says that rankings are set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tertius.io.exchange import Compute, Computed, Exported, left_out, listed
from tertius.io.gmcr_kept import kept_of, put_back
from tertius.io.option_table import case_of, needs_options, needs_ranks, table_of
from tertius.io.patterns import Literals, alternatives, cover, pattern_expr
from tertius.io.write import regrouped
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict, Preference, Rules
from tertius.model.states import LISTABLE
from tertius.version import VERSION

__all__ = ["MAX_MEMBERS", "MAX_STATEMENTS", "document", "gmcr_text"]

MAX_MEMBERS = 64
MAX_STATEMENTS = 62
"""That program adds up powers of two, which overflow beyond that; a model too large to rank keeps its statements."""
_DIRECTIONS = {"both": "both", "on": "fwd", "off": "back"}
_WHAT = "a .gmcr file"


def gmcr_text(case: Case, extra: Mapping[str, Any], compute: Compute, file: str) -> Exported:
    """The file, and the name of everything in the case that it has no place for.

    Raises `NotSupportedError` where the game itself cannot be said.
    """
    notes: list[str] = []
    conflict = needs_options(case, _WHAT)
    kept = kept_of(extra, file)
    beside = left_out(case)
    unowned = [k for k in kept.get("unowned", ()) if k in conflict.option_keys]
    if conflict.rules != Rules():
        table, said = table_of(case, compute(case), _WHAT)
        notes += said
        case = replace(case, conflict=case_of(table).conflict)
    case, dropped = _with_part(case, [key.partition(".")[0] for key in unowned])
    conflict = needs_options(case, _WHAT)
    order = [k for k in kept.get("order", ()) if k in conflict.option_keys]
    order += [k for k in conflict.option_keys if k not in order]
    unowned = [k for k in unowned if k in order]
    made, actors = document(case, compute, order=order, unowned=unowned)
    labels = {a.id: a.name for a in case.actors} | {o.key: o.name for o in conflict.options}
    notes += put_back(made, case, kept, {"options": order, "decision_makers": actors}, labels)
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    return Exported(text, (*beside, *dropped), tuple(notes))


def _with_part(case: Case, first: Sequence[str]) -> tuple[Case, tuple[str, ...]]:
    """The case without actors who have neither an option nor a preference, options grouped by actor."""
    conflict = needs_options(case, _WHAT)
    owners = {o.actor for o in conflict.options}
    left = tuple(a for a in case.actors if a.id in owners or a.id in conflict.preferences)
    gone = [a.id for a in case.actors if a not in left]
    grouped = regrouped(conflict, (*first, *(a.id for a in left)))
    said = (f"actors with neither an option nor a preference: {listed(gone)}",) if gone else ()
    return replace(case, actors=left, conflict=grouped), said


def document(
    case: Case, compute: Compute | None, *, order: Sequence[str], unowned: Sequence[str]
) -> tuple[dict[str, Any], list[str]]:
    """The file as plain data and the actors that are its decision makers, in order.

    `order` is the order of options in the file, `unowned` those that nobody owns. Without `compute`
    what would have to be computed is left empty.
    """
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    number = {key: k for k, key in enumerate(order)}
    actors = [a.id for a in case.actors if not any(o.actor == a.id and o.key in unowned for o in conflict.options)]
    names = {a.id: a.name for a in case.actors}
    said = {a: _said(conflict.preferences.get(a), number) for a in actors}
    ranked = any(s is None for s in said.values())
    infeasible = [alternatives(e, MAX_MEMBERS) for e in conflict.infeasible]
    computed = compute(case) if compute is not None and (ranked or None in infeasible) else None
    if computed is not None and ranked:
        needs_ranks(case, computed, _WHAT)
    makers = []
    for actor in actors:
        maker: dict[str, Any] = {
            "name": names[actor],
            "options": [number[o.key] for o in conflict.options if o.actor == actor],
            "preferences": said[actor] or [],
        }
        if ranked:
            maker["preferenceRanking"] = _numbers(conflict.preferences.get(actor), computed, actor)
        makers.append(maker)
    if None in infeasible and computed is not None:
        # Too many alternatives to spell out: patterns for the states that are not there say the same.
        patterns = cover([_decimal(code) for code in computed.codes], len(order))
        infeasible = [alternatives(pattern_expr(conflict.option_keys, p)) for p in patterns]
    options = [conflict.option(key) for key in order]
    made = {
        "program": "tertius",
        "version": VERSION,
        "options": [{"name": o.name, "permittedDirection": _DIRECTIONS[o.direction]} for o in options],
        "decisionMakers": makers,
        "infeasibles": [_pattern(m, number) for members in infeasible for m in members or ()],
        "useManualPreferenceRanking": ranked,
        "coalitions": list(range(len(makers))),
    }
    return made, actors


def _pattern(literals: Literals, number: Mapping[str, int]) -> list[list[Any]]:
    return [[number[key], "Y" if on else "N"] for key, on in literals]


def _said(preference: Preference | None, number: Mapping[str, int]) -> list[Any] | None:
    """The statements as entries; None where only a ranking can say the same."""
    if preference is None:
        return []
    if preference.kind != "statements" or preference.first or preference.last:
        return None
    found: list[Any] = []
    for expr in preference.statements:
        members = alternatives(expr, MAX_MEMBERS)
        if members is None:
            return None
        patterns = [_pattern(m, number) for m in members]
        entry: Any = patterns[0] if len(patterns) == 1 else {"compound": True, "members": patterns}
        if entry not in found:
            found.append(entry)
    return found if len(found) <= MAX_STATEMENTS or len(number) > LISTABLE else None


def _numbers(preference: Preference | None, computed: Computed | None, actor: str) -> list[Any]:
    """State numbers, best first: places in the states by decimal value."""
    grades: dict[int, list[int]] = {}
    if computed is not None:
        rank = dict(zip(computed.codes, computed.ranks[actor], strict=True))
    else:  # a ranking that has every state tells their numbers by itself
        ranking = preference.ranking if preference is not None else ()
        rank = {code: -place for place, group in enumerate(ranking) for code in group}
    for number, code in enumerate(sorted(rank, key=_decimal), 1):
        grades.setdefault(rank[code], []).append(number)
    groups = [grades[g] for g in sorted(grades, reverse=True)]
    return [g[0] if len(g) == 1 else g for g in groups]


def _decimal(code: str) -> int:
    return sum(1 << k for k, letter in enumerate(code) if letter == "Y")
