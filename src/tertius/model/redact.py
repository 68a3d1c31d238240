r"""A version of a case for other eyes: a pure function Case -> Case, applied before anything is computed.

For a level l let :math:`r_l(c)` be the case without what the level leaves out. What is shown of a redacted version is computed from
:math:`r_l(c)` alone, so two cases that differ only in what is left out give the same bytes, and so does a case that never had any of it:
:math:`r_l(c) = r_l(c') \Rightarrow \mathrm{report}(r_l(c)) = \mathrm{report}(r_l(c'))`. That there is a red line is as secret as where it is.
:math:`r_l(r_l(c)) = r_l(c)`, and :math:`r_{public}(r_{team}(c)) = r_{public}(c)`. The content hash is that of :math:`r_l(c)`.

What goes (`KINDS`; Tertius's own, after the rule that what a party tells a mediator in confidence is not disclosed without its consent):

- *team* (the mediator's own team and co-mediators): red lines, what parties have without agreement (`fallback`), what waiting costs them, how
  firm they are and what presses them (`timing`), sealed notes, and the hashes of passages (a short passage of a confidential text could be confirmed by them).
- *public* (also the parties and the press): besides these, what parties would trade and how long they can wait, and the modeller's
  judgement of them: patience, salience, power, positions that rest on judgement and not on something reported, what readings change of
  the negotiation, how far off its inputs may be (`uncertainty.negotiation`), and the section `thresholds` (what outcomes are worth to an actor, in numbers).

A claim whose test rests on any of this is *withheld* (`Claim.withheld`), whether or not this case has any: judged without it, its verdict
could mislead. Team: claims about packages. Public: also claims about single issues. A claim over withheld ones is withheld.

References
----------
United Nations (2018), UNCITRAL Model Law on International Commercial Mediation, articles 9 to 11. United Nations (2012), Guidance for Effective Mediation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tertius.errors import UnknownNameError
from tertius.model.agreements import PhasedTest, RipeTest
from tertius.model.anchors import Anchor
from tertius.model.case import (
    BestMove,
    Bridges,
    Case,
    Claim,
    Combined,
    Explained,
    LeverTest,
    OutcomeTest,
    Source,
    StabilityTest,
)
from tertius.model.conflict import Provenance
from tertius.model.content_hash import case_hash
from tertius.model.dates import Date
from tertius.model.evidence import DiagnosticityTest
from tertius.model.expr import Expr
from tertius.model.inputs import places
from tertius.model.negotiation import Issue, IssueTest, Negotiation, Party, Stance, same_said
from tertius.model.shares import ShareTest
from tertius.model.thresholds_section import Thresholds
from tertius.model.uncertainty import Uncertainty

__all__ = ["KINDS", "LEVELS", "REPORTED", "redact"]

LEVELS = ("team", "public")
"""From the least to the most that is left out."""
_TEAM = ("red_lines", "fallbacks", "timing", "sealed_notes", "passage_hashes")
KINDS: Mapping[str, tuple[str, ...]] = {
    "team": _TEAM,
    "public": (*_TEAM, "patience", "salience", "power", "judged_positions", "readings_of_talks", "spread", "thresholds"),
}
"""What each level leaves out."""
REPORTED = ("observed", "reported")
"""Bases of a position that a public version keeps; also one with sources and no basis."""
_OF_THE_CONFLICT = (
    OutcomeTest, StabilityTest, BestMove, LeverTest, Explained, PhasedTest, RipeTest, Bridges, DiagnosticityTest, Combined,
)  # fmt: skip
_TESTED = {"team": (*_OF_THE_CONFLICT, IssueTest, ShareTest), "public": _OF_THE_CONFLICT}
"""Tests that use nothing of what a level leaves out; a kind of test that is not named is withheld."""


def redact(case: Case, level: str) -> Case:
    """The case without what the level leaves out; one that is redacted already never gets anything back.

    level : one of `LEVELS`, else `UnknownNameError`
    """
    if level not in LEVELS:
        raise UnknownNameError("level of redaction", level, LEVELS)
    if case.redacted == "public":
        level = "public"
    public = level == "public"
    found: Case = _cleared(case, public)
    gone = _withheld(found.claims, level)
    found = replace(
        found,
        claims=tuple(_without_test(c) if c.id in gone else c for c in found.claims),
        # Where the claims that say what a forecast says are not shown, the model is not asked.
        forecasts=tuple(replace(f, model=()) if gone & set(f.model) else f for f in found.forecasts),
        # A reading that changed nothing but what is left out is one that changes nothing.
        readings={k: replace(r, negotiation=None) if public or same_said(r.negotiation, found.negotiation) else r for k, r in found.readings.items()},
        thresholds=Thresholds() if public else found.thresholds,
        uncertainty=_fixed(found.uncertainty) if public else found.uncertainty,
        redacted=level,
    )
    found = replace(found, anchors=_anchors(found))
    return replace(found, hash=case_hash(found))


def _fixed(uncertainty: Uncertainty | None) -> Uncertainty | None:
    """Without how far off the inputs of a negotiation may be; None where nothing else varies."""
    left = None if uncertainty is None else replace(uncertainty, negotiation=None)
    return left if left is not None and (left.preferences or left.readings) else None


def _anchors(case: Case) -> tuple[Anchor, ...]:
    """Anchors of what is left, one a paragraph, without their hashes."""
    if not case.anchors:
        return ()
    left = set(places(case))
    found: dict[tuple[str, int], Anchor] = {}
    for a in case.anchors:
        one = found.get((a.source, a.paragraph), replace(a, hash="", chars=None, to=(), note=""))
        note = "; ".join(dict.fromkeys(x for x in (one.note, a.note) if x))
        to = tuple(dict.fromkeys((*one.to, *(x for x in a.to if x in left))))
        found[a.source, a.paragraph] = replace(one, to=to, note=note)
    return tuple(a for a in found.values() if a.to)


def _withheld(claims: tuple[Claim, ...], level: str) -> set[str]:
    gone = {c.id for c in claims if c.withheld or (c.expect is not None and not isinstance(c.expect, _TESTED[level]))}
    while True:
        more = {c.id for c in claims if isinstance(c.expect, Combined) and gone & set(c.expect.claims)} - gone
        if not more:
            return gone
        gone |= more


def _without_test(claim: Claim) -> Claim:
    return replace(claim, expect=None, falsifier=None, must=None, given=(), context="", withheld=True)


def _cleared(value: Any, public: bool) -> Any:
    """The value with what goes taken out of everything inside it, so that no section can be forgotten."""
    if isinstance(value, Provenance | Source):
        if isinstance(value, Source) and value.copy:
            value = replace(value, copy="")
        return replace(value, sealed="") if value.sealed else value
    if isinstance(value, Negotiation):
        value = _negotiation(value, public)
    if isinstance(value, str | Expr | Date):
        return value
    if isinstance(value, Mapping):
        return {k: _cleared(v, public) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_cleared(v, public) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: new for f in fields(value) if f.init and (new := _cleared(old := getattr(value, f.name), public)) is not old}
        return replace(value, **changed) if changed else value
    return value


def _negotiation(negotiation: Negotiation, public: bool) -> Negotiation:
    return replace(
        negotiation,
        parties=tuple(_party(p, public) for p in negotiation.parties),
        issues=tuple(_issue(i, negotiation.provenance, public) for i in negotiation.issues),
        timing=None,
    )


def _party(party: Party, public: bool) -> Party:
    # What a party's entry rests on tells of its power and patience, so it goes with them.
    if public:
        return replace(party, fallback=None, power=1.0, patience=None, power_over_time=(), provenance=Provenance())
    return replace(party, fallback=None)


def _issue(issue: Issue, whole: Provenance, public: bool) -> Issue:
    stances = tuple(replace(s, at_least=None, at_most=None) for s in issue.positions)
    if public:
        above = issue.provenance if _says(issue.provenance) else whole
        stances = tuple(
            replace(s, salience=None, power=None, provenance=replace(s.provenance, note="", confidence=""))
            for s in stances
            if _reported(s, above)
        )
    return replace(issue, positions=stances)


def _says(provenance: Provenance) -> bool:
    return bool(provenance.sources or provenance.basis)


def _reported(stance: Stance, above: Provenance) -> bool:
    rests = stance.provenance if _says(stance.provenance) else above
    return rests.basis in REPORTED or (not rests.basis and bool(rests.sources))
