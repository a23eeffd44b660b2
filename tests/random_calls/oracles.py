"""What a call that succeeds is compared with: row by row, in long doubles, or the loop by hand."""

import itertools

import numpy as np

import gdviz as gd

LONG = np.longdouble


def by_rows(target, params, rows=None):
    """J of the rows, one after the other; None where this file knows no formula for it."""
    if isinstance(target, (gd.l2(gd.objectives.bowl(), 0).__class__,)) or not hasattr(target, "X"):
        return None
    X, y = np.asarray(target.X, dtype=LONG), np.asarray(target.y, dtype=LONG)
    chosen = np.arange(len(y)) if rows is None else np.asarray(rows)
    X, y, theta = X[chosen], y[chosen], np.asarray(params, dtype=LONG)
    if isinstance(target, gd.LeastSquares):
        return target.scale(len(y)) * ((X @ theta - y) ** 2).sum()
    if isinstance(target, gd.Logistic):
        return np.logaddexp(0, (1 - 2 * y) * (X @ theta)).mean()
    if isinstance(target, gd.Softmax):
        z = X @ theta.reshape(X.shape[1], -1)
        top = z.max(axis=1)
        total = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
        return (total - z[np.arange(len(y)), y.astype(int)]).mean()
    return None


def rounding(target, params):
    """How far apart two right ways to sum the same may be."""
    if not hasattr(target, "X"):
        return 1e-12
    X, y, theta = np.abs(target.X), np.abs(np.asarray(target.y, float)), np.abs(np.ravel(params))
    width = (
        theta.reshape(X.shape[1], -1).sum(axis=1) if theta.size % X.shape[1] == 0 else theta.max()
    )
    terms = X @ width if np.ndim(width) else X.sum(axis=1) * width
    return 1e-15 * len(y) * float(((terms + y) ** 2).sum() + terms.sum()) + 1e-300


def assert_loss(target, params, loss, rows=None):
    expected = by_rows(target, params, rows)
    if expected is not None and np.isfinite(expected):
        assert abs(loss - expected) <= 1e-9 * abs(expected) + rounding(target, params)


def differences(function, params):
    """∇ by central differences of two widths, and how far these two are apart."""
    answers = []
    for h in (1e-4, 5e-5):
        steps = h * np.maximum(1, np.abs(params))
        rises = [
            (function(params + step) - function(params - step)) / (2 * size)
            for step, size in zip(np.diag(steps), steps)
        ]
        answers.append(np.array(rises, dtype=float))
    return answers[1], np.abs(answers[1] - answers[0])


def assert_grad(target, params, grad, rows=None):
    """Where the differences agree with each other, ∇J agrees with them."""
    params = np.asarray(params, dtype=float)
    given = [] if rows is None else [rows]
    slopes, unsure = differences(lambda p: target.loss(p, *given), params)
    noise = 1e-11 * (abs(target.loss(params, *given)) + rounding(target, params) / 1e-15) / 1e-5
    assert grad.shape == params.shape
    if not np.isfinite(noise):  # squares of 1e200
        return
    assert (np.abs(grad - slopes) <= 1e-4 * np.abs(slopes) + 10 * unsure + noise + 1e-9).all()


def the_loop(target, params, *, learning_rate, batch_size, optimizer, seed, n_steps, **order):
    """θ after each update, as a textbook writes it; with the package's own row order."""
    optimizer = optimizer or gd.sgd()
    params, rng = np.array(params, dtype=float), np.random.default_rng(seed)
    path, state, seen = [params], optimizer.init(params), 0
    whole = (batch_size or target.n_samples) == target.n_samples and not order.get("replace")
    with np.errstate(all="ignore"):
        for _epoch in itertools.count():
            for rows in gd.minibatches(target.n_samples, batch_size, rng=rng, **order):
                if len(path) > n_steps:
                    return np.array(path)
                here = target.at(seen) if hasattr(target, "at") else target
                direction, state = optimizer.update(
                    np.asarray(here.grad(path[-1], None if whole else rows)), state, path[-1]
                )
                path.append(path[-1] - learning_rate * direction)
                seen += len(rows)


def assert_same_path(run, expected):
    """Equal as long as both are of a size that rounding has not blown up."""
    kept = np.isfinite(run.params).all() and np.abs(run.params).max() < 1e50
    assert kept or run.stop_reason == "diverged" or np.abs(run.params).max() >= 1e50
    expected = expected[run.step]
    n = (
        np.argmax(~(np.abs(expected) < 1e12).all(axis=1))
        if (np.abs(expected) >= 1e12).any()
        else len(expected)
    )
    scale = np.maximum.accumulate(np.abs(expected[:n]).max(axis=1, initial=1e-300))[:, None]
    assert (np.abs(run.params[:n] - expected[:n]) <= 1e-7 * scale).all()


def assert_run(run, target):
    """What every run keeps to."""
    assert np.isfinite(run.params).all()
    assert (np.diff(run.step) > 0).all()
    assert (np.diff(run.samples_seen) > 0).all() or len(run.step) == 1
    measured = np.flatnonzero(np.isfinite(run.loss))[:5]
    for k in measured:
        assert_loss(target, run.params[k], run.loss[k])
    assert run.stop_reason in {"n_epochs", "max_steps", "diverged", *STOPS}


STOPS = {"loss_below", "grad_norm_below", "no_improvement", "callback"}
