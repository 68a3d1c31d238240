"""Many preferences on one graph of moves: which states are stable, and where the status quo leads; the loops.

The moves are the same in all models; a model is a row of ranks for each actor. Arcs stand in two lists: an actor's moves from
s, and its moves into s, each with a range for every (actor, state). `tertius.kernels.ensemble` says what the arrays are.

Floors (`tertius.kernels.floors`) are found by going through the states from the one that is worth least to the actor, and from
each backwards along the others' moves to every state not reached before: what is reached first is reached with the least value.
Where some actor's moves are not transitive, the same is done over pairs of a state and who moved last.
"""

from __future__ import annotations

from tertius.kernels.loops_search import INFINITE, A, all_lead, put, step

__all__ = ["HELPERS", "SIGNATURES"]


def put_pairs(x: A, i: A, j: A, actors: A, done: A, stack: A, total: A, mark: A) -> A:
    """Append the pairs of x and each actor but i and j to the stack unless they were there; how high it is."""
    for k in range(actors):
        if k != i and k != j:
            total = put(x * actors + k, done, stack, total, mark)
    return total


def back(
    i: A, j: A, z: A, worth: A, actors: A, states: A, improving: A, transitive: A, row: A, m: A, rank: A, begin_in: A, into: A,
    floor: A, done: A, stack: A, total: A, mark: A,
) -> A:  # fmt: skip
    """From z backwards along j's moves to every state not reached before; how high the stack is."""
    theirs = row[m, j]
    here = rank[theirs, z]
    at = j * states + z
    for e in range(begin_in[at], begin_in[at + 1]):
        x = into[e]
        if improving and rank[theirs, x] >= here:
            continue
        if floor[x] == INFINITE:
            floor[x] = worth
        if transitive:
            total = put(x, done, stack, total, mark)
        else:
            total = put_pairs(x, i, j, actors, done, stack, total, mark)
    return total


def floors(
    i: A, mine: A, actors: A, states: A, improving: A, transitive: A, row: A, m: A, rank: A, value: A, order: A, begin_in: A, into: A,
    floor: A, done: A, stack: A, mark: A,
) -> None:  # fmt: skip
    """The worst that the others can do to i from each state, by row `mine` of `value`; `order` has the states by value, least first."""
    for s in range(states):
        floor[s] = INFINITE
    for place in range(states):
        y = order[mine, place]
        worth = value[mine, y]
        if transitive:
            total = put(y, done, stack, 0, mark)
            while total > 0:
                total -= 1
                z = stack[total]
                for j in range(actors):
                    if j != i:
                        total = back(
                            i, j, z, worth, actors, states, improving, True, row, m, rank, begin_in, into, floor, done, stack, total, mark
                        )
        else:
            total = put_pairs(y, i, i, actors, done, stack, 0, mark)
            while total > 0:
                total -= 1
                z = stack[total] // actors
                j = stack[total] % actors
                total = back(
                    i, j, z, worth, actors, states, improving, False, row, m, rank, begin_in, into, floor, done, stack, total, mark
                )


def pays_off(
    i: A, s: A, s1: A, actors: A, states: A, row: A, m: A, rank: A, begin_out: A, out: A, seen: A, queue: A, mark: A
) -> A:
    """Whether i's move from s to s1 is worthwhile: 1, or 0. It is if the others' improvements end, and i prefers every end to s."""
    mine = row[m, i]
    here = rank[mine, s]
    queue[0] = s1 * (actors + 1) + actors
    waiting = 1
    q = 0
    rested = 0
    while q < waiting:
        x = queue[q] // (actors + 1)
        last = queue[q] % (actors + 1)
        q += 1
        quiet = True
        for j in range(actors):
            if j == i:
                continue
            theirs = row[m, j]
            there = rank[theirs, x]
            at = j * states + x
            for e in range(begin_out[at], begin_out[at + 1]):
                y = out[e]
                if rank[theirs, y] <= there:
                    continue
                quiet = False
                if j == last or seen[y * actors + j] == mark:
                    continue
                seen[y * actors + j] = mark
                queue[waiting] = y * (actors + 1) + j
                waiting += 1
        if quiet:
            rested = 1
            if rank[mine, x] <= here:
                return 0
    return rested


