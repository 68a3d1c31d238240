"""A `.gmcr` file (GMCR+ 0.3 to 0.4) to a case.

The file is one JSON object: options, decision makers who own them, infeasible patterns, and each
decision maker's preference as statements or, where they are set by hand, as a ranking of state
numbers. Options are regrouped by owner, those of nobody first, and state numbers are places in the
feasible states of that order. What a case file has no place for is kept (`tertius.io.gmcr_kept`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.exchange import Imported, listed
from tertius.io.fields import Context
from tertius.io.gmcr_kept import KEY, keep
from tertius.io.gmcr_reader import Maker, Reader, described
from tertius.io.gmcr_write import document
from tertius.io.json_nodes import parse_json
from tertius.io.keys import key_of
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.nodes import Sequence as NodeList
from tertius.io.patterns import disjunction
from tertius.model.case import Actor, Case
from tertius.model.conflict import Option, OptionConflict, Preference
from tertius.model.expr import MAX_LENGTH, Expr, conjunction
from tertius.model.states import LISTABLE, feasible_codes

__all__ = ["NOBODY", "read_gmcr"]

NOBODY = "nobody"
_DIRECTIONS = {"both": "both", "fwd": "on", "back": "off"}
_BY_HAND = {"useManualPreferenceRanking": "preferenceRanking", "useManualPreferenceVectors": "preferenceVector"}


def read_gmcr(text: str, file: str, title: str, *, set_aside: Collection[str] = ()) -> Imported:
    """The case of a `.gmcr` file, with what is kept beside it.

    `set_aside` names what may be kept without being analysed although it would change the result:
    ``misperceptions``. Raises `CaseError` with every mistake.
    """
    root = parse_json(text, file)
    reader = Reader(Context(file))
    if not isinstance(root, Mapping):
        raise CaseError([Problem(file, root.line, root.column, "", f"{described(root)} stands here", "an object with options and decisionMakers")])
    for key in ("options", "decisionMakers"):
        if not isinstance(root.get(key), NodeList):
            reader.context.report(root.get(key) or root, key, f"there is no list '{key}'", f'"{key}": [...]')
    _stop(reader.context)
    _read_options(reader, root)
    _read_makers(reader, root)
    _read_coalitions(reader, root)
    aside = _misperceptions(reader, set_aside)
    order = _owned(reader)
    _stop(reader.context)
    actors, options = _named(reader, order)
    infeasible = _read_infeasible(reader, root)
    conflict = OptionConflict(options, infeasible, {}, None)
    preferences = _read_preferences(reader, root, conflict)
    _stop(reader.context)
    conflict = OptionConflict(options, infeasible, preferences, None)
    _check_nobody(reader, conflict, order)
    _stop(reader.context)
    case = Case(title, actors, conflict)
    unowned = [o.key for o in options if o.actor not in {m.id for m in reader.makers}]
    file_order = [reader.keys[k] for k in range(len(options))]
    made, makers = document(case, None, order=file_order, unowned=unowned)
    kept = keep(json.loads(text), case, made, makers, order=file_order, unowned=unowned)
    notes = [*reader.notes, *_coalition_note(root), *aside]
    return Imported(case, {KEY: kept} if kept else {}, tuple(notes))


def _stop(context: Context) -> None:
    if context.problems:
        raise CaseError(sorted(context.problems, key=lambda p: (p.line, p.column)))


def _read_options(reader: Reader, root: Mapping) -> None:
    for k, node in enumerate(reader.items(root.get("options"), "options")):
        where = f"options[{k}]"
        reader.places.append(node)
        if not isinstance(node, Mapping):
            reader.context.report(node, where, f"{described(node)} stands here", 'an object with "name" and "permittedDirection"')
            node = Mapping([], node.line, node.column)
        reader.names.append(reader.text(node, "name", where))
        direction = reader.text(node, "permittedDirection", where) or "both"
        if direction not in _DIRECTIONS:
            place = node.get("permittedDirection") or node
            reader.context.report(place, where, f"the direction '{direction[:40]}' is not known", " | ".join(_DIRECTIONS))
        reader.directions.append(_DIRECTIONS.get(direction, "both"))
    if not reader.names:
        reader.context.report(root.get("options") or root, "options", "there is no option", "at least one option")


def _read_makers(reader: Reader, root: Mapping) -> None:
    for k, node in enumerate(reader.items(root.get("decisionMakers"), "decisionMakers")):
        where = f"decisionMakers[{k}]"
        if not isinstance(node, Mapping):
            reader.context.report(node, where, f"{described(node)} stands here", 'an object with "name" and "options"')
            continue
        owned = []
        for j, item in enumerate(reader.items(node.get("options"), f"{where}.options")):
            index = reader.index(item, f"{where}.options[{j}]", len(reader.names), "option")
            if index is not None:
                owned.append(index)
        reader.makers.append(Maker(node, where, reader.text(node, "name", where), owned))
    if not reader.makers:
        place = root.get("decisionMakers") or root
        reader.context.report(place, "decisionMakers", "there is no decision maker", "at least one decision maker")


def _owned(reader: Reader) -> list[int]:
    """Option numbers regrouped by owner, those of nobody first; an option of two owners is a mistake."""
    owner: dict[int, Maker] = {}
    for maker in reader.makers:
        for index in maker.owns:
            place = maker.node.get("options") or maker.node
            said = f"option {index} ('{reader.names[index]}')"
            if owner.get(index) is maker:
                reader.context.report(place, f"{maker.where}.options", f"{said} is listed twice", "each option once")
            elif index in owner:
                reader.context.report(
                    place, f"{maker.where}.options", f"{said} belongs to '{owner[index].name}' and to '{maker.name}', and which of them moves is not defined",
                    "one owner; give each its own option and make them infeasible apart, or merge the two",
                )  # fmt: skip
            owner.setdefault(index, maker)
    free = [k for k in range(len(reader.names)) if k not in owner]
    return [*free, *(k for m in reader.makers for k in m.owns)]


def _named(reader: Reader, order: list[int]) -> tuple[tuple[Actor, ...], tuple[Option, ...]]:
    taken: list[str] = []
    owner: dict[int, str] = {}
    actors = []
    for maker in reader.makers:
        maker.id = key_of(maker.name, taken, "actor")
        taken.append(maker.id)
        owner |= dict.fromkeys(maker.owns, maker.id)
        actors.append(Actor(maker.id, maker.name.strip() or maker.id))
    if len(owner) < len(order):
        nobody = key_of(NOBODY, taken, NOBODY)
        owner = {**dict.fromkeys(range(len(order)), nobody), **owner}
        actors.insert(0, Actor(nobody, "Nobody"))
    options: list[Option] = []
    for index in order:
        actor, name = owner[index], reader.names[index]
        id = key_of(name, [o.id for o in options if o.actor == actor], "option")
        options.append(Option(actor, id, name.strip() or id, reader.directions[index]))
        reader.keys[index] = options[-1].key
    return tuple(actors), tuple(options)


def _read_infeasible(reader: Reader, root: Mapping) -> tuple[Expr, ...]:
    found = []
    for k, node in enumerate(reader.items(root.get("infeasibles"), "infeasibles")):
        pattern = reader.pattern(node, f"infeasibles[{k}]")
        if pattern == []:
            reader.context.report(node, f"infeasibles[{k}]", "an empty pattern fits every state", 'at least one [option, "Y"] or [option, "N"]')
        elif pattern is not None:
            found.append(conjunction(list(reader.literals(pattern))))
    return tuple(found)


def _read_preferences(reader: Reader, root: Mapping, conflict: OptionConflict) -> dict[str, Preference]:
    feasible: list[str] | None = None

    def states() -> list[str]:
        nonlocal feasible
        if feasible is None:
            if len(conflict.options) > LISTABLE:
                raise LimitError(
                    f"{reader.context.file}: rankings by state number are read up to {LISTABLE} options, and there are "
                    f"{len(conflict.options)}; use statements"
                )
            feasible = feasible_codes(conflict.option_keys, conflict.infeasible)
        return feasible

    if not reader.context.problems and len(conflict.options) <= LISTABLE and not states():
        reader.context.report(root.get("infeasibles") or root, "infeasibles", "no state is feasible", "patterns that leave at least one state")
    by_hand = _by_hand(reader, root, "")
    unowned = {o.actor for o in conflict.options} - {m.id for m in reader.makers}
    found = {actor: Preference("statements") for actor in unowned}
    for maker in reader.makers:
        # The flag stands at the top; a decision maker that has one of its own follows that.
        key = _by_hand(reader, maker.node, f"{maker.where}.")
        key = by_hand if key is None else key
        found[maker.id] = _ranking(reader, maker, key, states) if key else _statements(reader, maker)
    return found


def _by_hand(reader: Reader, owner: Mapping, where: str) -> str | None:
    """The key of the rankings that are to be used; "" for statements, None where nothing is said."""
    said: str | None = None
    for flag, key in _BY_HAND.items():
        node = owner.get(flag)
        if node is None or (isinstance(node, Scalar) and node.null):
            continue
        if not isinstance(node, Scalar) or node.quoted or node.text not in {"true", "false"}:
            reader.context.report(node, where + flag, f"{described(node)} stands here", "true, false or null")
        elif node.text == "true":
            return key
        else:
            said = ""
    return said


def _statements(reader: Reader, maker: Maker) -> Preference:
    where = f"{maker.where}.preferences"
    found: list[Expr] = []
    repeated = 0
    for k, node in enumerate(reader.items(maker.node.get("preferences"), where)):
        expr = _statement(reader, node, f"{where}[{k}]")
        if expr is None:
            continue
        if len(str(expr)) > MAX_LENGTH:
            reader.context.report(node, f"{where}[{k}]", f"the statement has {len(str(expr)):,} characters", f"at most {MAX_LENGTH:,}")
        elif expr in found:
            repeated += 1
        else:
            found.append(expr)
    if repeated:
        reader.notes.append(f"{maker.name or maker.id}: {repeated} repeated statement{'s' if repeated > 1 else ''} dropped, which decide nothing")
    return Preference("statements", statements=tuple(found))


def _statement(reader: Reader, node: Node, where: str) -> Expr | None:
    if not isinstance(node, Mapping):
        pattern = reader.pattern(node, where)
        return None if pattern is None else conjunction(list(reader.literals(pattern)))
    compound = node.get("compound")
    if not isinstance(compound, Scalar) or compound.quoted or compound.text != "true":
        reader.context.report(compound or node, where, "the statement is neither a list nor a compound", '{"compound": true, "members": [...]}')
        return None
    members = node.get("members")
    if not isinstance(members, NodeList):
        reader.context.report(members or node, f"{where}.members", "there is no list of members", '"members": [[...], [...]]')
        return None
    patterns = [reader.pattern(m, f"{where}.members[{k}]") for k, m in enumerate(members.items)]
    if any(p is None for p in patterns):
        return None
    return disjunction([reader.literals(p) for p in patterns if p is not None])


def _ranking(reader: Reader, maker: Maker, key: str, states: Callable[[], list[str]]) -> Preference:
    other = next(k for k in _BY_HAND.values() if k != key)
    key = key if isinstance(maker.node.get(key), NodeList) or not isinstance(maker.node.get(other), NodeList) else other
    node, where = maker.node.get(key), f"{maker.where}.{key}"
    if not isinstance(node, NodeList):
        said = f"the file uses rankings set by hand and '{maker.name}' has none"
        reader.context.report(node or maker.node, where, said, f'"{key}": [state numbers, best first; an inner list is a tie]')
        return Preference("ranking")
    if reader.context.problems:
        return Preference("ranking")
    codes = states()
    seen: set[int] = set()
    groups = []
    for k, item in enumerate(node.items):
        group = []
        for member in item.items if isinstance(item, NodeList) else [item]:
            number = reader.index(member, f"{where}[{k}]", len(codes), "state", first=1)
            if number in seen:
                reader.context.report(member, f"{where}[{k}]", f"state {number} is ranked twice", "each state once")
            elif number is not None:
                seen.add(number)
                group.append(codes[number - 1])
        if group:
            groups.append(tuple(group))
    missing = [k for k in range(1, len(codes) + 1) if k not in seen]
    if missing:
        said = f"state{'s' if len(missing) > 1 else ''} {listed([str(k) for k in missing], 8)} missing"
        reader.context.report(node, where, said, f"each of the {len(codes)} feasible states once")
    return Preference("ranking", ranking=tuple(groups))


def _read_coalitions(reader: Reader, root: Mapping) -> None:
    for k, node in enumerate(reader.items(root.get("coalitions"), "coalitions")):
        for member in node.items if isinstance(node, NodeList) else [node]:
            reader.index(member, f"coalitions[{k}]", len(reader.makers), "decision maker")


def _coalition_note(root: Mapping) -> list[str]:
    node = root.get("coalitions")
    merged = [n for n in node.items if isinstance(n, NodeList) and len(n.items) > 1] if isinstance(node, NodeList) else []
    return ["coalitions: kept for export and not analysed; there a coalition merges its members into one player"] if merged else []


def _misperceptions(reader: Reader, set_aside: Collection[str]) -> list[str]:
    said = []
    for maker in reader.makers:
        where = f"{maker.where}.misperceptions"
        listed_here = reader.items(maker.node.get("misperceptions"), where)
        for k, node in enumerate(listed_here):
            reader.pattern(node, f"{where}[{k}]")
        if listed_here and "misperceptions" in set_aside:
            said.append(f"misperceptions of {maker.name}: kept for export and not analysed; every verdict is as if it saw all states")
        elif listed_here:
            reader.context.report(
                listed_here[0], where, f"misperceptions ('{maker.name}' does not see some states) are not supported in this version",
                "a file without them, or --set-aside misperceptions, which keeps them for export and analyses as if there were none",
            )  # fmt: skip
    return said


def _check_nobody(reader: Reader, conflict: OptionConflict, order: list[int]) -> None:
    """An option of nobody may stay only where it cannot be moved anyway: a case has no such options."""
    owned = {k for m in reader.makers for k in m.owns}
    place = [j for j, k in enumerate(order) if k not in owned]
    if not place or reader.context.problems:
        return
    if len(order) <= LISTABLE:
        codes = feasible_codes(conflict.option_keys, conflict.infeasible)
        rest = ["".join(x for j, x in enumerate(code) if j not in place) for code in codes]
        if len(set(rest)) == len(rest):
            return
    for k in order:
        if k not in owned:
            reader.context.report(
                reader.places[k], f"options[{k}]", f"nobody owns the option '{reader.names[k]}', and somebody could move it",
                "an owner for it, or infeasible patterns that leave it one value",
            )  # fmt: skip
