"""The page's own arithmetic of a line fit, against NumPy on random data sets."""

import json
import subprocess

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets.player import read
from tests.harness.node import node

MAIN = """
const answer = ({ points, b, rate, start, epochs, n_steps }) => {
  const moments = lineMoments(points);
  const minimum = lineMinimum(moments);
  const { large, small } = lineCurvature(moments);
  const run = lineRun(points, { start, rate, b, epochs, n_steps });
  const losses = run.path.map((place) => lineLoss(moments, minimum, place));
  const [all, limit] = [lineLimit(points, points.length), lineLimit(points, b)];
  return { minimum, curvatures: [large, small], all, limit, losses, ...run };
};
console.log(JSON.stringify(CASES.map(answer)));
"""


def case(seed):
    """Return random data, now and then with an outlier, far from 0 or in two places only."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 60))
    x = rng.uniform(-1, 1, n) * 10 ** rng.uniform(-1, 1) + rng.choice([0, 0, 5])
    if seed % 5 == 0:
        x[0] += 12
    if seed % 11 == 0:
        x[:] = x[0]
    elif seed % 7 == 0:
        x = rng.choice(x[:2], n)
        x[:2] = x[:2].min() - 1, x[:2].max() + 1
    y = 2 * x + 1 + rng.normal(size=n)
    b = int(rng.integers(1, n + 1))
    rate = 0.4 * gd.max_learning_rate(gd.LeastSquares(gd.add_bias(x), y))
    return {
        "points": np.stack([x, y], axis=1).tolist(),
        "b": b,
        "rate": rate,
        "start": rng.normal(size=2).tolist(),
        "epochs": rng.random((4, n)).tolist(),
        "n_steps": 40,
    }


CASES = [case(seed) for seed in range(500)]


@pytest.fixture(scope="module")
def answers():
    script = read("line.js") + MAIN.replace("CASES", json.dumps(CASES))
    done = subprocess.run([node(), "-"], input=script, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def design(given):
    x, y = np.array(given["points"]).T
    return gd.add_bias(x), y


def test_the_minimum_is_that_of_lstsq(answers):
    for given, found in zip(CASES, answers):
        X, y = design(given)
        params = np.linalg.lstsq(X, y, rcond=None)[0]
        np.testing.assert_allclose(found["minimum"]["params"], params, rtol=1e-8, atol=1e-8)
        loss = np.mean((X @ params - y) ** 2) / 2
        np.testing.assert_allclose(found["minimum"]["loss"], loss, rtol=1e-9, atol=1e-12)


def test_curvatures_are_the_eigenvalues_of_the_hessian(answers):
    for given, found in zip(CASES, answers):
        X, _ = design(given)
        small, large = np.linalg.eigvalsh(X.T @ X / len(X))
        np.testing.assert_allclose(
            found["curvatures"], [large, small], rtol=1e-9, atol=1e-13 * large
        )
        np.testing.assert_allclose(found["all"], 2 / large, rtol=1e-10)


def spread_map(X, rate, b):
    """The map of M = E[(θ − θ*)(θ − θ*)ᵀ] in one update, as a 4 × 4 matrix; no eigenbasis."""
    n, H = len(X), X.T @ X / len(X)
    one = np.eye(2) - rate * H
    outer = np.einsum("ni,nj,nk,nl->ijkl", X, X, X, X).reshape(4, 4) / n
    return np.kron(one, one) + rate**2 * (n - b) / (b * max(1, n - 1)) * (outer - np.kron(H, H))


def test_the_limit_is_where_the_spread_begins_to_grow(answers):
    for given, found in zip(CASES[:200], answers):
        X, _ = design(given)
        for factor, grows in ((0.999, False), (1.001, True)):
            radius = np.abs(
                np.linalg.eigvals(spread_map(X, factor * found["limit"], given["b"]))
            ).max()
            assert (radius > 1 + 1e-9) == grows  # a flat direction stays at 1


def test_the_limit_of_one_outlier(answers):
    """49 points in [−1, 1] and one at 12: by bisection on the map with replacement, b = 1."""
    x = np.r_[np.linspace(-1, 1, 49), 12.0]
    script = read("line.js") + "console.log(lineLimit(POINTS, 1));".replace(
        "POINTS", json.dumps(np.stack([x, x], axis=1).tolist())
    )
    done = subprocess.run([node(), "-"], input=script, capture_output=True, encoding="utf-8")
    assert float(done.stdout) == pytest.approx(0.0154, rel=5e-3)


def test_the_run_is_numpys_below_a_billionth(answers):
    for given, found in zip(CASES, answers):
        X, y = design(given)
        theta, path, b = np.array(given["start"]), [given["start"]], given["b"]
        while len(path) <= given["n_steps"]:
            for uniforms in given["epochs"]:
                order = np.argsort(uniforms, kind="stable") if b < len(X) else np.arange(len(X))
                for start in range(0, len(X), b):
                    rows = order[start : start + b]
                    theta = theta - given["rate"] * X[rows].T @ (X[rows] @ theta - y[rows]) / len(
                        rows
                    )
                    path.append(theta)
        path = np.array(path[: given["n_steps"] + 1])
        scale = np.abs(path).max()
        np.testing.assert_allclose(found["path"], path, rtol=0, atol=1e-9 * scale)
        losses = np.mean((path @ X.T - y) ** 2, axis=1) / 2
        np.testing.assert_allclose(found["losses"], losses, rtol=1e-9, atol=1e-12)


def test_a_run_ends_before_a_place_that_is_no_number():
    """With an η of 1e200 the second update would overflow."""
    asked = {"points": [[1, 1], [2, 3]], "start": [0, 0], "rate": 1e200, "b": 1}
    asked |= {"epochs": [[0.1, 0.7]], "n_steps": 9}
    script = f"const {{ points, ...rest }} = {json.dumps(asked)};"
    script += "console.log(JSON.stringify(lineRun(points, rest)));"
    done = subprocess.run(
        [node(), "-"], input=read("line.js") + script, capture_output=True, encoding="utf-8"
    )
    run = json.loads(done.stdout)
    np.testing.assert_allclose(run["path"], [[0, 0], [1e200, 1e200]])
    assert (run["diverged"], run["batches"]) == (2, [[0]])
