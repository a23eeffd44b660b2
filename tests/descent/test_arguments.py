"""Arguments of a wrong kind, or by another name: one sentence that says what to write."""

import fractions
import math
from decimal import Decimal

import numpy as np
import pytest

import gdviz as gd

BOWL = gd.objectives.bowl()


def line():
    X, y = gd.datasets.line(20)
    return gd.LeastSquares(gd.add_bias(X), y)


def descend(objective=None, params=(0.0, 0.0), **arguments):
    objective = line() if objective is None else objective
    return gd.gradient_descent(
        objective, params, **{"learning_rate": 0.1, "max_steps": 3, **arguments}
    )


def grid(**arguments):
    good = {"learning_rates": [0.1], "batch_sizes": [4], "n_steps": 3}
    return gd.sweep(line(), [0.0, 0.0], **{**good, **arguments})


@pytest.mark.parametrize("run", [descend, grid])
@pytest.mark.parametrize(
    ("optimizer", "message"),
    [
        (
            gd.adam,
            r"optimizer must be an Optimizer: write gd\.adam\(\), with parentheses\. Got the",
        ),
        (gd.sgd, r"write gd\.sgd\(\), with parentheses\. Got the function sgd\."),
        ("adam", r"write gd\.adam\(\), with parentheses\. Got 'adam'\."),
        ("Momentum", r"write gd\.momentum\(\), with parentheses\. Got 'Momentum'\."),
        ("lion", r"optimizer must be an Optimizer, such as gd\.adam\(\)\. Got 'lion'\."),
        (3, r"optimizer must be an Optimizer, such as gd\.adam\(\)\. Got 3\."),
        ([gd.adam()], r"such as gd\.adam\(\)\. Got a list\."),
        (gd.Optimizer, r"optimizer must be an Optimizer.* Got the class Optimizer\."),
        (lambda: gd.adam(), r"your function returns when it is called.* Got the function <lambda>"),
    ],
)
def test_what_is_no_optimizer_is_told_what_to_write(run, optimizer, message):
    with pytest.raises(ValueError, match=message):
        run(optimizer=optimizer)


def test_any_object_with_the_two_functions_is_an_optimizer():
    class Half:
        def init(self, params):
            return None

        def update(self, grad, state, params):
            return grad / 2, state

    by_half = descend(optimizer=Half(), learning_rate=0.2)
    np.testing.assert_allclose(by_half.params, descend().params)
    np.testing.assert_allclose(
        grid(optimizer=Half(), learning_rates=[0.2]).params[0], grid().params[0]
    )


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (lambda g, s, p: g, r"a pair \(direction, state\)\. Got a ndarray\."),
        (lambda g, s, p: None, r"a pair \(direction, state\)\. Got None\."),
        (lambda g, s, p: (g, s, p), r"a pair \(direction, state\)\. Got a tuple\."),
        (lambda g, s, p: (g[0], s), r"a direction of shape \(2,\)\. Got "),
        (lambda g, s, p: (g[:, None], s), r"a direction of shape \(2,\)\. Got \(2, 1\)\."),
        (lambda g, s, p: (g.tolist(), s), r"a direction of shape \(2,\)\. Got a list\."),
        (lambda g, s, p: (np.subtract(p, g, out=p), s), "must leave params as they are"),
    ],
)
@pytest.mark.parametrize("run", [descend, grid])
def test_a_wrong_first_answer_of_an_optimizer_has_its_sentence(run, update, message):
    with pytest.raises(ValueError, match=message):
        run(optimizer=gd.Optimizer(lambda params: (), update))


