"""The list: what is said about random runs, with the number behind it for each of 200 seeds."""

import math
from functools import cache

import numpy as np
from sklearn.model_selection import train_test_split

import gdviz as gd
from gdviz.descent.schedules import follow
from gdviz.objectives import MLP, tanh
from gdviz.objectives.noise import batch_gradients
from gdviz.widgets.schedule_race import usual_shapes
from tests.facts.seeds import claim, ends

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def line():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def from_00(batch_size, **budget):
    return ends(line(), [-1.0, 4.0], batch_size, 0.37, **budget)


# The headline, wherever it stands, and notebook 00.


def extra_loss(seeds):
    few = from_00(16, n_steps=200, seeds=seeds)
    return 100 * (few / from_00(1000, n_steps=200, seeds=seeds) - 1)


@claim(
    0,
    stored=4,
    says=lambda extra: (
        f"16 points end lower with {(extra < 0).sum()} of 200 seeds",
        f"higher by {extra.mean():.1f} % on average, {np.median(extra):.1f} % in the median",
        f"at most {np.quantile(extra, 0.9):.0f} % with nine seeds of ten",
    ),
)
def extra_loss_of_sixteen_rows_in_per_cent():
    return extra_loss(range(200))


@claim(
    0,
    "guide Fifteen minutes",
    "README.md",
    "website/index.md",
    says=lambda extra: (f"within {WORDS[math.ceil(extra.mean())]} per cent of the loss",),
)
def extra_loss_of_sixteen_rows_with_a_thousand_other_seeds():
    return extra_loss(range(200, 1200))


@claim(
    "guide 00",
    stored=4,
    says=lambda loss: (f"{(loss > from_00(1000, n_steps=200)).sum()} of 200 seeds",),
)
def loss_of_sixteen_rows_after_200_updates():
    return from_00(16, n_steps=200)


@claim(0, stored=4)
def loss_of_one_row_after_200_updates():
    return from_00(1, n_steps=200)


@claim(0, "guide 00", stored=4)
def loss_of_eight_rows_after_200_updates():
    return from_00(8, n_steps=200)


@claim(0, stored=4)
def loss_of_one_row_after_five_passes():
    return from_00(1, n_epochs=5)


@claim(
    0,
    stored=4,
    says=lambda loss: (f"{(loss < loss_of_one_row_after_five_passes()).sum()} of 200 seeds they",),
)
def loss_of_32_rows_after_five_passes():
    return from_00(32, n_epochs=5)


# Notebook 03.


def errors_of_means(n_draws):
    """Length of the error of a mean of single-row gradients at (0, 0), for each seed."""
    objective = line()
    each = -objective.y[:, None] * objective.X
    draws = [np.random.default_rng(seed).integers(1000, size=n_draws) for seed in range(200)]
    means = np.array([each[rows].mean(axis=0) for rows in draws])
    return np.linalg.norm(means - each.mean(axis=0), axis=1)


@claim(3, stored=0)
def error_of_the_mean_of_100_single_rows():
    return errors_of_means(100)


def single_rows(**budget):
    options = {"learning_rates": [0.05], "batch_sizes": [1], "seeds": range(200)}
    return gd.sweep(line(), [0, 0], **options, **budget)


@claim(
    3,
    stored=0,
    says=lambda passes: (f"as far as {np.median(passes):.0f} in the median of 200 seeds",),
)
def smooth_passes_that_come_as_far_as_one_of_single_rows():
    objective = line()
    ends = single_rows(n_epochs=1, max_records=2).params[0][0, :, -1]
    smooth = gd.gradient_descent(objective, [0, 0], learning_rate=1.0, n_epochs=60).params
    left, reached = (
        np.linalg.norm(params - objective.minimizer, axis=1) for params in (smooth, ends)
    )
    return np.argmax(left[:, None] < reached, axis=0)


@claim(3, stored=0, says=lambda passes: ("for 20 to 30 passes",))
def passes_until_all_rows_overtake_single_rows():
    objective = line()
    smooth = gd.gradient_descent(objective, [0, 0], learning_rate=1.0, n_epochs=45).loss[1:]
    return 1 + np.argmax(
        smooth < single_rows(n_epochs=45, max_records=46).loss[0][0, :, 1:], axis=1
    )


@cache
def hovering():
    """The losses of notebook 03's explorer at η = 0.2 and b = 1, shape (n_seeds, 1001)."""
    options = {"learning_rates": [0.2], "batch_sizes": [1], "seeds": range(200), "replace": True}
    return gd.sweep(line(), [0, 0], **options, n_steps=1000).loss[0][0]


@claim("guide 03", stored=164)
def update_at_which_the_loss_is_below_a_twentieth():
    return np.argmax(hovering() < 0.05, axis=1)


