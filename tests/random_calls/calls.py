"""The calls: for each name random right arguments, and what the answer is compared with.

A call is a dict of arguments, those by position under 0, 1, …; `spoiled` puts something hostile in
the place of some. If the call is answered all the same, ``judge(answer, **arguments)`` has to hold.
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import gdviz as gd
from tests.random_calls import oracles, values

CALLS = {}


def call(weight, function, judge):
    """Register what makes the arguments."""

    def register(make):
        CALLS[make.__name__] = (weight, function, make, judge)
        return make

    return register


def is_mean(target, *_more, **_others):
    """Loss and gradient are those of the rows, and the known minimum is below any loss."""
    rng = np.random.default_rng(target.n_samples)
    theta, rows = rng.normal(size=target.n_params), rng.integers(target.n_samples, size=3)
    for chosen in ([], [rows]):
        oracles.assert_loss(target, theta, target.loss(theta, *chosen), *chosen)
    if not isinstance(target, gd.l1(gd.objectives.bowl(), 0).__class__):
        oracles.assert_grad(target, theta, target.grad(theta, rows), rows)
    if isinstance(target, gd.LeastSquares):
        assert target.minimum <= target.loss(theta) * (1 + 1e-12)
    many = gd.objectives.loss_many(target, np.array([theta, 2 * theta]))
    assert np.allclose(many[0], target.loss(theta), rtol=1e-9)


@call(6, gd.LeastSquares, is_mean)
def least_squares(rng):
    X, y = values.table(rng)
    return {
        0: X,
        1: y,
        "scale": gd.objectives.half_mean if rng.integers(2) else gd.objectives.total,
    }


@call(4, gd.Logistic, is_mean)
def logistic(rng):
    X, y = values.table(rng)
    return {0: np.clip(X, -99, 99), 1: values.labels(rng, len(y), min(2, len(y)))}


@call(4, gd.Softmax, is_mean)
def softmax(rng):
    X, y = values.table(rng)
    k = int(rng.integers(1, min(4, len(y) + 1)))
    return {0: np.clip(X, -99, 99), 1: values.labels(rng, len(y), k)}


@call(3, gd.objectives.MLP, is_mean)
def mlp(rng):
    X, y = values.table(rng)
    sizes = {"n_hidden": int(rng.integers(1, 4)), "dropout": 0.0}
    return {0: np.clip(X, -9, 9), 1: values.labels(rng, len(y), min(2, len(y))), **sizes}


def is_penalized(target, inner, strength, mask=None):
    theta, strength = np.linspace(-1, 2, target.n_params), float(strength)
    on = np.ones(target.n_params) if mask is None else np.asarray(mask, dtype=float)
    rises = {gd.l2: strength / 2 * (on * theta**2).sum(), gd.l1: strength * (on * abs(theta)).sum()}
    paid = target.loss(theta) - inner.loss(theta)
    noise = 1e-12 * abs(inner.loss(theta)) + 1e-12
    assert any(abs(paid - rise) <= 1e-9 * abs(rise) + noise for rise in rises.values())


def penalty(rng):
    return {0: values.objective(rng), 1: float(rng.uniform(0, 3))}


@call(1, gd.l1, is_penalized)
def l1(rng):
    return penalty(rng)


@call(1, gd.l2, is_penalized)
def l2(rng):
    return penalty(rng)


def is_minibatches(answer, n, b=None, shuffle=True, replace=False, drop_last=False, rng=None):
    b = n if b is None else int(b)
    sizes = [b] * (int(n) // b) + ([int(n) % b] if int(n) % b and not drop_last else [])
    assert [len(rows) for rows in answer] == sizes
    drawn = np.concatenate([*answer, []]).astype(int)
    assert replace or len(set(drawn.tolist())) == len(drawn)
    assert ((drawn >= 0) & (drawn < int(n))).all()
    if not shuffle and not replace:
        assert (np.diff(drawn) == 1).all()


def order(rng):
    return {name: bool(rng.integers(2)) for name in ("shuffle", "replace", "drop_last")}


@call(5, gd.minibatches, is_minibatches)
def minibatches(rng):
    n = int(rng.integers(1, 40))
    return {0: n, 1: int(rng.integers(1, n + 1)), **order(rng), "rng": int(rng.integers(99))}


def is_loop(run, target, params, **options):
    oracles.assert_run(run, target)
    n_steps = int(run.step[-1]) if len(run.step) else 0
    if callable(options.get("learning_rate")) or callable(options.get("batch_size")):
        return
    kept = {"optimizer": None, "seed": 0, "batch_size": None} | options
    kept = {k: v for k, v in kept.items() if k in LOOP}
    expected = oracles.the_loop(target, params, n_steps=n_steps, **kept)
    oracles.assert_same_path(run, expected)


LOOP = {"learning_rate", "batch_size", "optimizer", "seed", "shuffle", "replace", "drop_last"}


@call(12, gd.gradient_descent, is_loop)
def gradient_descent(rng):
    target = values.objective(rng)
    n = target.n_samples
    more = {"record_every": int(rng.integers(1, 4))} if rng.integers(2) else {}
    more |= {"record_loss": bool(rng.integers(2))} if rng.integers(2) else {}
    return {
        0: target,
        1: values.params_of(rng, target),
        "learning_rate": float(10 ** rng.uniform(-3, 0.5)),
        "batch_size": int(rng.integers(1, n + 1)) if rng.integers(4) else None,
        "max_steps": int(rng.integers(0, 15)),
        "optimizer": values.optimizer(rng),
        "seed": int(rng.integers(99)),
        **order(rng),
        **more,
    }


def is_grid(runs, target, params, learning_rates, batch_sizes, seeds=(0,), n_steps=None, **options):
    """One run of the grid is the loop's."""
    i, j, k = len(runs.learning_rates) // 2, len(runs.batch_sizes) - 1, len(runs.seeds) - 1
    run = runs.trajectory(i, j, k)
    kept = {k: v for k, v in options.items() if k in LOOP}
    at = {"learning_rate": runs.learning_rates[i], "batch_size": int(runs.batch_sizes[j])}
    at |= {"seed": runs.seeds[k], "optimizer": kept.pop("optimizer", None)}
    expected = oracles.the_loop(target, params, n_steps=int(run.step[-1]), **at, **kept)
    oracles.assert_same_path(run, expected)


