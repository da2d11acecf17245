"""Ordinary least squares on named columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from apk_lib.stats import _checks
from apk_lib.stats._arrays import Floats


def design(columns: Mapping[str, Floats]) -> tuple[tuple[str, ...], Floats]:
    """The names of the columns, and the matrix whose columns they are: of one length, none told by others."""
    _checks.one_length(**columns)
    matrix = np.column_stack(list(columns.values()))
    if matrix.shape[0] < matrix.shape[1]:
        raise ValueError(f"expected at least {matrix.shape[1]} observations, got {matrix.shape[0]}")
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise ValueError(f"expected columns that do not follow from each other, got {', '.join(columns)}")
    return tuple(columns), matrix


def solve(matrix: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The coefficients of the least squares, and the inverse of X'X."""
    q, r = np.linalg.qr(matrix)
    inverse = np.linalg.inv(r)
    return inverse @ (q.T @ y), inverse @ inverse.T
