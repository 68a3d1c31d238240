r"""The oracle: textbook definitions on sets, against which every other back-end is tested.

A case with its rules in force is :math:`\langle N, S, (R_i), (\succ_i, \sim_i)\rangle`: actors,
states (here their codes), the states :math:`R_i(s)` one move of i away, and preferences.

Completion (option form). Let c be a setting of all options. *Deriving* gives fixed options their
value and linked ones that of their expression. *Completing* derives, then drops at once every free
option that is on while one of its needs fails, and derives again, until nothing drops; what has
dropped does not return. With F the feasible settings (no infeasible pattern holds, and no option
that is fixed or linked is on while a need of it fails),

.. math::
    S &= \{ c \in F : complete(c) = c \} \\
    R_i(s) &= \{ q \in S : q \ne s,\ q = complete(s \mathbin{\triangle} d),\
               \emptyset \ne d \subseteq free_i,\ \text{each change in d is in its direction} \}

In graph form S and :math:`R_i` are as listed, after ``allow`` and ``forbid``.

Then, with :math:`R_i^+(s) = \{q \in R_i(s) : q \succ_i s\}`,

.. math::
    L_i(s) &= \{q : \neg (q \succ_i s)\} \\
    R_{-i}(s) &= \{\text{ends of } s \to \dots, \text{ one or more moves by } j \ne i,
                  \text{ no j twice in succession}\} \\
    R_{-i}^+(s) &= \text{the same, each move } a \to b \text{ of j with } b \succ_j a

Nothing here is fast, and nothing is shared with the array engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr

__all__ = ["Reference", "ReferenceOutcomes", "Setting"]

Setting = frozenset[str]
"""The options that are on."""


@dataclass(frozen=True, slots=True)
class ReferenceOutcomes:
    """Outcomes, closed sets without one, and what any sequence of improvements can reach."""

    states: frozenset[str]
    unsettled: frozenset[frozenset[str]]
    reachable: frozenset[str]


class Reference:
    """The definitions for one situated case. States are codes, actors are ids."""

    def __init__(self, case: Case) -> None:
        if case.conflict is None:
            raise ImpossibleError("the case has no conflict part")
        self.conflict = case.conflict
        self.actors = tuple(actor.id for actor in case.actors)
        self._setting: dict[str, Setting] = {}
        self._moves: dict[str, dict[str, frozenset[str]]]
        if isinstance(self.conflict, OptionConflict):
            self._free = _free(self.conflict)
            self.states = self._option_states(self.conflict)
            self._moves = {i: {s: self._option_moves(i, s) for s in self.states} for i in self.actors}
        else:
            self.states = tuple(state for state, _ in self.conflict.states)
            self._moves = {i: _graph_moves(self.conflict, i) for i in self.actors}
        if not self.states:
            raise ImpossibleError("no state is left")
        self._worth = {i: {s: self._key(i, s) for s in self.states} for i in self.actors}
        self.status_quo = self._status_quo()
        self._replies: dict[tuple[str, str, bool], frozenset[str]] = {}
        self._stable: dict[tuple[str, str, str], bool] = {}
        self._foreseen: dict[tuple[str, str, int], tuple[frozenset[str], frozenset[str]]] = {}

    # -- states and moves --------------------------------------------------------------------

    def code(self, setting: Setting) -> str:
        """The letters of a setting, in file order."""
        return "".join("Y" if option.key in setting else "N" for option in self._options.options)

    def setting(self, state: str) -> Setting:
        """The options that are on in a state."""
        return self._setting[state]

    def free(self, actor: str) -> Setting:
        """:math:`free_i`: the actor's options that are neither fixed nor linked."""
        return frozenset(k for k in self._free if self._options.option(k).actor == actor)

    @property
    def _options(self) -> OptionConflict:
        assert isinstance(self.conflict, OptionConflict)
        return self.conflict

    def derive(self, setting: Setting) -> Setting:
        """Fixed options at their value, linked ones equal to their expression."""
        rules = self._options.rules
        on = {k for k in setting if k not in rules.fixed} | {k for k, v in rules.fixed.items() if v}
        for _ in range(len(rules.linked) + 1):  # links name links, without a cycle: this many rounds do
            true = {k for k, expr in rules.linked.items() if holds(expr, on.__contains__)}
            on = {k for k in on if k not in rules.linked} | true
        return frozenset(on)

    def complete(self, setting: Setting) -> Setting:
        """:math:`complete(c)`: derived, with every unmet need dropped, until nothing changes."""
        here = self.derive(setting)
        while True:
            unmet = self._unmet(here) & self._free
            if not unmet:
                return here
            here = self.derive(here - unmet)

    def feasible(self, setting: Setting) -> bool:
        """:math:`c \\in F`, for a completed setting."""
        excluded = any(holds(e, setting.__contains__) for e in self._options.infeasible)
        return not excluded and not self._unmet(setting) - self._free

    def _unmet(self, setting: Setting) -> Setting:
        needs = self._options.rules.needs
        return frozenset(k for k, e in needs if k in setting and not holds(e, setting.__contains__))

    def _option_states(self, conflict: OptionConflict) -> tuple[str, ...]:
        for chosen in _subsets(self._free):
            setting = self.derive(chosen)
            if self.complete(setting) == setting and self.feasible(setting):
                self._setting[self.code(setting)] = setting
        number = {k: 2**n for n, k in enumerate(o.key for o in conflict.options)}
        return tuple(sorted(self._setting, key=lambda s: sum(number[k] for k in self._setting[s])))

    def _option_moves(self, actor: str, state: str) -> frozenset[str]:
        here, rules = self._setting[state], self._options.rules

        def allowed(key: str) -> bool:
            direction = self._options.option(key).direction
            if key in here:
                return direction != "on"
            return direction != "off" and key not in rules.forbidden

        changes = (c for c in _subsets(self.free(actor)) if c and all(allowed(k) for k in c))
        reached = {self.code(self.complete(here ^ change)) for change in changes}
        return frozenset(q for q in reached if q in self._setting and q != state)

    def _status_quo(self) -> str | None:
        declared = self.conflict.status_quo
        if declared is None or isinstance(declared, str):
            return declared
        now = self.code(self.complete(declared))
        if now not in self._setting:
            raise ImpossibleError(f"the status quo {now} cannot be")
        return now

    def moves(self, actor: str, state: str) -> frozenset[str]:
        """:math:`R_i(s)`."""
        return self._moves[actor].get(state, frozenset())

    # -- preferences -------------------------------------------------------------------------

    def prefers(self, actor: str, a: str, b: str) -> bool:
        """:math:`a \\succ_i b`: lexicographic in `first`, what the form says, `last`."""
        return self._worth[actor][a] > self._worth[actor][b]

    def indifferent(self, actor: str, a: str, b: str) -> bool:
        """:math:`a \\sim_i b`."""
        return self._worth[actor][a] == self._worth[actor][b]

    def _key(self, actor: str, state: str) -> tuple[Fraction, ...]:
        preference = self.conflict.preferences.get(actor)
        if preference is None:
            return ()
        atoms = self._setting.get(state, frozenset({state}))

        def true(statements: Iterable[Expr]) -> list[Fraction]:
            return [Fraction(holds(e, atoms.__contains__)) for e in statements]

        middle = (
            true(preference.statements)
            if preference.kind == "statements"
            else [_score(preference, state, atoms, actor)]
        )
        return (*true(preference.first), *middle, *true(preference.last))

    def improvements(self, actor: str, state: str) -> frozenset[str]:
        """:math:`R_i^+(s)`."""
        return frozenset(q for q in self.moves(actor, state) if self.prefers(actor, q, state))

    # -- stability ---------------------------------------------------------------------------

    def responses(self, actor: str, state: str, *, improving: bool) -> frozenset[str]:
        """:math:`R_{-i}(s)`, or :math:`R_{-i}^+(s)` where improving: search over (state, last mover)."""
        question = (actor, state, improving)
        if question not in self._replies:
            reply = self.improvements if improving else self.moves
            seen: set[tuple[str, str]] = set()
            ahead: list[tuple[str, str]] = [(state, actor)]
            while ahead:
                here, last = ahead.pop()
                after = {(q, j) for j in self.actors if j not in (actor, last) for q in reply(j, here)}
                ahead += after - seen
                seen |= after
            self._replies[question] = frozenset(q for q, _ in seen)
        return self._replies[question]

    def stable(self, actor: str, state: str, concept: str) -> bool:
        r"""Whether s is stable for i.

        - nash: :math:`R_i^+(s) = \emptyset`
        - gmr: :math:`\forall s_1 \in R_i^+(s)\ \exists s_2 \in R_{-i}(s_1) \cap L_i(s)`
        - smr: moreover :math:`R_i(s_2) \subseteq L_i(s)`
        - seq, sseq: gmr and smr with :math:`R_{-i}^+` in place of :math:`R_{-i}`
        - sim: :math:`\forall s_1 \in R_i^+(s)\ \exists (c_j \in \{s\} \cup R_j^+(s))_{j \ne i}`: the
          composition of s1 and the choices exists and is in :math:`L_i(s)`
        """
        if concept == "sim" and isinstance(self.conflict, GraphConflict):
            raise NotSupportedError("sim needs options")
        question = (actor, state, concept)
        if question not in self._stable:
            self._stable[question] = all(
                self._sanctioned(actor, state, s1, concept) for s1 in self.improvements(actor, state)
            )
        return self._stable[question]

    def _sanctioned(self, actor: str, state: str, target: str, concept: str) -> bool:
        if concept in {"nash", "sim"}:
            return concept == "sim" and self._met_at_once(actor, state, target)
        improving = {"gmr": False, "smr": False, "seq": True, "sseq": True}[concept]
        ends = {
            q for q in self.responses(actor, target, improving=improving) if not self.prefers(actor, q, state)
        }
        if concept in {"smr", "sseq"}:
            ends = {q for q in ends if not any(self.prefers(actor, r, state) for r in self.moves(actor, q))}
        return bool(ends)

    def _met_at_once(self, actor: str, state: str, target: str) -> bool:
        others = [j for j in self.actors if j != actor]
        for choices in product(*({state} | self.improvements(j, state) for j in others)):
            made = self.compose(target, dict(zip(others, choices, strict=True)))
            if made is not None and not self.prefers(actor, made, state):
                return True
        return False

    def compose(self, base: str, choices: Mapping[str, str]) -> str | None:
        """The state in which each actor's free options are as in its choice (all else as in `base`)."""
        setting = self._setting[base]
        for actor, chosen in choices.items():
            mine = self.free(actor)
            setting = (setting - mine) | (self._setting[chosen] & mine)
        made = self.code(self.complete(setting))
        return made if made in self._setting else None

    def limited(self, actor: str, state: str, horizon: int) -> bool:
        """:math:`L_h`: :math:`G_h(i, s) = \\{s\\}` by staying."""
        return not self.anticipated(actor, state, horizon)[1]

    def anticipated(self, actor: str, state: str, horizon: int) -> tuple[frozenset[str], frozenset[str]]:
        r"""(:math:`G_h(i, s)`, the best moves; none where i stays).

        :math:`G_0(i,s) = \{s\}`. Let w(q) be a worst member for i of :math:`G_{h-1}(j,q)` and M the
        :math:`q \in R_i(s)` with the best w(q). If i prefers those to s, :math:`G_h(i,s) =
        \bigcup_{q \in M} G_{h-1}(j,q)`; else i stays. With nobody to answer, :math:`G(j,q) = \{q\}`.
        """
        movers = [i for i in self.actors if any(self.moves(i, s) for s in self.states)]
        if len(movers) > 2:
            raise NotSupportedError("limited-move stability is for two actors")
        stay = frozenset({state})
        if horizon == 0 or not self.moves(actor, state):
            return stay, frozenset()
        question = (actor, state, horizon)
        if question in self._foreseen:
            return self._foreseen[question]
        rivals = [j for j in movers if j != actor]
        after = {
            q: self.anticipated(rivals[0], q, horizon - 1)[0] if rivals else frozenset({q})
            for q in self.moves(actor, state)
        }
        worth = self._worth[actor]
        worst = {q: min(worth[e] for e in ends) for q, ends in after.items()}
        best = frozenset(q for q in after if worst[q] == max(worst.values()) > worth[state])
        ends = frozenset(chain.from_iterable(after[q] for q in best))
        self._foreseen[question] = (ends or stay, best)
        return self._foreseen[question]

    def equilibria(self, concept: str) -> tuple[str, ...]:
        """States stable for every actor, in state order."""
        return tuple(s for s in self.states if all(self.stable(i, s, concept) for i in self.actors))

    # -- dynamics ----------------------------------------------------------------------------

    def ends(self, actor: str, target: str) -> frozenset[str]:
        """Foresight 2: :math:`\\{e \\in \\{s_1\\} \\cup R_{-i}^+(s_1) : R_j^+(e) = \\emptyset, j \\ne i\\}`."""
        others = [j for j in self.actors if j != actor]
        candidates = {target} | self.responses(actor, target, improving=True)
        return frozenset(e for e in candidates if not any(self.improvements(j, e) for j in others))

    def worthwhile(self, actor: str, state: str) -> frozenset[str]:
        """Moves that have ends, every one of them preferred to s."""
        ends = {q: self.ends(actor, q) for q in self.moves(actor, state)}
        return frozenset(q for q, e in ends.items() if e and all(self.prefers(actor, x, state) for x in e))

    def outcomes(self, concept: str = "seq", *, foresight: int = 1) -> ReferenceOutcomes | None:
        """Where the status quo leads (CONTRACT section 5); None without a status quo."""
        if self.status_quo is None:
            return None
        goals: set[str]
        if foresight == 1:
            goals = set(self.equilibria(concept))
            steps = {
                s: {q for i in self.actors if not self.stable(i, s, concept) for q in self.improvements(i, s)}
                for s in self.states
            }
            steps |= {s: set() for s in goals}
        else:
            steps = {s: {q for i in self.actors for q in self.worthwhile(i, s)} for s in self.states}
            goals = {s for s in self.states if not steps[s]}
        found = _reach(self.status_quo, steps)
        ahead = {s: _reach(s, steps) for s in found}
        closed = {frozenset(ahead[s]) for s in found if all(s in ahead[q] for q in ahead[s])}
        anywhere = {s: {q for i in self.actors for q in self.improvements(i, s)} for s in self.states}
        return ReferenceOutcomes(
            states=frozenset(found & goals),
            unsettled=frozenset(c for c in closed if not c & goals),
            reachable=frozenset(_reach(self.status_quo, anywhere) & goals),
        )


