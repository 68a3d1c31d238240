"""The loops of the large-model back-end, as plain Python that `tertius.kernels.compiled` compiles.

All arrays are over the 2^k settings of the k free options ("settings" below), absent ones included.
An actor's own options are neighbouring bits, `width` of them from bit `low_bit` on. The settings in
which everybody else's options are the same form a *group* of the actor; groups are numbered by the
setting with those bits cut out. `order` has for each group its existing members (by their own bits) in
ascending order of a key, from place group << width on, filled up with -1. It, the cuts and the pointers
are of the smallest integer type that holds 2^width: searches wait for memory, not for arithmetic.

An actor whose options are all freely reversible can move between any two members of a group, so
that its improvements inside a group are a chain sorted by rank: who reaches one member also reaches
all that are better for it. A pointer into each chain that never goes back makes a search visit each
member once. Where options are one-way (`chained` is false) the moves are tried one by one.

Nothing is allocated here: results and working space are arguments. SIGNATURES says what each takes:
``i4[:]`` a vector of int32, ``S`` the small type, ``b1`` a truth value; the rest likewise.
"""

from __future__ import annotations

from tertius.kernels.loops_search import A, allowed

__all__ = ["HELPERS", "SIGNATURES"]


def group_of(s: A, low_bit: A, width: A) -> A:
    """The number of the group that a setting belongs to."""
    return ((s >> (low_bit + width)) << low_bit) | (s & ((1 << low_bit) - 1))


def base_of(g: A, low_bit: A, width: A) -> A:
    """The setting of a group in which the actor's own bits are off."""
    return ((g >> low_bit) << (low_bit + width)) | (g & ((1 << low_bit) - 1))


def assemble(key: A, packed: A) -> None:
    """Append bits to keys in place: key[s] becomes key[s] * 2^m + the m bits of s, first row highest."""
    rows, words = packed.shape
    n = len(key)
    for w in range(words):
        begin = w * 64
        top = min(64, n - begin)
        for j in range(rows):
            word = packed[j, w]
            for b in range(top):
                key[begin + b] = (key[begin + b] << 1) | ((word >> b) & 1)


def counting_order(key: A, classes: A, start: A, order: A) -> None:
    """Settings with 0 <= key < classes in ascending order of key, equal ones in ascending order.

    `start` is zeros, classes + 1 of them; its last entry becomes how many settings there are.
    """
    n = len(key)
    for s in range(n):
        k = key[s]
        if 0 <= k < classes:
            start[k] += 1
    total = 0
    for k in range(classes + 1):
        count = start[k]
        start[k] = total
        total += count
    for s in range(n):
        k = key[s]
        if 0 <= k < classes:
            order[start[k]] = s
            start[k] += 1


def by_group(sequence: A, low_bit: A, width: A, filled: A, order: A) -> None:
    """Distribute a sequence of settings over the actor's groups, keeping its order. `filled` is zeros, `order` -1."""
    own = (1 << width) - 1
    for s in sequence:
        g = group_of(s, low_bit, width)
        order[(g << width) + filled[g]] = (s >> low_bit) & own
        filled[g] += 1


def cuts(order: A, key: A, low_bit: A, width: A, lower: A, upper: A, column: A) -> None:
    """How many members of its group have a key lower than a setting's (`lower`), and lower or equal (`upper`)."""
    size = 1 << width
    for g in range(len(order) >> width):
        first = g << width
        base = base_of(g, low_bit, width)
        p = 0
        while p < size and order[first + p] >= 0:
            level = key[base | (order[first + p] << low_bit)]
            q = p + 1
            while q < size and order[first + q] >= 0 and key[base | (order[first + q] << low_bit)] == level:
                q += 1
            for r in range(p, q):
                s = base | (order[first + r] << low_bit)
                lower[s, column] = p
                upper[s, column] = q
            p = q