@call(8, gd.sweep, is_grid)
def sweep(rng):
    target = values.objective(rng)
    n = target.n_samples
    return {
        0: target,
        1: values.params_of(rng, target),
        "learning_rates": np.sort(10 ** rng.uniform(-3, 0, size=rng.integers(1, 4))).tolist(),
        "batch_sizes": sorted({int(b) for b in rng.integers(1, n + 1, size=2)}),
        "seeds": [int(s) for s in rng.integers(9, size=rng.integers(1, 3))],
        "n_steps": int(rng.integers(0, 9)),
        "optimizer": values.optimizer(rng),
        **order(rng),
    }


def is_limit(answer, target, params=None, batch_size=None, replace=True):
    """2/λ_max, and for a batch the η at which the map of second moments has the eigenvalue 1."""
    if not isinstance(target, gd.LeastSquares) or answer is None or not np.isfinite(answer):
        return
    b = target.n_samples if batch_size is None else int(batch_size)
    X = target.X * np.sqrt(2 * target.scale(b) * b)
    X = X / (size := np.abs(X).max())
    noise = 0 if batch_size is None else (1 if replace else (len(X) - b) / max(1, len(X) - 1)) / b
    squares = X[:, :, None] * X[:, None]
    H, one = squares.mean(axis=0), np.eye(X.shape[1])
    values_of_H = np.linalg.eigvalsh(H)
    if values_of_H[0] < 1e-6 * values_of_H[-1]:
        return
    fourth = np.mean([np.kron(a, a) for a in squares], axis=0) - np.kron(H, H)
    eta = answer * size**2
    whole = np.kron(one - eta * H, one - eta * H) + eta**2 * noise * fourth
    assert abs(np.abs(np.linalg.eigvals(whole)).max() - 1) < 1e-5


@call(4, gd.max_learning_rate, is_limit)
def max_learning_rate(rng):
    target = values.objective(rng)
    more = {
        "batch_size": int(rng.integers(1, target.n_samples + 1)),
        "replace": bool(rng.integers(2)),
    }
    return {0: target, 1: values.params_of(rng, target), **(more if rng.integers(2) else {})}