@claim("guide 03", stored=164)
def highest_spike_after_that():
    first = update_at_which_the_loss_is_below_a_twentieth().astype(int)
    return [loss[start:].max() for loss, start in zip(hovering(), first)]


@claim("guide 03", stored=164)
def mean_loss_of_updates_200_to_400():
    return hovering()[:, 200:401].mean(axis=1)


@claim("guide 03", stored=164)
def mean_loss_of_updates_800_to_1000():
    return hovering()[:, 800:].mean(axis=1)


@claim(3, stored=164)
def loss_of_single_rows_at_a_twentieth_after_1000_updates():
    return ends(line(), [0, 0], 1, 0.05, n_steps=1000, replace=True)


@claim(3, stored=164)
def loss_of_single_rows_at_a_fifth_after_1000_updates():
    return hovering()[:, -1]


@claim(
    3,
    "guide 03",
    stored=0,
    says=lambda slopes: (f"from {slopes.min():.3f} to {slopes.max():.3f}",),
)
def slope_on_four_points_with_replacement():
    return slopes(replace=True)


@claim(3, stored=0, says=lambda slopes: (f"standard deviation {slopes.std():.4f}",))
def slope_on_four_points_reshuffled():
    return slopes(replace=False)


@cache
def slopes(replace):
    options = {"learning_rates": [0.02], "batch_sizes": [1], "seeds": range(200), "n_steps": 1000}
    four = gd.LeastSquares(*gd.datasets.four_points())
    return gd.sweep(four, [0.0], replace=replace, max_records=2, **options).params[0][0, :, -1, 0]


def scheduled(schedule):
    fixed = {"n_epochs": 10, "replace": True, "max_records": 51, "optimizer": follow(schedule)}
    options = {"learning_rates": [1.0], "batch_sizes": [1], "seeds": range(200)}
    loss = gd.sweep(line(), [0, 0], **options, **fixed).loss[0][0]
    return loss[:, -10:].mean(axis=1) - line().minimum


@claim(
    3,
    says=lambda excess: (
        f"constant mean excess of 200 seeds, last two epochs: {excess.mean():.0e}",
    ),
)
def excess_at_a_constant_rate():
    return scheduled(gd.schedules.constant(0.2))


@claim(
    3, says=lambda excess: (f"1/t mean excess of 200 seeds, last two epochs: {excess.mean():.0e}",)
)
def excess_at_a_rate_that_falls_like_one_over_t():
    return scheduled(gd.schedules.inverse_time(0.2, half_life=100))


def two_classes():
    X, y = gd.datasets.two_classes()
    return gd.Logistic(gd.add_bias(X), y)


@cache
def sorted_into_two_classes():
    falling = follow(gd.schedules.inverse_time(0.5, half_life=200))
    options = {"learning_rates": [1.0], "batch_sizes": [1], "seeds": range(200), "n_epochs": 20}
    return gd.sweep(two_classes(), [0, 0], **options, max_records=2, optimizer=falling)


@claim(3, stored=0, says=lambda excess: (f"(with {(excess < 1e-4).sum()} of 200 seeds)",))
def excess_log_loss_after_20_passes():
    smallest = gd.gradient_descent(two_classes(), [0, 0], learning_rate=2.0, max_steps=2000).loss[
        -1
    ]
    return sorted_into_two_classes().loss[0][0, :, -1] - smallest


@claim(3, stored=0, says=lambda right: (f"{100 * np.median(right):.0f} % of the labels are right",))
def share_of_labels_right_after_20_passes():
    objective = two_classes()
    sides = objective.X @ sorted_into_two_classes().params[0][0, :, -1].T > 0
    return (sides == objective.y[:, None]).mean(axis=0)


def loss_of_the_classifier(learning_rate):
    return ends(two_classes(), [0, 0], 1, learning_rate, n_steps=400)


@claim(3, stored=0)
def loss_of_the_classifier_at_a_tenth():
    return loss_of_the_classifier(0.1)


@claim(3, stored=0)
def loss_of_the_classifier_at_ten():
    return loss_of_the_classifier(10)


# Notebook 04.


def five_passes(batch_size, learning_rate):
    return ends(line(), [-1.0, 4.0], batch_size, learning_rate, n_epochs=5)


@claim(4, "guide 04", stored=4)
def loss_of_32_rows_after_five_passes_at_045():
    return five_passes(32, 0.45)


@claim("guide 04", stored=4, says=lambda loss: (f"Median of 200 seeds: {np.median(loss):.3f}",))
def loss_of_one_row_after_five_passes_at_045():
    return five_passes(1, 0.45)


