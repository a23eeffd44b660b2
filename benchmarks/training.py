"""Rows for training on images: what a learner would use instead is scikit-learn or PyTorch."""

import itertools
import subprocess
import sys
import warnings
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import gdviz as gd
from benchmarks.table import Row
from benchmarks.timing import ratio, seconds
from gdviz.objectives import MLP

N_HIDDEN, N_EPOCHS, BATCH_SIZE = 64, 40, 32


def digits_rows():
    """Accuracy on held-out digits and training time, against scikit-learn on the same split."""
    X, y = gd.datasets.digits()
    split = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    yield from _compare("softmax regression", split, softmax_by_gdviz, softmax_by_sklearn, 0.94)
    yield from _compare("network 64-64-10", split, network_by_gdviz, network_by_sklearn, 0.97)


def _compare(name, split, by_gdviz, by_sklearn, goal):
    X, X_test, y, y_test = split
    ours = float(np.mean(by_gdviz(X, y)(X_test) == y_test))
    theirs = float(np.mean(by_sklearn(X, y)(X_test) == y_test))
    yield Row(f"digits, {name}: accuracy", ours, goal, at_least=True)
    yield Row(f"digits, {name}: behind scikit-learn, points", 100 * (theirs - ours), 1)
    value = ratio(lambda: by_gdviz(X, y), lambda: by_sklearn(X, y), n_pairs=5)
    yield Row(f"digits, {name}: time, gdviz / scikit-learn", value, 2)


def train(objective, start, **options):
    return gd.gradient_descent(
        objective, start, n_epochs=N_EPOCHS, record_every=100, record_loss=False, **options
    ).params[-1]


def softmax_by_gdviz(X, y):
    objective = gd.Softmax(gd.add_bias(X), y)
    start = np.zeros(objective.n_params)
    params = train(objective, start, learning_rate=0.5, batch_size=BATCH_SIZE)
    return lambda X_new: objective.predict(params, gd.add_bias(X_new))


def softmax_by_sklearn(X, y):
    model = SGDClassifier(
        loss="log_loss",
        penalty=None,
        learning_rate="constant",
        eta0=0.01,
        max_iter=N_EPOCHS,
        tol=None,
        random_state=0,
    )
    return model.fit(X, y).predict


def network_by_gdviz(X, y):
    network = MLP(X, y, n_hidden=N_HIDDEN)
    options = {"learning_rate": 0.01, "batch_size": BATCH_SIZE, "optimizer": gd.adam()}
    params = train(network, network.initial_params(), **options)
    return lambda X_new: network.predict(params, X_new)


def network_by_sklearn(X, y):
    model = MLPClassifier(
        (N_HIDDEN,),
        batch_size=BATCH_SIZE,
        learning_rate_init=0.01,
        alpha=0,
        max_iter=N_EPOCHS,
        n_iter_no_change=N_EPOCHS,
        random_state=0,
    )
    with warnings.catch_warnings(action="ignore"):  # 40 epochs are what is compared
        return model.fit(X, y).predict


def epoch_rows():
    """One epoch of the network against PyTorch eager on the same network."""
    X, y = gd.datasets.digits()
    network = MLP(X, y, n_hidden=N_HIDDEN)
    for b in (8, 32, 64):
        ours = partial(epoch_by_gdviz, network, network.initial_params(), b)
        value = ratio(ours, partial(epoch_by_torch, [len(X[0]), N_HIDDEN, 10], X, y, b))
        yield Row(f"epoch of the network, gdviz / PyTorch eager, b = {b}", value, 1)


def epoch_by_gdviz(objective, start, batch_size):
    return gd.gradient_descent(
        objective,
        start,
        learning_rate=0.01,
        batch_size=batch_size,
        n_epochs=1,
        record_every=100,
        record_loss=False,
    )


def epoch_by_torch(sizes, X, y, batch_size):
    """An epoch as PyTorch's tutorials write it, in its usual float32."""
    import torch

    torch.set_num_threads(1)  # its best at this size: more threads only wait for each other
    X, y = torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y)
    layers = [torch.nn.Linear(*pair) for pair in itertools.pairwise(sizes)]
    steps = [part for layer in layers for part in (layer, torch.nn.ReLU())]
    model = torch.nn.Sequential(*steps[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for rows in torch.randperm(len(X)).split(batch_size):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
        optimizer.step()


def mnist_rows():
    """One epoch of softmax regression on 60,000 × 784 numbers, each in a process of its own."""
    shares = []
    for _ in range(3):
        ours, theirs = measure("gdviz"), measure("torch")
        shares.append(ours[0] / theirs[0])
    yield Row("60,000 × 784, one epoch, gdviz / PyTorch eager", float(np.median(shares)), 1.5)
    yield Row("60,000 × 784, MB beside the data", ours[1], 100)


def measure(library):
    """Return the seconds of the epoch and the peak memory beside the data, in MB."""
    command = [sys.executable, "-m", "benchmarks.training", library]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [float(number) for number in answer.split()]


def run_alone(library):
    before = peak()
    rng = np.random.default_rng(0)
    X, y = rng.random((60_000, 784)), rng.integers(0, 10, 60_000)
    if library == "torch":
        X = X.astype(np.float32)  # PyTorch's usual type, made before the clock starts
        epoch_by_torch([784, 10], X[:640], y[:640], 32)  # as is its first step, ten times as slow
        duration = seconds(lambda: epoch_by_torch([784, 10], X, y, 32))
    else:
        softmax = gd.Softmax(X, y)
        duration = seconds(lambda: epoch_by_gdviz(softmax, np.zeros(7840), 32))
    print(duration, (peak() - before - X.nbytes) / 1e6)


def peak():
    """Return the most bytes this program has held; `ru_maxrss` would begin with its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (high_water,) = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return 1024 * int(high_water)


if __name__ == "__main__":
    run_alone(sys.argv[1])
