"""Random arguments for every function exercise, apart from the cases that judge it."""

import numpy as np

import gdviz as gd


def _table(rng, n_samples, n_params):
    X = gd.add_bias(rng.normal(size=(n_samples, n_params - 1)))
    return rng.normal(size=n_params), X, rng.normal(size=n_samples)


def _sizes(rng):
    return rng.integers(2, 9), rng.integers(2, 5)


def _losses(rng):
    return rng.integers(1, 6, size=rng.integers(1, 9)).astype(float).tolist()


def _symmetric(rng):
    A = rng.normal(size=(3, 3))
    return A @ A.T + rng.choice([0, -0.5]) * np.eye(3)


def _network(rng):
    n, d, h, k = rng.integers(2, 5, size=4)
    parts = [rng.normal(size=shape) for shape in ((d, h), h, (h, k), k)]
    return rng.normal(size=(n, d)), np.eye(k)[rng.integers(0, k, n)], *parts


def _count(rng):
    n_samples = int(rng.integers(1, 13))
    batch_size = int(rng.integers(1, n_samples + 1))
    return n_samples, batch_size, int(rng.integers(1, 5)), bool(rng.integers(2))


def _variance(rng):
    n_samples = int(rng.integers(2, 13))
    batch_size = int(rng.integers(1, n_samples + 1))
    return rng.uniform(0.5, 3), n_samples, batch_size, bool(rng.integers(2))


def _rate(rng):
    n_steps = int(rng.integers(5, 30))
    n_warmup = int(rng.integers(1, n_steps - 1))
    return int(rng.integers(n_steps)), rng.uniform(0.1, 2), n_warmup, n_steps


def _walk(rng):
    return rng.normal(size=2), gd.objectives.ravine(4.0).grad, rng.uniform(0, 0.2, 5), 0.7


def _labeled(rng):
    n, k = rng.integers(2, 6, size=2)
    return rng.normal(size=(n, k)), rng.integers(k, size=n)


def _picture(rng):
    d, k = rng.integers(2, 6, size=2)
    return rng.normal(size=(d, k)), rng.normal(size=d), int(rng.integers(k))


def _layer(rng):
    shape = tuple(rng.integers(2, 6, size=2))
    return rng.uniform(0.5, 2, shape), rng.integers(5, size=shape) / 5, rng.integers(5) / 5


def _wide(rng):
    n = rng.integers(1, 4)
    return rng.normal(size=(n, n + 3)), rng.normal(size=n), rng.normal(size=n + 3)


def _batch(rng):
    params, X, y = _table(rng, *_sizes(rng))
    return params, X, y, rng.integers(len(y), size=rng.integers(1, 6)), rng.uniform(0.1, 1)


def _pass(rng):
    params, X, y, rows, rate = _batch(rng)
    return params, X, (y > 0) * 1.0, rows, rate


def _directions(rng):
    return tuple(rng.normal(size=(2, *rng.integers(2, 6, size=2))))


def _shards(rng):
    k = rng.integers(2, 6)
    return rng.normal(0, 3, size=k), rng.uniform(0, 2, size=k), rng.integers(1, 50, size=k)


def _buffer(rng):
    rows, size = rng.permutation(rng.integers(3, 9)).tolist(), int(rng.integers(1, 4))
    return rows, size, rng.integers(size, size=len(rows) - size).tolist()


INPUTS = {
    "01.1": lambda rng: (*rng.normal(size=(2, rng.integers(1, 4))), rng.uniform(0.1, 2)),
    "01.2": lambda rng: (_symmetric(rng),),
    "01.4": lambda rng: (_losses(rng), int(rng.integers(1, 5))),
    "02.1": lambda rng: _table(rng, *_sizes(rng)),
    "02.2": lambda rng: (*(table := _table(rng, *_sizes(rng))), rng.uniform(0.5, 4, len(table[2]))),
    "02.4": lambda rng: (rng.normal(size=2), rng.normal(0, 5), rng.uniform(0.5, 5)),
    "03.1": lambda rng: _table(rng, *_sizes(rng)),
    "03.4": _pass,
    "04.1": _count,
    "04.2": _batch,
    "04.3": lambda rng: (rng.normal(size=(n := rng.integers(1, 6), 2)), rng.integers(1, 9, size=n)),
    "05.1": _variance,
    "05.2": lambda rng: (rng.normal(1, 2, size=(6, 3)),),
    "05.3": lambda rng: (rng.uniform(0.1, 1), *rng.integers(1, 9, size=2).tolist(), 1.5),
    "05.4": lambda rng: tuple(rng.uniform(0.1, 9, size=3)),
    "05.5": lambda rng: (rng.normal(size=rng.integers(2, 7)), int(rng.integers(1, 9))),
    "06.1": lambda rng: (rng.uniform(1, 4, size=rng.integers(1, 9)), rng.uniform(0.1, 0.99)),
    "06.2": lambda rng: (rng.uniform([0.6, 0.65, 0.7], 0.85, size=(rng.integers(2, 5), 3)),),
    "06.3": _rate,
    "07.3": _walk,
    "07.4": lambda rng: (rng.normal(size=(6, 2)) * 3, rng.uniform(0.5, 0.95), 0.01),
    "08.1": lambda rng: (rng.normal(size=_sizes(rng)),),
    "08.3": _labeled,
    "08.4": _picture,
    "09.1": lambda rng: tuple(rng.integers(1, 9, size=3).tolist()),
    "09.2": _network,
    "09.3": _directions,
    "10.1": lambda rng: (_losses(rng), int(rng.integers(1, 5))),
    "10.2": lambda rng: (*rng.normal(size=(2, 3)), rng.uniform(0.1, 1), rng.uniform(0.1, 1)),
    "10.3": _layer,
    "10.4": _wide,
    "11.1": _shards,
    "11.4": _buffer,
}