@claim("guide 04", stored=4)
def loss_of_four_rows_after_five_passes_at_a_tenth_of_that():
    return five_passes(4, 0.043)


@claim("guide 04", stored=4)
def loss_of_32_rows_after_five_passes_at_a_tenth_of_that():
    return five_passes(32, 0.043)


@claim(4, stored=0)
def mean_excess_of_mini_batches_in_the_second_half_of_ten_passes():
    options = {"learning_rates": [0.5], "batch_sizes": [32], "seeds": range(200), "n_epochs": 10}
    loss = gd.sweep(line(), [-1, 4], **options).loss[0][0, :, 160:]
    return loss.mean(axis=1) - line().minimum


@claim(4, stored=0)
def mean_excess_of_reshuffled_epochs_57_to_60():
    options = {"learning_rates": [0.5], "batch_sizes": [50], "seeds": range(200), "n_epochs": 60}
    loss = gd.sweep(line(), [0, 0], **options).loss[0][0, :, 57 * 20 :]
    return loss.mean(axis=1) - line().minimum


@claim(4, stored=0)
def updates_until_single_rows_come_close():
    options = {"learning_rates": [0.5], "batch_sizes": [1], "seeds": range(200), "n_epochs": 1}
    excess = gd.sweep(line(), [-1, 4], **options).loss[0][0] - line().minimum
    return np.argmax(excess < 0.002, axis=1)


# Notebook 05.


@claim("guide 05", stored=11)
def variance_of_300_gradients_of_single_rows():
    return variances(1)


@claim("guide 05", stored=11)
def variance_of_300_gradients_of_64_rows():
    return variances(64)


@claim(5, stored=11)
def variance_of_300_gradients_of_8_rows():
    return variances(8)


def variances(batch_size):
    options = {"batch_size": batch_size, "n_batches": 300}
    clouds = (batch_gradients(line(), [0, 0], seed=seed, **options) for seed in range(200))
    return [cloud.var(axis=0, ddof=1).sum() for cloud in clouds]


def updates_to_touch(batch_size, learning_rate):
    options = {"learning_rates": [learning_rate], "batch_sizes": [batch_size], "n_steps": 300}
    excess = gd.sweep(line(), [0, 0], seeds=range(200), **options).loss[0][0] - line().minimum
    touched = excess <= 0.002
    return np.where(touched.any(axis=1), touched.argmax(axis=1), 300)


@claim(5, "guide 05", stored=0)
def updates_to_the_target_of_eight_rows():
    return updates_to_touch(8, 0.4)


@claim(5, stored=0)
def updates_to_the_target_of_32_rows():
    return updates_to_touch(32, 0.4)


@claim(5, says=lambda updates: (f"the median of 200 seeds needs {np.median(updates):.0f}",))
def updates_to_the_target_of_two_rows_at_twice_the_rate():
    return updates_to_touch(2, 0.8)


# Notebook 06.


def range_test(batch_size):
    """Where the loss of a range test is lowest, in units of the limit."""
    rates = 0.001 * 100_000 ** (np.arange(100) / 99)
    options = {"learning_rates": [1.0], "batch_sizes": [batch_size], "seeds": range(200)}
    options |= {"n_steps": 100, "optimizer": follow(lambda step: rates[step])}
    loss = gd.sweep(line(), [0, 0], **options).loss[0][0, :, 1:]
    return rates[loss.argmin(axis=1)] / gd.max_learning_rate(line())


def middle_of_eight(values):
    low, middle, high = np.percentile(values, [10, 50, 90])
    return f"lowest at {middle:.2f} × limit ({low:.2f} to {high:.2f} for 8 of 10 seeds)"


@claim(6, says=lambda values: (middle_of_eight(values),))
def lowest_loss_of_the_range_test_with_32_rows():
    return range_test(32)


@claim(6, says=lambda values: (middle_of_eight(values),))
def lowest_loss_of_the_range_test_with_128_rows():
    return range_test(128)


@claim(6, stored=0)
def accuracy_of_the_chosen_cell_on_images_put_away():
    images, digits = gd.datasets.digits()
    parts = train_test_split(gd.add_bias(images), digits, stratify=digits, random_state=0)
    model = gd.Softmax(parts[0], parts[2])
    options = {"learning_rates": [1.0], "batch_sizes": [8], "seeds": range(200), "n_epochs": 5}
    runs = gd.sweep(model, np.zeros(650), max_records=2, **options).params[0][0, :, -1]
    return [np.mean(model.predict(params, parts[1]) == parts[3]) for params in runs]


