"""Who is in the case: role, what each can decide, what it wants in words, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.explain.report_english import count
from tertius.explain.told import Told
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict, Provenance
from tertius.model.effects import coercive_levers

__all__ = ["ROLES", "ActorCard", "actor_cards"]

ROLES = {"party": "party", "third_party": "third party", "observer": "observer"}
WANTS = 30


@dataclass(frozen=True, slots=True)
class ActorCard:
    """An actor. options : name and remarks of each; commitments : those on file of which it is the author, and whether they touch force

    how, wants : its preference in words; basis, sources : of the preference; named_by : sources of the actor itself
    stakes : its place in the negotiation, in words; empty if it has none
    """

    id: str
    name: str
    role: str
    note: str
    options: tuple[tuple[str, tuple[str, ...]], ...]
    commitments: tuple[tuple[str, bool], ...]
    how: str
    wants: tuple[str, ...]
    basis: str
    sources: tuple[str, ...]
    named_by: tuple[str, ...]
    stakes: str = ""

    @property
    def bare(self) -> bool:
        """Whether it is only named: nothing to decide, to want or to commit to, and no note."""
        return not (self.options or self.how or self.commitments or self.note or self.stakes)


def actor_cards(case: Case, told: Told) -> tuple[ActorCard, ...]:
    """A card for each actor, in file order."""
    hot = coercive_levers(case)
    return tuple(
        ActorCard(
            a.id, a.name, ROLES[a.role], a.note, _options(case, a.id),
            tuple((x.name, x.id in hot) for x in case.levers.values() if x.by == a.id),
            *_preference(case, told, a.id), tuple(s for s in a.provenance.sources if s in case.sources), _stakes(case, a.id),
        )
        for a in case.actors
    )  # fmt: skip


def _options(case: Case, actor: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    conflict = case.conflict
    if isinstance(conflict, GraphConflict):
        moves = len(conflict.moves.get(actor, ()))
        return ((f"{moves} move{'' if moves == 1 else 's'} between situations", ()),) if moves else ()
    if not isinstance(conflict, OptionConflict):
        return ()
    found = []
    for o in conflict.options:
        if o.actor != actor:
            continue
        remarks = ["coercive"] if o.coercive else []
        if o.direction != "both":
            remarks.append("cannot be taken back" if o.direction == "on" else "can only be dropped")
        found.append((o.name, tuple(remarks)))
    return tuple(found)


def _preference(case: Case, told: Told, actor: str) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    how, known = "", Provenance()
    wants: tuple[str, ...] = ()
    if case.conflict is not None and (preference := case.conflict.preferences.get(actor)) is not None:
        how, wants = told.preference(preference)
        known = preference.provenance
    return how, wants[:WANTS], known.basis, tuple(s for s in known.sources if s in case.sources)


def _stakes(case: Case, actor: str) -> str:
    negotiation = case.negotiation
    if negotiation is None:
        return ""
    parties = {p.id for p in negotiation.parties if p.actor == actor}
    clauses = [i.name for i in negotiation.issues if any(s.party in parties for s in i.positions)]
    if not parties:
        return ""
    return f"A party to the negotiation, with a position on {len(clauses)} of {count(len(negotiation.issues), 'clause')}."
