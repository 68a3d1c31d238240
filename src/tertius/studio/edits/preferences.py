"""Preferences: statements in order of importance, or states from best to worst."""

from __future__ import annotations

from typing import Any

from tertius.errors import ExpressionError, TertiusError
from tertius.io.manuscript import Manuscript
from tertius.io.names import Scope
from tertius.studio.edits.actors import an_actor
from tertius.studio.registry import Ask, edit
from tertius.studio.rows import option_rows
from tertius.studio.spoken import keyed, shown

FORMS = ("statements", "ranking")
SOME = 6
"""Names that a refusal lists."""
PROVENANCE = ("basis", "sources", "note", "confidence")


def scope(m: Manuscript) -> Scope:
    """What names mean in an expression."""
    states = m.get(["conflict", "states"])
    if isinstance(states, dict):
        return Scope(states=tuple(states), graph=True)
    rows = option_rows(m.plain())
    return Scope(options=tuple(o.key for o in rows), titles=tuple(o.name for o in rows))


def checked(m: Manuscript, text: str) -> str:
    """An expression, with short names; options may stand under their display names. `TertiusError` where it cannot be read."""
    known = scope(m)
    try:
        expr = known.expression(text)
    except ExpressionError as error:
        try:
            expr = known.expression(keyed(m.plain(), text))
        except ExpressionError:
            raise TertiusError(f"“{text}”: {error}{_instead(m, known)}") from None
    bare = [key.partition(".")[2] for key in known.options]
    return str(expr.rename({k: b for k, b in zip(known.options, bare, strict=True) if bare.count(b) == 1}))


def _instead(m: Manuscript, known: Scope) -> str:
    """What can stand in an expression, for somebody who has never seen one."""
    if known.graph:
        return f". Join states with and, or, not: {', '.join(list(known.states)[:SOME])}"
    said = [f"‘{name}’" for name in shown(m.plain())][:SOME]
    more = ", …" if len(known.options) > SOME else ""
    return f". Join names of options with and, or, not, if: {', '.join(said)}{more}" if said else ". There are no options yet: add them under ‘Actors and options’"


def place_of(m: Manuscript, actor: str, form: str) -> list[str | int]:
    """Where an actor's statements or ranking stand; the other form is replaced, what it rests on stays."""
    place: list[str | int] = ["conflict", "preferences", actor]
    here = m.get(place)
    if isinstance(here, dict):
        if form in here:
            return [*place, form]
        kept = {k: here[k] for k in PROVENANCE if k in here}
        m.set(place, {form: [], **kept})
        return [*place, form]
    if form == "statements":
        if here is None:
            m.set(place, [])
        return place
    m.set(place, {form: []})
    return [*place, form]


def write(m: Manuscript, actor: str, form: str, value: list[Any]) -> None:
    """Put an actor's statements or ranking."""
    m.set(place_of(m, actor, form), value)


@edit("add_statement", "the new statement")
def add_statement(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `expression`, or several with a semicolon between them, most important first; `at` is the place of the first, by default the last."""
    actor = an_actor(m, ask)
    texts = [checked(m, text) for text in ask.names("expression", most=20_000)]
    place = place_of(m, actor, "statements")
    at = ask.number("at", len(m.get(place)))
    for k, text in enumerate(texts):
        listed = m.get(place)
        if text in [str(x) for x in listed]:
            raise TertiusError(f"“{text}” stands there already: drag it to another place")
        m.insert(place, max(0, min(at + k, len(listed))), text)


@edit("set_statement", "the change of a statement")
def set_statement(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `at`, `expression`."""
    place = place_of(m, an_actor(m, ask), "statements")
    m.set([*place, ask.number("at")], checked(m, ask.text("expression")))


@edit("remove_statement", "the removal of a statement")
def remove_statement(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `at`."""
    m.delete([*place_of(m, an_actor(m, ask), "statements"), ask.number("at")])


@edit("move_statement", "the move of a statement")
def move_statement(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; `from` and `to` are places in the list."""
    m.move(place_of(m, an_actor(m, ask), "statements"), ask.number("from"), ask.number("to"))


@edit("set_form", "the change of form of a preference")
def set_form(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `form`. To a ranking: the one that is in force. To statements: none yet, all the same."""
    actor, form = an_actor(m, ask), ask.choice("form", FORMS)
    if form == "ranking":
        write(m, actor, form, as_list(ranking_of(m, actor)))
    else:
        write(m, actor, form, [])


@edit("move_state", "the move in a ranking")
def move_state(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `state`; `how`: up, down, tie (with the class above), or to (`to` a class, `tie` into it or before it)."""
    actor, state = an_actor(m, ask), ask.text("state")
    how = ask.choice("how", ("up", "down", "tie", "to"))
    classes = ranking_of(m, actor)
    at = next((k for k, group in enumerate(classes) if state in group), None)
    if at is None:
        raise TertiusError(f"there is no state {state} in the ranking any more")
    write(m, actor, "ranking", as_list(moved(classes, at, state, how, ask.number("to", 0), into=ask.flag("tie"))))


def moved(classes: list[list[str]], at: int, state: str, how: str, to: int, *, into: bool = False) -> list[list[str]]:
    """Classes after a move of one state; nothing happens at the ends.

    >>> moved([["a"], ["b", "c"]], 1, "c", "up", 0)
    [['a'], ['c'], ['b']]
    >>> moved([["a"], ["c"], ["b"]], 1, "c", "tie", 0)
    [['a', 'c'], ['b']]
    """
    alone = len(classes[at]) == 1
    rest = [[s for s in group if s != state] for group in classes]
    if how == "tie":
        if at == 0:
            return classes
        rest[at - 1].append(state)
    elif how == "to":
        to = max(0, min(to, len(rest)))
        if into and to < len(rest):
            rest[to].append(state)
        else:
            rest.insert(to, [state])
    elif how == "up":
        rest.insert(at if not alone else max(0, at - 1), [state])
    else:
        rest.insert(at + 1 if not alone else min(len(rest), at + 2), [state])
    return [group for group in rest if group]


def ranking_of(m: Manuscript, actor: str) -> list[list[str]]:
    """The classes of states of an actor as the text has them, or as its statements, weights or payoffs make them."""
    from tertius.io.load import parse_case
    from tertius.kernels.graph import game_of

    case = parse_case(m.text(), file=m.file)
    game = game_of(case)
    i = game.actors.index(actor) if actor in game.actors else None
    if i is None or not game.ranked(i):
        raise TertiusError("what is not known of these preferences cannot be ranked; write pairs in the source")
    if game.states > 256:
        raise TertiusError(f"there are {game.states} states; more than 256 are better ranked by statements")
    order: dict[int, list[str]] = {}
    for s in sorted(range(game.states), key=lambda s: -int(game.rank[i][s])):
        order.setdefault(int(game.rank[i][s]), []).append(game.codes[s])
    return list(order.values())


def as_list(classes: list[list[str]]) -> list[Any]:
    """Classes as a file has them: a class of one is the state alone."""
    return [group[0] if len(group) == 1 else group for group in classes]