def is_kappa(answer, target, params=None):
    if isinstance(target, gd.LeastSquares):
        X = target.X / np.abs(target.X).max()
        singular = np.linalg.svd(X, compute_uv=False)
        singular = np.append(singular, [0.0] * (X.shape[1] - len(singular)))
        if singular[-1] > 1e-7 * singular[0]:
            assert math.isclose(answer, (singular[0] / singular[-1]) ** 2, rel_tol=1e-6)
    assert answer >= 1 - 1e-9


@call(3, gd.objectives.condition_number, is_kappa)
def condition_number(rng):
    target = values.objective(rng)
    return {0: target, 1: values.params_of(rng, target)}


def is_small(answer, target, params, **_others):
    """A right gradient passes; near a kink of |r|^1.5 or |θ| and at huge losses it may not."""
    assert answer >= 0
    if isinstance(target, (gd.Logistic, gd.Softmax)):
        assert answer < 1e-2


@call(2, gd.check_gradient, is_small)
def check_gradient(rng):
    target = values.objective(rng)
    return {0: target, 1: values.params_of(rng, target), "rows": values.rows(rng, target.n_samples)}


def is_biased(answer, X):
    X = np.asarray(X, dtype=float)
    assert (answer[:, 0] == 1).all()
    assert (answer[:, 1:] == (X[:, None] if X.ndim == 1 else X)).all()


@call(2, gd.add_bias, is_biased)
def add_bias(rng):
    return {0: values.table(rng)[0]}


def is_standard(answer, X):
    Z, mean, std = answer
    X = np.asarray(X, dtype=float)
    size = np.abs(X).max(axis=0)
    assert (np.abs(Z * std + mean - X) <= 1e-12 * size).all()
    good = std > 1e-9 * size
    assert np.allclose(Z[:, good].std(axis=0), 1, rtol=1e-5)


@call(2, gd.standardize, is_standard)
def standardize(rng):
    return {0: values.table(rng)[0]}


def is_table(answer, X, y=None, features=None, drop=False):
    assert np.isfinite(answer.X).all()
    assert len(answer.X) == len(answer.y)
    assert "κ" in repr(answer) or "too large" in repr(answer)
    scaled = answer.standardized() if not answer.constant else answer
    theta = np.linspace(1, 2, 1 + answer.X.shape[1])
    raw = np.column_stack([np.ones(len(answer.X)), answer.X]) @ answer.original(theta)
    again = scaled.with_bias() @ theta
    back = np.column_stack([np.ones(len(answer.X)), answer.X]) @ scaled.original(theta)
    assert np.allclose(raw, answer.with_bias() @ theta)
    assert np.abs(again - back).max() <= 1e-6 * (
        1 + np.abs(scaled.original(theta)).max() * (1 + np.abs(answer.X).max())
    )


@call(4, gd.data, is_table)
def data(rng):
    X, y = values.table(rng)
    X = np.asarray(X, dtype=float)
    if rng.integers(2):
        return {0: X, 1: y, "drop": bool(rng.integers(2))}
    columns = {name: X[:, j].tolist() for j, name in zip(range(X.shape[1]), "abc")}
    if rng.integers(2):
        columns["text"] = ["red"] * len(y)
        columns["a"][rng.integers(len(y))] = values.hostile(rng)
    return {0: columns | {"y": y}, 1: "y", "drop": bool(rng.integers(2))}


def is_schedule(answer, *given, **named):
    for step in (0, 1, 7, 10_000):
        rate = answer(step)
        assert isinstance(rate, (int, float))
        assert 0 <= rate < math.inf


def schedule(make):
    name = make.__name__
    return call(
        1, lambda *given, **named: getattr(gd.schedules, name)(*given, **named), is_schedule
    )(make)


@schedule
def constant(rng):
    return {0: float(rng.uniform())}


@schedule
def step_decay(rng):
    return {
        0: float(rng.uniform()),
        "factor": float(rng.uniform(0.1, 1)),
        "every": int(rng.integers(1, 9)),
    }