@pytest.mark.parametrize(
    ("stop", "message"),
    [
        (
            gd.stopping.loss_below(0.1),
            r"stop must be a list of conditions: write stop=\[…\].* Got one function",
        ),
        (gd.stopping.loss_below, r"write stop=\[…\], with brackets\. Got the function loss_below"),
        ([gd.stopping.loss_below], r"write gd\.stopping\.loss_below\(…\), with its number\. Got"),
        ([gd.stopping.no_improvement], r"gd\.stopping\.no_improvement\(…\), with its number"),
        ("loss_below", r"stop must be a list of conditions, such as \[.* Got 'loss_below'\."),
        (0.1, r"stop must be a list of conditions, such as .* Got 0\.1\."),
        ([0.1], r"stop must hold functions of the progress.* Got 0\.1\."),
        (["loss_below"], r"stop must hold functions of the progress.* Got 'loss_below'\."),
        ({"loss_below": 0.1}, r"stop must be a list of conditions.* Got a dict\."),
        ([lambda progress: 0.5], r"must return its name, or None to go on\. Got 0\.5 from"),
        ([lambda progress: len], r"must return its name.* Got the function len from"),
    ],
)
def test_what_is_no_list_of_conditions_is_told_what_to_write(stop, message):
    with pytest.raises(ValueError, match=message):
        descend(stop=stop)


def test_a_condition_may_answer_with_yes_or_no():
    def enough(progress):
        return progress.losses[-1] < 1

    assert descend(stop=[enough], max_steps=99, learning_rate=0.5).stop_reason == "enough"
    assert descend(stop=iter([lambda progress: False])).stop_reason == "max_steps"
    assert descend(stop=None).stop_reason == "max_steps"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": gd.schedules.cosine}, r"write gd\.schedules\.cosine\(…\), with its arg"),
        ({"learning_rate": gd.schedules.constant}, r"gd\.schedules\.constant\(…\), with its"),
        ({"learning_rate": gd.schedules.warmup}, r"gd\.schedules\.warmup\(…\), with its"),
        ({"learning_rate": lambda: 0.1}, r"a number or a function step -> η\. Got the function"),
        ({"learning_rate": lambda a, b: 0.1}, r"a number or a function step -> η\. Got the func"),
        (
            {"learning_rate": lambda step: len},
            r"learning_rate\(0\) must be .* Got the function len",
        ),
        ({"learning_rate": lambda step: math.exp(1e9)}, r"learning_rate\(0\) must be .* Got inf"),
        ({"learning_rate": [0.1, 0.2]}, "learning_rate must be .* Got a list"),
        ({"batch_size": gd.schedules.growing_batch}, r"gd\.schedules\.growing_batch\(…\), with"),
        ({"batch_size": lambda: 4}, r"a number or a function epoch -> b\. Got the function"),
        ({"batch_size": "all"}, r"batch_size must be an integer\. Got 'all'\."),
        ({"batch_size": "4"}, r"batch_size must be an integer\. Got '4'\."),
        ({"shuffle": "no"}, r"shuffle must be True or False\. Got 'no'\."),
        ({"replace": None}, r"replace must be True or False\. Got None\."),
        ({"drop_last": 2}, r"drop_last must be True or False\. Got 2\."),
        ({"progress": "bar"}, r"progress must be True or False\. Got 'bar'\."),
        ({"record_rows": "all"}, r"record_rows must be True or False\. Got 'all'\."),
        ({"record_loss": "never"}, r"record_loss must be True or False\. Got 'never'\."),
        ({"callback": "print"}, r"callback must be a function \(step, params\)\. Got 'print'\."),
        (
            {"seed": -1},
            r"seed must be an integer from 0 on, or a numpy\.random\.Generator\. Got -1",
        ),
        ({"seed": 1.5}, r"seed must be an integer from 0 on.* Got 1\.5\."),
        ({"seed": "a"}, r"seed must be an integer from 0 on.* Got 'a'\."),
        ({"seed": [1, 2]}, r"seed must be an integer from 0 on.* Got a list\."),
        ({"seed": np.array([[1.0, 2.0]])}, r"seed must be an integer from 0 on.* Got a ndarray"),
        ({"n_epochs": 1.5}, r"n_epochs must be an integer\. Got 1\.5\."),
        ({"max_steps": "10"}, r"max_steps must be an integer\. Got '10'\."),
    ],
)
def test_arguments_of_a_wrong_kind_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        descend(**arguments)


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("seeds", [[-1], [1.5], ["a"], "matrix", None, [None], 2.0])
def test_seeds_of_a_wrong_kind_are_named(seeds):
    seeds = np.matrix([[1, 2]]) if seeds == "matrix" else seeds  # NumPy crashes on it
    with pytest.raises(ValueError, match="seeds must be"):
        grid(seeds=seeds)
    with pytest.raises(ValueError, match="seed must be"):
        descend(seed=seeds)