@cache
def reshuffled_race():
    """J − J* after 1000 updates at η₀ = 0.05, 0.1 and 0.8: (3, 219) for each schedule."""
    options = {"learning_rates": [0.05, 0.1, 0.8], "batch_sizes": [4], "seeds": range(219)}
    options |= {"n_steps": 1000, "max_records": 2}
    return {
        name: gd.sweep(line(), [0, 0], optimizer=follow(shape), **options).loss[0][:, :, -1]
        - line().minimum
        for name, shape in usual_shapes(1000).items()
    }


def median_of_twenty_seeds(name, i):
    """For each first seed what the race shows: the median of it and the next 19."""
    return [np.median(reshuffled_race()[name][i, first : first + 20]) for first in range(200)]


@claim(6, "guide 06", stored=116)
def race_of_the_constant_from_005():
    return median_of_twenty_seeds("constant", 0)


@claim(6, "guide 06", stored=116)
def race_of_cosine_from_01():
    return median_of_twenty_seeds("cosine", 1)


@claim(6, "guide 06", stored=116)
def race_of_the_exponential_from_08():
    return median_of_twenty_seeds("exponential", 2)


@claim(6, "guide 06", stored=116)
def race_of_the_constant_from_08():
    return median_of_twenty_seeds("constant", 2)


# Notebook 07.


def hovering_with_momentum(optimizer, learning_rate):
    """Mean excess of updates 1000 to 4000 from the minimum, for each seed."""
    options = {"learning_rates": [learning_rate], "batch_sizes": [8], "seeds": range(200)}
    options |= {"n_steps": 4000, "replace": True, "max_records": 401, "optimizer": optimizer}
    loss = gd.sweep(line(), line().minimizer, **options).loss[0][0, :, 100:]
    return loss.mean(axis=1) - line().minimum


@claim(7, says=lambda excess: (f"momentum, η = 0.05: excess {excess.mean():.1e}",))
def excess_with_momentum_at_the_same_rate():
    return hovering_with_momentum(gd.momentum(), 0.05)


@claim(7, says=lambda excess: (f"momentum, η = 0.005: excess {excess.mean():.1e}",))
def excess_with_momentum_at_a_tenth_of_the_rate():
    return hovering_with_momentum(gd.momentum(), 0.005)


@cache
def adamw_slopes(weight_decay):
    options = {"learning_rates": [0.01], "batch_sizes": [8], "seeds": range(200), "n_epochs": 40}
    options |= {"optimizer": gd.adamw(weight_decay=weight_decay), "max_records": 501}
    return gd.sweep(line(), [0, 0], **options).params[0][0, :, 250:, 1].mean(axis=1)


@claim(7, stored=0)
def slope_at_which_adamw_hovers():
    return adamw_slopes(0.1)


# Notebook 09.


@cache
def digits_of_09():
    X, y = gd.datasets.digits()
    X, _, y, _ = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    return X, y


@cache
def highest_loss_after_epoch_3(drop_last):
    """At the ends of epochs, or with ``drop_last`` at every seventh update."""
    network = MLP(*digits_of_09(), n_hidden=16)
    options = {"learning_rates": [0.2], "batch_sizes": [32], "n_epochs": 20, "seeds": range(200)}
    options |= {"drop_last": drop_last, "max_records": 121 if drop_last else 21}
    runs = gd.sweep(network, network.initial_params(), **options)
    per_epoch = 42 if drop_last else 43
    return runs.loss[0][0][:, runs.steps[0] > 3 * per_epoch].max(axis=1)


@claim(
    9,
    stored=0,
    says=lambda loss: (f"{(loss > 0.5).sum()} of 200 orders climb above 0.5",),
    takes_long=True,
)
def highest_loss_after_epoch_3_with_a_last_batch_of_three_rows():
    return highest_loss_after_epoch_3(drop_last=False)


@claim(
    9,
    says=lambda loss: ("none with `drop_last`" if loss.max() < 0.5 else "some",),
    takes_long=True,
)
def highest_loss_after_epoch_3_without_it():
    return highest_loss_after_epoch_3(drop_last=True)


def flights(batch_size, learning_rate):
    X, y = digits_of_09()
    small = MLP(X[:300], y[:300], n_hidden=16, activation=tanh)
    return ends(small, small.initial_params(), batch_size, learning_rate, n_steps=150)


@claim(9, "guide 09", stored=103, says=lambda loss: (f"with {(loss > 2.33).sum()} of 200 seeds",))
def loss_of_the_flight_with_four_rows_at_a_rate_of_one():
    return flights(4, 1.0)


@claim("guide 09", stored=103)
def loss_of_the_flight_with_sixteen_rows_at_a_rate_of_one():
    return flights(16, 1.0)


@claim(9, stored=103)
def loss_of_the_flight_with_sixteen_rows_at_a_fifth():
    return flights(16, 0.2)
