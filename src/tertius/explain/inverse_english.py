"""The inverse question in words: conditions, counts, and the least change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tertius.explain.words import Words, join
from tertius.leverage.inverse import Condition, Inverse
from tertius.leverage.inverse_count import Count
from tertius.leverage.inverse_joint import Change, Plan
from tertius.leverage.inverse_statements import Statements
from tertius.leverage.inverse_swaps import Swaps
from tertius.model.case import Case

__all__ = ["InverseTeller"]

SHOWN = 4
_KINDS = {"swaps": "swaps of neighbouring situations", "statements": "statements"}


class InverseTeller(Words):
    """Tells an answer to the inverse question; `codes`: with the letters of states, to type them in again."""

    def __init__(self, case: Case, *, codes: bool = True) -> None:
        super().__init__(case)
        self.codes = codes

    def named(self, code: str) -> str:
        """A state that has been told of before: by its code, or where no codes are wanted again by what is on."""
        return code if self.codes or not self.options else self.situation(code)

    def bracketed(self, code: str) -> str:
        """``NNN [nothing is on]``; a state of a graph by its name and label."""
        if not self.codes and self.options:
            return self.situation(code)
        told = self.state(code)
        return told if told.startswith(code) else f"{code} {self.situation(code)}"

    def _listed(self, codes: Sequence[str], last: str) -> str:
        shown = [self.bracketed(c) for c in codes[:SHOWN]]
        if len(codes) > SHOWN:
            shown.append(f"{len(codes) - SHOWN} more")
        return join(shown, last)

    def standing(self, found: Inverse, actor: str) -> str:
        """Whether the state is stable now, and for whom."""
        word = "is stable" if found.stable[actor] else "is not stable"
        told = self.state(found.state)
        named = told if told.startswith(found.state) else self.situation(found.state)
        return f"{named} {word} for {self.actor(actor)} ({found.concept})."

    def share(self, actor: str, count: Count) -> str:
        """The share of rankings that do, for a page."""
        if count.stable is None:
            low, high = count.at_least / count.rankings, count.at_most / count.rankings
            return f"Stable with {low:.1%} to {high:.1%} of all strict rankings of {self.actor(actor)} (a bound)."
        return f"Stable with {count.stable / count.rankings:.1%} of all strict rankings of {self.actor(actor)} (exact)."

    def condition(self, actor: str, state: str, condition: Condition) -> str:
        """One requirement: ``Upper must not prefer X to Y``, or must not prefer an answer to it."""
        who = self.actor(actor)
        text = f"{who} must not prefer {self.bracketed(condition.move)} to {self.named(state)}"
        if not condition.ways:
            return text
        if all(len(way) == 1 for way in condition.ways):
            every = [way[0] for way in condition.ways]
            one = "" if len(every) == 1 else "one of "
            return f"{text}, or must not prefer {one}{self._listed(every, 'and')} to it"
        ways = [self._way(way) for way in condition.ways[:SHOWN]]
        if len(condition.ways) > SHOWN:
            ways.append(f"of {len(condition.ways) - SHOWN} more groups")
        return f"{text}, or must prefer to it {join(ways, 'or')}"

    def _way(self, way: Sequence[str]) -> str:
        return f"{'neither ' if len(way) == 2 else 'not ' if len(way) == 1 else 'none of '}{self._listed(way, 'nor' if len(way) == 2 else 'and')}"

    def count(self, actor: str, count: Count) -> str:
        """How many rankings do."""
        who = self.actor(actor)
        if count.stable is None:
            return (
                f"{who}: between {_number(count.at_least)} and {_number(count.at_most)} of {_number(count.rankings)} strict "
                "rankings; the exact count was too much work"
            )
        share = count.stable / count.rankings
        return f"{who}: {_number(count.stable)} of {_number(count.rankings)} strict rankings ({share:.1%}), exact"

    def plan(self, found: Inverse, plan: Plan) -> str:
        """What the changes of one kind cost, and how sure that is."""
        if plan.cost is None:
            who = join([self.actor(a) for a in plan.missing])
            sure = "" if plan.proven else ", as far as it was searched"
            return f"No change in {_KINDS[plan.kind]} by itself does it for {who}{sure}."
        size = f"{plan.cost} adjacent swap{'s' * (plan.cost != 1)}" if plan.kind == "swaps" else f"cost {plan.cost}"
        proof = "none costs less (proven)" if plan.proven else f"no change costs less than {plan.at_least}; whether one costs less than {plan.cost} is open"
        end = ""
        if not found.whole:
            end = f" With {'it' if len(plan.changes) == 1 else 'them'} the state is {'an' if plan.equilibrium else 'not an'} equilibrium of all actors."
        return f"Least change in {_KINDS[plan.kind]}: {size}; {proof}.{end}"

    def suggestion(self, change: Change, state: str) -> str:
        """One actor's change."""
        return self._swaps(change, state) if isinstance(change, Swaps) else self._statements(change)

    def _swaps(self, change: Swaps, state: str) -> str:
        who = self.actor(change.actor)
        if not change.down and not change.cost:
            return f"{who} tells apart some situations that it ranked equally: {' > '.join(self.named(c) for c in change.order)}"
        if not change.down:
            return f"{who} ranks {join([f'{self.named(b)} above {self.named(a)}' for a, b in change.pairs[:SHOWN]])}"
        passed = len({b for a, b in change.pairs if a in change.down} - {state, *change.down})
        more = f" and, on the way, below {passed} that stay{'s' * (passed == 1)} above it" if passed else ""
        verb = "comes" if len(change.down) == 1 else "come"
        return f"For {who}, {self._listed(change.down, 'and')} {verb} down below {self.named(state)}{more}"

    def _statements(self, change: Statements) -> str:
        said = [f"puts “{self.expression(e)}” in place {change.order.index(e) + 1}" for e in change.moved]
        if change.inserted is not None:
            place = change.order.index(change.inserted) + 1
            said.insert(0, f"gets a new statement, “{self.expression(change.inserted)}”, in place {place}")
        order = "; ".join(f"({k}) {self.expression(e)}" for k, e in enumerate(change.order, 1))
        return f"{self.actor(change.actor)} {join(said)}. Then: {order}"

    def coercive(self, found: Inverse) -> str:
        """What is kept out of the suggestions, and that this is a rule."""
        names = join([self.option(o) for o in found.coercive])
        return (
            f"About coercive options and what leads to them ({names}) nothing is suggested: no statement about them is inserted or moved, and this "
            "state is not put above one that differs by such an option being off."
        )

    def flag(self, change: Change, state: str) -> str:
        """A change that is described and not suggested."""
        unit = "adjacent swaps" if isinstance(change, Swaps) else "in statements"
        return f"Not suggested, as it is about a coercive option or what leads to one (cost {change.cost} {unit}): {self.suggestion(change, state)}."


def _number(n: int) -> str:
    # The rankings of some hundred states are more than a float can hold.
    return f"{n:,}" if n < 10**12 else f"{Decimal(n):.3e}"
