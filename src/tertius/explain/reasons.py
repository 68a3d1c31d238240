"""Why a state is stable or unstable, in words: one witness, a few sentences.

Nothing here computes a verdict.
"""

from __future__ import annotations

from tertius.explain.words import Words, join
from tertius.stability.card import Card
from tertius.stability.concepts import CONCEPTS
from tertius.stability.witness import Sanction, Witness

__all__ = ["MODES", "Reasons"]

MODES = {"legal": "", "once": ", each opponent moving at most once", "single": ", one move of one opponent"}
"""How sanctions are counted, as an addition to a concept's name."""


_SHOWN = 12


class Reasons(Words):
    """Tells witnesses of one case in words."""

    def witness(self, why: Witness) -> str:
        """Why a state is stable or unstable for an actor."""
        card = CONCEPTS[why.concept]
        if card.family == "ahead":
            return self._ahead(why)
        if card.family == "coalition":
            return self._coalition(why, card)
        name = card.name + MODES[why.mode]
        if why.unsanctioned is not None:
            return self._unstable(why, card, name)
        return self._stable(why, card, name)

    # -- one after another, and at the same moment ---------------------------------------------

    def _stable(self, why: Witness, card: Card, name: str) -> str:
        who = self.actor(why.actor)
        if not why.sanctions:
            more = ", and no move to a state that it may prefer," if card.form in {"a", "c"} else ""
            if card.strength == "weak":
                return f"{who} has no improvement from here, so the state is strongly stable for {who}, and not weakly."
            return f"{who} has no improvement{more} from here, so the state is stable for {who} under {name}."
        first = f"Stable for {who} under {name}: each improvement can be sanctioned."
        if card.strength == "weak":
            first = f"Stable for {who} under {name}: each improvement can be sanctioned, but one cannot be strongly."
            if not why.stable:
                first = f"Not stable for {who} under {name}, because strongly stable: each improvement can be sanctioned strongly."
        if why.restless:
            first += f" The state is sequentially unstable for {join([self.actor(a) for a in why.restless])}."
        lines = [first, *(self._sanction(why, sanction, card) for sanction in why.sanctions)]
        if why.weakly is not None:
            lines.append(f"Nothing sanctions it strongly if {who} {self.change(why.state, why.weakly, why.actor)}.")
        return "\n".join(lines)

    def _sanction(self, why: Witness, sanction: Sanction, card: Card) -> str:
        who = self.actor(why.actor)
        step = f"If {who} {self.change(why.state, sanction.improvement, why.actor)}"
        if why.concept == "sim" or sanction.at_once:
            met = join([self.step(s) for s in sanction.path])
            reply = f"and at the same moment {met}" if sanction.path else "the others stay"
        else:
            reply = self.path(sanction.path)
        strong = card.strength == "strong" or (card.strength == "weak" and not why.stable)
        end = f"That ends in {self.situation(sanction.end)}, {self._deters(who, card.form, strong=strong)}"
        if card.escapes and not sanction.regains:
            end += f", and {who} cannot move from there"
        elif card.escapes and strong:
            end += f", and so it does to each of the {len(sanction.regains)} states that {who} can reach from there"
        elif card.escapes:
            better = "is known to be better" if card.form in {"c", "d"} else "may be better" if card.form else "is better"
            end += f", and none of the {len(sanction.regains)} states that {who} can reach from there {better}"
        return f"{step}: {reply}. {end}."

    def _deters(self, who: str, form: str, *, strong: bool) -> str:
        if strong:
            return f"to which {who} strongly prefers the state that it left"
        if form in {"a", "b"}:
            return f"which {who} is known not to prefer"
        return f"which {who} is not known to prefer" if form else f"which {who} does not prefer"

    def _unstable(self, why: Witness, card: Card, name: str) -> str:
        assert why.unsanctioned is not None
        who = self.actor(why.actor)
        move = self.change(why.state, why.unsanctioned, why.actor)
        gain = "may prefer the result" if card.form in {"a", "c"} else "prefers the result"
        if why.concept == "sim":
            tail = f"{who} {gain}, and nothing that the others gain by at the same moment makes it worse"
        elif why.concept == "sim_fh":
            others = [self.actor(a) for a in why.restless if a != why.actor]
            at_once = f"nor does any joint step of those who would leave too ({join(others)})" if others else "and nobody else would leave the state"
            tail = f"{who} {gain}, no improvements of the others from there make it worse, {at_once}"
        elif card.responses is None:
            tail = f"{who} {gain}"
        else:
            worse = f"a state that {who} likes no better than this one"
            if card.strength == "strong":
                worse = f"a state to which {who} strongly prefers this one"
            elif card.form:
                worse = f"a state that {who} is {'known not' if card.form in {'a', 'b'} else 'not known'} to prefer to this one"
            tail = f"{who} {gain}, and no {card.responses} of the others from there lead to {worse}"
            if card.escapes:
                tail += " and cannot leave for a better one"
        return f"Unstable for {who} under {name}: {who} {move}. {tail[0].upper() + tail[1:]}."

    # -- looking ahead -------------------------------------------------------------------------

    def _ahead(self, why: Witness) -> str:
        who = self.actor(why.actor)
        ahead = f"{why.horizon} move{'s' if why.horizon != 1 else ''} ahead"
        how = {
            "limited": "",
            "limited_ci": ", with any one of the others answering as it likes best",
            "limited_cc": ", with the others answering together where that pays for each of them",
            "maximin": ", with all others moving against it",
        }[why.concept]
        if why.concept == "maximin":
            if why.stable:
                return f"Looking {ahead}{how}, {who} would rather stay: no move secures a state that it prefers."
            assert why.unsanctioned is not None
            return f"Looking {ahead}{how}, {who} {self.change(why.state, why.unsanctioned, why.actor)} and is better off, whatever they do."
        if why.stable:
            return f"Looking {ahead}{how}, {who} would rather stay: no move leads to an anticipated state that it prefers."
        assert why.unsanctioned is not None
        ends = self.situations(why.anticipated)
        return f"Looking {ahead}{how}, {who} {self.change(why.state, why.unsanctioned, why.actor)} and expects {ends}, which it prefers."

    # -- coalitions ----------------------------------------------------------------------------

    def _coalition(self, why: Witness, card: Card) -> str:
        who = self.actor(why.actor)
        if why.unsanctioned is not None:
            group = "+".join(why.coalition)
            name, move = self.actor(group), self.change(why.state, why.unsanctioned, group)
            gain = f"{who} prefers the result" if len(why.coalition) == 1 else f"Each of {join([self.actor(a) for a in why.coalition])} prefers the result"
            tail = ""
            if card.responses is not None:
                joint = "joint improvements" if card.responses == "improvements" else "moves"
                whom = who if len(why.coalition) == 1 else "one of them"
                tail = f", and no {joint} of the others from there lead to a state that {whom} likes no better than this one"
                if card.escapes:
                    tail += " and that they cannot leave for a better one"
            return f"Unstable for {who} under {card.name}: {name} {move}. {gain}{tail}."
        among = "no coalition that it can be in" if why.coalitions is None else "none of the coalitions considered that it is in"
        if not why.sanctions:
            return f"Stable for {who} under {card.name}: {among} has a joint improvement."
        lines = [f"Stable for {who} under {card.name}: whatever it gains by, alone or with others, can be sanctioned."]
        for sanction in why.sanctions[:_SHOWN]:
            members = sanction.coalition or (why.actor,)
            group = "+".join(members)
            end = f"which {who} does not prefer" if len(members) == 1 else f"which not each of {join([self.actor(a) for a in members])} prefers"
            if card.escapes:
                end += (
                    f", and none of the {len(sanction.regains)} states that can be reached from there is better"
                    if sanction.regains
                    else ", and it cannot be left" if len(members) == 1 else ", and they cannot move from there"
                )  # fmt: skip
            lines.append(
                f"If {self.actor(group)} {self.change(why.state, sanction.improvement, group)}: {self.path(sanction.path)}. "
                f"That ends in {self.situation(sanction.end)}, {end}."
            )
        if len(why.sanctions) > _SHOWN:
            lines.append(f"So can {len(why.sanctions) - _SHOWN} more (--json lists all).")
        return "\n".join(lines)
