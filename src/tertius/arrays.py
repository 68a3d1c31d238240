"""Names for the arrays that pass between modules.

The aliases are for readers and type checkers only: importing ``numpy.typing`` costs a fifth of a
small analysis, so at run time they are plain arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

__all__ = ["AnyArray", "BitArray", "BoolArray", "FloatArray", "IntArray", "RankArray"]

if TYPE_CHECKING:
    from numpy.typing import NDArray

    BoolArray = NDArray[np.bool_]
    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]
    RankArray = NDArray[np.int32]
    BitArray = NDArray[np.uint64]
    AnyArray = NDArray[np.generic]
else:
    BoolArray = FloatArray = IntArray = RankArray = BitArray = AnyArray = np.ndarray