def cuts_at(order: A, key: A, probe: A, equal: A, low_bit: A, width: A, out: A, column: A) -> None:
    """How many members of its group have a key lower than the setting's `probe` (or `equal` to it), by bisection."""
    size = 1 << width
    for g in range(len(order) >> width):
        first = g << width
        base = base_of(g, low_bit, width)
        count = 0
        while count < size and order[first + count] >= 0:
            count += 1
        for p in range(count):
            s = base | (order[first + p] << low_bit)
            wanted = probe[s]
            a = 0
            b = count
            while a < b:
                middle = (a + b) >> 1
                found = key[base | (order[first + middle] << low_bit)]
                if found < wanted or (equal and found == wanted):
                    a = middle + 1
                else:
                    b = middle
            out[s, column] = a


def own_floor(value: A, mask: A, low: A, result: A) -> None:
    """The least value over all settings that agree on the bits in `mask`: the others can go anywhere. `low` is infinite."""
    n = len(value)
    for s in range(n):
        at = s & mask
        low[at] = min(low[at], value[s])
    for s in range(n):
        result[s] = low[s & mask]


def floor_back(
    sequence: A, value: A, total: A, owners: A, plain: A, chained: A, low_bit: A, width: A, up: A, down: A, order: A,
    lower: A, rank: A, exists: A, seen: A, at: A, begin: A, queue: A, label: A,
) -> None:  # fmt: skip
    """The least value that responders reach from each setting (the empty sequence counts), transitive moves.

    Visits settings in ascending order of value and searches the responders' arcs backwards, so the
    first visit of a setting has its answer; it ends when all `total` settings have been visited.
    `seen` is a bit a setting, `at` zeros, `label` infinite.
    """
    count = 0
    head = 0
    for seed in sequence:
        if (seen[seed >> 6] >> (seed & 63)) & 1:
            continue
        worth = value[seed]
        label[seed] = worth
        seen[seed >> 6] |= 1 << (seed & 63)
        queue[count] = seed
        count += 1
        while head < count and count < total:
            t = queue[head]
            head += 1
            for j in range(len(owners)):
                a = owners[j]
                if chained[a]:
                    g = group_of(t, low_bit[a], width[a])
                    limit = 1 << width[a]
                    if not plain:
                        limit = lower[t, a]
                    p = at[begin[j] + g]
                    if p >= limit:
                        continue
                    at[begin[j] + g] = limit
                    first = g << width[a]
                    base = base_of(g, low_bit[a], width[a])
                    for q in range(first + p, first + limit):
                        m = order[a, q]
                        if m < 0:
                            break
                        s = base | (m << low_bit[a])
                        if not (seen[s >> 6] >> (s & 63)) & 1:
                            seen[s >> 6] |= 1 << (s & 63)
                            label[s] = worth
                            queue[count] = s
                            count += 1
                else:
                    for c in range(1, 1 << width[a]):
                        s = t ^ (c << low_bit[a])
                        if (seen[s >> 6] >> (s & 63)) & 1 or not exists[s]:
                            continue
                        if allowed(s, s ^ t, up[a], down[a]) and (plain or rank[a, s] < rank[a, t]):
                            seen[s >> 6] |= 1 << (s & 63)
                            label[s] = worth
                            queue[count] = s
                            count += 1
        if count >= total:
            return


def floor_sweep(
    value: A, owners: A, plain: A, low_bit: A, width: A, up: A, down: A, rank: A, exists: A, target: A, after: A, result: A,
) -> None:  # fmt: skip
    """The least value after one or more legal moves, by relaxation over (setting, last mover): exact for
    moves that are not transitive. `target` is where a setting completes to, -1 where that does not exist.
    `after` (responders, settings) and `result` are infinite."""
    n = len(value)
    count = len(owners)
    changed = True
    while changed:
        changed = False
        for s in range(n):
            if not exists[s]:
                continue
            for j in range(count):
                a = owners[j]
                least = after[j, s]
                for c in range(1, 1 << width[a]):
                    d = c << low_bit[a]
                    if not allowed(s, d, up[a], down[a]):
                        continue
                    t = target[s ^ d]
                    if t < 0 or t == s or (not plain and rank[a, t] <= rank[a, s]):
                        continue
                    worth = value[t]
                    for k in range(count):
                        if k != j:
                            worth = min(worth, after[k, t])
                    least = min(least, worth)
                if least < after[j, s]:
                    after[j, s] = least
                    changed = True
    for j in range(count):
        for s in range(n):
            result[s] = min(result[s], after[j, s])


