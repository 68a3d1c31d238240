"""In words: who would trade which clause with whom and who pays; what the rule lets each party propose."""

from __future__ import annotations

from tertius.explain.negotiation_english import PartyWords
from tertius.explain.words import join
from tertius.negotiation.negotiate import ClauseRow
from tertius.negotiation.trading import Trading

__all__ = ["TRADING", "procedure", "trade_totals", "trades", "trades_left"]

TRADING = (
    "As the exchange model has it: pairs trade issues that they weigh differently, each trade to the equal gain of both, best trades first. Gains are points of the scale times salience (0 to 1); "
    "red lines and the rule have no part in it."
)
MOST = 12


def procedure(words: PartyWords, row: ClauseRow) -> str:
    """What one clause by itself could become under the rule, and what each party would propose; empty without a status quo."""
    found = row.settled.pivotal
    if found is None:
        return ""
    if found.locked:
        return f"by itself, red lines counted, only the status quo, {words.place(row.issue, found.status_quo)}, passes, whoever proposes"
    stays = (found.status_quo, found.status_quo)
    spans = [words.span(ends) for ends in found.win if ends != stays]
    by_place: dict[float, list[str]] = {}
    for party, place in found.proposals.items():
        by_place.setdefault(place, []).append(party)
    told = "; ".join(f"{words.some(who)} would propose {words.place(row.issue, y)}" for y, who in sorted(by_place.items()))
    low = {ends[0] for ends in found.win}
    binding = "; ".join(
        f"{words.some(who)} accept{'s' * (len(who) == 1)} nothing {'below' if y in low else 'above'} {y:.4g}" for y, who in sorted(found.binding.items())
    )
    return f"by itself, red lines counted, what passes against the status quo is {join(spans)}; {told}" + (f"; {binding}" if binding else "")


def trades(words: PartyWords, found: Trading | None) -> tuple[str, ...]:
    """Who would trade what with whom, the best dozen of trades."""
    if found is None:
        return ()
    return tuple(
        f"{words.party(t.supplier)} moves on {words.issues[t.demanded]} from {t.supplier_from:.3g} to {t.supplier_to:.3g} for {words.party(t.demander)}, "
        f"and {words.party(t.demander)} on {words.issues[t.supplied]} from {t.demander_from:.3g} to {t.demander_to:.3g}; each gains {_gained(t.gain)}"
        + (f". {_touched(words, t.externality)}" if t.externality else "; nobody else is touched")
        for t in found.trades[:MOST]
    )


def trades_left(found: Trading | None) -> str:
    """How many trades are not told; empty where all are."""
    more = 0 if found is None else len(found.trades) - MOST
    return f"And {more} more; `tertius negotiate --json` has all." if more > 0 else ""


def _gained(gain: float) -> str:
    return f"{gain:.2f}" if gain >= 0.005 else "less than 0.01"


def _touched(words: PartyWords, externality: dict[str, float]) -> str:
    pays = [f"{words.party(p)} {v:+.2f}" for p, v in sorted(externality.items(), key=lambda x: x[1]) if v <= -0.005]
    has = [f"{words.party(p)} {v:+.2f}" for p, v in sorted(externality.items(), key=lambda x: -x[1]) if v >= 0.005]
    said = [f"Others pay: {', '.join(pays)}"] if pays else []
    if not (pays or has):
        return "What it does to others is less than 0.01"
    return "; ".join([*said, *([f"{'others' if pays else 'Others'} gain: {', '.join(has)}"] if has else [])])


def trade_totals(words: PartyWords, found: Trading | None) -> tuple[tuple[str, str, str, str], ...]:
    """Party, gain of its own trades, what those of others bring it, both together."""
    if found is None:
        return ()
    return tuple((words.party(p), f"{found.gain[p]:+.2f}", f"{found.externality[p]:+.2f}", f"{found.net(p):+.2f}") for p in found.gain)
