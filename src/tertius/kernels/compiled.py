"""The compiled loops of the large-model back-end. Importing this module imports numba.

All arrays are over the 2^k settings of the k free options ("settings" below), absent ones included.
An actor's own options are neighbouring bits, `width` of them from bit `low_bit` on. The settings in
which everybody else's options are the same form a *group* of the actor; groups are numbered by the
setting with those bits cut out. `order` has for each group its existing members in ascending order of
a key, from place group << width on, filled up with -1.

An actor whose options are all freely reversible can move between any two members of a group, so
that its improvements inside a group are a chain sorted by rank: who reaches one member also reaches
all that are better for it. A pointer into each chain that never goes back makes a search visit each
member once. Where options are one-way (`chained` is false) the moves are tried one by one.
"""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from pathlib import Path

import numba
import numpy as np
from numba import njit

__all__ = [
    "assemble", "below", "by_group", "counting_order", "flood_back", "flood_forth", "floor_back", "floor_sweep",
    "own_floor", "reduce_all", "reduce_group",
]  # fmt: skip


def _cache_folder() -> str | None:
    """Where compiled code is kept: NUMBA_CACHE_DIR, else the user's cache folder; None if neither can be written."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(named or home, *([] if named else ["tertius", "compiled"]))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder)
    except OSError:
        return None


_FOLDER = _cache_folder()
if _FOLDER is None:
    if not sys.warnoptions:
        sys.stderr.write(
            "note: compiled code cannot be kept, so that it is compiled anew each time (about 15 s); "
            "set NUMBA_CACHE_DIR to a folder that can be written\n"
        )
else:
    numba.config.CACHE_DIR = _FOLDER
warnings.filterwarnings("ignore", category=numba.NumbaWarning)

INFINITE = np.int32(np.iinfo(np.int32).max)
compiled = njit(cache=_FOLDER is not None, nogil=True, boundscheck=False)


@compiled
def assemble(key, packed):
    """Append bits to keys in place: key[s] becomes key[s] * 2^m + the m bits of s, first row highest."""
    rows, words = packed.shape
    n = len(key)
    for w in range(words):
        begin = w * 64
        top = min(64, n - begin)
        for j in range(rows):
            word = packed[j, w]
            for b in range(top):
                key[begin + b] = (key[begin + b] << 1) | np.int32((word >> np.uint64(b)) & np.uint64(1))


@compiled
def counting_order(key, classes):
    """Settings with 0 <= key < classes in ascending order of key, equal ones in ascending order."""
    start = np.zeros(classes + 1, np.int32)
    n = len(key)
    for s in range(n):
        k = key[s]
        if 0 <= k < classes:
            start[k + 1] += 1
    for k in range(classes):
        start[k + 1] += start[k]
    order = np.empty(start[classes], np.int32)
    for s in range(n):
        k = key[s]
        if 0 <= k < classes:
            order[start[k]] = s
            start[k] += 1
    return order


@compiled
def group_of(s, low_bit, width):
    """The number of the group that a setting belongs to."""
    return ((s >> (low_bit + width)) << low_bit) | (s & ((1 << low_bit) - 1))


@compiled
def by_group(sequence, n, low_bit, width):
    """Distribute a sequence of settings over the actor's groups, keeping its order."""
    order = np.full(n, -1, np.int32)
    filled = np.zeros(n >> width, np.int32)
    for s in sequence:
        g = group_of(s, low_bit, width)
        order[(g << width) + filled[g]] = s
        filled[g] += 1
    return order


@compiled
def below(order, key, width, out, column):
    """out[s, column] gets how many members of its group come before s by a strictly lower key."""
    size = 1 << width
    for begin in range(0, len(order), size):
        lower = 0
        for p in range(size):
            s = order[begin + p]
            if s < 0:
                break
            if p and key[s] > key[order[begin + p - 1]]:
                lower = p
            out[s, column] = lower


@compiled
def own_floor(value, mask):
    """The least value over all settings that agree on the bits in `mask`: the others can go anywhere."""
    n = len(value)
    low = np.full(n, INFINITE, np.int32)
    for s in range(n):
        at = s & mask
        if value[s] < low[at]:
            low[at] = value[s]
    result = np.empty(n, np.int32)
    for s in range(n):
        result[s] = low[s & mask]
    return result


