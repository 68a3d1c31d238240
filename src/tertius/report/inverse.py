"""Which preferences the claims about stability hang on, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from tertius.errors import TertiusError
from tertius.evidence.claims import ClaimChecker, readings_of
from tertius.explain.inverse_english import InverseTeller
from tertius.leverage.inverse import Inverse, inverse
from tertius.leverage.inverse_conditions import CONCEPTS
from tertius.model.case import Case, Claim, StabilityTest
from tertius.report.by_reading import shared_cards
from tertius.report.exhibits import Key

__all__ = ["InverseCard", "InverseTarget", "inverse_part"]

SHOWN = 6
"""Conditions that are listed; of those that hold already the number is enough."""
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class InverseCard:
    """One reading, or several that answer alike.

    verdict : stable or not; count : of how many strict rankings; conditions : those that do not hold, in words
    changes : the least change that would make it stable, and what is flagged; `impossible` says why there is no answer
    """

    keys: tuple[Key, ...]
    verdict: str = ""
    count: str = ""
    conditions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class InverseTarget:
    """One claim about the stability of a state."""

    claim: str
    text: str
    cards: tuple[InverseCard, ...]


def inverse_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> tuple[InverseTarget, ...]:
    """A part for each claim that a state is stable, or unstable, for an actor under a concept that the question is known for."""
    checker = ClaimChecker(case, levers)
    found = []
    for claim in case.claims:
        test = claim.expect
        if not isinstance(test, StabilityTest) or (test.concept or "seq") not in CONCEPTS:
            continue
        asked = [reading for reading in readings_of(case, claim) if reading in keys]
        shown = shared_cards(((reading, _card(checker, claim, test, reading)) for reading in asked), keys)
        if any(not card.impossible for card in shown):
            found.append(InverseTarget(claim.id, claim.text.strip(), shown))
    return tuple(found)


def _card(checker: ClaimChecker, claim: Claim, test: StabilityTest, reading: str | None) -> InverseCard:
    verdict = checker.check(claim, reading)
    if verdict.solved is None or verdict.reason.state is None:
        return InverseCard((), impossible="there is no such situation under this reading")
    solver = find_spec("pysat") is not None
    try:
        answer = inverse(
            verdict.solved.case, state=verdict.reason.state, concept=test.concept or "seq", actors=[test.actor],
            changes=solver, seconds=SECONDS,
        )  # fmt: skip
    except TertiusError as error:
        return InverseCard((), impossible=str(error))
    return _told(answer, test.actor)


def _told(answer: Inverse, actor: str) -> InverseCard:
    teller = InverseTeller(answer.case, codes=False)
    missing = [c for c in answer.conditions[actor] if not c.holds]
    lines = [teller.condition(actor, answer.state, c) for c in missing[:SHOWN]]
    if len(missing) > SHOWN:
        lines.append(f"{len(missing) - SHOWN} more conditions that do not hold")
    changes = []
    for plan in answer.plans:
        changes.append(teller.plan(answer, plan))
        changes += [f"{teller.suggestion(change, answer.state)}." for change in plan.changes]
    changes += [teller.flag(change, answer.state) for change in answer.flagged]
    return InverseCard(
        (),
        verdict=teller.standing(answer, actor),
        count=teller.share(actor, answer.counts[actor]),
        conditions=tuple(lines),
        changes=tuple(changes),
    )
