"""What role cards and the teacher's sheet say, beside names and wishes."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.play_english import GAME
from tertius.explain.told import Told
from tertius.explain.words import join
from tertius.model.case import Lever
from tertius.model.conflict import Comparison, GraphConflict, OptionConflict

__all__ = ["CARD_NOTES", "CardTeller", "questions", "steps"]

CARD_NOTES = {
    "secret": "Only you know this. Do not show the card.",
    "game": GAME,
    "coercive": "What is marked coercive is there because the case has it. No card advises it.",
    "start": "The case does not say where things stand; your teacher does.",
    "none": "Nothing that you could take up or drop. You can speak.",
}
HOW = {
    "statements": "Most important first:",
    "ranking": "Situations, the best first:",
    "pairs": "Situations compared, two at a time:",
    "weights": "What is on, and what it weighs for you:",
    "payoffs": "Situations, and what they are worth to you:",
}
BEST, WORST, LINES = 4, 2, 30


class CardTeller(Told):
    """Tells one actor's card, about the case as that actor sees it."""

    def remarks(self, key: str) -> tuple[str, ...]:
        """What is to be known about an option of one's own."""
        conflict = self.case.conflict
        assert isinstance(conflict, OptionConflict)
        option, rules, said = conflict.option(key), conflict.rules, []
        if key in rules.fixed:
            return (f"Fixed {'on' if rules.fixed[key] else 'off'}: not yours to change.",)
        if key in rules.linked:
            return (f"Follows by itself: on exactly while {self.expression(rules.linked[key])}.",)
        if option.direction == "on":
            said.append("One-way: once taken up it cannot be taken back.")
        elif option.direction == "off":
            said.append("One-way: it can be dropped and not taken up again.")
        if key in rules.forbidden:
            said.append("Cannot be taken up any more.")
        said += [f"Can be on only while {self.expression(e)}; else it drops off." for k, e in rules.needs if k == key]
        return tuple(said)

    def hangs(self, actor: str) -> tuple[str, ...]:
        """What of the others' depends on what this actor does."""
        conflict = self.case.conflict
        if not isinstance(conflict, OptionConflict):
            return ()
        mine = {o.key for o in conflict.options if o.actor == actor}
        said = []
        for key, expr in conflict.rules.linked.items():
            if key not in mine and mine & set(expr.atoms):
                said.append(f"{self.option(key)} – on exactly while {self.expression(expr)}.")
        for key, expr in conflict.rules.needs:
            if key not in mine and mine & set(expr.atoms):
                said.append(f"{self.option(key)} – can be on only while {self.expression(expr)}.")
        for option in conflict.options:
            if option.actor == actor:
                said += [f"{self.option(k)} – depends on your ‘{self.options[option.key]}’." for k in option.enables if k not in mine]
        return tuple(dict.fromkeys(said))

    def impossible(self, actor: str) -> tuple[str, ...]:
        """What cannot be, where it is about this actor's options."""
        conflict = self.case.conflict
        if not isinstance(conflict, OptionConflict):
            return ()
        mine = {o.key for o in conflict.options if o.actor == actor}
        return tuple(f"It cannot be that {self.expression(e)}." for e in conflict.infeasible if mine & set(e.atoms))

    def ways(self, actor: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Graph form: from which situation the actor can move where."""
        conflict = self.case.conflict
        if not isinstance(conflict, GraphConflict):
            return ()
        pairs = {*conflict.moves.get(actor, ()), *((s, t) for a, s, t in conflict.rules.allow if a == actor)}
        pairs -= {(s, t) for a, s, t in conflict.rules.forbid_moves if a == actor}
        order = {state: k for k, state in enumerate(conflict.state_ids)}
        found: dict[str, list[str]] = {}
        for source, target in sorted(pairs, key=lambda p: (order[p[0]], order[p[1]])):
            found.setdefault(self.state(source), []).append(self.state(target))
        return tuple((s, tuple(t)) for s, t in found.items())

    def wants(self, actor: str) -> tuple[str, tuple[str, ...], int, tuple[str, ...]]:
        """How the preference is given; its first lines; how many are left out; its last lines."""
        conflict = self.case.conflict
        preference = conflict.preferences.get(actor) if conflict is not None else None
        if preference is None:
            return "", (), 0, ()
        how, lines = self.preference(preference)
        if lines:
            how = HOW.get(preference.kind, how)
        if preference.kind == "pairs":
            lines = tuple(self._yours(pair) for pair in preference.pairs)
        if preference.kind in {"ranking", "payoffs"} and len(lines) > BEST + WORST + 1:
            return how, lines[:BEST], len(lines) - BEST - WORST, lines[-WORST:]
        return how, lines[:LINES], max(0, len(lines) - LINES), ()

    def _yours(self, pair: Comparison) -> str:
        said = self.comparison(pair)
        if pair.sign == "?":
            return said.replace(" it prefers", " you prefer")
        verb, rest = ("likes", "like") if pair.sign == "~" else ("prefers", "prefer")
        return f"You {said.replace(verb, rest, 1)}"

    def concerns(self, lever: Lever, actor: str) -> bool:
        """Whether a lever is this actor's, or changes or hangs on what this actor can do or wants."""
        mine = {k for k, owner in self.owners.items() if owner == actor}
        if lever.by == actor:
            return True
        for effect in lever.effects:
            if effect.prefer is not None:
                if effect.prefer.actor == actor:
                    return True
            elif effect.target in mine or effect.target == actor or (effect.expr is not None and mine & set(effect.expr.atoms)):
                return True
        return False

    def commitment(self, lever: Lever, actor: str) -> str:
        """What a lever does; of another's wishes only that they change."""
        said = []
        for effect in lever.effects:
            if effect.prefer is not None and effect.prefer.actor != actor:
                said.append(f"it changes what {self.actor(effect.prefer.actor)} wants")
            else:
                said.append(self.effect(effect))
        return f"{'; '.join(said)}." if said else ""


def steps(cards: int) -> tuple[str, ...]:
    """How to run a session."""
    return (
        f"Give each of the {cards} role cards to a person or a group. What a card says is wanted stays on that card.",
        "Show the start to everybody, and begin: tertius play CASE on the projector lists the moves in words.",
        "Any actor may move at any time, one move at a time. Talking is free; only moves count.",
        "When nobody wants to move any more, write pass. Then read the debrief together.",
        "Play it again with --as ACTOR against the model, or with --watch, and compare.",
    )


def questions(
    *, question: str, foresight: Sequence[str], differ: Sequence[str], unsettled: Sequence[str], one_way: Sequence[str],
    levers: Sequence[str], views: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    """Questions for the debrief: those that the case gives rise to, then those that every play does.

    foresight : readings under which foresight changes the outcome; differ : readings that lead elsewhere than the first;
    unsettled : readings under which something never settles; one_way : options; levers : names; views : actors
    """
    said = []
    if question:
        said.append(f"The case asks: “{question.strip()}” What would you answer now, and what in your play speaks for it?")
    if foresight:
        said.append(
            f"Under {join(list(foresight[:3]))} the model ends elsewhere with foresight than without. Which of your moves cost "
            "its mover something at first, and what was it expected to bring?"
        )
    if differ:
        said.append(f"{join(list(differ[:4]))} {'leads' if len(differ) == 1 else 'lead'} elsewhere than the case as it stands. Which single input makes the difference, and who believes it?")
    if unsettled:
        said.append(f"Under {join(list(unsettled[:3]))} the model never settles. Did you go round? What would have to be promised to stop it?")
    if one_way:
        said.append(f"{join([f'‘{x}’' for x in one_way[:3]])} cannot be taken back. Who hesitated because of that?")
    if levers:
        said.append(f"Which commitment would have changed your play: {join([f'“{x}”' for x in levers[:4]], 'or')}? Would you have believed it?")
    if views:
        said.append(f"{join(list(views))} played by a card that sees the case in its own way. When did the others notice?")
    return (
        *said,
        "Is there a situation that all of you would have preferred to the one where you ended? What stood in the way?",
        "At the end, who could still have moved, and why was it not worth it?",
        "What mattered in your play that no card mentions? That is what the model leaves out.",
    )