@compiled
def floor_back(sequence, value, owners, plain, chained, low_bit, width, up, down, order, lower, rank, exists):
    """The least value that responders reach from each setting (the empty sequence counts), transitive moves.

    Visits settings in ascending order of value and searches the responders' arcs backwards, so the
    first visit of a setting has its answer. `lower` (settings, actors): see `below`.
    """
    n = len(value)
    label = np.full(n, INFINITE, np.int32)
    at, begin = _pointers(owners, width, n)
    stack = np.empty(n, np.int32)
    for seed in sequence:
        if label[seed] != INFINITE:
            continue
        worth = value[seed]
        label[seed] = worth
        stack[0] = seed
        depth = 1
        while depth:
            depth -= 1
            t = stack[depth]
            for j in range(len(owners)):
                a = owners[j]
                if chained[a]:
                    g = group_of(t, low_bit[a], width[a])
                    p = at[begin[j] + g]
                    limit = np.int32(1 << width[a]) if plain else lower[t, a]
                    if p >= limit:
                        continue
                    first = g << width[a]
                    at[begin[j] + g] = limit
                    while p < limit:
                        s = order[a, first + p]
                        if s < 0:
                            break
                        p += 1
                        if label[s] == INFINITE:
                            label[s] = worth
                            stack[depth] = s
                            depth += 1
                else:
                    for c in range(1, 1 << width[a]):
                        s = t ^ (c << low_bit[a])
                        if label[s] != INFINITE or not exists[s]:
                            continue
                        if (t & ~s & ~up[a]) != 0 or (s & ~t & ~down[a]) != 0:
                            continue
                        if plain or rank[a, s] < rank[a, t]:
                            label[s] = worth
                            stack[depth] = s
                            depth += 1
    return label


@compiled
def _pointers(owners, width, n):
    begin = np.zeros(len(owners) + 1, np.int64)
    for j in range(len(owners)):
        begin[j + 1] = begin[j] + (n >> width[owners[j]])
    return np.zeros(begin[len(owners)], np.int32), begin


@compiled
def floor_sweep(value, owners, plain, low_bit, width, up, down, rank, exists, target):
    """The least value after one or more legal moves, by relaxation over (setting, last mover): exact for
    moves that are not transitive. `target` is where a setting completes to, -1 where that does not exist."""
    n = len(value)
    count = len(owners)
    after = np.full((count, n), INFINITE, np.int32)
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
                    if (d & ~s & ~up[a]) != 0 or (d & s & ~down[a]) != 0:
                        continue
                    t = target[s ^ d]
                    if t < 0 or t == s or (not plain and rank[a, t] <= rank[a, s]):
                        continue
                    worth = value[t]
                    for k in range(count):
                        if k != j and after[k, t] < worth:
                            worth = after[k, t]
                    least = min(least, worth)
                if least < after[j, s]:
                    after[j, s] = least
                    changed = True
    result = np.full(n, INFINITE, np.int32)
    for j in range(count):
        for s in range(n):
            result[s] = min(result[s], after[j, s])
    return result


@compiled
def reduce_group(value, best, empty, plain, width, order, low):
    """The greatest (least) value among the members of the group that a setting's arcs lead to: for `plain`
    all others, else those with a greater `low`, by which `order` is sorted."""
    n = len(value)
    size = 1 << width
    result = np.full(n, empty, np.int32)
    sign = np.int32(1) if best else np.int32(-1)
    for begin in range(0, n, size):
        last = size - 1
        while last >= 0 and order[begin + last] < 0:
            last -= 1
        if plain:
            first = second = -1
            for p in range(last + 1):
                s = order[begin + p]
                if first < 0 or sign * value[s] > sign * value[first]:
                    second = first
                    first = s
                elif second < 0 or sign * value[s] > sign * value[second]:
                    second = s
            for p in range(last + 1):
                s = order[begin + p]
                pick = first if s != first else second
                if pick >= 0:
                    result[s] = value[pick]
            continue
        p = last
        found = False
        most = np.int32(0)
        while p >= 0:
            level = low[order[begin + p]]
            q = p
            fresh = most
            some = found
            while q >= 0:
                s = order[begin + q]
                if low[s] != level:
                    break
                if found:
                    result[s] = most
                if not some or sign * value[s] > sign * fresh:
                    fresh = value[s]
                    some = True
                q -= 1
            most = fresh
            found = some
            p = q
    return result


