"""Whole totals divided exactly, and weighted draws."""

from collections.abc import Sequence

import numpy as np

MARGIN = 1e-4
"""Subtracted before a share is cut to a whole number, so that no share is rounded up by the error of binary numbers."""


def allocate(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Divide a whole number in proportion to weights: the largest remainders get one more, the first of equal ones before the others.

    Examples
    --------
    >>> allocate(10, [1, 1, 1]).tolist(), allocate(5, [3, 1]).tolist()
    ([4, 3, 3], [4, 1])
    """
    weights = np.asarray(weights, dtype=float)
    exact = weights * (total / weights.sum())
    parts = np.maximum(np.floor(exact - MARGIN), 0).astype(np.int64)
    each, left = divmod(total - int(parts.sum()), len(parts))
    parts += each
    parts[np.argsort(parts - each - exact, kind="stable")[:left]] += 1
    return parts


def drawn(draws: np.random.Generator, number: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Draw so many places of a list, each as likely as its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(cumulative, draws.random(number) * cumulative[-1], side="right")


def shuffled(draws: np.random.Generator, counts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return each place of a list as often as its count says, in random order."""
    return draws.permutation(np.repeat(np.arange(len(counts)), counts))


def heavy_tailed(number: int) -> np.ndarray:
    """Return weights of which a few are large and most are small, as the turnover of shops is."""
    return 1 / (np.arange(number) + 3.0) ** 1.1