def holds(expr: Expr, on: Callable[[str], bool]) -> bool:
    """The truth of a postfix expression, by reduction from left to right."""
    stack: list[bool] = []
    for kind, name in expr.postfix:
        if kind in {"atom", "const"}:
            stack.append(on(name) if kind == "atom" else name == "true")
            continue
        right = stack.pop()
        if kind == "not":
            stack.append(not right)
            continue
        left = stack.pop()
        table = {"and": left and right, "or": left or right, "imp": right or not left, "iff": left is right}
        stack.append(table[kind])
    (result,) = stack
    return result


def _score(preference: Preference, state: str, atoms: Setting, actor: str) -> Fraction:
    """Decimal numbers are meant as written: 0.1 + 0.2 is 0.3."""
    if preference.kind == "weights":
        return sum((Fraction(str(w)) for k, w in preference.weights.items() if k in atoms), Fraction(0))
    worth = dict(preference.payoffs)
    if preference.kind == "ranking":
        worth = {code: -place for place, group in enumerate(preference.ranking) for code in group}
    if state not in worth:
        raise ImpossibleError(f"the {preference.kind} of {actor} says nothing about {state}")
    return Fraction(str(worth[state]))


def _free(conflict: OptionConflict) -> Setting:
    rules = conflict.rules
    return frozenset(o.key for o in conflict.options if o.key not in {*rules.fixed, *rules.linked})


def _graph_moves(conflict: GraphConflict, actor: str) -> dict[str, frozenset[str]]:
    pairs = {(actor, s, q) for s, q in conflict.moves.get(actor, ())} | set(conflict.rules.allow)
    pairs -= set(conflict.rules.forbid_moves)
    return {s: frozenset(q for i, a, q in pairs if i == actor and a == s) for s, _ in conflict.states}


def _subsets(options: Setting) -> Iterable[Setting]:
    listed = sorted(options)
    sizes = (combinations(listed, size) for size in range(len(listed) + 1))
    return (frozenset(chosen) for chosen in chain.from_iterable(sizes))


def _reach(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        fresh = steps[ahead.pop()] - seen
        seen |= fresh
        ahead += fresh
    return seen
