r"""Actual causes of a target, by the modified definition of Halpern and Pearl, on small models.

X = x is an actual cause of :math:`\varphi` (Halpern 2015, definition AC with clause 2(a^m)) if

- AC1: X = x and :math:`\varphi` hold in the actual situation;
- AC2(a^m): there are a set W of variables and a value x' such that, with W frozen at its actual values w*,
  :math:`[X \leftarrow x', W \leftarrow w^*] \neg\varphi`;
- AC3: no proper subset of X satisfies AC1 and AC2(a^m).

*Responsibility* of a part of a cause: 1/k, where k is the least :math:`|X| + |W|` over the causes X that have the part and
their witnesses W (Halpern 2016, chapter 6, the form for the modified definition; Chockler and Halpern 2004 have 1/(k + 1)
for the original one, with k the number of changes beside X).

What that means here is Tertius's own:

- Variables: the levers in force (actual value: in) and the options. The actual value of an option is its value in the
  outcome. There has to be exactly one outcome, and everything settled; otherwise there is no answer.
- A frozen option has its value from the status quo on. So freezing alone could lose the target (a concession made so that
  pressure stops is not made where it never was), which cannot happen in the recursive models of the source. Hence a W
  counts only if the target holds with W frozen and X actual.
- Intervening takes a lever out, and fixes an option, from the status quo on, on top of every layer. Levers that are not
  in force stay out. The moves in between are not variables.
- :math:`\varphi` is the target; outcomes being a set, :math:`\neg\varphi` says that everything settles and no outcome
  satisfies it (`weaker`: not every outcome does). An open verdict is no :math:`\neg\varphi`, and is counted. A situation that
  cannot be set up is skipped, and counted.
- Options that the target is about are no causes of it: they are left out of X, not of W.

All sets X of up to `size` variables are tried by size, each with every W by size; W leaves out options that cannot change
anyway, and those that make the target true by being frozen, which can make no difference; a situation in which an option
is frozen that stands still without that is not worked out again (`tertius.leverage.inert`). Models of more than
`VARIABLES` options are refused.

References
----------
Halpern (2015), A modification of the Halpern-Pearl definition of causality, IJCAI 24, 3022-3033. Halpern (2016), Actual
Causality, MIT Press. Chockler and Halpern (2004), Journal of Artificial Intelligence Research 22, 93-115.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb

from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.leverage.factors import Factor, Intervening
from tertius.leverage.inert import InertBuilder
from tertius.leverage.question import Question
from tertius.model.conflict import OptionConflict
from tertius.model.expr import Expr

__all__ = ["SIZE", "VARIABLES", "Cause", "Causes", "actual_causes"]

SIZE = 3
"""Variables in a cause, at most."""
VARIABLES = 12
"""Options of a model, at most."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A minimal set of variables at their actual values, and a smallest witness W."""

    variables: tuple[Factor, ...]
    frozen: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """All actual causes of up to `size` variables.

    refused : why there is no answer: ``graph``, ``many`` (options), ``no_outcome``, ``several``, ``unsettled``,
        ``not_true`` (the target does not hold); empty where there is one
    outcome : the only outcome; responsibility : factor -> 1/k
    tried : situations; open_worlds, impossible : those that are unsettled, and that cannot be set up
    untried : sets X that were not looked at
    """

    refused: str = ""
    outcome: str = ""
    causes: tuple[Cause, ...] = ()
    responsibility: dict[Factor, Fraction] | None = None
    excluded: tuple[str, ...] = ()
    size: int = 0
    variables: int = 0
    tried: int = 0
    open_worlds: int = 0
    impossible: int = 0
    untried: int = 0

    @property
    def complete(self) -> bool:
        """Whether no limit left a set out."""
        return not self.untried


def actual_causes(
    question: Question,
    *,
    size: int = SIZE,
    weaker: bool = False,
    limit: int = 20_000,
    late: Callable[[], bool] | None = None,
) -> Causes:
    """Every actual cause of the target, with a smallest witness each.

    size : variables in a cause at most; weaker : the target counts as lost where not every outcome satisfies it
    limit : situations to try at most; late : says when the time is over
    """
    case = question.situated()
    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return Causes("graph")
    if len(conflict.options) > VARIABLES:
        return Causes("many", variables=len(conflict.options))
    solved = Solved(case)
    ends = solved.outcomes(question.concept, question.foresight)
    assert ends is not None
    if not ends.settled:
        return Causes("unsettled")
    if len(ends.states) != 1:
        return Causes("several" if ends.states else "no_outcome")
    outcome = ends.states[0]
    if outcome not in solved.satisfying(question.target):
        return Causes("not_true", outcome)
    options = [Factor("move", k, x == "Y") for k, x in zip(conflict.option_keys, outcome, strict=True)]
    about = set(question.target.atoms)
    candidates = [Factor("lever", x) for x in question.in_force] + [f for f in options if f.id not in about]
    search = _Search(question, options, "every" if weaker else "some", limit, late)
    most = min(size, len(candidates))
    total = sum(comb(len(candidates), k) for k in range(1, most + 1))
    found: list[Cause] = []
    seen = 0
    for count in range(1, most + 1):
        for chosen in combinations(candidates, count):
            if not any(set(c.variables) <= set(chosen) for c in found):
                frozen = search.witness(chosen)
                if search.over:
                    return _causes(question, outcome, found, search, most, len(candidates), total - seen)
                if frozen is not None:
                    found.append(Cause(chosen, frozen))
            seen += 1
    return _causes(question, outcome, found, search, most, len(candidates), 0)


