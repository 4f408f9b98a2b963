"""A glyph's outline as a short vector, the same whatever program embedded the font.

The vector holds the moments of the glyph's filled area in the basis of Legendre polynomials (Teague, "Image analysis via the
general theory of moments", 1980), scaled to the glyph's own box, then that box in em. Moments are integrals over the area, taken
along the outline by Green's theorem, so that neither the number of points, nor the kind of curve (a TrueType font that was turned
into Type 1), nor the em in which a producer counts changes them by more than its rounding: copies of one design lie within 0.01
of each other, and what was drawn on purpose as something else further than 0.03.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Curves = npt.NDArray[np.float64]
"""Cubic Bézier curves, shape (curves, 4 points, x and y), in em."""

ORDER = 7
"""The highest total degree of the moments."""

_DEGREES = tuple((i, j) for i in range(ORDER + 1) for j in range(ORDER + 1 - i))
_BOX_WEIGHT = 0.5
LENGTH = len(_DEGREES) + 4
"""Numbers in a vector: the moments, then the glyph's longer side, the height of its middle, its width and its height."""


def fingerprints(outlines: Sequence[Curves]) -> Vectors:
    """The vectors of several outlines, shape (outlines, LENGTH). An outline without curves or area gives a row of zeros."""
    result = np.zeros((len(outlines), LENGTH), np.float32)
    drawn = [index for index, curves in enumerate(outlines) if len(curves)]
    if not drawn:
        return result
    curves = np.concatenate([outlines[index] for index in drawn])
    starts = np.cumsum([0, *(len(outlines[index]) for index in drawn[:-1])])
    counts = np.array([len(outlines[index]) for index in drawn])
    points, slopes, weights = _quadrature()
    along = np.einsum("cpd,pq->cqd", curves, points)
    rising = curves[:, :, 1] @ slopes
    ends = np.concatenate([along, curves[:, [0, 3]]], axis=1)
    low = np.minimum.reduceat(ends.min(axis=1), starts)
    high = np.maximum.reduceat(ends.max(axis=1), starts)
    half = np.maximum((high - low).max(axis=1) / 2, 1e-9)
    middle = (high + low) / 2
    scaled = (along - np.repeat(middle, counts, axis=0)[:, None]) / np.repeat(half, counts)[:, None, None]
    rising = rising / np.repeat(half, counts)[:, None] * weights
    moments = np.add.reduceat(_moments(scaled, rising), starts)
    moments *= np.where(moments[:, :1] < 0, -1.0, 1.0)
    box = np.column_stack([2 * half, middle[:, 1], high - low]) * _BOX_WEIGHT
    result[drawn] = np.column_stack([moments, box])
    return result


def _moments(at: npt.NDArray[np.float64], rising: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What each curve adds to each moment: the integral of (∫ P_i dx) P_j dy along it, shape (curves, moments)."""
    across = _legendre(at[:, :, 0], ORDER + 1)
    upward = _legendre(at[:, :, 1], ORDER)
    summed = [at[:, :, 0], *((across[i + 1] - across[i - 1]) / (2 * i + 1) for i in range(1, ORDER + 1))]
    left = np.stack([summed[i] * np.sqrt(2 * i + 1) / 4 for i in range(ORDER + 1)], axis=1)
    right = np.stack([upward[j] * np.sqrt(2 * j + 1) * rising for j in range(ORDER + 1)], axis=2)
    every = left @ right
    return np.column_stack([every[:, i, j] for i, j in _DEGREES])


def _legendre(x: npt.NDArray[np.float64], order: int) -> list[npt.NDArray[np.float64]]:
    """The Legendre polynomials of degrees 0 to `order` at x, by Bonnet's recursion."""
    found = [np.ones_like(x), x]
    for n in range(1, order):
        found.append(((2 * n + 1) * x * found[n] - n * found[n - 1]) / (n + 1))
    return found


@cache
def _quadrature() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bernstein polynomials, their slopes, and Gauss's weights on a curve: exact for every moment up to `ORDER`."""
    nodes, weights = np.polynomial.legendre.leggauss((3 * (ORDER + 2)) // 2 + 1)
    t = (nodes + 1) / 2
    u = 1 - t
    points = np.stack([u**3, 3 * t * u**2, 3 * t**2 * u, t**3])
    slopes = np.stack([-3 * u**2, 3 * u**2 - 6 * t * u, 6 * t * u - 3 * t**2, 3 * t**2])
    return points, slopes, weights / 2
