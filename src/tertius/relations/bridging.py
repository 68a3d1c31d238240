"""Whether an actor bridges rivals in a period of a case, for a claim: how often, whom, and how far that rests on one tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.errors import ImpossibleError
from tertius.model.case import Case
from tertius.model.relations import Relations, Tie
from tertius.relations.bridges import bridge_counts, one_tie_wrong, rival_pairs
from tertius.relations.sensitivity import Setting, bridge_settings
from tertius.relations.signed_network import SignedNetwork, case_table, networks

__all__ = ["Bridging", "bridging", "case_networks"]


@dataclass(frozen=True, slots=True)
class Bridging:
    """An actor in one period.

    count : T, or None where the actor has no tie in the period, so that nothing is known of it
    pairs : the rivals that it bridges
    low, high : T if one tie were of the other sign or not there
    settings : T with other thresholds and minimum numbers of events; none where signs are given in words
    """

    actor: str
    period: str
    count: int | None
    pairs: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    settings: tuple[tuple[Setting, int], ...] = ()


def case_networks(relations: Relations, actors: Sequence[str]) -> tuple[SignedNetwork, ...]:
    """The networks of a case, as its section asks for them."""
    return networks(
        case_table(relations, actors), threshold=relations.threshold, min_events=relations.min_events, value=relations.value
    )


def bridging(case: Case, actor: str, *, period: str = "", ties: Sequence[Tie] = ()) -> tuple[Bridging, ...]:
    """For each period on file, or the one asked for (none if it is not on file).

    ties : put in place of what is on file for their pairs and periods (a falsifier)

    Raises `ImpossibleError` where a date is coarser than the periods.
    """
    if case.relations is None:
        return ()
    relations = replace(case.relations, ties=(*case.relations.ties, *ties))
    actors = [a.id for a in case.actors]
    try:
        table = case_table(relations, actors)
    except ValueError as error:
        raise ImpossibleError(f"the ties cannot be cut by {relations.period}: {error}") from None
    found = []
    for network in case_networks(relations, actors):
        if period and network.period != period:
            continue
        at = network.place(actor)
        if at is None:
            found.append(Bridging(actor, network.period, None))
            continue
        counts = bridge_counts(network)
        low, high = one_tie_wrong(network, counts)
        settings = bridge_settings(table, network.period, actor, relations)
        found.append(
            Bridging(actor, network.period, int(counts[at]), rival_pairs(network, actor), int(low[at]), int(high[at]), settings)
        )
    return tuple(found)
