r"""Rules: who accepts a package, whether it passes, who blocks it and why; and on one issue, what cannot be moved.

**Acceptance.** :math:`a_i(y) = 1` if :math:`g_i(y) \ge 0` (`tertius.negotiation.bargain`) and y crosses no red line of i. A party that is
indifferent accepts.

**Rules.** Consensus: every a_i is 1. Quota: :math:`\sum_i v_i a_i \ge \text{share} \cdot \sum_i v_i` (reached or passed). All: every part is met (a
double majority is two quotas). A veto of i: a_i is 1. A red line therefore binds a package only where its owner's consent is needed.

**Who blocks.** Where y does not pass: those who refuse it and whose consent one of the unmet parts needs. Under consensus and
vetoes that is each who refuses; under a quota all who refuse and have votes, since any of them may supply what is missing.

**One issue at a time** (Black 1948; Romer and Rosenthal 1978; Tsebelis 2002). Parties prefer what is nearer. Order the positions;
the status quo q can be moved up if enough of those with a position above q are there to meet every part of the rule, and down
likewise. The *gridlock interval* [l, r] has the q from which neither is possible: for a quota l is the highest place with the
votes at or above it reaching the quota, r the lowest with the votes at or below it reaching it; for consensus and
vetoes every party is a pivot; for several parts it is the hull. Those without a position on the issue never object. Where l > r every q can be moved.

The interval takes the middle of each position, and neither red lines nor fallbacks.

References: D. Black (1948), On the rationale of group decision-making; T. Romer, H. Rosenthal (1978), Political resource
allocation; G. Tsebelis (2002), Veto players; K. Krehbiel (1998), Pivotal politics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.model.negotiation import Issue, Negotiation, Rule
from tertius.negotiation.bargain import EPSILON, Bargain

__all__ = ["Crossed", "Judged", "Refusal", "accepts", "blockers", "gridlock", "judge", "needed", "passes", "room", "votes_of"]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A red line that a package crosses, by how many points."""

    issue: str
    at_least: float | None
    at_most: float | None
    place: float
    points: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a party refuses: its gain if that is a loss (else None), on which issues most, and the red lines crossed."""

    party: str
    gain: float | None
    costs: tuple[tuple[str, float], ...]
    crossed: tuple[Crossed, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A package under the rule. utilities, gains : one for each party, in the order of the bargain"""

    choice: dict[str, float]
    passes: bool
    utilities: tuple[float, ...]
    gains: tuple[float, ...]
    acceptable_to: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    blocked_by: tuple[str, ...]


def votes_of(rule: Rule, parties: Sequence[str]) -> FloatArray:
    """The votes of a quota rule as shares of all votes, shape (parties,): sums of populations would be off by more than `EPSILON`."""
    votes: FloatArray = np.array([rule.votes.get(p, 1.0) for p in parties], dtype=np.float64)
    if votes.max(initial=0.0) <= 0:
        return votes
    # By the greatest first: the sum of the greatest floats is none.
    votes /= votes.max()
    votes /= votes.sum()
    return votes


def needed(rule: Rule, parties: Sequence[str]) -> tuple[str, ...]:
    """The parties without whose consent nothing passes whatever the others do: under consensus, by a veto, or where a quota is out of reach without their votes."""
    if any(part.kind == "consensus" for part in rule.parts()):
        return tuple(parties)
    found = set(rule.all_vetoes())
    for part in rule.parts():
        votes = votes_of(part, parties)
        total = float(votes.sum())
        found |= {p for p, v in zip(parties, votes.tolist(), strict=True) if total - v < part.share * total - EPSILON}
    return tuple(p for p in parties if p in found)


def accepts(bargain: Bargain, columns: Sequence[int], bound: str = "middle") -> BoolArray:
    """Who accepts a package, shape (parties,)."""
    chosen = list(columns)
    found: BoolArray = (bargain.gains(chosen, bound) >= -EPSILON) & ~(bargain.beyond[:, chosen] > EPSILON).any(axis=1)
    return found


def _met(part: Rule, parties: Sequence[str], accepting: BoolArray) -> BoolArray:
    """Whether a consensus or quota rule is met; `accepting` has parties last."""
    if part.kind == "consensus":
        everybody: BoolArray = np.asarray(accepting.all(axis=-1))
        return everybody
    votes = votes_of(part, parties)
    reached: BoolArray = accepting @ votes >= part.share * votes.sum() - EPSILON
    return reached