def walk(
    m: A, actors: A, states: A, status_quo: A, foresight: A, followed: A, row: A, rank: A, begin_out: A, out: A, done: A, stack: A,
    unstable: A, equilibrium: A, visited: A, listed: A, leads: A, edge_from: A, edge_to: A, ends: A, unsettled: A, mark: A, search: A,
) -> A:  # fmt: skip
    """Where the status quo leads in model m: marks `ends` and `unsettled`. Returns the number of searches so far."""
    total = put(status_quo, visited, listed, 0, mark)
    head = 0
    edges = 0
    some = False
    while head < total:
        s = listed[head]
        head += 1
        rests = foresight == 2 or equilibrium[followed, m, s]
        for i in range(actors):
            if foresight == 1 and (rests or not unstable[i, s]):
                continue
            mine = row[m, i]
            here = rank[mine, s]
            at = i * states + s
            for e in range(begin_out[at], begin_out[at + 1]):
                t = out[e]
                if foresight == 1:
                    leaves = rank[mine, t] > here
                else:
                    search += 1
                    leaves = pays_off(i, s, t, actors, states, row, m, rank, begin_out, out, done, stack, -search) == 1
                    if leaves:
                        rests = False
                if leaves:
                    edges, total = step(s, t, edge_from, edge_to, edges, visited, listed, total, mark)
        if rests:
            some = True
            ends[m, s] = True
            leads[s] = mark
    if not some or not all_lead(edge_from, edge_to, edges, leads, listed, total, mark):
        unsettled[m] = True
    return search


def forget(c: A, m: A, follow: A, actors: A, states: A, equilibrium: A, unstable: A) -> None:
    """Before concept c of model m: nothing is known to be unstable."""
    for s in range(states):
        equilibrium[c, m, s] = True
    if follow:
        for i in range(actors):
            for s in range(states):
                unstable[i, s] = False


def solve_models(
    first: A, stop: A, actors: A, states: A, status_quo: A, foresight: A, followed: A, transitive: A, concepts: A, row: A, rank: A, order: A,
    worth_row: A, worth: A, worth_order: A, begin_out: A, out: A, begin_in: A, into: A, floor: A, done: A, stack: A, marks: A, unstable: A,
    equilibrium: A, visited: A, listed: A, leads: A, edge_from: A, edge_to: A, ends: A, unsettled: A,
) -> None:  # fmt: skip
    """Equilibria of each concept and outcomes of models `first` to before `stop`.

    concepts : 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq; followed : the place in it of what outcomes follow
    """
    mark = marks[0]
    search = marks[1]
    for m in range(first, stop):
        for c in range(len(concepts)):
            concept = concepts[c]
            follow = c == followed
            forget(c, m, follow, actors, states, equilibrium, unstable)
            for i in range(actors):
                mine = row[m, i]
                if begin_out[(i + 1) * states] == begin_out[i * states]:
                    continue
                if concept == 1 or concept == 3:
                    mark += 1
                    floors(
                        i, mine, actors, states, concept == 3, transitive, row, m, rank, rank, order, begin_in, into, floor, done, stack,
                        mark,
                    )  # fmt: skip
                elif concept == 2 or concept == 4:
                    mark += 1
                    floors(
                        i, worth_row[m, i], actors, states, concept == 4, transitive, row, m, rank, worth, worth_order, begin_in, into,
                        floor, done, stack, mark,
                    )  # fmt: skip
                for s in range(states):
                    if not follow and not equilibrium[c, m, s]:
                        continue
                    here = rank[mine, s]
                    at = i * states + s
                    for e in range(begin_out[at], begin_out[at + 1]):
                        t = out[e]
                        if rank[mine, t] > here and (concept == 0 or floor[t] > here):
                            equilibrium[c, m, s] = False
                            if follow:
                                unstable[i, s] = True
                            break
        if status_quo >= 0:
            mark += 1
            search = walk(
                m, actors, states, status_quo, foresight, followed, row, rank, begin_out, out, done, stack, unstable, equilibrium, visited,
                listed, leads, edge_from, edge_to, ends, unsettled, mark, search,
            )  # fmt: skip
    marks[0] = mark
    marks[1] = search


HELPERS = ("put_pairs", "back", "floors", "pays_off", "walk", "forget")
SIGNATURES = {
    "solve_models": (
        "i8 i8 i8 i8 i8 i8 i8 b1 i8[:] i8[:,:] i4[:,:] i4[:,:] i8[:,:] i4[:,:] i4[:,:] i8[:] i4[:] i8[:] i4[:] i4[:] i8[:] i8[:] i8[:] "
        "b1[:,:] b1[:,:,:] i8[:] i8[:] i8[:] i8[:] i8[:] b1[:,:] b1[:]"
    ),
}
