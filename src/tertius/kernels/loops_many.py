"""Where the status quo leads, in many small models of one case that differ by levers: the loops.

All models have the same options, actors and expressions. What differs is which options are fixed or
linked, what needs what, what is forbidden, and who prefers what; a model says it by ranges into shared
lists. Nothing is built for a whole model: settings are completed, moves listed and states compared when a
walk from the status quo first touches them (`tertius.kernels.many` says what the arrays are).

A setting is a number whose bit k is option k. Marks in the working arrays are numbers that only grow, so
that nothing is cleared between models or searches.
"""

from __future__ import annotations

from tertius.kernels.loops_search import A, all_lead, allowed, put, step

__all__ = ["HELPERS", "SIGNATURES"]


def completed(
    s: A, on: A, off: A, free: A, link_bit: A, link_row: A, l0: A, l1: A, need_bit: A, need_row: A, n0: A, n1: A, truth: A, bad: A
) -> A:
    """The setting completed (CONTRACT section 4), or -1 where it does not exist."""
    done = (s | on) & ~off
    while True:
        for k in range(l0, l1):
            if truth[link_row[k], done]:
                done |= link_bit[k]
            else:
                done &= ~link_bit[k]
        drop = 0
        for k in range(n0, n1):
            if (done & need_bit[k] & free) != 0 and not truth[need_row[k], done]:
                drop |= need_bit[k]
        if drop == 0:
            break
        done &= ~drop
    if bad[done]:
        return -1
    for k in range(n0, n1):
        if (done & need_bit[k] & ~free) != 0 and not truth[need_row[k], done]:
            return -1
    return done


def list_moves(
    j: A, s: A, mark: A, listed: A, owned: A, rises: A, falls: A, never: A, free: A, on: A, off: A, link_bit: A, link_row: A,
    l0: A, l1: A, need_bit: A, need_row: A, n0: A, n1: A, truth: A, bad: A, base: A, target: A, count: A,
) -> A:  # fmt: skip
    """Where actor j's moves from s begin in `target`; `count` says how many there are. Listed once for each model."""
    at = base[j, 0] + s * base[j, 1]
    cell = j * len(bad) + s
    if listed[cell] == mark:
        return at
    listed[cell] = mark
    own = owned[j] & free
    up = own & rises[j] & ~never
    down = own & falls[j]
    found = 0
    d = own
    while d != 0:
        if allowed(s, d, up, down):
            t = completed(s ^ d, on, off, free, link_bit, link_row, l0, l1, need_bit, need_row, n0, n1, truth, bad)
            if t >= 0 and t != s:
                target[at + found] = t
                found += 1
        d = (d - 1) & own
    count[cell] = found
    return at


def key_of(s: A, j: A, c0: A, c1: A, column: A, size: A, value: A, settings: A, mark: A, key: A, keyed: A) -> A:
    """What actor j thinks of s: greater is better. The columns compare one after the other."""
    cell = j * settings + s
    if keyed[cell] != mark:
        k = 0
        for c in range(c0, c1):
            row = column[c]
            k = k * size[row] + value[row, s]
        key[cell] = k
        keyed[cell] = mark
    return key[cell]


