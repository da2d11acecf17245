"""Names for the two kinds of arrays, and sums over groups in a fixed order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def sum_by(group: Ints, values: ArrayLike, size: int) -> Floats:
    """The sum of `values` in each of `size` groups, added one by one in the order given."""
    return np.bincount(group, np.asarray(values, dtype=np.float64), size).astype(np.float64, copy=False)


def count_by(group: Ints, size: int) -> Ints:
    """The number of elements in each of `size` groups."""
    return np.bincount(group, minlength=size).astype(np.int64, copy=False)
