"""A play in words: moves, what speaks for them, what the model does and why, and the debrief."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.dynamics.model_player import Weighing, Wish
from tertius.dynamics.play import Debrief, Move, Play, Table, Turn, forceful, hint
from tertius.explain.told import Told
from tertius.explain.words import join
from tertius.model.conflict import OptionConflict

__all__ = ["GAME", "PlayTeller"]

GAME = "A session is a game on a model, not a forecast."
REASONS = 2
ENDS = 6
_STANDING = {
    "better": "Better off than at the start, by their own preference",
    "worse": "Worse off",
    "same": "As well off as before",
    "unknown": "Not known",
}


class PlayTeller(Told):
    """Tells a play; an actor's reasons are told about the case as that actor sees it."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.case)
        self.table = table
        self._own = {a: Told(solved.case) for a, solved in table.model.own.items()}

    # -- what the play is ----------------------------------------------------------------------

    def rule(self) -> str:
        """Who plays whom, and the model's rule."""
        table = self.table
        move = f"if it has an improvement that nothing sanctions ({table.model.card.name})"
        if table.model.foresight == 2:
            move = "if it has a worthwhile move, after which the others come to rest only where the mover is better off than now (foresight 2)"
        if not table.by_model:
            return f"Everybody is played by hand; any of them may move at any time. Where it is asked, the model would move {move}."
        players = f"The model plays {self.actors(table.by_model)}"
        if table.by_hand:
            players = f"By hand: {self.actors(table.by_hand)}. {players}, at most one move after each turn"
        order = "in file order" if table.seed is None else f"in random order (seed {table.seed})"
        return f"{players}. The model moves an actor {move}; else it stays. Its actors are asked {order}."

    def actors(self, ids: Sequence[str]) -> str:
        """``Row and Column``; ``nobody``."""
        return join([self.actor(a) for a in ids]) or "nobody"

    def here(self, play: Play) -> str:
        """The situation now."""
        again = len([s for s in play.states[:-1] if s == play.state])
        return f"[{self.state(play.state)}]" + (" – it has been here before" if again and not play.turns[-1].passed else "")

    def move(self, move: Move) -> str:
        """A move, marked if it touches force."""
        return self.step((move.actor, move.before, move.after)) + self.mark(move)

    def mark(self, move: Move) -> str:
        """`` (coercive)``, `` (a coercive option depends on it)`` or nothing."""
        conflict = self.case.conflict
        if not move.force or not isinstance(conflict, OptionConflict):
            return ""
        hot = self.table.force[0]
        up = {k for k, a, b in zip(conflict.option_keys, move.before, move.after, strict=True) if a == "N" and b == "Y"}
        return " (coercive)" if up & hot else " (a coercive option depends on it)"

    def turn(self, turn: Turn) -> str:
        """A turn as it was taken."""
        if turn.passed:
            return f"{self.actors(self.table.by_hand)}: no move."
        who = " (the model)" if turn.by == "model" else ""
        return f"{self.actor(turn.actor)}{who} {self.change(turn.before, turn.after, turn.actor)}{self._marked(turn.actor, turn.before, turn.after)}."

    def _marked(self, actor: str, before: str, after: str) -> str:
        return self.mark(Move(actor, before, after, forceful(self.table, before, after)))

    # -- reasons -------------------------------------------------------------------------------

    def weighing(self, found: Weighing) -> str:
        """What speaks for and against a move."""
        told, who = self._own[found.actor], self.actor(found.actor)
        if found.gain == "unseen":
            return f"In the case as {who} sees it there is no such move."
        if found.judgement is not None:
            text = told.judgement(found.judgement)
            at_once = {"better": "It pays at once. ", "worse": "It costs at once. "}.get(found.gain, "")
            word = "Worthwhile" if found.wanted else "Not worthwhile"
            return f"{word}. {at_once}{text[0].upper()}{text[1:]}."
        if found.wanted:
            gain = f"{who} prefers the result" if found.gain == "better" else f"{who} may prefer the result"
            return f"{gain}, and under {self.table.model.card.name} nothing answers it."
        if found.sanction is None:
            return {
                "worse": f"{who} likes the result less than what is now.",
                "same": f"{who} likes the result as much as what is now.",
                "unknown": f"It is not known whether {who} prefers the result.",
            }.get(found.gain, f"{who} prefers the result.")
        met = told.path(found.sanction.path)
        reply = f"at the same moment {met}" if found.sanction.at_once and found.sanction.path else met
        if not found.sanction.path:
            reply = "the others’ moves at the same moment"
        return (
            f"{who} prefers the result. But it can be answered: {reply}. That ends in "
            f"[{told.state(found.sanction.end)}], which deters {who} under {self.table.model.card.name}."
        )

    def reason(self, wish: Wish) -> str:
        """Why an actor moves as it wants, or stays."""
        who = self.actor(wish.actor)
        if not wish.seen:
            return f"In the case as {who} sees it this situation does not exist."
        if wish.wanted:
            return self.weighing(wish.weighings[0])
        if wish.witness is not None:
            lines = self._own[wish.actor].witness(wish.witness).split("\n")
            more = f" So can {len(lines) - 1 - REASONS} more." if len(lines) - 1 > REASONS else ""
            return " ".join(lines[: REASONS + 1]) + more
        if wish.weighings:
            said = " ".join(self.weighing(w) for w in wish.weighings)
            return said + (f" Nor is any of {wish.more} more." if wish.more else "")
        if self.table.model.foresight == 2:
            return f"{who} has no improvement and no worthwhile move."
        return f"{who} sees no move that it would make here."

    def wish(self, wish: Wish) -> str:
        """What the model does in a role, and why: a description."""
        who = self.actor(wish.actor)
        if not wish.wanted:
            return f"{who} would stay. {self.reason(wish)}"
        step = wish.actor, wish.state, wish.wanted[0]
        return f"{who} would move: {self.step(step)}{self._marked(*step)}. {self.reason(wish)}"

    def hint(self, play: Play, actor: str) -> str:
        """What the model would do in a role that a person plays; nothing that touches force is named."""
        who, kept = self.actor(actor), hint(play, actor)
        if kept is None:
            return f"{who}: the model would move, but only by means that touch force. Nothing of that kind is suggested."
        if not kept:
            wish = self.table.model.wish(actor, play.state)
            return f"{who}: the model would stay." if self._about_force(wish) else f"{who}: the model would stay. {self.reason(wish)}"
        weighed = self.table.model.weigh(actor, play.state, kept[0])
        return f"{who}: the model would move: {self.step((actor, play.state, kept[0]))}. {self.weighing(weighed)}"

    def _about_force(self, wish: Wish) -> bool:
        """Whether the reason for staying would name a move of the actor's own that touches force."""
        named = [w.target for w in wish.weighings]
        named += [s.improvement for s in wish.witness.sanctions] if wish.witness is not None else []
        return any(forceful(self.table, wish.state, code) for code in named)

    # -- the debrief ---------------------------------------------------------------------------

    def standing(self, found: dict[str, str]) -> tuple[str, ...]:
        """Who is better or worse off than at the start, a line each."""
        said = []
        for word, text in _STANDING.items():
            who = [a for a, standing in found.items() if standing == word]
            if who:
                said.append(f"{text}: {self.actors(who)}.")
        return tuple(said)

    def end(self, play: Play, found: Debrief) -> str:
        """How the play ended, and whether the situation could last."""
        how = {
            "rest": "Nobody moves any more.",
            "round": f"It goes round: after {len(play.turns)} moves it is where it was after {found.since}, and the model would go on so without end.",
            "limit": f"Broken off after {len(play.turns)} moves.",
            "stopped": "The play was ended here.",
        }[found.end]
        kind = "a rest point (foresight 2)" if self.table.model.foresight == 2 else f"an equilibrium ({self.table.model.card.name})"
        if self.case.views:
            kind = "a situation where each stays by its own lights"
        restless = [w.actor for w in found.wishes if w.wanted]
        lasts = f"It is {kind}." if found.rests else f"It is not {kind}: {self.actors(restless)} would move."
        return f"{how} {lasts}"

    def model_says(self, found: Debrief) -> tuple[str, ...]:
        """Where the model's paths lead from the start, and whether this is one of the places."""
        how = "with foresight 2" if found.outcomes.foresight == 2 else "without foresight"
        ends = found.outcomes
        if not ends.states:
            goes = "it never settles"
        else:
            goes = f"it ends in {join([f'[{self.state(s)}]' for s in ends.states[:ENDS]], 'or')}"
            if ends.states[0] == self.table.start and len(ends.states) == 1:
                goes = "it stays at the start"
            goes += f" and {len(ends.states) - ENDS} more" if len(ends.states) > ENDS else ""
            goes += "" if ends.settled else "; or it never settles"
        said = [f"Where the model goes from the start, {how}: {goes}."]
        if found.among:
            said.append("This play ended there." if len(ends.states) == 1 else "This play ended in one of these.")
        elif ends.states:
            said.append("This play ended elsewhere.")
        if self.case.views:
            said.append("These outcomes are of the case as asked; in the play each of the model’s actors goes by what it sees.")
        return tuple(said)

    def wishes(self, found: Sequence[Wish]) -> tuple[str, ...]:
        """What each actor would do by the model's rule; those with nothing to gain together."""
        idle = [w.actor for w in found if w.seen and not (w.wanted or w.weighings or (w.witness and w.witness.sanctions))]
        said = [self.wish(w) for w in found if w.actor not in idle]
        if idle:
            what = "worthwhile move" if self.table.model.foresight == 2 else "improvement"
            said.append(f"No {what} from here, and so they stay: {self.actors(idle)}.")
        return tuple(said)
