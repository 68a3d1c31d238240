"""Sentences about ripeness: the stalemate, whom it hurts, the way out, who binds, and who sees it otherwise.

Nothing here computes anything, and nothing recommends.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.words import Words, join
from tertius.leverage.ripeness import Judged, Ripeness
from tertius.leverage.ripeness_seats import Need

__all__ = ["RipenessTeller"]

_RIPE = {"yes": "The situation is ripe", "no": "The situation is not ripe", "open": "Whether the situation is ripe is open"}
SHOWN = 4


class RipenessTeller:
    """Words about one answer."""

    def __init__(self, found: Ripeness) -> None:
        self.found = found
        self.words = Words(found.case)

    def verdict(self) -> str:
        """Whether it is ripe, for whom, and how many states were looked at."""
        f = self.found
        exact = " (exact)" if f.ripe != "open" else ""
        seen = ", as each of them sees it" if f.seen_differently else ""
        return f"{_RIPE[f.ripe]} for {self._who(f.parties)}{seen}{exact}."

    def scope(self) -> str:
        """What was looked at."""
        f = self.found
        said = f"{f.feasible:,} situation{'s' * (f.feasible != 1)} can be reached by moves that do not take up force, or what force hangs on"
        if f.left_out:
            said += f"; {f.left_out:,} more only by moves that do"
        return f"{said}. Foresight {f.foresight}, {f.concept}."

    def heading(self, judged: Judged) -> str:
        """Whose game it is."""
        if judged.view is None and judged is self.found.asked:
            return "In the case as asked"
        who = [a for a, view in self.found.views.items() if view == judged.view]
        return f"As {self._who(who)} {'sees' if len(who) == 1 else 'see'} it ({self.words.reading(judged.view)})"

    def games(self) -> tuple[Judged, ...]:
        """The case as asked, then each view that some party has."""
        return (self.found.asked, *(j for view, j in self.found.games.items() if view is not None))

    def lines(self, judged: Judged) -> tuple[str, ...]:
        """Stalemate, hurting, way out, margin and needs in one game."""
        said = [self._stalemate(judged), self._hurts(judged), self._way_out(judged)]
        if len(judged.continuing) > 1 and judged.best is not None:
            said.append(f"What follows is judged by going on to {self._states(judged.against)}, where the margin is lowest.")
        said.append(self._margin(judged))
        said += [self._need(a, n) for a, n in judged.needs.items()]
        return tuple(x for x in said if x)

    def _stalemate(self, judged: Judged) -> str:
        if judged.stalemate == "yes":
            return "A stalemate: nobody leaves the status quo on its own."
        if judged.stalemate == "open":
            return "Whether it is a stalemate is open: it turns on what somebody is not known to prefer."
        ways = join([self.words.step(s) for s in judged.leaves[:SHOWN]], "or")
        leads = self._states(judged.continuing, "or")
        begun = f"No stalemate: {ways}" if ways else "No stalemate"
        return f"{begun}. If nobody agrees it {'leads to' if judged.settled else 'never settles, among'} {leads}."

    def _hurts(self, judged: Judged) -> str:
        groups = {w: [a for a, v in judged.hurts.items() if v == w] for w in ("yes", "no", "open")}
        said = []
        if groups["yes"]:
            said.append(f"Going on hurts {self._who(groups['yes'])}")
        if groups["no"]:
            said.append(f"nothing that can be reached is better for {self._who(groups['no'])} than going on")
        if groups["open"]:
            said.append(f"whether it hurts {self._who(groups['open'])} is open")
        text = "; ".join(said)
        return f"{text[:1].upper()}{text[1:]}."

    def _way_out(self, judged: Judged) -> str:
        if judged.ways:
            return f"A way out, which every party prefers to going on: {self._states(judged.ways, 'or')}."
        if judged.way_out == "no":
            return "No way out: no situation is better for every party than going on."
        if judged.way_out == "yes":
            return "There is a way out whatever it continues to, but not the same one."
        return "Whether there is a way out is open."

    def _margin(self, judged: Judged) -> str:
        if judged.margin is None or judged.best is None:
            return "No margin: not every party ranks all situations."
        low, high = judged.margin
        band = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
        text = f"Margin {band}, in shares of a party's own ranking"
        if judged.way_out == "yes":
            gains = [f"{self.words.actor(a)} {g:+.2f}{self._number(judged, a)}" for a, g in judged.gains.items()]
            return f"{text}, at {self.words.situation(judged.best)}: {', '.join(gains)}. {self._who(judged.binds)} {_verb(judged.binds)}."
        if judged.binds:
            who = self._who(judged.binds)
            return f"{text}. {f'{who} stands' if len(judged.binds) == 1 else f'Each of {who} stands'} in the way of something that all others prefer."
        return f"{text}. Nothing is preferred by all parties but one."

    def _number(self, judged: Judged, actor: str) -> str:
        return f" ({judged.numbers[actor]:+g} in its own numbers)" if actor in judged.numbers else ""

    def _need(self, actor: str, need: Need) -> str:
        who = self.words.actor(actor)
        if need.state is None:
            others = [a for a in self.found.parties if a != actor]
            return f"For {who} nothing is on offer: {self._who(others)} {'prefers' if len(others) == 1 else 'together prefer'} no situation to going on."
        others = [a for a in self.found.parties if a != actor]
        where = f"{self._who(others)} {'prefers' if len(others) == 1 else 'prefer'} {self.words.situation(need.state)} to going on"
        if need.prefers == "yes":
            return f"For {who}: {where}, and so does {who}."
        if need.prefers == "open":
            return f"For {who}: {where}; what {who} thinks of it is not known."
        if need.short is None:
            return f"For {who}: {where}, and {who} does not."
        return f"For {who}: {where}; to {who} it would have to be better by {need.short} class{'es' * (need.short != 1)} of its ranking."

    def together(self) -> tuple[str, ...]:
        """All views at once, and where they differ from the case as asked; empty where nobody has a view."""
        f = self.found
        if not f.seen_differently:
            return ()
        if f.ways:
            said = [f"A way out that every party sees: {self._states(f.ways, 'or')}."]
        elif f.way_out == "no":
            said = ["There is no way out that every party sees."]
        else:
            said = ["Whether there is a way out that every party sees is open."]
        for view, judged in f.games.items():
            if view is None:
                continue
            who = [a for a, v in f.views.items() if v == view]
            missed = [s for s in f.asked.ways if s not in judged.ways]
            more = [s for s in judged.ways if s not in f.asked.ways]
            if missed:
                said.append(f"{self._who(who)} {'does' if len(who) == 1 else 'do'} not see that {self._states(missed)} is a way out.")
            if more:
                said.append(f"{self._who(who)} {'takes' if len(who) == 1 else 'take'} {self._states(more)} for a way out, which in the case as asked it is not.")
        return tuple(said)

    def sentence(self) -> str:
        """All of it in a few sentences, for a verdict."""
        f = self.found
        said = [self.verdict()]
        if f.seen_differently:
            said += self.together()
            return " ".join(said)
        judged = f.asked
        if judged.stalemate != "yes":
            said.append(self._stalemate(judged))
        said.append(self._hurts(judged))
        if f.ripe == "yes":
            said += [self._way_out(judged), self._margin(judged)]
        elif "no" not in judged.hurts.values():
            said.append(self._way_out(judged))
        return " ".join(said)

    def _who(self, ids: Sequence[str]) -> str:
        return join([self.words.actor(a) for a in ids])

    def _states(self, codes: Sequence[str], last: str = "and") -> str:
        shown = [self.words.situation(s) for s in codes[:SHOWN]]
        if len(codes) > SHOWN:
            shown.append(f"{len(codes) - SHOWN} more")
        return join(shown, last)


def _verb(ids: Sequence[str]) -> str:
    return "gains least" if len(ids) == 1 else "gain least"