@compiled
def reduce_all(value, best, empty, plain, low_bit, width, up, down, low, high, exists, target):
    """As `reduce_group` where moves are tried one by one: one-way options, needs, two different keys."""
    n = len(value)
    result = np.full(n, empty, np.int32)
    for s in range(n):
        if not exists[s]:
            continue
        found = False
        most = np.int32(0)
        for c in range(1, 1 << width):
            d = c << low_bit
            if (d & ~s & ~up) != 0 or (d & s & ~down) != 0:
                continue
            t = target[s ^ d]
            if t < 0 or t == s or (not plain and high[t] <= low[s]):
                continue
            if not found or (value[t] > most if best else value[t] < most):
                most = value[t]
                found = True
        if found:
            result[s] = most
    return result


@compiled
def flood_forth(seen, starts, owners, rows, plain, chained, low_bit, width, up, down, order, low, high, active, exists, target, mover, origin):
    """Breadth first along the arcs from `starts`, marking `seen` in place; `order` is sorted by `high`.

    Row rows[j] of `order`, `low` and `high` belongs to owner j; `active` is empty, or has a row for each.
    `mover` and `origin` (settings,) get how each setting was reached first; empty arrays for not asked.
    """
    n = len(seen)
    queue = np.empty(n, np.int32)
    head = 0
    tail = 0
    for s in starts:
        queue[tail] = s
        tail += 1
    trace = len(mover) > 0
    everywhere = active.size == 0
    at, begin = _pointers(owners, width, n)
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
                first = g << width[a]
                p = at[begin[j] + g]
                while p < size:
                    t = order[r, first + size - 1 - p]
                    if t >= 0:
                        if not plain[j] and high[r, t] <= low[r, s]:
                            break
                        if not seen[t]:
                            seen[t] = True
                            queue[tail] = t
                            tail += 1
                            if trace:
                                mover[t] = j
                                origin[t] = s
                    p += 1
                at[begin[j] + g] = p
            else:
                for c in range(1, 1 << width[a]):
                    d = c << low_bit[a]
                    if (d & ~s & ~up[a]) != 0 or (d & s & ~down[a]) != 0:
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


@compiled
def flood_back(seen, starts, owners, rows, plain, chained, low_bit, width, up, down, order, low, high, active, exists, target, whole):
    """Against the arcs from `starts`, marking `seen` in place; `order` is sorted by `low`.

    `whole` false: some move drops what it needs, and arcs are found by sweeping forwards until nothing is new.
    """
    n = len(seen)
    everywhere = active.size == 0
    if not whole:
        changed = True
        while changed:
            changed = False
            for s in range(n):
                if seen[s] or not exists[s]:
                    continue
                for j in range(len(owners)):
                    a = owners[j]
                    r = rows[j]
                    if seen[s] or (not everywhere and not active[j, s]):
                        continue
                    for c in range(1, 1 << width[a]):
                        d = c << low_bit[a]
                        if (d & ~s & ~up[a]) != 0 or (d & s & ~down[a]) != 0:
                            continue
                        t = target[s ^ d]
                        if t < 0 or t == s or not seen[t] or (not plain[j] and high[r, t] <= low[r, s]):
                            continue
                        seen[s] = True
                        changed = True
                        break
        return
    stack = np.empty(n, np.int32)
    depth = 0
    for s in starts:
        stack[depth] = s
        depth += 1
    at, begin = _pointers(owners, width, n)
    while depth:
        depth -= 1
        t = stack[depth]
        for j in range(len(owners)):
            a = owners[j]
            r = rows[j]
            if chained[a]:
                size = 1 << width[a]
                g = group_of(t, low_bit[a], width[a])
                first = g << width[a]
                p = at[begin[j] + g]
                while p < size:
                    s = order[r, first + p]
                    if s < 0 or (not plain[j] and low[r, s] >= high[r, t]):
                        break
                    p += 1
                    if not seen[s] and (everywhere or active[j, s]):
                        seen[s] = True
                        stack[depth] = s
                        depth += 1
                at[begin[j] + g] = p
            else:
                for c in range(1, 1 << width[a]):
                    s = t ^ (c << low_bit[a])
                    if seen[s] or not exists[s] or (not everywhere and not active[j, s]):
                        continue
                    if (t & ~s & ~up[a]) != 0 or (s & ~t & ~down[a]) != 0:
                        continue
                    if plain[j] or low[r, s] < high[r, t]:
                        seen[s] = True
                        stack[depth] = s
                        depth += 1