def test_large_seeds_are_integers_still():
    runs = grid(seeds=[2**63, 1, 2**200])
    assert runs.seeds == (2**63, 1, 2**200)
    loop = gd.gradient_descent(
        line(), [0, 0], learning_rate=0.1, batch_size=4, max_steps=3, seed=2**200
    )
    np.testing.assert_allclose(runs.trajectory(0, 0, 2).params, loop.params)


@pytest.mark.parametrize("name", ["lr", "alpha", "eta", "learning_rte", "step_size", "LR"])
def test_another_name_for_the_learning_rate_is_recognized(name):
    with pytest.raises(TypeError, match=f"no argument '{name}': did you mean learning_rate"):
        gd.gradient_descent(line(), [0, 0], **{name: 0.1}, max_steps=3)
    with pytest.raises(TypeError, match=f"no argument '{name}': did you mean learning_rates"):
        gd.sweep(line(), [0, 0], **{name: [0.1]}, batch_sizes=[1], n_steps=3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: descend(epochs=3), "no argument 'epochs': did you mean n_epochs"),
        (lambda: descend(n_steps=3), "no argument 'n_steps': did you mean max_steps"),
        (lambda: descend(max_iter=3), "no argument 'max_iter': did you mean max_steps"),
        (lambda: descend(batchsize=3), "no argument 'batchsize': did you mean batch_size"),
        (lambda: descend(random_state=3), "no argument 'random_state': did you mean seed"),
        (lambda: descend(verbose=True), "no argument 'verbose': did you mean progress"),
        (lambda: descend(zebra=3), "no argument 'zebra'. It takes objective, params, learning_r"),
        (lambda: grid(learning_rate=0.1), "'learning_rate': did you mean learning_rates"),
        (lambda: grid(max_steps=3), "'max_steps': did you mean n_steps"),
        (lambda: grid(seed=3), "'seed': did you mean seeds"),
        (lambda: gd.adam(beta1=0.9), r"adam\(\) takes no argument 'beta1': did you mean b1"),
        (lambda: gd.adam(epsilon=1e-8), "'epsilon': did you mean eps"),
        (lambda: gd.momentum(momentum=0.9), "'momentum': did you mean beta"),
        (lambda: gd.adam(lr=0.1), "'lr': the learning rate goes to gradient_descent or sweep"),
        (lambda: gd.sgd(learning_rate=0.1), "the learning rate goes to gradient_descent or sweep"),
        (lambda: gd.momentum(0.9), r"momentum\(\) takes nothing by position and beta by name"),
        (lambda: gd.schedules.cosine(0.1), r"cosine\(\) needs n_steps as well: write n_steps=…"),
        (lambda: gd.schedules.cosine(0.1, 30), "learning_rate by position and n_steps by name"),
        (lambda: gd.schedules.step_decay(0.1, step_size=3), "'step_size': did you mean every"),
        (lambda: gd.stopping.loss_below(), r"loss_below\(\) needs threshold as well"),
        (lambda: gd.gradient_descent(BOWL, [0, 0]), "needs learning_rate as well"),
        (lambda: gd.gradient_descent(BOWL, [0, 0], 0.1), "objective and params by position"),
        (lambda: gd.gradient_descent(BOWL, learning_rate=1), "needs params as well"),
        (lambda: gd.gradient_descent(BOWL, [0], params=[0], learning_rate=1), "params once"),
        (lambda: gd.minibatches(10, batchsize=3), "'batchsize': did you mean batch_size"),
    ],
)
def test_other_arguments_that_do_not_fit_are_said_in_words(call, message):
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize("run", [gd.gradient_descent, gd.sweep])
@pytest.mark.parametrize("arguments", [{}, {"learning_rate": 0.1, "learning_rates": 0.1}])
def test_data_in_the_place_of_an_objective_are_recognized(run, arguments):
    X, y = gd.datasets.line(20)
    for data in (X, X.tolist(), None, gd.LeastSquares, "line"):
        with pytest.raises(ValueError, match="objective must have n_samples, n_params, loss and"):
            run(data, y, **arguments)


