"""The `preferences` of a conflict: statements, rankings with strong gaps, weights, payoffs, pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tertius.errors import nearest
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import Scope
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.nodes import Sequence as NodeList
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import Actor
from tertius.model.comparisons import contradictions
from tertius.model.conflict import Comparison, Preference
from tertius.model.expr import Expr

__all__ = ["CLOSURES", "PREFERENCE_FORMS", "States", "read_preference", "read_preferences"]

PREFERENCE_FORMS = ("statements", "ranking", "weights", "payoffs", "pairs")
CLOSURES = ("none", "transitive")
GAP = ">>"
_SIGNS = re.compile(r">>|<<|>=|<=|==|[><~?=]")
_COMPARISON = "a > b, a >> b, a ~ b or a ? b, with a state on either side"
_RANKING = "states, best first; an inner list is a tie, '>>' between two states a strong gap"


@dataclass(frozen=True, slots=True)
class States:
    """The states that preferences may name.

    feasible : codes in state order, or None where there are too many to list
    excluded : the pattern that rules a code out, or None; only asked of codes that `scope` can read
    """

    scope: Scope
    feasible: Sequence[str] | None
    excluded: Callable[[str], Expr | None]


def read_preferences(
    context: Context,
    fields: Fields,
    actors: Sequence[Actor],
    owners: Collection[str],
    states: States,
    sources: Collection[str],
) -> dict[str, Preference]:
    """Preferences by actor; who can move (`owners`) has to have one."""
    ids = [a.id for a in actors]
    found: dict[str, Preference] = {}
    for key, value in fields.entries("preferences"):
        where = f"conflict.preferences.{key.text}"
        if key.text not in ids:
            context.report(key, where, f"there is no actor '{key.text}'", "an actor's id", nearest(key.text, ids))
            continue
        found[key.text] = read_preference(context, value, where, states, sources)
    missing = [a.id for a in actors if a.id in owners and a.id not in found]
    for actor in missing if "preferences" in fields.node.index else ():
        context.report(
            fields.node.key("preferences"),
            f"conflict.preferences.{actor}",
            f"{actor} can move but has no preference",
            "a list of statements, a ranking, weights, payoffs or pairs ([]: indifferent)",
        )
    return found


def read_preference(
    context: Context, node: Node, where: str, states: States, sources: Collection[str], more: tuple[str, ...] = ()
) -> Preference:
    """One preference, in any form; `more` are keys that stand beside it and that somebody else reads."""
    scope = states.scope
    if not isinstance(node, Mapping):
        return Preference("statements", statements=_statements(context, node, where, scope))
    fields = Fields(context, node, where, (*PREFERENCE_FORMS, "closure", *PROVENANCE_KEYS, *more))
    forms = [form for form in PREFERENCE_FORMS if form in node.index]
    if len(forms) != 1:
        said = " and ".join(forms) if forms else "nothing"
        context.report(node, where, f"{said} says what the actor prefers", f"exactly one of: {', '.join(PREFERENCE_FORMS)}")
        return Preference("statements")
    known = provenance(fields, sources)
    form, body, place = forms[0], node.index[forms[0]], f"{where}.{forms[0]}"
    closure = fields.choice("closure", CLOSURES, "none") == "transitive"
    if form != "pairs" and "closure" in node.index:
        context.report(node.key("closure"), f"{where}.closure", f"closure belongs to pairs; {form} are complete", "a file without it")
    if form == "statements":
        return Preference(form, statements=_statements(context, body, place, scope), provenance=known)
    if form == "weights":
        if scope.graph:
            context.report(body, place, "weights need options", "ranking, payoffs, pairs or statements in graph form")
            return Preference(form)
        return Preference(form, weights=_weights(context, body, place, scope), provenance=known)
    if form == "payoffs":
        return Preference(form, payoffs=_payoffs(context, body, place, states), provenance=known)
    if form == "pairs":
        pairs = _pairs(context, body, place, states, closure)
        return Preference(form, pairs=pairs, closure=closure, provenance=known)
    ranking, strong = _ranking(context, body, place, states)
    return Preference(form, ranking=ranking, strong=strong, provenance=known)


def _statements(context: Context, node: Node, where: str, scope: Scope) -> tuple[Expr, ...]:
    found: list[Expr] = []
    for item in context.items(node, where):
        expr = context.expression(item, where, scope.expression)
        if expr is None:
            continue
        if expr in found:
            context.report(item, where, f"'{expr}' stands here twice", "each statement once")
        else:
            found.append(expr)
    return tuple(found)


def _weights(context: Context, node: Node, where: str, scope: Scope) -> dict[str, float]:
    if not isinstance(node, Mapping):
        context.report(node, where, f"{kind_of(node)} stands here", "a mapping from options to numbers")
        return {}
    found: dict[str, float] = {}
    for key, value in node.pairs:
        setting = context.expression(key, where, scope.setting)
        number = context.number(value, f"{where}.{key.text}")
        if setting is None or number is None:
            continue
        if not setting[1]:
            context.report(key, where, "a weight belongs to an option", "a negative number instead of 'not'")
        if setting[0] in found:
            context.report(key, where, f"{setting[0]} has two weights", "each option once")
        found[setting[0]] = number
    return found


def _payoffs(context: Context, node: Node, where: str, states: States) -> dict[str, float]:
    if not isinstance(node, Mapping):
        context.report(node, where, f"{kind_of(node)} stands here", "a mapping from states to numbers")
        return {}
    found: dict[str, float] = {}
    for key, value in node.pairs:
        code = context.expression(key, where, states.scope.state)
        number = context.number(value, f"{where}.{key.text}")
        if code is None:
            continue
        if code in found:
            context.report(key, where, f"state {code} is given twice", "each state once")
        found[code] = 0.0 if number is None else number
    _complete(context, node, where, list(found), states)
    return found


def _ranking(
    context: Context, node: Node, where: str, states: States
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """The classes, best first, and the numbers of those after which a strong gap follows."""
    classes: list[tuple[str, ...]] = []
    strong: list[int] = []
    seen: dict[str, Node] = {}
    items = context.items(node, where)
    for number, item in enumerate(items):
        if _is(item, GAP):
            if number == 0 or number == len(items) - 1 or _is(items[number - 1], GAP):
                context.report(item, where, "'>>' has to stand between two states", _RANKING)
            elif classes:
                strong.append(len(classes) - 1)
            continue
        if isinstance(item, Scalar) and item.text in {">", "~", "=", "?"}:
            expected = "pairs, for what is not known" if item.text == "?" else _RANKING
            context.report(item, where, f"'{item.text}' has no place in a ranking", expected)
            continue
        group: list[str] = []
        for member in item.items if isinstance(item, NodeList) else [item]:
            code = context.expression(member, where, states.scope.state)
            if code is None:
                continue
            if code in seen:
                context.report(
                    member, where, f"state {code} is ranked twice (first on line {seen[code].line})", "each state once"
                )
            else:
                seen[code] = member
                group.append(code)
        if group:
            classes.append(tuple(group))
    _complete(context, node, where, list(seen), states)
    return tuple(classes), tuple(dict.fromkeys(strong))


def _is(node: Node, text: str) -> bool:
    return isinstance(node, Scalar) and node.text == text


def _pairs(context: Context, node: Node, where: str, states: States, closure: bool) -> tuple[Comparison, ...]:
    """Comparisons as listed, each pair of states once; what contradicts itself under closure is a mistake."""
    found: dict[frozenset[str], tuple[Comparison, Scalar]] = {}
    before = len(context.problems)
    for item in context.items(node, where):
        text = context.text(item, where, _COMPARISON)
        if not text or not isinstance(item, Scalar):
            continue
        pair = _comparison(context, item, where, states)
        if pair is None:
            continue
        key = frozenset({pair.left, pair.right})
        if len(key) == 1:
            context.report(item, where, f"{pair.left} is compared with itself", "two states")
        elif key not in found:
            found[key] = pair, item
        elif not _same(pair, found[key][0]):
            first = found[key][1]
            context.report(
                item, where, f"{pair.left} and {pair.right} are compared twice: '{text}' here, '{first.text}' on line {first.line}",
                "each pair of states once",
            )  # fmt: skip
    pairs = tuple(pair for pair, _ in found.values())
    if closure and len(context.problems) == before:
        items = [item for _, item in found.values()]
        for number, what in contradictions(pairs):
            context.report(items[number], where, what, "comparisons that can all hold, or no closure")
    return pairs


def _comparison(context: Context, item: Scalar, where: str, states: States) -> Comparison | None:
    signs = list(_SIGNS.finditer(item.text))
    if len(signs) != 1:
        said = f"{len(signs) + 1} states stand in one comparison" if signs else f"'{item.text}' compares nothing"
        context.report(item, where, said, _COMPARISON)
        return None
    sign = signs[0]
    left, right = (_part(item, a, b) for a, b in ((0, sign.start()), (sign.end(), len(item.text))))
    if sign[0] not in {">>", ">", "~", "?"}:
        mended = {"<": ">", "<<": ">>", "=": "~", "==": "~"}.get(sign[0])
        turned = (right, left) if sign[0].startswith("<") else (left, right)
        expected = f"{turned[0].text} {mended} {turned[1].text}" if mended else _COMPARISON
        context.report(_part(item, *sign.span()), where, f"'{sign[0]}' is not known here", expected)
        return None
    codes = []
    for part in (left, right):
        code = context.expression(part, where, states.scope.state) if part.text else None
        if not part.text:
            context.report(item, where, f"'{item.text}' lacks a state", _COMPARISON)
        elif code is not None and (pattern := states.excluded(code)) is not None:
            context.report(part, where, f"state {code} is infeasible: '{pattern}' holds in it", "feasible states only")
        elif code is not None:
            codes.append(code)
    return Comparison(codes[0], sign[0], codes[1]) if len(codes) == 2 else None


def _part(item: Scalar, start: int, end: int) -> Scalar:
    """A part of a text as a scalar of its own, with its place."""
    text = item.text[start:end]
    shift = start + len(text) - len(text.lstrip()) + (1 if item.quoted else 0)
    return Scalar(text.strip(), False, item.line, item.column + shift)


def _same(a: Comparison, b: Comparison) -> bool:
    return a == b or (a.sign == b.sign and a.sign in {"~", "?"} and (a.left, a.right) == (b.right, b.left))


def _complete(context: Context, node: Node, where: str, given: list[str], states: States) -> None:
    if states.feasible is None:
        return
    missing = [code for code in states.feasible if code not in given]
    if missing:
        shown = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        context.report(node, where, f"{'state' if len(missing) == 1 else 'states'} {shown} missing", "every feasible state once")
    for code in given:
        if code not in states.feasible and states.excluded(code) is not None:
            context.report(node, where, f"state {code} is infeasible", "feasible states only")
