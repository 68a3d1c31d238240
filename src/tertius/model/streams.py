r"""The uniform numbers of many draws at once: those that ``default_rng(SeedSequence(s, spawn_key=(k,)))`` would give.

NumPy promises that `SeedSequence` and `PCG64` stay as they are. Setting them up draw by draw takes some twenty
microseconds; here both are worked out for all draws side by side.

- `SeedSequence` (O'Neill's seed_seq_fe with a pool of four words) hashes the words of s, filled up to four, then k's.
- `PCG64` is the generator :math:`x \leftarrow a x + c \bmod 2^{128}` with the output
  :math:`rotr_{64}(hi \oplus lo, x \gg 122)` of the state after the step; c is odd and taken from the seed, as x is.
- A number is the upper 53 bits of an output, divided by :math:`2^{53}`.

References
----------
O'Neill, M. E. (2014). PCG: A family of simple fast space-efficient statistically good algorithms for random number
generation. HMC-CS-2014-0905. O'Neill, M. E. (2015). Developing a seed_seq alternative. pcg-random.org.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["uniforms"]

Words = NDArray[np.uint32]
Longs = NDArray[np.uint64]
Pair = tuple[Longs, Longs]
"""A whole number of 128 bits: its upper and its lower half."""

_INIT_A, _MULT_A = 0x43B0D7E5, 0x931E8875
_INIT_B, _MULT_B = 0x8B51F9DD, 0x58F38DED
_MIX_L, _MIX_R = 0xCA01F9DD, 0x4973F715
_POOL = 4
_WORD = 0xFFFFFFFF
_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_LOW = np.uint64(_WORD)
_HALF = np.uint64(32)


def uniforms(seed: int, begin: int, stop: int, count: int) -> NDArray[np.float64]:
    """(stop - begin, count) numbers in [0, 1): the first `count` of each draw from `begin` to before `stop`.

    >>> from numpy.random import SeedSequence, default_rng
    >>> expected = default_rng(SeedSequence(7, spawn_key=(3,))).random(2)
    >>> bool((uniforms(7, 3, 4, 2)[0] == expected).all())
    True
    """
    draws = np.arange(begin, stop, dtype=np.uint64)
    found = np.empty((len(draws), count), np.float64)
    if not len(draws) or not count:
        return found
    # A number below 2^32 is one word of the key, a greater one two.
    small = int(np.searchsorted(draws, np.uint64(2**32)))
    for part, words in ((slice(0, small), 1), (slice(small, len(draws)), 2)):
        if len(draws[part]):
            found[part] = _numbers(seed, draws[part], words, count)
    return found


def _numbers(seed: int, draws: Longs, words: int, count: int) -> NDArray[np.float64]:
    state, increment = _seeded(_generated(_pool(seed, draws, words)))
    found = np.empty((len(draws), count), np.float64)
    for k in range(count):
        state = _step(state, increment)
        high, low = state
        mixed = high ^ low
        turn = high >> np.uint64(58)
        back = (np.uint64(64) - turn) & np.uint64(63)
        output = (mixed >> turn) | (mixed << back)
        found[:, k] = (output >> np.uint64(11)).astype(np.float64) * (1.0 / 9007199254740992.0)
    return found


def _pool(seed: int, draws: Longs, words: int) -> list[Words]:
    """The pool of `SeedSequence`, a word an array over draws."""
    given = [seed >> 32 * k & _WORD for k in range(max(1, -(-seed.bit_length() // 32)))]
    # With a spawn key the seed's words are filled up to the pool's size first.
    given += [0] * (_POOL - len(given))
    entropy = [np.full(len(draws), word, np.uint32) for word in given]
    entropy += [(draws >> np.uint64(32 * k)).astype(np.uint32) for k in range(words)]
    constant = _INIT_A

    def hashed(value: Words) -> Words:
        nonlocal constant
        value = value ^ np.uint32(constant)
        constant = constant * _MULT_A & _WORD
        value = value * np.uint32(constant)
        return np.asarray(value ^ (value >> np.uint32(16)))

    def mixed(x: Words, y: Words) -> Words:
        result = x * np.uint32(_MIX_L) - y * np.uint32(_MIX_R)
        return np.asarray(result ^ (result >> np.uint32(16)))

    pool = [hashed(entropy[k]) for k in range(_POOL)]
    for source in range(_POOL):
        for target in range(_POOL):
            if source != target:
                pool[target] = mixed(pool[target], hashed(pool[source]))
    for word in entropy[_POOL:]:
        for target in range(_POOL):
            pool[target] = mixed(pool[target], hashed(word))
    return pool


def _generated(pool: list[Words]) -> list[Longs]:
    """Four words of 64 bits, as ``SeedSequence.generate_state(4, uint64)`` gives them."""
    constant = _INIT_B
    words = []
    for k in range(8):
        value = pool[k % _POOL] ^ np.uint32(constant)
        constant = constant * _MULT_B & _WORD
        value = value * np.uint32(constant)
        words.append((value ^ (value >> np.uint32(16))).astype(np.uint64))
    return [words[2 * k] | (words[2 * k + 1] << _HALF) for k in range(4)]


def _seeded(words: list[Longs]) -> tuple[Pair, Pair]:
    """State and increment of `PCG64` from four words."""
    increment = ((words[2] << np.uint64(1)) | (words[3] >> np.uint64(63)), (words[3] << np.uint64(1)) | np.uint64(1))
    zero = np.zeros_like(words[0])
    state = _step((zero, zero), increment)
    return _step(_add(state, (words[0], words[1])), increment), increment


def _step(state: Pair, increment: Pair) -> Pair:
    return _add(_times(state), increment)


def _add(a: Pair, b: Pair) -> Pair:
    low = a[1] + b[1]
    return a[0] + b[0] + (low < a[1]).astype(np.uint64), low


def _times(state: Pair) -> Pair:
    """The state times the multiplier, modulo 2^128."""
    high, low = state
    up, down = np.uint64(_MULTIPLIER >> 64), np.uint64(_MULTIPLIER & (2**64 - 1))
    over, product = _wide(low, down)
    return over + high * down + low * up, product


def _wide(a: Longs, b: np.uint64) -> Pair:
    """The whole product of two numbers of 64 bits."""
    a0, a1, b0, b1 = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    low = a0 * b0
    middle = a1 * b0 + (low >> _HALF)
    other = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _HALF) + (other >> _HALF), (other << _HALF) | (low & _LOW)