@schedule
def exponential(rng):
    return {0: float(rng.uniform()), "rate": float(rng.uniform())}


@schedule
def inverse_time(rng):
    return {0: float(rng.uniform()), "half_life": float(rng.uniform(1, 50))}


@schedule
def cosine(rng):
    return {0: float(rng.uniform()), "n_steps": int(rng.integers(1, 50))}


@schedule
def warmup(rng):
    return {0: float(rng.uniform()), "n_steps": int(rng.integers(1, 50))}


@schedule
def growing_batch(rng):
    return {
        0: int(rng.integers(1, 9)),
        "factor": 2,
        "every": int(rng.integers(1, 9)),
        "largest": 99,
    }


def is_optimizer(answer, **named):
    """Two directions are finite, in the shape of the gradient, unless what is given is huge."""
    theta, grad = np.array([1.0, -2.0]), np.array([0.5, 3.0])
    state = answer.init(theta)
    for _ in range(2):
        direction, state = answer.update(grad, state, theta)
        assert direction.shape == (2,)
        assert np.isfinite(direction).all() or max(named.values()) > 1e300


def optimizer(name, ranges):
    def make(rng):
        return {key: float(rng.uniform(low, high)) for key, (low, high) in ranges.items()}

    make.__name__ = name
    return call(1, lambda **named: getattr(gd, name)(**named), is_optimizer)(make)


optimizer("momentum", {"beta": (0, 0.99)})
optimizer("nesterov", {"beta": (0, 0.99)})
optimizer("adagrad", {"eps": (1e-12, 1e-2)})
optimizer("rmsprop", {"decay": (0, 0.99), "eps": (1e-12, 1e-2)})
optimizer("adam", {"b1": (0, 0.99), "b2": (0, 0.99), "eps": (1e-12, 1e-2)})
optimizer("adamw", {"b1": (0, 0.99), "b2": (0, 0.99), "weight_decay": (0, 1)})


def is_spread(answer, target, params, batch_size, n_batches=None, replace=False, seed=0):
    """The law from the gradients of single rows; draws are gradients of batches: their shape."""
    theta = np.asarray(params, dtype=float)
    if n_batches is not None:
        assert answer.shape == (n_batches, target.n_params)
        return
    singles = np.array([target.grad(theta, np.array([i])) for i in range(target.n_samples)])
    n, b = len(singles), int(batch_size)
    law = np.cov(singles.T, bias=True).reshape(target.n_params, -1) / b
    law = law if replace else law * (n - b) / max(1, n - 1)
    assert np.allclose(answer, law, rtol=1e-6, atol=1e-9 * np.abs(singles).max() ** 2 + 1e-300)


@call(2, gd.objectives.gradient_covariance, is_spread)
def gradient_covariance(rng):
    target = gd.LeastSquares(*values.table(rng))
    b = int(rng.integers(1, target.n_samples + 1))
    return {
        0: target,
        1: values.params_of(rng, target),
        "batch_size": b,
        "replace": bool(rng.integers(2)),
    }


@call(2, gd.objectives.batch_gradients, is_spread)
def batch_gradients(rng):
    target = values.objective(rng)
    b = int(rng.integers(1, target.n_samples + 1))
    return {0: target, 1: values.params_of(rng, target), "batch_size": b, "n_batches": 3}


def is_record(run, params, target=None, **named):
    assert (run.params == np.asarray(params, dtype=float)[: len(run.params)]).all()
    if target is not None:
        for theta, loss in zip(run.params[:3], run.loss[:3]):
            assert np.isclose(loss, target.loss(theta), rtol=1e-9)


@call(3, gd.Trajectory.from_params, is_record)
def from_params(rng):
    target = values.objective(rng)
    path = rng.normal(size=(int(rng.integers(1, 6)), target.n_params))
    more = {"batch_size": int(rng.integers(1, target.n_samples + 1))} if rng.integers(2) else {}
    return {0: path.tolist() if rng.integers(2) else path, 1: target, **more}


def is_verdict(answer, number, given):
    assert isinstance(bool(answer), bool)
    assert number in str(answer)


