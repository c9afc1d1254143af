"""Latin hypercubes with given rank correlations (Iman and Conover, 1982)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, qmc

Floats = npt.NDArray[np.float64]
LEAST_EIGENVALUE = -1e-9
"""Below it a correlation matrix is not positive semi-definite, rounding aside."""


def latin_hypercube(count: int, dimensions: int, seed: int) -> Floats:
    """Return points of the unit cube, one in each of ``count`` slices of every axis.

    Returns
    -------
    array of shape (count, dimensions)
    """
    return np.asarray(qmc.LatinHypercube(d=dimensions, rng=seed).random(count), dtype=float)


def is_positive_semidefinite(matrix: Floats) -> bool:
    """Tell whether a symmetric matrix is that, rounding aside."""
    return bool(np.linalg.eigvalsh(matrix).min() >= LEAST_EIGENVALUE)


def with_rank_correlation(sample: Floats, correlation: Floats) -> Floats:
    """Return the sample with each column in another order, so that ranks correlate as asked.

    The values of every column stay, so it remains a Latin hypercube.

    Parameters
    ----------
    sample
        Shape (count, dimensions), more rows than columns.
    correlation
        Positive semi-definite, ones on the diagonal; shape (dimensions, dimensions).
    """
    scores = norm.ppf(sample)
    # What the sample correlates by chance is taken out first: without it small samples miss the aim.
    by_chance = np.linalg.cholesky(np.corrcoef(scores, rowvar=False))
    aimed = scores @ np.linalg.inv(by_chance).T @ _root(correlation).T
    ranks = aimed.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.take_along_axis(np.sort(sample, axis=0), ranks, axis=0)


def _root(matrix: Floats) -> Floats:
    """Return R with ``R @ R.T == matrix``; Cholesky's fails where the matrix is singular."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)), dtype=float)
