"""Claims in many worlds at once, with the verdicts of `tertius.evidence.claims`.

Claims about outcomes, equilibria and levers go through `tertius.sweep.many`; the others are tried world by world, each world
once. What no preference touches (evidence, negotiation, ties) is tried once, as it stands in the case: what draws make of it is in
`tertius.sweep.numbers`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.evidence.claims import ClaimChecker, readings_of
from tertius.model.asof import history_position
from tertius.model.case import Bridges, Case, Claim, Combined, LeverTest, OutcomeTest
from tertius.model.evidence import DiagnosticityTest
from tertius.sweep.many import ASK, FAILS, HOLDS, IMPOSSIBLE_SET, OPEN, Codes, Key, Many
from tertius.sweep.numbers import NEGOTIATED
from tertius.sweep.plan import VERDICTS

__all__ = ["ClaimsMany"]

KEPT = 1_000_000
"""Verdicts of worlds tried by themselves that are kept from block to block."""


class ClaimsMany:
    """The claims of a case, for the worlds of one block after another."""

    def __init__(self, case: Case, levers: Sequence[str], many: Many) -> None:
        self.case, self.levers, self.many = case, tuple(levers), many
        self._always = ClaimChecker(case, levers)
        self._single: dict[tuple[bytes, str, str | None], int] = {}
        self._found: dict[tuple[str, str | None], Codes] = {}
        self._checkers: dict[int, ClaimChecker] = {}
        self._names: Sequence[bytes] = ()
        self._case_of: Callable[[int], Case]

    def begin(self, names: Sequence[bytes], case_of: Callable[[int], Case]) -> None:
        """Start a block: what each world is called, and from its place to its case."""
        self._names, self._case_of = names, case_of
        self._found.clear()
        self._checkers.clear()
        if len(self._single) > KEPT:
            self._single.clear()

    def readings(self, claim: Claim) -> tuple[str | None, ...]:
        """The readings that a claim is about."""
        return readings_of(self.case, claim)

    def quick(self, claim: Claim) -> bool:
        """Whether a claim turns on preferences and on one situation (all parts of a combined one do)."""
        expect = claim.expect
        if isinstance(expect, Combined):
            known = {c.id: c for c in self.case.claims}
            return all(id in known and self.quick(known[id]) for id in expect.claims)
        return isinstance(expect, OutcomeTest) and (expect.over, expect.foresight) != ("equilibria", 2)

    def side_by_side(self, claim: Claim) -> bool:
        """Whether a claim is tried in many worlds at once (all parts of a combined one are), or is the same in all."""
        expect = claim.expect
        if isinstance(expect, Combined):
            known = {c.id: c for c in self.case.claims}
            return all(self.side_by_side(known[id]) for id in expect.claims if id in known)
        if isinstance(expect, DiagnosticityTest | Bridges | NEGOTIATED):
            return True
        return self.quick(claim) or (isinstance(expect, LeverTest) and bool(expect.levers or expect.given))

    def verdicts(self, claim: Claim, reading: str | None) -> Codes:
        """(worlds,) the verdict on a claim under a reading."""
        key = claim.id, reading
        if key not in self._found:
            try:
                found = self._worked_out(claim, reading)
            except (ImpossibleError, NotSupportedError):
                found = np.full(self.many.worlds, OPEN, np.int8)
            found[found == IMPOSSIBLE_SET] = OPEN
            for world in np.flatnonzero(found == ASK).tolist():
                found[world] = self._alone(claim, reading, world)
            self._found[key] = found
        return self._found[key]

    def _alone(self, claim: Claim, reading: str | None, world: int) -> int:
        key = self._names[world], claim.id, reading
        if key not in self._single:
            if world not in self._checkers:
                self._checkers[world] = ClaimChecker(self._case_of(world), self.levers)
            self._single[key] = VERDICTS.index(self._checkers[world].check(claim, reading).verdict)
        return self._single[key]

    def _worked_out(self, claim: Claim, reading: str | None) -> Codes:
        expect = claim.expect
        worlds = self.many.worlds
        if isinstance(expect, Combined):
            return self._combined(expect, reading)
        if isinstance(expect, DiagnosticityTest | Bridges | NEGOTIATED):
            return np.full(worlds, VERDICTS.index(self._always.check(claim, reading).verdict), np.int8)
        if self.case.conflict is None:
            return np.full(worlds, ASK, np.int8)
        if isinstance(expect, OutcomeTest) and not (expect.over == "equilibria" and expect.foresight == 2):
            key = self._key(claim, reading)
            return self.many.verdicts(key, expect.satisfy, expect.quantifier, expect.concept, expect.foresight, over=expect.over)
        if isinstance(expect, LeverTest) and (expect.levers or expect.given):
            return self._lever_test(claim, expect, reading)
        return np.full(worlds, ASK, np.int8)

    def _key(self, claim: Claim, reading: str | None, only: tuple[str, ...] | None = None, given: bool = False) -> Key:
        levers = only if only is not None else claim.levers if claim.levers is not None else self.levers
        more = claim.expect.given if given and isinstance(claim.expect, LeverTest) else ()
        place = None if claim.since is None else history_position(self.case.history, claim.since)
        return Key(reading, levers, claim.levers is None and only is None, (*claim.given, *more), (), place)

    def _combined(self, expect: Combined, reading: str | None) -> Codes:
        known = {c.id: c for c in self.case.claims}
        parts = [
            self.verdicts(known[id], reading) if id in known else np.full(self.many.worlds, OPEN, np.int8) for id in expect.claims
        ]
        table = np.array(parts, np.int8).reshape(len(parts), self.many.worlds)
        strong, weak = (FAILS, HOLDS) if expect.every else (HOLDS, FAILS)
        found = np.where((table == strong).any(axis=0), strong, np.where((table == OPEN).any(axis=0), OPEN, weak))
        return found.astype(np.int8)

    def _lever_test(self, claim: Claim, expect: LeverTest, reading: str | None) -> Codes:
        """`tertius.leverage.necessity`, all worlds side by side; a set of levers is tried while some world needs it."""
        bundle = "given" if expect.given else None

        def reaches(chosen: tuple[str, ...]) -> Codes:
            key = self._key(claim, reading, tuple(x for x in chosen if x != bundle), bundle in chosen)
            try:
                return self.many.verdicts(key, expect.target, "every", expect.concept, expect.foresight)
            except ImpossibleError:
                return np.full(self.many.worlds, IMPOSSIBLE_SET, np.int8)

        levers = expect.levers + ((bundle,) if bundle else ())
        if not expect.necessary:
            found = reaches(levers)
            found[found == IMPOSSIBLE_SET] = FAILS
            return found
        pool = tuple(self.case.levers) + ((bundle,) if bundle else ())
        most = min(len(pool), expect.size if expect.size is not None else (len(pool) if len(pool) <= 10 else 3))
        fails, doubt, ask = (np.zeros(self.many.worlds, np.bool_) for _ in range(3))
        for lever in levers:
            others = [x for x in pool if x != lever]
            for count in range(min(most, len(others)) + 1):
                for chosen in combinations(others, count):
                    found = reaches(chosen)
                    fails |= (found == HOLDS) & ~ask
                    doubt |= found == OPEN
                    ask |= (found == ASK) & ~fails
                    if (fails | ask).all():
                        break
        return np.where(ask, ASK, np.where(fails, FAILS, np.where(doubt, OPEN, HOLDS))).astype(np.int8)