def lead(
    start: A, concept: A, foresight: A, every: A, begin: A, stop: A, on: A, off: A, links: A, link_bit: A, link_row: A,
    needs: A, need_bit: A, need_row: A, forbidden: A, truth: A, bad: A, good: A, owned: A, rises: A, falls: A, base: A,
    tastes: A, column: A, size: A, value: A, marks: A, key: A, keyed: A, target: A, count: A, listed: A, seen: A, queue: A,
    place: A, reached: A, leads: A, edge_from: A, edge_to: A, verdict: A,
) -> None:  # fmt: skip
    """Verdicts of models `begin` to `stop`: 0 fails, 1 holds, 2 open, 3 impossible.

    concept : 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq; every : 1 where every outcome is to satisfy the target, 0 for some
    """
    actors = len(owned)
    settings = len(bad)
    everything = settings - 1
    mark = marks[0]
    search = marks[1]
    for m in range(begin, stop):
        mark += 1
        free = everything
        free &= ~on[m] & ~off[m]
        l0 = links[m, 0]
        l1 = links[m, 1]
        for k in range(l0, l1):
            free &= ~link_bit[k]
        n0 = needs[m, 0]
        n1 = needs[m, 1]
        s0 = completed(start, on[m], off[m], free, link_bit, link_row, l0, l1, need_bit, need_row, n0, n1, truth, bad)
        if s0 < 0:
            verdict[m] = 3
            continue
        total = put(s0, place, reached, 0, mark)
        head = 0
        edges = 0
        any_end = False
        decided = False
        while head < total and not decided:
            s = reached[head]
            head += 1
            rests = True
            for i in range(actors):
                own = owned[i] & free
                if own == 0:
                    continue
                c0 = tastes[m, i, 0]
                c1 = tastes[m, i, 1]
                cell = i * settings + s
                mine = list_moves(
                    i, s, mark, listed, owned, rises, falls, forbidden[m], free, on[m], off[m], link_bit, link_row, l0, l1, need_bit,
                    need_row, n0, n1, truth, bad, base, target, count,
                )  # fmt: skip
                here = key_of(s, i, c0, c1, column, size, value, settings, mark, key, keyed)
                unstable = False
                for e in range(mine, mine + count[cell]):
                    s1 = target[e]
                    pays = key_of(s1, i, c0, c1, column, size, value, settings, mark, key, keyed) > here
                    if foresight == 1 and (not pays or unstable):
                        continue
                    # Search from s1 by the others: for a sanction, or for where their improvements come to rest.
                    stopped = False
                    rested = False
                    if foresight == 2 or concept != 0:
                        search += 1
                        queue[0] = s1 * (actors + 1) + actors
                        waiting = 1
                        q = 0
                        while q < waiting and not stopped:
                            x = queue[q] // (actors + 1)
                            last = queue[q] % (actors + 1)
                            q += 1
                            quiet = True
                            for j in range(actors):
                                theirs = owned[j] & free
                                if j == i or theirs == 0 or (j == last and foresight == 1):
                                    continue
                                d0 = tastes[m, j, 0]
                                d1 = tastes[m, j, 1]
                                spot = j * settings + x
                                first = list_moves(
                                    j, x, mark, listed, owned, rises, falls, forbidden[m], free, on[m], off[m], link_bit, link_row, l0, l1, need_bit,
                                    need_row, n0, n1, truth, bad, base, target, count,
                                )  # fmt: skip
                                improving = foresight == 2 or concept >= 3
                                there = key_of(x, j, d0, d1, column, size, value, settings, mark, key, keyed)
                                for f in range(first, first + count[spot]):
                                    y = target[f]
                                    if improving and key_of(y, j, d0, d1, column, size, value, settings, mark, key, keyed) <= there:
                                        continue
                                    quiet = False
                                    if j == last or seen[y * actors + j] == search:
                                        continue
                                    seen[y * actors + j] = search
                                    queue[waiting] = y * (actors + 1) + j
                                    waiting += 1
                                    if foresight == 2:
                                        continue
                                    if key_of(y, i, c0, c1, column, size, value, settings, mark, key, keyed) > here:
                                        continue
                                    escapes = False
                                    if concept == 2 or concept == 4:
                                        back = i * settings + y
                                        third = list_moves(
                                            i, y, mark, listed, owned, rises, falls, forbidden[m], free, on[m], off[m], link_bit, link_row, l0, l1, need_bit,
                                            need_row, n0, n1, truth, bad, base, target, count,
                                        )  # fmt: skip
                                        for g in range(third, third + count[back]):
                                            if key_of(target[g], i, c0, c1, column, size, value, settings, mark, key, keyed) > here:
                                                escapes = True
                                                break
                                    if not escapes:
                                        stopped = True
                                        break
                                if stopped:
                                    break
                            if foresight == 2 and quiet:
                                rested = True
                                if key_of(x, i, c0, c1, column, size, value, settings, mark, key, keyed) <= here:
                                    stopped = True
                    if foresight == 1:
                        unstable = not stopped
                    elif rested and not stopped:
                        rests = False
                        edges, total = step(s, s1, edge_from, edge_to, edges, place, reached, total, mark)
                if unstable:
                    rests = False
                    for e in range(mine, mine + count[cell]):
                        s1 = target[e]
                        if key_of(s1, i, c0, c1, column, size, value, settings, mark, key, keyed) > here:
                            edges, total = step(s, s1, edge_from, edge_to, edges, place, reached, total, mark)
            if rests:
                any_end = True
                leads[s] = mark
                decided = good[s] != (every == 1)
        if decided:
            verdict[m] = 0 if every == 1 else 1
            continue
        if any_end and all_lead(edge_from, edge_to, edges, leads, reached, total, mark):
            verdict[m] = 1 if every == 1 else 0
        else:
            verdict[m] = 2
    marks[0] = mark
    marks[1] = search


HELPERS = ("completed", "list_moves", "key_of")
SIGNATURES = {
    "lead": (
        "i8 i8 i8 i8 i8 i8 i8[:] i8[:] i8[:,:] i8[:] i8[:] i8[:,:] i8[:] i8[:] i8[:] b1[:,:] b1[:] b1[:] i8[:] i8[:] i8[:] i8[:,:] "
        "i8[:,:,:] i8[:] i8[:] i4[:,:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i8[:] i4[:]"
    ),
}
