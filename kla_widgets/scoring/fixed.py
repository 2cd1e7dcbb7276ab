"""Points as whole numbers of a billionth.

Sums of floating-point numbers depend on their order and make 880.3900000000001 of 880.39, which breaks ties and band
edges. Points are therefore added as 64-bit integers of 1e-9 point: exact, in any order, and the largest total of a
thousand points leaves room to spare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

UNIT = 10**9


@dataclass(frozen=True)
class Points:
    """Points of many regions, some of them missing.

    Parameters
    ----------
    units : array of int64, shape (regions, parts)
        Points in billionths; 0 where missing.
    known : array of bool, the same shape
    """

    units: Ints
    known: Bools

    @property
    def values(self) -> Floats:
        """Points as floats, NaN where missing."""
        return np.where(self.known, self.units / UNIT, np.nan)

    @classmethod
    def of(cls, values: Floats) -> Points:
        """From floats, NaN for missing."""
        known = ~np.isnan(values)
        return cls(to_units(np.where(known, values, 0.0)), known)

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Points:
        """All missing."""
        return cls(np.zeros(shape, np.int64), np.zeros(shape, np.bool_))


def to_units(values: Floats | float) -> Ints:
    """Points to billionths, rounded to the nearest."""
    return np.rint(np.asarray(values, np.float64) * UNIT).astype(np.int64)
