"""What was seen, in words: the class of each recorded move, the counts, and the least change that explains all."""

from __future__ import annotations

from tertius.dynamics.recorded import RecordedMove
from tertius.explain.told import Told
from tertius.explain.words import day, join
from tertius.leverage.inverse_joint import Change
from tertius.leverage.inverse_swaps import Swaps
from tertius.leverage.rationalise import Rationalisation, Span, Tally, UnderReading
from tertius.leverage.rationalise_least import Least
from tertius.model.force import not_to_be_wanted

__all__ = ["CLASSES", "SeenTeller", "class_of"]

CLASSES = {
    "at_once": ("●", "explained: it pays at once"),
    "foresight": ("◐", "explained with foresight"),
    "refusal": ("●", "explained: taking it up would not have paid"),
    "unexplained": ("✕", "unexplained"),
    "beyond": ("·", "no preference explains it"),
    "open": ("○", "not decided"),
}
"""Sign and words of what a recorded move or refusal is under a reading."""
LEGEND = (
    "● explained: it pays at once (a refusal: taking it up would not have paid)   ◐ explained with foresight   "
    "✕ unexplained   · no preference explains it   ○ not decided"
)
SHOWN = 4


def class_of(move: RecordedMove) -> str:
    """The key in `CLASSES`."""
    if move.explained is None:
        return "open"
    if move.beyond and not move.explained:
        return "beyond"
    if not move.explained:
        return "unexplained"
    if move.refused:
        return "refusal"
    return "at_once" if move.kind == "improvement" else "foresight"