def _causes(
    question: Question, outcome: str, found: Sequence[Cause], search: _Search, size: int, variables: int, untried: int
) -> Causes:
    least: dict[Factor, int] = {}
    for cause in found:
        k = len(cause.variables) + len(cause.frozen)
        for part in cause.variables:
            least[part] = min(k, least.get(part, k))
    return Causes(
        outcome=outcome,
        causes=tuple(found),
        responsibility={x: Fraction(1, k) for x, k in least.items()},
        excluded=question.target.atoms,
        size=size,
        variables=variables,
        tried=search.tried,
        open_worlds=search.open_worlds,
        impossible=search.impossible,
        untried=untried,
    )


def _changing(conflict: OptionConflict, options: Sequence[Factor]) -> list[Factor]:
    """Options that can differ from their actual value while nobody intervenes on them; freezing others is idle.

    Whatever other options are fixed at: links and needs, by which they could reach an option, count as able to change it.
    """
    rules = conflict.rules
    assert conflict.status_quo is not None
    found = []
    for factor in options:
        option = conflict.option(factor.id)
        start = factor.id in conflict.status_quo
        stuck = factor.id in rules.fixed
        if factor.id not in rules.linked and start == factor.on and not any(k == factor.id for k, _ in rules.needs):
            stuck |= start and option.direction == "on"
            stuck |= not start and (option.direction == "off" or factor.id in rules.forbidden)
        if not stuck:
            found.append(factor)
    return found


class _Search:
    """Looks for witnesses; knows when a limit is reached."""

    def __init__(
        self, question: Question, options: Sequence[Factor], quantifier: str, limit: int, late: Callable[[], bool] | None
    ) -> None:
        self.question = question
        self.options = options
        self.limit, self.late = limit, late
        self.tried = self.open_worlds = self.impossible = 0
        self.over = False
        self._quantifier = quantifier
        self._intervened = Intervening(question)
        self._builders = {
            q: InertBuilder(question.case, question.target, q, question.concept, question.foresight) for q in ("every", "some")
        }
        self._neutral: dict[tuple[Factor, ...], bool] = {(): True}
        self._freezable: dict[tuple[str, ...], list[Factor]] = {}
        self._known: dict[tuple[frozenset[Factor], frozenset[Factor], str], tuple[str, dict[str, bool]]] = {}

    def witness(self, chosen: Iterable[Factor]) -> tuple[Factor, ...] | None:
        """A smallest W with which flipping all of `chosen` loses the target; None where there is none."""
        listed = list(chosen)
        rest = [f for f in self._worth_freezing(tuple(f.id for f in listed if f.kind == "lever")) if f not in listed]
        for count in range(len(rest) + 1):
            for frozen in combinations(rest, count):
                if _settles(self.question.target, frozen):
                    continue
                if self.tried >= self.limit or (self.late is not None and self.late()):
                    self.over = True
                    return None
                if self._harmless(frozen) and self._verdict(listed, frozen, self._quantifier) == "fails":
                    return frozen
        return None

    def _worth_freezing(self, out: tuple[str, ...]) -> list[Factor]:
        """Options that can change with these levers out or with all in force."""
        if out not in self._freezable:
            can: set[Factor] = set()
            for gone in {(), out}:
                try:
                    conflict = self.question.situated(but=gone).conflict
                except ImpossibleError:
                    continue  # then no situation with these out exists, whatever is frozen
                assert isinstance(conflict, OptionConflict)
                can.update(_changing(conflict, self.options))
            self._freezable[out] = [f for f in self.options if f in can]
        return self._freezable[out]

    def _harmless(self, frozen: tuple[Factor, ...]) -> bool:
        """Whether the target holds, in every outcome, with these frozen and nothing else changed."""
        if frozen not in self._neutral:
            self._neutral[frozen] = self._verdict((), frozen, "every") == "holds"
        return self._neutral[frozen]

    def _verdict(self, chosen: Sequence[Factor], frozen: Sequence[Factor], quantifier: str) -> str:
        key = frozenset(chosen), frozenset(frozen), quantifier
        if key not in self._known:
            self._known[key] = self._inherited(*key) or self._worked_out(chosen, frozen, quantifier)
        return self._known[key][0]

    def _inherited(
        self, chosen: frozenset[Factor], frozen: frozenset[Factor], quantifier: str
    ) -> tuple[str, dict[str, bool]] | None:
        """The verdict with one less frozen, if that one stands still anyway."""
        for one in sorted(frozen, key=lambda f: f.id):
            before = self._known.get((chosen, frozen - {one}, quantifier))
            if before is not None and before[1].get(one.id) == one.on:
                return before[0], {k: v for k, v in before[1].items() if k != one.id}
        return None

    def _worked_out(
        self, chosen: Sequence[Factor], frozen: Sequence[Factor], quantifier: str
    ) -> tuple[str, dict[str, bool]]:
        self.tried += 1
        held = [Factor("move", f.id, not f.on) for f in frozen]  # intervening on these puts the actual value
        builder = self._builders[quantifier]
        try:
            case = self._intervened([*chosen, *held])
            verdict = builder.verdict(case)
        except ImpossibleError:
            self.impossible += 1
            return "impossible", {}
        self.open_worlds += verdict == "open"
        return verdict, builder.inert(case)


def _settles(target: Expr, frozen: Iterable[Factor]) -> bool:
    """Whether the target is true whatever the options that are not frozen do."""
    held = {f.id: f.on for f in frozen}
    free = [a for a in target.atoms if a not in held]
    if len(free) == len(target.atoms) or len(free) > 10:
        return False
    settings = (held | dict(zip(free, bits, strict=True)) for bits in product((False, True), repeat=len(free)))
    return all(target.holds(setting.__getitem__) for setting in settings)
