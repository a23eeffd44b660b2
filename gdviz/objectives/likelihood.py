"""Probabilities of classes and their logarithms, written so that nothing overflows or cancels."""

import numpy as np


def sigmoid(z):
    """σ(z) = 1/(1 + e^(−z)), elementwise."""
    with np.errstate(over="ignore"):  # e^(−z) = ∞ is right: σ is 0 there
        answer = np.exp(-z)
    answer += 1
    # In place, as memory costs more than the division.
    return np.reciprocal(answer, out=answer) if isinstance(answer, np.ndarray) else 1 / answer


def softplus(z):
    """log(1 + e^z), elementwise.

    ::

        max(z, 0) + log(1 + e),  e = e^(−|z|),  log(1 + e) = log u − ((u − 1) − e)/u,  u = 1 + e

    The last is as exact as log1p, where u has lost digits of e, and twice as fast.
    """
    e = np.abs(z)
    np.negative(e, out=e)
    np.exp(e, out=e)
    u = e + 1
    answer, lost = np.log(u), u - 1
    lost -= e
    lost /= u
    answer -= lost
    answer += np.maximum(z, 0)
    return answer


def log_softmax(z):
    """log(e^zₖ / Σⱼ e^zⱼ) along the last axis."""
    shifted = _shifted(z)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def cross_entropy(z, y):
    """−log p(y) for rows of z: (..., K) and labels (...) -> (...).

    Written as log(1 + Σ_{k≠y} e^(zₖ−z_y)), it stays exact where p(y) is all but 1.
    """
    shifted, places = _shifted(z), _places(z, y)
    own = shifted.ravel()[places]
    others = np.exp(shifted)
    others.ravel()[places] = 0
    losses = np.log1p(others.sum(axis=-1).ravel() + np.expm1(own)) - own
    return losses.reshape(z.shape[:-1])


def softmax_errors(z, y):
    """P − Y, with one-hot Y: the slope of `cross_entropy`; (..., K) and (...) -> (..., K).

    At the label it is −Σ_{k≠y} p(k): p(y) − 1 would cancel where p(y) is all but 1.
    """
    errors, places = np.exp(_shifted(z)), _places(z, y)
    flat = errors.ravel()
    own = flat[places]
    flat[places] = 0
    others = errors.sum(axis=-1).ravel()
    total = own + others
    errors /= total.reshape(*z.shape[:-1], 1)
    flat[places] = -others / total
    return errors


def _shifted(z):
    """z − max z along the last axis: −∞ where the difference is too large is as good as it."""
    largest = np.ascontiguousarray(z.T).max(axis=0).T  # ten times as fast as along the last axis
    with np.errstate(over="ignore"):
        return z - largest[..., None]


def _places(z, y):
    """Where the labels are in z.ravel()."""
    labels = y if y.shape == z.shape[:-1] else np.broadcast_to(y, z.shape[:-1])
    return np.arange(0, z.size, z.shape[-1]) + labels.ravel()
