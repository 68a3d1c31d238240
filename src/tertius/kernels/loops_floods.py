"""Loops that flood along or against arcs, and find where floods end; see `tertius.kernels.loops`."""

from __future__ import annotations

from tertius.kernels.loops import base_of, group_of
from tertius.kernels.loops_search import A, allowed, put

__all__ = ["SIGNATURES"]


def flood_forth(
    seen: A, starts: A, owners: A, rows: A, plain: A, chained: A, low_bit: A, width: A, up: A, down: A, order: A, cut: A,
    low: A, high: A, active: A, exists: A, target: A, whole: A, mover: A, origin: A, queue: A, at: A, begin: A,
) -> None:  # fmt: skip
    """Breadth first along the arcs from `starts`, marking `seen` in place.

    Row rows[j] of `order`, `low` and `high` and column rows[j] of `cut` belong to owner j. `order` is sorted
    by `high`, and the arcs from s lead to the members from cut[s] on. `active` is empty, or has a row for
    each owner. `mover` and `origin` (settings,) get how each setting was reached first; empty: not asked.
    """
    head = 0
    tail = len(starts)
    for k in range(tail):
        queue[k] = starts[k]
    trace = len(mover) > 0
    everywhere = len(active) == 0
    while head < tail:
        s = queue[head]
        head += 1
        for j in range(len(owners)):
            if not everywhere and not active[j, s]:
                continue
            a = owners[j]
            r = rows[j]
            if chained[a]:
                size = 1 << width[a]
                g = group_of(s, low_bit[a], width[a])
                limit = size
                if not plain[j]:
                    limit = size - cut[s, r]
                p = at[begin[j] + g]
                if p >= limit:
                    continue
                at[begin[j] + g] = limit
                last = (g << width[a]) + size - 1
                base = base_of(g, low_bit[a], width[a])
                for q in range(p, limit):
                    m = order[r, last - q]
                    if m < 0:
                        continue
                    t = base | (m << low_bit[a])
                    if not seen[t]:
                        seen[t] = True
                        queue[tail] = t
                        tail += 1
                        if trace:
                            mover[t] = j
                            origin[t] = s
            else:
                for c in range(1, 1 << width[a]):
                    d = c << low_bit[a]
                    if not allowed(s, d, up[a], down[a]):
                        continue
                    t = target[s ^ d]
                    if t < 0 or seen[t] or (not plain[j] and high[r, t] <= low[r, s]):
                        continue
                    seen[t] = True
                    queue[tail] = t
                    tail += 1
                    if trace:
                        mover[t] = j
                        origin[t] = s


def flood_back(
    seen: A, starts: A, owners: A, rows: A, plain: A, chained: A, low_bit: A, width: A, up: A, down: A, order: A, cut: A,
    low: A, high: A, active: A, exists: A, target: A, whole: A, mover: A, origin: A, queue: A, at: A, begin: A,
) -> None:  # fmt: skip
    """Against the arcs from `starts`, marking `seen` in place.

    As `flood_forth`, but `order` is sorted by `low`, and the arcs to t come from the members before cut[t].
    `whole` false: some move drops what it needs, and arcs are found by sweeping forwards until nothing is new.
    """
    everywhere = len(active) == 0
    if not whole:
        changed = True
        while changed:
            changed = False
            for s in range(len(seen)):
                if seen[s] or not exists[s]:
                    continue
                for j in range(len(owners)):
                    a = owners[j]
                    r = rows[j]
                    if seen[s] or (not everywhere and not active[j, s]):
                        continue
                    for c in range(1, 1 << width[a]):
                        d = c << low_bit[a]
                        if not allowed(s, d, up[a], down[a]):
                            continue
                        t = target[s ^ d]
                        if t < 0 or t == s or not seen[t] or (not plain[j] and high[r, t] <= low[r, s]):
                            continue
                        seen[s] = True
                        changed = True
                        break
        return
    depth = len(starts)
    for k in range(depth):
        queue[k] = starts[k]
    while depth > 0:
        depth -= 1
        t = queue[depth]
        for j in range(len(owners)):
            a = owners[j]
            r = rows[j]
            if chained[a]:
                g = group_of(t, low_bit[a], width[a])
                limit = 1 << width[a]
                if not plain[j]:
                    limit = cut[t, r]
                p = at[begin[j] + g]
                if p >= limit:
                    continue
                at[begin[j] + g] = limit
                first = g << width[a]
                base = base_of(g, low_bit[a], width[a])
                for q in range(first + p, first + limit):
                    m = order[r, q]
                    if m < 0:
                        break
                    s = base | (m << low_bit[a])
                    if everywhere or active[j, s]:
                        depth = put(s, seen, queue, depth, True)
            else:
                for c in range(1, 1 << width[a]):
                    s = t ^ (c << low_bit[a])
                    if seen[s] or not exists[s] or (not everywhere and not active[j, s]):
                        continue
                    if allowed(s, s ^ t, up[a], down[a]) and (plain[j] or low[r, s] < high[r, t]):
                        depth = put(s, seen, queue, depth, True)