def test_an_error_from_within_is_left_as_it_is():
    def callback(step, params):
        raise TypeError("mine")

    with pytest.raises(TypeError, match=r"^mine$"):
        descend(callback=callback)
    with pytest.raises(TypeError, match=r"^mine$"):
        descend(callback=lambda step, params: callback(step, params))


@pytest.mark.parametrize(
    "kind", [fractions.Fraction, Decimal, np.float16, np.float32, np.float64, np.longdouble]
)
def test_the_number_that_was_checked_is_the_number_in_use(kind, tmp_path):
    half, tenth = kind("0.5"), kind("0.125")
    run = gd.gradient_descent(
        line(),
        [0, 0],
        learning_rate=tenth,
        max_steps=4,
        optimizer=gd.adamw(b1=half, b2=half, eps=tenth, weight_decay=tenth),
        stop=[gd.stopping.loss_below(tenth), gd.stopping.no_improvement(3, tol=tenth)],
    )
    expected = gd.gradient_descent(
        line(),
        [0, 0],
        learning_rate=0.125,
        max_steps=4,
        optimizer=gd.adamw(b1=0.5, b2=0.5, eps=0.125, weight_decay=0.125),
        stop=[gd.stopping.loss_below(0.125), gd.stopping.no_improvement(3, tol=0.125)],
    )
    assert run.params.dtype == run.learning_rate.dtype == np.float64
    np.testing.assert_array_equal(run.params, expected.params)
    run.save(tmp_path / "run.npz")
    assert len(gd.Trajectory.load(tmp_path / "run.npz")) == len(run)


@pytest.mark.parametrize("kind", [fractions.Fraction, Decimal, np.float16])
def test_schedules_and_optimizers_count_in_ordinary_floats(kind):
    half = kind("0.5")
    made = [
        gd.schedules.constant(half),
        gd.schedules.step_decay(half, factor=half, every=2),
        gd.schedules.inverse_time(half, half_life=half),
        gd.schedules.exponential(half, rate=half),
        gd.schedules.cosine(half, n_steps=10),
    ]
    assert {type(schedule(step)) for schedule in made for step in (0, 5, 10**6)} == {float}
    assert gd.schedules.inverse_time(np.float16(0.1), half_life=50)(10**6) == pytest.approx(
        0.1 / 20001, rel=1e-3
    )
    for optimizer in (
        gd.momentum(beta=half),
        gd.nesterov(beta=half),
        gd.adagrad(eps=half),
        gd.rmsprop(decay=half, eps=half),
        gd.adam(b1=half, b2=half, eps=half),
    ):
        start = np.ones(2)
        direction, _ = optimizer.update(start, optimizer.init(start), start)
        assert direction.dtype == np.float64
        assert "0.5" in repr(optimizer)


@pytest.mark.parametrize("factor", [2, 2.0, 1e300])
@pytest.mark.parametrize("learning_rate", [0.0, 1e-3, 1.0])
def test_a_rate_that_grows_beyond_floats_stays_at_the_largest(factor, learning_rate):
    schedule = gd.schedules.step_decay(learning_rate, factor=factor, every=1)
    largest = np.finfo(float).max if learning_rate else 0
    assert schedule(10**6) == largest
    run = gd.gradient_descent(BOWL, [1, 1], learning_rate=schedule, max_steps=3000)
    assert run.stop_reason == ("diverged" if learning_rate else "max_steps")


def test_a_batch_that_grows_for_a_million_epochs_is_no_long_number():
    sizes = gd.schedules.growing_batch(3, factor=10, every=1, largest=50)
    assert [sizes(epoch) for epoch in (0, 1, 2, 10**9)] == [3, 30, 50, 50]


def test_progress_without_tqdm_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    for run in (descend, grid):
        with pytest.raises(ImportError, match="progress=True needs tqdm: pip install tqdm"):
            run(progress=True)