def passes(rule: Rule, parties: Sequence[str], accepting: BoolArray) -> BoolArray:
    """Whether the rule is met, for each row of `accepting`, shape (..., parties)."""
    met: BoolArray = np.ones(accepting.shape[:-1], dtype=np.bool_)
    for part in rule.parts():
        met = met & _met(part, parties, accepting)
    for veto in rule.all_vetoes():
        met = met & accepting[..., parties.index(veto)]
    return met


def blockers(rule: Rule, parties: Sequence[str], accepting: BoolArray) -> tuple[str, ...]:
    """Who blocks where the rule is not met; nobody where it is."""
    found: set[str] = {v for v in rule.all_vetoes() if not accepting[parties.index(v)]}
    for part in rule.parts():
        if not _met(part, parties, accepting):
            votes = votes_of(part, parties) if part.kind == "quota" else np.ones(len(parties))
            found |= {p for k, p in enumerate(parties) if not accepting[k] and votes[k] > 0}
    return tuple(p for p in parties if p in found)


def judge(bargain: Bargain, columns: Sequence[int]) -> Judged:
    """A package under the rule, at the middle of every position."""
    chosen = list(columns)
    accepting = accepts(bargain, chosen)
    gains = bargain.gains(chosen)
    return Judged(
        choice=bargain.places(chosen),
        passes=bool(passes(bargain.rule, bargain.parties, accepting)),
        utilities=tuple((gains + bargain.disagreement).tolist()),
        gains=tuple(gains.tolist()),
        acceptable_to=tuple(p for p, a in zip(bargain.parties, accepting, strict=True) if a),
        refusals=tuple(_refusal(bargain, int(i), chosen, float(gains[i])) for i in np.flatnonzero(~accepting)),
        blocked_by=blockers(bargain.rule, bargain.parties, accepting),
    )


def _refusal(bargain: Bargain, i: int, chosen: Sequence[int], gain: float) -> Refusal:
    """What a party loses on each issue is told against its position there with a fallback, against the status quo without."""
    costs = [(bargain.issues[int(bargain.issue_of[c])], -float(bargain.gain[i, c])) for c in chosen]
    crossed = []
    for c in chosen:
        if bargain.beyond[i, c] > EPSILON:
            stance = bargain.negotiation.issues[int(bargain.issue_of[c])].stance(bargain.parties[i])
            assert stance is not None
            place = float(bargain.options[c])
            crossed.append(
                Crossed(bargain.issues[int(bargain.issue_of[c])], stance.at_least, stance.at_most, place, float(bargain.beyond[i, c]))
            )
    return Refusal(
        bargain.parties[i],
        gain if gain < -EPSILON else None,
        tuple(sorted(((k, v) for k, v in costs if v > EPSILON), key=lambda kv: -kv[1])) if gain < -EPSILON else (),
        tuple(crossed),
    )


def gridlock(negotiation: Negotiation, issue: Issue) -> tuple[float, float] | None:
    """The places from which one issue by itself cannot be moved: both ends; None where every place can be moved."""
    parties = [p.id for p in negotiation.parties]
    ideal = {s.party: s.middle for s in issue.positions}
    lows, highs = [], []
    for part in negotiation.rule.parts():
        if part.kind == "consensus":
            lows.append(min(ideal.values()))
            highs.append(max(ideal.values()))
            continue
        votes = dict(zip(parties, votes_of(part, parties).tolist(), strict=True))
        quota = part.share * sum(votes.values()) - EPSILON
        free = sum(v for p, v in votes.items() if p not in ideal)
        if free >= quota:
            continue
        places = sorted(set(ideal.values()))
        lows.append(max(x for x in places if free + sum(votes[p] for p, at in ideal.items() if at >= x) >= quota))
        highs.append(min(x for x in places if free + sum(votes[p] for p, at in ideal.items() if at <= x) >= quota))
    for veto in negotiation.rule.all_vetoes():
        if veto in ideal:
            lows.append(ideal[veto])
            highs.append(ideal[veto])
    if not lows or min(lows) > max(highs):
        return None
    return min(lows), max(highs)


def room(negotiation: Negotiation, issue: Issue) -> tuple[float, float]:
    """The places that the red lines of those whose consent is needed leave; from high to low where they leave none."""
    must = needed(negotiation.rule, [p.id for p in negotiation.parties])
    stances = [s for s in issue.positions if s.party in must]
    return (
        max([0.0, *(s.at_least for s in stances if s.at_least is not None)]),
        min([100.0, *(s.at_most for s in stances if s.at_most is not None)]),
    )