class SeenTeller(Told):
    """Tells what the record is under one reading; take the case under that reading."""

    def because(self, move: RecordedMove) -> str:
        """Why a move is of its class."""
        who = self.actor(move.actor)
        if move.kind == "no_situation":
            return "The situation in which it was made is not known here, or cannot be."
        if move.kind == "not_free":
            return f"{self.option(move.bound)} is not the actor's own to choose here (it is fixed or linked)."
        assert move.state is not None
        if move.kind == "changes_nothing":
            already = "there was nothing to refuse" if move.refused else "it changes nothing"
            return f"It was already so {self.situation(move.state)}, so {already}."
        if move.kind == "not_a_move":
            return f"{who} could not have taken it up here." if move.refused else f"{who} does not have that move here."
        assert move.target is not None
        pair = " to ".join(self.pair(move.target, move.state))
        if move.kind == "open":
            return f"Whether {who} prefers {pair}, or where it ends, is not known."
        if move.kind == "improvement":
            return f"{who} prefers {pair}."
        if move.judgement is None:
            return f"{who} does not prefer {pair}."
        told = self.judgement(move.judgement)
        at_once = f"{who} does not prefer {pair}"
        if move.kind == "neither" and move.judgement.against is not None and move.judgement.against[0] == move.target:
            return f"{at_once}, and nobody else then moves."
        return f"{at_once}; {'but ' if move.kind == 'worthwhile' else ''}{told}."

    def tally(self, tally: Tally) -> str:
        """``3 of 5 explained; 1 unexplained; 1 that no preference explains``."""
        said = [f"{tally.explained} of {tally.all} explained"]
        if tally.unexplained:
            said.append(f"{tally.unexplained} unexplained")
        if tally.beyond:
            said.append(f"{tally.beyond} that no preference explains")
        if tally.open:
            said.append(f"{tally.open} not decided")
        return "; ".join(said)

    def part(self, found: Rationalisation, name: str) -> str:
        """What a part of the record is called: ``known`` or ``all``, or ``since``."""
        date = day(found.boundary)
        if name == "known":
            return f"up to {date}"
        if name == "since":
            return f"after {date}"
        return "in all" if found.known else "as a whole"

    def cost(self, least: Least) -> str:
        """A cost for a table: ``4``, ``2 to 4`` where it is not proven, ``none``."""
        if least.cost is None:
            if not least.missing:
                return "open"
            return "none" if least.proven else "none found"
        tied = "+" if least.kind == "swaps" and any(isinstance(c, Swaps) and c.unties for c in least.changes) else ""
        return f"{least.cost}{tied}" if least.proven else f"{least.at_least}–{least.cost}{tied}"

    def least(self, least: Least) -> str:
        """What a least change costs, and how sure that is."""
        kind = {"swaps": "swaps of neighbouring situations", "statements": "statements"}[least.kind]
        if least.cost is None and not least.missing:
            each = sum(c.cost for c in least.changes)
            return (
                f"In {kind}, each actor's least change (together {each}) explains its own moves with the others' preferences as "
                "they are; put in place together they do not explain all."
            )
        if least.cost is None:
            who = join([self.actor(a) for a in least.missing])
            sure = "proven" if least.joint else "proven, the others' preferences as they are"
            sure = sure if least.proven else "as far as it was searched"
            return f"No change in {kind} that can be suggested explains all moves of {who} ({sure})."
        if not least.changes:
            return "No change is needed for what a preference can explain."
        size = f"{least.cost} adjacent swap{'s' * (least.cost != 1)}" if least.kind == "swaps" else f"cost {least.cost}"
        if least.kind == "swaps" and any(isinstance(c, Swaps) and c.unties for c in least.changes):
            size += ", and situations that were ranked equally are told apart"
        if least.joint and not least.proven:
            proof = f"the movers change together, no change costs less than {least.at_least}, and whether one costs less than {least.cost} is open"
        elif not least.proven:
            proof = f"no change costs less than {least.at_least}; whether one costs less than {least.cost} is open"
        elif least.joint:
            proof = "none costs less (proven)"
        else:
            proof = "none costs less, the others' preferences as they are (proven)"
        return f"Least change in {kind}: {size}; {proof}."

    def suggestion(self, row: UnderReading, span: Span, change: Change) -> str:
        """One actor's change."""
        if isinstance(change, Swaps):
            return self._swaps(row, span, change)
        said = [f"gets a new statement, “{self.expression(e)}”, in place {change.order.index(e) + 1}" for e in change.new]
        said += [f"puts “{self.expression(e)}” in place {change.order.index(e) + 1}" for e in change.moved]
        order = "; ".join(f"({k}) {self.expression(e)}" for k, e in enumerate(change.order, 1))
        return f"{self.actor(change.actor)} {join(said)}. Then: {order}"

    def _swaps(self, row: UnderReading, span: Span, change: Swaps) -> str:
        place = {code: -k for k, group in enumerate(change.preference.ranking) for code in group}
        turned = set(change.pairs)
        said = []
        for move in row.moves:
            if move.actor != change.actor or move.event not in span.events or move.beyond or move.kind == "open":
                continue
            assert move.state is not None
            ends = [move.target or ""]
            if move.judgement is not None:
                ends += [e for e, _ in move.judgement.ends]
                ends += [move.judgement.against[0]] if move.judgement.against is not None else []
            for e in dict.fromkeys(ends):
                if not move.refused and move.explained is False and place[e] > place[move.state]:
                    said.append(f"prefers {' to '.join(self.pair(e, move.state))} ({move.event})")
                elif move.refused and (e, move.state) in turned:
                    said.append(f"does not prefer {' to '.join(self.pair(e, move.state))} ({move.event})")
        who = self.actor(change.actor)
        if not said:
            return f"{who} ranks {len(change.pairs)} pairs of situations the other way"
        more = f", and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
        return f"{who} {join(said[:SHOWN])}{more}"

    def flag(self, row: UnderReading, span: Span, change: Change) -> str:
        """A change that is described and not suggested."""
        unit = "adjacent swaps" if isinstance(change, Swaps) else "in statements"
        return (
            f"Not suggested, as it is about force or what force hangs on (cost {change.cost} {unit}, the others as they are): "
            f"{self.suggestion(row, span, change)}."
        )

    def guard(self) -> str:
        """What is kept out of the suggestions; empty where the case has nothing coercive."""
        kept = not_to_be_wanted(self.case)
        names = [self.option(o) for o in self.options if o in kept]
        if not names:
            return ""
        return (
            f"About coercive options and what they hang on ({join(names)}) nothing is suggested: no statement about them is moved "
            "or inserted, and no situation of the record comes to stand above one that lacks such an option."
        )

    def separating(self, found: Rationalisation) -> str:
        """Which events tell readings apart."""
        if len([r for r in found.rows if r.moves]) < 2:
            return ""
        if not found.separating:
            return "No recorded move is explained under one reading and not under another."
        one = len(found.separating) == 1
        return f"{join(found.separating)} {'is' if one else 'are'} explained under some readings and not under others."

    def later(self, found: Rationalisation) -> str:
        """Which readings could not have been put forward at the time."""
        names = [self.reading(r.reading) for r in found.rows if r.later]
        if not names:
            return ""
        return f"{join(names)} {'rests' if len(names) == 1 else 'rest'} on sources later than {day(found.boundary)} only."

