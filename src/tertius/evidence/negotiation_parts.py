"""What is on the table, input by input, and a negotiation with some of another's inputs.

Inputs are named as in a case file. Where the parties or the issues differ, the negotiation is one input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tertius.model.conflict import Provenance
from tertius.model.negotiation import Negotiation, Stance

__all__ = ["negotiation_parts", "negotiation_put", "negotiation_relaid", "reading_parts", "same_table"]


def same_table(a: Negotiation | None, b: Negotiation | None) -> bool:
    """Whether inputs can be exchanged one by one: the same parties, and the same issues."""
    return (
        a is not None and b is not None
        and [(p.id, p.actor) for p in a.parties] == [(p.id, p.actor) for p in b.parties]
        and [i.id for i in a.issues] == [i.id for i in b.issues]
    )  # fmt: skip


def negotiation_parts(negotiation: Negotiation | None, *, single: bool) -> dict[str, object]:
    """Inputs that bear on verdicts: where to what, without names, words and sources; `single`: all of it as one."""
    if negotiation is None:
        return {}
    found: dict[str, object] = {"negotiation.rule": negotiation.rule, "negotiation.exclude": frozenset(negotiation.exclude)}
    if negotiation.rules:
        found["negotiation.rules"] = frozenset((r.id, repr(r.rule)) for r in negotiation.rules)
    found |= {f"negotiation.parties.{p.id}": (p.actor, p.power, p.patience, p.fallback, tuple((d.date, d.power) for d in p.power_over_time)) for p in negotiation.parties}
    for issue in negotiation.issues:
        where = f"negotiation.issues.{issue.id}"
        found[where] = issue.on_the_table, issue.status_quo
        found |= {f"{where}.positions.{s.party}": _plain(s) for s in issue.positions}
    if negotiation.timing is not None:
        from tertius.model.timing import bare

        found["negotiation.timing"] = bare(negotiation.timing)
    return {"negotiation": found} if single else found


def reading_parts(case: Negotiation | None, reading: Negotiation | None) -> tuple[tuple[str, object], ...] | None:
    """What a reading's changes to the negotiation come to: its inputs that are not the case's; None where it has none."""
    if reading is None:
        return None
    base = negotiation_parts(case, single=False)
    mine = negotiation_parts(reading, single=False)
    return tuple((k, v) for k, v in mine.items() if k not in base or base[k] != v)


def negotiation_relaid(
    reading: Negotiation | None, ground: Negotiation | None, other: Negotiation | None, names: Sequence[str]
) -> Negotiation | None:
    """A reading's negotiation with these inputs of another, where the reading leaves what it starts from (`ground`) as it is.

    None where it has none, or where parties and issues differ, so that its changes have nothing to be laid over.
    """
    if reading is None or other is None or not same_table(reading, other):
        return None
    own, plain = negotiation_parts(reading, single=False), negotiation_parts(ground, single=False)
    for name in names:
        if own.get(name) == plain.get(name):
            reading = negotiation_put(reading, other, name.partition(".")[2]) or reading
    return reading


def _plain(stance: Stance) -> Stance:
    return replace(stance, provenance=Provenance())


def negotiation_put(mine: Negotiation | None, theirs: Negotiation | None, name: str) -> Negotiation | None:
    """One's own negotiation with one input of the other's, by its name after ``negotiation.``; all of it where that is empty."""
    if not name or mine is None or theirs is None:
        return theirs
    kind, _, rest = name.partition(".")
    if kind == "rule":
        return replace(mine, rule=theirs.rule)
    if kind == "rules":
        return replace(mine, rules=theirs.rules)
    if kind == "timing":
        return replace(mine, timing=theirs.timing)
    if kind == "exclude":
        return replace(mine, exclude=theirs.exclude)
    if kind == "parties":
        return replace(mine, parties=tuple(theirs.party(p.id) if p.id == rest else p for p in mine.parties))
    id, _, party = rest.partition(".positions.")
    issue, other = mine.issue(id), theirs.issue(id)
    if not party:
        changed = replace(issue, on_the_table=other.on_the_table, status_quo=other.status_quo)
    else:
        kept = [s for s in issue.positions if s.party != party]
        order = [p.id for p in mine.parties]
        kept += [s for s in other.positions if s.party == party]
        changed = replace(issue, positions=tuple(sorted(kept, key=lambda s: order.index(s.party))))
    return replace(mine, issues=tuple(changed if i.id == id else i for i in mine.issues))
