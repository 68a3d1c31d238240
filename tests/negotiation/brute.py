"""Packages by trying every one: the oracle for `tertius.negotiation`, written from the definitions and sharing no code with it."""

import itertools
import math


def weights(n):
    """Salience shares, by party and issue."""
    found = {}
    for p in n.parties:
        raw = {}
        for i in n.issues:
            given = [s.salience for s in i.positions if s.salience is not None]
            for s in i.positions:
                if s.party == p.id:
                    raw[i.id] = s.salience if s.salience is not None else (sum(given) / len(given) if given else 50.0)
        total = sum(raw.values())
        found[p.id] = {k: v / total for k, v in raw.items()} if total else {}
    return found


def at(stance, where):
    a, b = stance.position
    return (a + b) / 2 if where is None else a + where * (b - a)


def utility(n, party, package, where=None):
    w = weights(n)[party]
    loss = 0.0
    for i in n.issues:
        for s in i.positions:
            if s.party == party and party in weights(n) and i.id in w:
                loss += w[i.id] * abs(package[i.id] - at(s, where)) / 100
    return 1 - loss


def disagreement(n, party, where=None):
    w = weights(n)[party.id]
    if not w or not any(w.values()):
        return 1.0
    if party.fallback is not None:
        return party.fallback
    if any(i.status_quo is None for i in n.issues if w.get(i.id, 0) > 0):
        return 0.0
    return utility(n, party.id, {i.id: i.status_quo if i.status_quo is not None else 0.0 for i in n.issues}, where)


def crosses(n, party, package, moved=None):
    for i in n.issues:
        for s in i.positions:
            if s.party != party:
                continue
            slack = (moved or {}).get((party, i.id), 0.0)
            if s.at_most is not None and package[i.id] > s.at_most + slack + 1e-9:
                return True
            if s.at_least is not None and package[i.id] < s.at_least - slack - 1e-9:
                return True
    return False


def gain(n, party, package, where=None):
    return utility(n, party.id, package, where) - disagreement(n, party, where)


def accepts(n, party, package, where=None, lines=True):
    return gain(n, party, package, where) >= -1e-9 and not (lines and crosses(n, party.id, package))


def met(rule, accepting):
    """`accepting`: the set of parties that accept, and all."""
    yes, everybody = accepting
    if any(v not in yes for v in rule.vetoes):
        return False
    if rule.kind == "consensus":
        return yes == everybody
    if rule.kind == "quota":
        votes = {p: rule.votes.get(p, 1.0) for p in everybody}
        return sum(votes[p] for p in yes) >= rule.share * sum(votes.values()) - 1e-9
    return all(met(r, accepting) for r in rule.of)


def options(n):
    found = []
    for i in n.issues:
        places = set(i.scale) | {at(s, None) for s in i.positions}
        places |= {v for s in i.positions for v in (s.at_least, s.at_most) if v is not None}
        places |= {v for v in (i.on_the_table, i.status_quo) if v is not None}
        found.append(sorted(places))
    return found


def excluded(n, package):
    for e in n.exclude:
        def true(atom):
            name, sign, number = atom.split(" ")
            a, b = package[name], float(number)
            return {">=": a >= b, "<=": a <= b, ">": a > b, "<": a < b, "=": a == b, "!=": a != b}[sign]
        if e.holds(true):
            return True
    return False


def packages(n):
    for places in itertools.product(*options(n)):
        package = {i.id: y for i, y in zip(n.issues, places, strict=True)}
        if not excluded(n, package):
            yield package


def passing(n, where=None, lines=True, waive=()):
    everybody = frozenset(p.id for p in n.parties)
    for package in packages(n):
        yes = frozenset(p.id for p in n.parties if p.id in waive or accepts(n, p, package, where, lines))
        if met(n.rule, (yes, everybody)):
            yield package


def shares(n):
    staked = {p.id: any(weights(n)[p.id].values()) for p in n.parties}
    total = sum(p.power for p in n.parties if staked[p.id])
    count = sum(staked.values())
    return {p.id: 0.0 if not staked[p.id] else p.power / total if total else 1 / count for p in n.parties}


def welfare(n, package):
    return sum(shares(n)[p.id] * utility(n, p.id, package) for p in n.parties)


def nash(n, package, kappa):
    return sum(
        c * (math.log(gain(n, p, package) + kappa) if gain(n, p, package) + kappa > 0 else -math.inf)
        for p in n.parties if (c := shares(n)[p.id]) > 0
    )


def leximin(n, package):
    return sorted(gain(n, p, package) for p in n.parties if any(weights(n)[p.id].values()))


def points_beyond(n, package, parties):
    total = 0.0
    for i in n.issues:
        for s in i.positions:
            if s.party in parties:
                y = package[i.id]
                total += max(0.0, y - s.at_most if s.at_most is not None else 0.0, s.at_least - y if s.at_least is not None else 0.0)
    return total


def least_relaxation(n):
    """The fewest points by which red lines have to move, or None."""
    everybody = frozenset(p.id for p in n.parties)
    best = None
    for package in packages(n):
        content = [p.id for p in n.parties if gain(n, p, package) >= -1e-9]
        for size in range(len(content) + 1):
            for group in itertools.combinations(content, size):
                if met(n.rule, (frozenset(group), everybody)):
                    cost = points_beyond(n, package, group)
                    best = cost if best is None else min(best, cost)
    return best
