"""A move as people write it: a number, options to set, or a state's code; before it, if need be, who moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tertius.errors import ExpressionError, TertiusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.dynamics.play import Move, Play

__all__ = ["read_move"]


def read_move(play: Play, text: str) -> Move:
    """The move that a text means: ``3``, ``a.go``, ``not b.stay, b.x``, ``YNN``, ``a: YNN``.

    Options that are not named stay as they are. Raises `TertiusError` that says what can be done.
    """
    from tertius.dynamics.play import moves
    from tertius.model.conflict import OptionConflict

    listed = moves(play)
    text = " ".join(text.split())
    if re.fullmatch(r"\d{1,9}", text) and text not in play.table.model.solved.game.codes:
        number = int(text)
        if not 1 <= number <= len(listed):
            raise TertiusError(f"there is no move {number}; there are {len(listed)} here")
        return listed[number - 1]
    actor, colon, rest = text.partition(":")
    who = _actor(play, actor.strip()) if colon else None
    wanted = rest.strip() if colon else text
    conflict = play.table.case.conflict
    if isinstance(conflict, OptionConflict):
        code = wanted.replace("|", "")
        if len(code) != len(conflict.options) or set(code) - {"Y", "N"}:
            return _by_options(play, listed, who, wanted)
        wanted = code
    if play.table.model.solved.index(wanted) is None:
        raise TertiusError(f"'{text}' is no state and no option here; write a number, options to set, or a state’s code")
    found = [m for m in listed if m.after == wanted and who in {None, m.actor}]
    if len(found) > 1:
        choices = " or ".join(f"'{m.actor}: {wanted}'" for m in found)
        raise TertiusError(f"several actors can move to {wanted}: write {choices}")
    if not found:
        raise TertiusError(f"nobody played by hand can move from {play.state} to {wanted}" if who is None else f"{who} cannot move from {play.state} to {wanted}")
    return found[0]


def _actor(play: Play, name: str) -> str:
    from tertius.errors import UnknownNameError

    table = play.table
    if name in table.by_model:
        raise TertiusError(f"{name} is played by the model; by hand: {', '.join(table.by_hand) or 'nobody'}")
    if name not in table.by_hand:
        raise UnknownNameError("actor to move", name, table.by_hand)
    return name


def _by_options(play: Play, listed: Sequence[Move], who: str | None, text: str) -> Move:
    from tertius.io.conflict import scope_of
    from tertius.model.conflict import OptionConflict

    conflict = play.table.case.conflict
    assert isinstance(conflict, OptionConflict)
    scope = scope_of(conflict)
    settings: dict[str, bool] = {}
    for part in re.split(r",|\band\b|&", text):
        found = re.fullmatch(r"\s*(not\s+|!\s*)?([A-Za-z0-9_.]+)\s*", part)
        if found is None:
            raise TertiusError(f"'{text}' is not a move; write a number, options to set (a.x, not b.y), or a state’s code")
        try:
            settings[scope.resolve(found[2])] = not found[1]
        except ExpressionError as error:
            raise TertiusError(f"'{text}' is not a move: {error}") from None
    owners = list(dict.fromkeys(conflict.option(key).actor for key in settings))
    if who is None and len(owners) > 1:
        raise TertiusError(f"'{text}' names options of {' and '.join(owners)}; a move is one actor's")
    actor = _actor(play, who or owners[0]) if (who or owners[0]) in {*play.table.by_hand, *play.table.by_model} else owners[0]
    for key, on in settings.items():
        why = _bound(conflict, actor, key, on)
        if why:
            raise TertiusError(f"'{text}' cannot be done: {why}")
    here = conflict.on(play.state)
    if all((key in here) == on for key, on in settings.items()):
        raise TertiusError(f"'{text}' changes nothing: it is so already")
    after = here | {k for k, on in settings.items() if on}
    after -= {k for k, on in settings.items() if not on}
    place = play.table.model.solved.game.place
    assert place is not None
    index = place(frozenset(after))
    code = None if index is None else play.table.model.solved.game.codes[index]
    for move in listed:
        if move.actor == actor and move.after == code:
            return move
    raise TertiusError(f"'{text}' cannot be done here: no such situation can exist, or it would change nothing")


def _bound(conflict: object, actor: str, key: str, on: bool) -> str:
    """Why an actor cannot set an option so; empty where it can."""
    from tertius.model.conflict import OptionConflict

    assert isinstance(conflict, OptionConflict)
    option, rules = conflict.option(key), conflict.rules
    if key in rules.fixed:
        return f"{key} is fixed {'on' if rules.fixed[key] else 'off'}"
    if key in rules.linked:
        return f"{key} follows from other options: it is on exactly while {rules.linked[key]}"
    if option.actor != actor:
        return f"{key} is an option of {option.actor}"
    if option.direction == ("off" if on else "on"):
        return f"{key} can only be {'dropped' if on else 'taken up'}"
    if on and key in rules.forbidden:
        return f"{key} is no longer taken up"
    return ""