def closed_sets(
    inside: A, owners: A, rows: A, plain: A, low_bit: A, width: A, up: A, down: A, low: A, high: A, active: A, target: A,
    index: A, least: A, leaks: A, edge: A, stack: A, calls: A, found: A,
) -> None:  # fmt: skip
    """The strongly connected sets that no arc leaves, among settings from which `inside` is never left (Tarjan 1972).

    found[s] becomes the number of the set, from 1; it stays 0 outside such sets. All work space is zeros.
    """
    everywhere = len(active) == 0
    arcs = 0
    for j in range(len(owners)):
        arcs += (1 << width[owners[j]]) - 1
    counter = 0
    sets = 0
    kept = 0
    for root in range(len(inside)):
        if not inside[root] or index[root] != 0:
            continue
        counter += 1
        index[root] = counter
        least[root] = counter
        stack[kept] = root
        kept += 1
        calls[0] = root
        depth = 1
        while depth > 0:
            s = calls[depth - 1]
            if edge[s] < arcs:
                c = edge[s] + 1
                edge[s] += 1
                j = 0
                while c >= 1 << width[owners[j]]:
                    c -= (1 << width[owners[j]]) - 1
                    j += 1
                if not everywhere and not active[j, s]:
                    continue
                a = owners[j]
                r = rows[j]
                d = c << low_bit[a]
                if not allowed(s, d, up[a], down[a]):
                    continue
                t = target[s ^ d]
                if t < 0 or t == s or (not plain[j] and high[r, t] <= low[r, s]):
                    continue
                if index[t] == 0:
                    counter += 1
                    index[t] = counter
                    least[t] = counter
                    stack[kept] = t
                    kept += 1
                    calls[depth] = t
                    depth += 1
                elif index[t] > 0:
                    least[s] = min(least[s], index[t])
                else:
                    leaks[s] = True
                continue
            depth -= 1
            if least[s] == index[s]:
                tight = True
                p = kept
                while True:
                    p -= 1
                    tight = tight and not leaks[stack[p]]
                    if stack[p] == s:
                        break
                if tight:
                    sets += 1
                for q in range(p, kept):
                    member = stack[q]
                    index[member] = -1
                    if tight:
                        found[member] = sets
                kept = p
                if depth > 0:
                    leaks[calls[depth - 1]] = True
            elif depth > 0:
                before = calls[depth - 1]
                least[before] = min(least[before], least[s])


_FLOOD = (
    "b1[:] i4[:] i8[:] i8[:] b1[:] b1[:] i8[:] i8[:] i8[:] i8[:] S[:,:] S[:,:] i4[:,:] i4[:,:] b1[:,:] b1[:] i4[:] b1 "
    "i4[:] i4[:] i4[:] S[:] i8[:]"
)
SIGNATURES = {
    "flood_forth": _FLOOD,
    "flood_back": _FLOOD,
    "closed_sets": (
        "b1[:] i8[:] i8[:] b1[:] i8[:] i8[:] i8[:] i8[:] i4[:,:] i4[:,:] b1[:,:] i4[:] i4[:] i4[:] b1[:] i4[:] i4[:] i4[:] i4[:]"
    ),
}