@call(3, gd.exercises.check, is_verdict)
def check(rng):
    numbers = sorted(gd.exercises.EXERCISES) if hasattr(gd.exercises, "EXERCISES") else NUMBERS
    return {0: str(rng.choice(numbers)), 1: values.hostile(rng)}


NUMBERS = ["01.1", "02.1", "03.1", "04.2", "05.1", "05.5", "06.1", "07.3", "08.1", "10.1"]


def is_drawn(answer, *given, **named):
    plt.close("all")


def drawn(make):
    name = make.__name__
    return call(0.6, lambda *given, **named: getattr(gd.plots, name)(*given, **named), is_drawn)(
        make
    )


def planar(rng):
    return values.objective(rng, n_params=2)


def short_run(target, rng):
    options = {"learning_rate": 0.1, "max_steps": int(rng.integers(0, 6)), "record_loss": True}
    return gd.gradient_descent(target, values.params_of(rng, target), **options)


@drawn
def contour(rng):
    return {0: planar(rng), "n_points": 11}


@drawn
def surface3d(rng):
    return {0: planar(rng), "n_points": 11}


@drawn
def path(rng):
    return {0: short_run(planar(rng), rng)}


@drawn
def loss_curve(rng):
    return {0: short_run(values.objective(rng), rng)}


@drawn
def compare(rng):
    target = values.objective(rng)
    return {0: {"a": short_run(target, rng), "b": [short_run(target, rng), short_run(target, rng)]}}


@drawn
def gradient_arrows(rng):
    target = planar(rng)
    return {0: target, 1: values.params_of(rng, target), "rows": values.rows(rng, target.n_samples)}


@drawn
def snapshot(rng):
    target = planar(rng)
    return {0: target, 1: short_run(target, rng)}


def is_interactive(answer, target, params=None, *more, **named):
    """What ``run()`` hands out are runs of the objective, and the window holds the start."""
    run = answer.run()
    for one in run.values() if isinstance(run, dict) else [run]:
        if isinstance(one, gd.Trajectory):
            assert np.isfinite(one.params).all()
            assert np.isclose(one.loss[0], target.loss(answer.start), rtol=1e-9)
    for value, (low, high) in zip(answer.start, answer.window or ()):
        assert low <= value <= high


def interactive(make):
    name = make.__name__
    function = lambda *given, **named: getattr(gd.widgets, name)(*given, **named)  # noqa: E731
    return call(0.5, function, is_interactive)(make)


def sliders(rng, target):
    n = target.n_samples
    rates = np.sort(10 ** rng.uniform(-3, 0, size=2)).tolist()
    given = {"learning_rates": rates} if rng.integers(2) else {}
    sizes = sorted({1, n, int(rng.integers(1, n + 1))})
    return {
        **given,
        "batch_sizes": sizes,
        "n_steps": int(rng.integers(1, 6)),
        "seed": int(rng.integers(9)),
    }


@interactive
def descent_explorer(rng):
    target = values.objective(rng, n_params=int(rng.integers(1, 3)))
    return {0: target, 1: values.params_of(rng, target), **sliders(rng, target)}


@interactive
def rate_batch_map(rng):
    target = values.objective(rng)
    return {
        0: target,
        1: values.params_of(rng, target),
        **sliders(rng, target),
        "n_seeds": int(rng.integers(1, 3)),
    }


@interactive
def optimizer_race(rng):
    target = values.objective(rng, n_params=2)
    own = {k: v for k, v in sliders(rng, target).items() if k != "batch_sizes"}
    return {0: target, 1: values.params_of(rng, target), **own}


@interactive
def schedule_race(rng):
    target = values.objective(rng, n_params=2)
    return {0: target, 1: values.params_of(rng, target), **sliders(rng, target)}


def is_cloud(answer, target, params=None, **named):
    j = answer.batch_size_index
    oracles_law = np.trace(answer.covariances[j])
    assert oracles_law >= -1e-12
    assert len(answer.gradients_of[j]) == answer.n_batches


@call(0.4, lambda *given, **named: gd.widgets.gradient_cloud(*given, **named), is_cloud)
def gradient_cloud(rng):
    target = values.objective(rng, n_params=2)
    return {0: target, 1: values.params_of(rng, target), "n_batches": int(rng.integers(2, 9))}