def reduce_group(value: A, best: A, plain: A, low_bit: A, width: A, order: A, low: A, result: A) -> None:
    """The greatest (least) value among the members of the group that a setting's arcs lead to: for `plain`
    all others, else those with a greater `low`, by which `order` is sorted. `result` keeps what it has where
    no arc leaves."""
    size = 1 << width
    sign = 1 if best else -1
    for g in range(len(value) >> width):
        first = g << width
        base = base_of(g, low_bit, width)
        last = size - 1
        while last >= 0 and order[first + last] < 0:
            last -= 1
        if plain:
            top = -1
            next_top = -1
            most = 0
            next_most = 0
            for p in range(last + 1):
                worth = sign * value[base | (order[first + p] << low_bit)]
                if top < 0 or worth > most:
                    next_top = top
                    next_most = most
                    top = p
                    most = worth
                elif next_top < 0 or worth > next_most:
                    next_top = p
                    next_most = worth
            if next_top >= 0:
                for p in range(last + 1):
                    result[base | (order[first + p] << low_bit)] = sign * (next_most if p == top else most)
            continue
        p = last
        found = False
        best_so_far = 0
        while p >= 0:
            level = low[base | (order[first + p] << low_bit)]
            q = p
            fresh = best_so_far
            some = found
            while q >= 0:
                s = base | (order[first + q] << low_bit)
                if low[s] != level:
                    break
                if found:
                    result[s] = sign * best_so_far
                worth = sign * value[s]
                if not some or worth > fresh:
                    fresh = worth
                    some = True
                q -= 1
            best_so_far = fresh
            found = some
            p = q


def reduce_all(
    value: A, best: A, plain: A, low_bit: A, width: A, up: A, down: A, low: A, high: A, exists: A, target: A, result: A,
) -> None:  # fmt: skip
    """As `reduce_group` where moves are tried one by one: one-way options, needs, two different keys."""
    for s in range(len(value)):
        if not exists[s]:
            continue
        found = False
        most = 0
        for c in range(1, 1 << width):
            d = c << low_bit
            if not allowed(s, d, up, down):
                continue
            t = target[s ^ d]
            if t < 0 or t == s or (not plain and high[t] <= low[s]):
                continue
            if not found or (value[t] > most if best else value[t] < most):
                most = value[t]
                found = True
        if found:
            result[s] = most


HELPERS = ("group_of", "base_of")
SIGNATURES = {
    "assemble": "i4[:] i8[:,:]",
    "counting_order": "i4[:] i8 i4[:] i4[:]",
    "by_group": "i4[:] i8 i8 i4[:] S[:]",
    "cuts": "S[:] i4[:] i8 i8 S[:,:] S[:,:] i8",
    "cuts_at": "S[:] i4[:] i4[:] b1 i8 i8 S[:,:] i8",
    "own_floor": "i4[:] i8 i4[:] i4[:]",
    "floor_back": "i4[:] i4[:] i8 i8[:] b1 b1[:] i8[:] i8[:] i8[:] i8[:] S[:,:] S[:,:] i4[:,:] b1[:] i8[:] S[:] i8[:] i4[:] i4[:]",
    "floor_sweep": "i4[:] i8[:] b1 i8[:] i8[:] i8[:] i8[:] i4[:,:] b1[:] i4[:] i4[:,:] i4[:]",
    "reduce_group": "i4[:] b1 b1 i8 i8 S[:] i4[:] i4[:]",
    "reduce_all": "i4[:] b1 b1 i8 i8 i8 i8 i4[:] i4[:] b1[:] i4[:] i4[:]",
}
