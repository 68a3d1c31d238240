r"""What a client bears before and after it commits, as given or read from the case, and which lever makes the difference.

Borne is p (1 - sigma s) h: pressure h, the share p of it that is let through, support s, and the share sigma of the pressure that
full support shields from. E is what is borne before a commitment less what is borne after it (`tertius.leverage.commitment`).

**Read from the case.** Where permission or support is an expression, p (or s) is 1 if it holds in the status quo of the situation,
else 0, and p' (or s') likewise in the state to which the client's commitment move leads: at once (links are part of the move), or
(foresight 2) in each state where the others' improvements then come to rest. The move sets what `commit` names and no other option of the
client's own.

**Leverage of a lever** in force: the change that it makes to the client's margin at the same values of everything else, E with it less E
without it. It *carries* the difference if what is read without it would be otherwise. (The effect of an instrument on the
client's best-reply margin; Tertius's own.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from tertius.dynamics.foresight import ends_of
from tertius.errors import ImpossibleError, TertiusError
from tertius.leverage.quantities import Range, Situation, hull
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.layers import situate
from tertius.model.thresholds import Commitment, Exposure

__all__ = ["OF_FORCE", "Box", "Carried", "Exposures", "borne", "carried_by", "corners", "exposures", "relief"]

OF_FORCE = ("pressure", "permission_before", "permission_after", "shield", "support_before", "support_after")
"""Quantities that say how much force is borne."""
Box: TypeAlias = Mapping[str, Range]
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Exposures:
    """What is borne in one situation.

    boxes : ranges of `OF_FORCE`, once for each different set of values that may come after; where the replies never
        rest, what is borne before stands there for after as well
    start, ends : codes of the status quo and of the states after a commitment, where they are read
    """

    boxes: tuple[Box, ...]
    start: str | None = None
    ends: tuple[str, ...] = ()

    @property
    def rests(self) -> bool:
        """Whether there is something after a commitment to speak of."""
        return self.start is None or bool(self.ends)


@dataclass(frozen=True, slots=True)
class Carried:
    """A lever in force without which what is read would be otherwise.

    leverage : what it adds to the margin; None where the case without it gives no answer to compare with
    """

    lever: str
    leverage: Range | None


def borne(v: Mapping[str, Fraction], when: str) -> Fraction:
    """What is borne ``before`` or ``after`` at one value of each of `OF_FORCE`."""
    return v[f"permission_{when}"] * (ONE - v["shield"] * v[f"support_{when}"]) * v["pressure"]


def relief(v: Mapping[str, Fraction]) -> Fraction:
    """E: what is borne before less what is borne after."""
    return borne(v, "before") - borne(v, "after")


def corners(box: Box, names: Iterable[str] = OF_FORCE) -> list[dict[str, Fraction]]:
    """Every choice of one end for each of the quantities."""
    listed = list(names)
    sides = [tuple(dict.fromkeys(box[n])) for n in listed]
    return [dict(zip(listed, corner, strict=True)) for corner in product(*sides)]


def exposures(situation: Situation, asked: Commitment, foresight: int | None) -> Exposures:
    """What is borne; `foresight` is 1 or 2 where something is read from the case.

    Raises `ImpossibleError` where the client has no such move in this situation.
    """
    start: str | None = None
    ends: tuple[str, ...] = ()
    if foresight is not None:
        start, ends = _after(situation, asked, foresight)
    common = {"pressure": situation.range(asked.pressure), "shield": situation.range(asked.shield)}
    found: list[Box] = []
    for end in ends or (start,):
        box = dict(common)
        for name, exposure in (("permission", asked.permission), ("support", asked.support)):
            box[f"{name}_before"], box[f"{name}_after"] = _share(situation, exposure, start, end)
        if box not in found:
            found.append(box)
    return Exposures(tuple(found), start, ends)


def _share(situation: Situation, exposure: Exposure, start: str | None, end: str | None) -> tuple[Range, Range]:
    if exposure.expr is None:
        return situation.range(exposure.before), situation.range(exposure.after)
    assert start is not None
    assert end is not None
    before, after = (Fraction(int(situation.holds(exposure.expr, code))) for code in (start, end))
    return (before, before), (after, after)


def _after(situation: Situation, asked: Commitment, foresight: int) -> tuple[str, tuple[str, ...]]:
    """The status quo, and the states after the client's commitment; none where the others' replies never rest."""
    start = situation.status_quo()
    game, conflict, under = situation.solved.game, situation.case.conflict, situation.under()
    index, client = game.status_quo, asked.client
    assert index is not None
    if client not in game.actors:
        raise ImpossibleError(f"{under}{client} has no move")
    who = game.actor(client)
    if isinstance(conflict, GraphConflict):
        if asked.commit_state == start:
            raise ImpossibleError(f"{under}the status quo is {start} already, so there is no commitment to make")
        target = situation.solved.index(asked.commit_state or "")
    else:
        assert isinstance(conflict, OptionConflict)
        on = conflict.on(start)
        changes = {key: value for key, value in asked.commit if (key in on) != value}
        if not changes:
            said = ", ".join(f"{key} is {'on' if value else 'off'}" for key, value in asked.commit)
            raise ImpossibleError(f"{under}{said} already in the status quo, so there is no commitment to make")
        taken = [key for key in changes if key in conflict.rules.fixed or key in conflict.rules.linked]
        if taken:
            raise ImpossibleError(f"{under}{taken[0]} is fixed or linked, so it is not {client}'s to choose")
        assert game.place is not None
        after = (on | {k for k, v in changes.items() if v}) - {k for k, v in changes.items() if not v}
        target = game.place(frozenset(after))
    if target is None or target not in game.moves[who].of(index):
        raise ImpossibleError(f"{under}{client} has no such move from the status quo ({start})")
    if foresight == 1:
        return start, (str(game.codes[target]),)
    return start, tuple(sorted(str(game.codes[end]) for end in ends_of(game, who, target)))


def carried_by(
    case: Case, here: Situation, asked: Commitment, foresight: int | None, levers: Sequence[str]
) -> tuple[Carried, ...]:
    """The levers in force that carry the difference, each with its leverage.

    case : not situated; here : the same situated, with `levers` beside the reading's own
    """
    if foresight is None:
        return ()
    now = exposures(here, asked, foresight)
    found = []
    for lever in here.case.levers_in_force:
        try:
            without = Situation(situate(case, reading=here.case.reading, levers=levers, without=[lever]))
            then = exposures(without, asked, foresight)
        except TertiusError:
            found.append(Carried(lever, None))
            continue
        if then.rests != now.rests:
            found.append(Carried(lever, None))
        elif sorted(map(str, then.boxes)) != sorted(map(str, now.boxes)):
            found.append(Carried(lever, _leverage(asked, now, then) if now.rests else None))
    return tuple(found)


def _leverage(asked: Commitment, now: Exposures, then: Exposures) -> Range:
    read = [name for name, x in (("permission", asked.permission), ("support", asked.support)) if x.expr is not None]
    keys = [f"{name}_{when}" for name in read for when in ("before", "after")]
    # What is not read has the same value on both sides of a comparison.
    return hull(
        relief(v) - relief({**v, **{k: other[k][0] for k in keys}})
        for box in now.boxes
        for v in corners(box)
        for other in then.boxes
    )
