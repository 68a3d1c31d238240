"""The words of a report that a newcomer may not know, each in a sentence or two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["TERMS", "UNKNOWN", "Term", "terms_in"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, the forms by which it is recognised (a regular expression), and what it means here."""

    id: str
    word: str
    forms: str
    means: str


_LISTED = (
    Term("reading", "reading", r"readings?", "One interpretation of the same facts, as a set of changes to the case. Readings are rivals and peers: none is the default."),
    Term("commitment", "commitment (lever)", r"commitments?|levers?", "Something that a third party, or another actor, can bind itself to: to do or not to do something, or to do it once another has done something."),
    Term("status-quo", "status quo", r"status quo", "The situation from which the model starts, at the date that the case names."),
    Term("foresight", "foresight", r"foresight(?: 2)?", "Without foresight a move must pay at once. With foresight (“foresight 2”) it is judged by where the others’ replies come to rest: it pays if its mover prefers every such end to staying."),
    Term("improvement", "improvement", r"improvements?", "A move to a situation that its mover prefers to the one that it leaves."),
    Term("sanction", "sanction, deter", r"sanction(?:ed|s)?|deter(?:red|s)?", "What the others can do in answer to a move, so that its mover ends no better off than before. In this sense only; it is not an embargo."),
    Term("now", "as it is now", r"as it is now", "The status quo of the case as it stands, under every reading; what follows it says what is different. Choose such a situation to see the whole of it."),
    Term("outcome", "outcome", r"outcomes?", "A situation that lasts and to which moves that pay lead from the status quo. There can be several, or none."),
    Term("unsettled", "never settles", r"never settles?|unsettled", "Moves that pay lead round and round. The model then does not say where it ends, and claims about outcomes can be open."),
    Term("stable", "stable, lasts", r"stable|lasts?|equilibri(?:um|a)", "Nobody would leave the situation: a move either gains nothing, or the others’ answers take the gain away. Such a situation is an equilibrium."),
    Term("nash", "nash", r"nash", "Stable in the strictest sense: no move of the actor’s own improves its lot, whatever the others would answer."),
    Term("gmr", "gmr", r"gmr(?:_[abcd])?|general metarationality", "General metarationality: an actor stays if each of its improvements can be answered by moves of the others, even ones that hurt them, that leave it no better off."),
    Term("smr", "smr", r"smr(?:_[abcd])?|symmetric metarationality", "Symmetric metarationality: as gmr, and the actor has no move of its own by which it could escape those answers afterwards."),
    Term("seq", "seq", r"seq(?:uential stability)?", "Sequential stability: an actor stays if each of its improvements can be answered by improvements of the others that leave it no better off. The report’s usual sense of stable."),
    Term("falsifier", "falsifier", r"falsifiers?", "An edit of the case that would change a claim’s verdict. It is carried out, and what comes of it is told."),
    Term("open", "open", r"open", "Not decided by the model. It is an answer, and neither yes nor no."),
    Term("coercive", "coercive", r"coercive|touch(?:es)? force", "Force, or what enables it. It is described and analysed; no plan, step or change that this report names contains it."),
    Term("necessary", "necessary, needed", r"necessary|needed", "Without it, and with all else as it is, the target is lost."),
    Term("sufficient", "sufficient", r"sufficient", "Alone, without the others, it brings the target about."),
    Term("pn", "PN, PS", r"PN|PS", "Probability of necessity: in how many draws in which the target holds it would be lost without the factor. Probability of sufficiency: in how many in which it does not hold the factor would bring it about."),
    Term("draws", "draw", r"draws?", "The case with what is uncertain in it settled by chance, once. Shares are over many draws; the interval beside them is about their number."),
    Term("pivot", "pivot index", r"[Pp]ivot index", "How often a commitment turns the target, over all sets of the others; negative where it prevents it more often."),
    Term("ripe", "ripe", r"ripe", "Going on hurts every party, and there is a way out that every party prefers, as each of them sees the case."),
    Term("salience", "salience", r"salience|saliences", "How much a clause matters to a party, from 0 to 100."),
    Term("red-line", "red line", r"red lines?", "A limit on a clause beyond which a party refuses the whole text."),
    Term("package", "package", r"packages?", "A place for every clause at once."),
    Term("nash-product", "Nash product", r"Nash product", "The product of the parties’ gains over no agreement, weighted by power: one way of many to compare packages."),
    Term("bridge", "bridge", r"bridges|bridging|[Ww]ho bridges", "To have a positive tie with both of two actors that are at odds with each other."),
    Term("frustration", "frustration index", r"frustration index|triads?|balanced", "How many ties would have to change sign or go before friends of friends are friends throughout. A triad is three actors with a tie each."),
    Term("inconsistency", "inconsistency", r"[Ii]nconsistency", "How much of the evidence speaks against a reading."),
    Term("brier", "Brier score", r"Brier", "The squared distance between a probability and what happened (0 or 1). Lower is better; 0.25 is what always saying one half scores."),
    Term("median", "median, 80%", r"median", "The middle of a forecast: as likely to be above as below. The 80% beside it is the range that holds the outcome in eight of ten cases."),
)
TERMS: Mapping[str, Term] = {t.id: t for t in _LISTED}
"""By id, in the order in which they are listed."""
UNKNOWN = " In form d, as some preferences are not known: nobody moves unless the gain is known, and every answer counts that is not known to be better for the actor."
"""What is added where preferences are incomplete, and a concept stands in its form d."""
# What stands before a form is looked at once it is found: a pattern that begins with it is far slower to look for.
_FOUND = {t.id: re.compile(rf"(?:{t.forms})(?![\w-])") for t in _LISTED}
_JOINED = re.compile(r"[\w-]")


def terms_in(text: str) -> tuple[Term, ...]:
    """The terms that a text uses."""
    return tuple(t for t in _LISTED if any(m.start() == 0 or not _JOINED.match(text[m.start() - 1]) for m in _FOUND[t.id].finditer(text)))
