"""``scipy.linalg``: subspaces and what is between them.

Angles: A. Knyazev, M. Argentati, "Principal angles between subspaces in an A-based scalar product" (2002).
Nearest rotations: P. Schönemann, "A generalized solution of the orthogonal Procrustes problem" (1966).
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ..numpy.decompositions import reciprocals
from ..numpy.linalg import H
from ..numpy.reductions import aligned
from ..registry import composition, differential
from ..static import known_rank


@composition(linalg.orth)
def orth_source(A, rcond=None):
    """The left singular vectors of the values that are not taken for zero."""
    u, s, _ = linalg.svd(A, full_matrices=False)
    return u[:, :rank_by(s, A, rcond)]


@composition(linalg.null_space)
def null_space_source(A, rcond=None, *, overwrite_a=False, check_finite=True, lapack_driver="gesdd"):
    """The right singular vectors that belong to no value, or to one that is taken for zero."""
    if overwrite_a or lapack_driver != "gesdd" or known_rank(A) != 2:
        return NotImplemented
    _, s, vh = linalg.svd(A, full_matrices=True)
    return H(vh[rank_by(s, A, rcond):])


def rank_by(s, a, rcond):
    """How many singular values are not taken for zero."""
    if rcond is None:
        rcond = np.finfo(s.dtype).eps * max(np.shape(a)[0], np.shape(a)[1])
    return np.sum(s > np.max(s, initial=0.0) * rcond, dtype=int)


@differential(linalg.subspace_angles, raises=True)
def subspace_angles(A, B, dA, dB, y):
    """The cosines are singular values of ``Qᴬᴴ Qᴮ``; an angle of 0, where the derivative jumps, has 0."""
    qa, qb = linalg.orth(A), linalg.orth(B)
    left, _, right = linalg.svd(H(qa) @ qb, full_matrices=False)
    u, v = qa @ left, qb @ H(right)
    dcos = np.sum(aligned(v - qa @ (H(qa) @ v), dA @ (linalg.pinv(A) @ u)), axis=0)
    dcos = dcos + np.sum(aligned(u - qb @ (H(qb) @ u), dB @ (linalg.pinv(B) @ v)), axis=0)
    return -(dcos[::-1] * reciprocals(np.sin(y)))


@differential(linalg.orthogonal_procrustes, raises=True)
def orthogonal_procrustes(A, B, dA, dB, y):
    """The unitary factor of ``AᴴB = U S Vᴴ``; where two singular values are 0, what they turn is left as it is."""
    u, s, vh = linalg.svd(H(A) @ B)
    inside = H(u) @ (H(dA) @ B + H(A) @ dB) @ H(vh)
    turn = (inside - H(inside)) * reciprocals(s[:, None] + s)
    return u @ turn @ vh, np.sum(np.real(np.diagonal(inside)))
