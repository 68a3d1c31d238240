"""Many preferences on one graph of reversible moves: the loops where each actor's moves join the states into groups.

In freely reversible option form an actor goes from each state of a group (one setting of what the others do) to every other. Then
improvements are a chain by rank, legal moves of several actors join whole parts of the states, and both are gone through once
(`tertius.kernels.loops_ensemble` has the loops for other moves, with the same answers).
"""

from __future__ import annotations

from tertius.kernels.loops_ensemble import forget, walk
from tertius.kernels.loops_search import INFINITE, A, put

__all__ = ["HELPERS", "SIGNATURES"]


def sorted_by(value: A, states: A, order: A, spare: A, count: A) -> None:
    """`order`: the states by value, least first; values are whole numbers from 0. Two bytes of them at a time."""
    most = 0
    for s in range(states):
        order[s] = s
        if value[s] > most:
            most = value[s]
    shift = 0
    while shift == 0 or (most >> shift) > 0:
        for k in range(257):
            count[k] = 0
        for s in range(states):
            count[((value[s] >> shift) & 255) + 1] += 1
        for k in range(256):
            count[k + 1] += count[k]
        for k in range(states):
            s = order[k]
            digit = (value[s] >> shift) & 255
            spare[count[digit]] = s
            count[digit] += 1
        for k in range(states):
            order[k] = spare[k]
        shift += 8
        if shift > 24:
            break


def chained_floors(
    i: A, actors: A, states: A, row: A, m: A, rank: A, value: A, order: A, group: A, group_begin: A, chain: A, pointer: A, floor: A,
    done: A, stack: A, mark: A,
) -> None:  # fmt: skip
    """`floors` of improvements where each actor's moves join groups in which every state can be reached from every other.

    In such a group j improves to z from exactly the states that it ranks lower, which stand before z in its chain; so each chain is
    gone through once.
    """
    for s in range(states):
        floor[s] = INFINITE
    for j in range(actors):
        for g in range(states):
            pointer[j, g] = 0
    for place in range(states):
        y = order[place]
        worth = value[y]
        total = put(y, done, stack, 0, mark)
        while total > 0:
            total -= 1
            z = stack[total]
            for j in range(actors):
                if j == i:
                    continue
                theirs = row[m, j]
                here = rank[theirs, z]
                g = group[j, z]
                p = pointer[j, g]
                begin = group_begin[j, g]
                size = group_begin[j, g + 1] - begin
                while p < size and rank[theirs, chain[j, begin + p]] < here:
                    x = chain[j, begin + p]
                    p += 1
                    if floor[x] == INFINITE:
                        floor[x] = worth
                    total = put(x, done, stack, total, mark)
                pointer[j, g] = p


def solve_chained(
    first: A, stop: A, actors: A, states: A, status_quo: A, foresight: A, followed: A, concepts: A, row: A, rank: A, group: A,
    group_begin: A, rest: A, begin_out: A, out: A, floor: A, done: A, stack: A, marks: A, unstable: A, equilibrium: A, visited: A,
    listed: A, leads: A, edge_from: A, edge_to: A, order: A, spare: A, count: A, worth: A, worth_order: A, chain: A, pointer: A,
    low: A, ends: A, unsettled: A,
) -> None:  # fmt: skip
    """`solve_models` where each actor's moves are reversible and join groups (see `chained_floors`).

    group : (actors, states) the group of each state, numbered from 0 for each actor; group_begin : where its states begin in a chain
    rest : (actors, states) the part of the states that the others' moves join, so that what they can reach is all of it
    """
    mark = marks[0]
    search = marks[1]
    for m in range(first, stop):
        for j in range(actors):
            sorted_by(rank[row[m, j]], states, order[j], spare, count)
            for g in range(states):
                pointer[j, g] = 0
            for k in range(states):
                s = order[j, k]
                g = group[j, s]
                chain[j, group_begin[j, g] + pointer[j, g]] = s
                pointer[j, g] += 1
        for c in range(len(concepts)):
            concept = concepts[c]
            follow = c == followed
            forget(c, m, follow, actors, states, equilibrium, unstable)
            for i in range(actors):
                mine = row[m, i]
                if begin_out[(i + 1) * states] == begin_out[i * states]:
                    continue
                if concept == 2 or concept == 4:
                    for s in range(states):
                        worth[s] = rank[mine, chain[i, group_begin[i, group[i, s] + 1] - 1]]
                else:
                    for s in range(states):
                        worth[s] = rank[mine, s]
                if concept == 1 or concept == 2:
                    for s in range(states):
                        low[s] = INFINITE
                    for s in range(states):
                        part = rest[i, s]
                        if worth[s] < low[part]:
                            low[part] = worth[s]
                    for s in range(states):
                        floor[s] = low[rest[i, s]]
                elif concept == 3:
                    mark += 1
                    chained_floors(
                        i, actors, states, row, m, rank, worth, order[i], group, group_begin, chain, pointer, floor, done, stack, mark
                    )
                elif concept == 4:
                    sorted_by(worth, states, worth_order, spare, count)
                    mark += 1
                    chained_floors(
                        i, actors, states, row, m, rank, worth, worth_order, group, group_begin, chain, pointer, floor, done, stack, mark
                    )
                # From the top of each chain down: the best that a move to a state ranked higher is sure of.
                g = 0
                while g < states and group_begin[i, g] < states:
                    begin = group_begin[i, g]
                    k = group_begin[i, g + 1] - 1
                    sure = -1
                    waiting = -1
                    level = rank[mine, chain[i, k]]
                    while k >= begin:
                        s = chain[i, k]
                        here = rank[mine, s]
                        if here < level:
                            level = here
                            if waiting > sure:
                                sure = waiting
                        if sure > here:
                            equilibrium[c, m, s] = False
                            if follow:
                                unstable[i, s] = True
                        worst = INFINITE if concept == 0 else floor[s]
                        if worst > waiting:
                            waiting = worst
                        k -= 1
                    g += 1
        if status_quo >= 0:
            mark += 1
            search = walk(
                m, actors, states, status_quo, foresight, followed, row, rank, begin_out, out, done, stack, unstable, equilibrium, visited,
                listed, leads, edge_from, edge_to, ends, unsettled, mark, search,
            )  # fmt: skip
    marks[0] = mark
    marks[1] = search


HELPERS = ("sorted_by", "chained_floors")
SIGNATURES = {
    "solve_chained": (
        "i8 i8 i8 i8 i8 i8 i8 i8[:] i8[:,:] i4[:,:] i8[:,:] i8[:,:] i8[:,:] i8[:] i4[:] i4[:] i8[:] i8[:] i8[:] b1[:,:] b1[:,:,:] i8[:] "
        "i8[:] i8[:] i8[:] i8[:] i8[:,:] i8[:] i8[:] i4[:] i8[:] i8[:,:] i8[:,:] i4[:] b1[:,:] b1[:]"
    ),
}
