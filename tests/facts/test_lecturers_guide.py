"""The lecturer's guide says what the screen will show: every number comes from a run."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

import gdviz as gd
from gdviz.objectives import MLP, tanh

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
GUIDE = (NOTEBOOKS / "lecturers_guide.md").read_text("utf-8")
LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S))
PARTS = [
    "Ask before pressing play",
    "The moment to wait for",
    "Typical wrong answers",
    "Out of time?",
]
CONTROLS = {"20 seeds"}


def section(number):
    (text,) = (text for title, text in SECTIONS.items() if title.startswith(f"{number:02d} "))
    return " ".join(text.split())


def says(number, *texts):
    missing = [text for text in texts if text not in section(number)]
    assert not missing, f"section {number:02d} lacks {missing}"


@cache
def line():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def on_line(start=(-1.0, 4.0), **options):
    return gd.gradient_descent(line(), list(start), **{"max_steps": 200, **options})


# The page itself.


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_notebook_has_a_script_and_the_four_parts(path):
    text = section(int(path.name[:2]))
    assert f"[Open]({path.name})" in text
    for part in PARTS:
        assert re.search(rf"\*\*{re.escape(part)}\.?\*\*", text), part
    assert re.findall(r"\| (\d) \|", text) == list("01234")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_places_it_names_are_sections_of_the_notebook(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    opening = re.search(r"\[Open\]\(.*?\n\n", SECTIONS[title_of(path)], re.S).group()
    named = set(re.findall(r"\*([^*]+)\*", opening)) - CONTROLS
    assert named <= set(re.findall(r"^##+ (.+)$", text, re.M))


def title_of(path):
    return next(title for title in SECTIONS if title.startswith(f"{path.name[:2]} "))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_section_can_be_read_at_a_lectern(path):
    assert len(re.findall(r"[^\W\d_]{2,}", SECTIONS[title_of(path)])) <= 250


def test_relative_links_resolve():
    links = re.findall(r"\]\(([^)]+)\)", GUIDE)
    assert links
    assert [link for link in links if not (NOTEBOOKS / link).exists()] == []


@pytest.mark.parametrize(
    ("title", "minutes"),
    [("Fifteen minutes", 15), ("Forty-five minutes", 45), ("Ninety minutes", 90)],
)
def test_the_plans_fill_their_time_without_a_gap(title, minutes):
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", SECTIONS[title], re.M)]
    ends = [end for _, end in spans]
    assert [begin for begin, _ in spans] == [0, *ends[:-1]]
    assert ends[-1] == minutes


# Its numbers, notebook by notebook.


def test_00_sixteen_samples_a_step_and_all_of_them():
    few, whole = (on_line(learning_rate=0.37, batch_size=b, seed=4) for b in (16, 1000))
    says(0, f"ends at {whole.loss[-1]:.4f}", f"C: {few.loss[-1]:.4f}")
    says(0, f"{few.samples_seen[-1]:,} samples", f"{whole.samples_seen[-1]:,}")
    assert few.loss[-1] < 1.02 * whole.loss[-1]


def test_00_longer_steps_arrive_sooner_until_they_leave_the_picture():
    losses = [on_line(learning_rate=rate).loss for rate in (0.37, 1.3, 1.6)]
    says(0, f"η = 0.37 has {losses[0][20]:.3f} and η = 1.3 has {losses[1][20]:.3f}")
    top = gd.widgets.descent_explorer(line(), [-1.0, 4.0])
    top.open()
    leaves = int(np.argmax(losses[2] > top.loss_window[1][1]))
    says(0, f"η = 1.6 leaves the picture at update {leaves}")


def walk(learning_rate, n_steps):
    square = gd.objectives.parabola(curvature=2.0)
    return gd.gradient_descent(square, [2.5], learning_rate=learning_rate, max_steps=n_steps)


def test_01_the_parabola():
    over, out = walk(0.85, 6), walk(1.1, 2)
    places = [f"{abs(theta):.4g}" for theta in over.params[1:4, 0]]
    says(1, f"at −{places[0]}; then {places[1]}, −{places[2]}")
    says(1, f"keeps {abs(1 - 2 * 0.85):.0%}".replace("%", " %"), f"{over.loss[-1]:.4f} after six")
    assert out.params[1, 0] == pytest.approx(-3)
    says(1, f"at −3; the second is out, loss {out.loss[-1]:.0f}")


def test_01_one_notch_in_the_ravine():
    explorer = gd.widgets.descent_explorer(
        gd.objectives.ravine(condition_number=25.0), [-2.0, 1.5], n_steps=100
    )
    explorer.learning_rate = 0.068
    below = explorer.run()
    explorer.learning_rate_index += 1
    above = explorer.run()
    assert (explorer.learning_rate, f"{below.loss[100]:.2e}") == (0.084, "3.68e-07")
    assert above.loss[10] == pytest.approx(440, rel=0.02)
    says(1, "η 0.068, then 0.084", "3.68·10⁻⁷ after 100 updates", "440 after 10")


def test_02_the_first_below_a_twentieth():
    runs = {rate: on_line((0, 0), learning_rate=rate) for rate in (0.1, 0.45, 1.3, 1.6)}
    first = {rate: int(np.argmax(run.loss < 0.05)) for rate, run in runs.items()}
    assert first[0.1] == first[1.6] == 0  # never
    says(2, f"C: {first[1.3]} updates; B: {first[0.45]}", f"{runs[0.1].loss[-1]:.4f} after 200")
    says(2, f"At update 10 its loss is {runs[1.6].loss[10]:.2f}. It started at 2.27")
    assert f"{runs[1.6].loss[0]:.2f}" == "2.27"
    crossing = int(np.argmax(runs[1.3].loss < runs[0.45].loss))
    says(2, f"Up to update {crossing - 1}", f"at update {crossing} its curve dives below")
    share_above = [(line().X @ theta > line().y).mean() for theta in runs[1.3].params[1:3]]
    assert share_above[0] == 1
    assert share_above[1] < 0.05


def test_02_the_houses():
    area, price = gd.datasets.houses()
    houses = gd.LeastSquares(gd.add_bias(area), price)
    raw = gd.gradient_descent(houses, [0, 0], learning_rate=0.01, max_steps=5)
    assert f"{raw.params[-1, 1]:.0e}" == "7e+13"
    x, _, spread = gd.standardize(area)
    scaled = gd.LeastSquares(gd.add_bias(x), price)
    run = gd.gradient_descent(scaled, [0, 0], learning_rate=0.01, max_steps=1000)
    says(2, "7·10¹³", f"{run.params[-1, 1] / spread[0]:.2f}, at the same η")


def test_03_it_never_settles():
    single, sixteen = (
        on_line((0, 0), learning_rate=0.2, batch_size=b, max_steps=1000, replace=True, seed=164)
        for b in (1, 16)
    )
    below = int(np.argmax(single.loss < 0.05))
    says(3, f"below 0.05 at update {below}", f"up to {single.loss[below:].max():.3f}")
    means = {f"{single.loss[a:b].mean():.3f}" for a, b in ((200, 401), (800, 1001))}
    assert means == {"0.055"}
    says(3, "average 0.055", f"{sixteen.samples_seen[-1]:,} samples instead of 1,000")
    says(3, f"begins at {gd.max_learning_rate(line()):.3f}")


def passes(learning_rate, batch_size):
    return gd.gradient_descent(
        line(),
        [-1.0, 4.0],
        learning_rate=learning_rate,
        batch_size=batch_size,
        n_epochs=5,
        seed=4,
    )


def test_04_the_best_batch_size_depends_on_the_learning_rate():
    explorer = gd.widgets.descent_explorer(line(), [-1.0, 4.0], n_epochs=5)
    assert {0.043, 0.45} <= set(explorer.learning_rates)
    ends = {b: passes(0.45, b) for b in (1, 32, 1000)}
    assert [run.step[-1] for run in ends.values()] == [5000, 160, 5]
    losses = {b: f"{run.loss[-1]:.3g}" for b, run in ends.items()}
    says(4, f"B: {losses[32]}; A: {losses[1]}; C: {losses[1000]}")
    says(
        4, f"loss {passes(0.043, 32).loss[-1]:.3g}", f"{passes(0.043, 4).loss[-1]:.3g}. The winner"
    )


def test_04_who_has_to_shuffle():
    X, y = gd.datasets.line()
    options = {"learning_rates": [0.5], "batch_sizes": [50], "n_epochs": 60, "max_records": 2}
    excess = {}
    for name, key in (("drawn", np.arange(1000)), ("feature", X[:, 0]), ("target", y)):
        rows, targets = gd.datasets.sorted_by(X, y, key=key)
        fit = gd.LeastSquares(gd.add_bias(rows), targets)
        for shuffle in (False, True):
            seeds = range(200 if shuffle else 1)
            loss = gd.sweep(fit, [0, 0], shuffle=shuffle, seeds=seeds, **options).loss[0]
            excess[name, shuffle] = loss[0, :, -1].mean() - fit.minimum
    wrong = excess.pop(("target", False))
    says(4, f"{wrong:.4f} after each epoch, eighty times any other")
    assert wrong > 80 * max(excess.values())


def test_05_the_cloud():
    cloud = gd.widgets.gradient_cloud(line(), np.zeros(2), batch_size=1, seed=11)
    single = cloud.run().var(axis=0, ddof=1).sum()
    cloud.batch_size = 64
    many = cloud.run().var(axis=0, ddof=1).sum()
    says(5, f"from {single:.2f} to {many:.4f}, {single / many:.0f} times")
    law = 64 * 999 / (1000 - 64)  # drawn without replacement
    assert np.sqrt(single / many) == pytest.approx(np.sqrt(law), abs=0.2)
    assert 8 <= np.sqrt(law) < 8.3


def test_05_the_map():
    table = gd.widgets.rate_batch_map(
        line(),
        np.zeros(2),
        target=line().minimum + 0.002,
        learning_rates=0.0125 * 2 ** (np.arange(16) / 2),
    )
    table.open()
    updates, column = table.times(), int(np.argmin(np.abs(np.array(table.learning_rates) - 0.4)))
    table.x_axis = "samples_seen"
    samples = table.times()[:, column]
    eight, thousand = (table.batch_sizes.index(b) for b in (8, 1000))
    few, many = updates[eight, column], updates[thousand, column]
    says(5, f"{few:.0f} updates at b = 8 and {many:.0f} at b = 1000")
    says(5, f"{few - many:.0f} updates of {few:.0f}")
    says(5, f"{samples[eight]:,.0f} samples against {samples[thousand]:,.0f}")
    j, i = np.argwhere(updates == np.nanmin(updates))[0]
    assert (table.batch_sizes[j], updates[j, i]) == (2, 2)
    assert table.learning_rates[i] == pytest.approx(0.8)
    table.batch_size, table.learning_rate = 2, 0.8
    says(5, f"{table.run().loss[-1]:.3f} at the end")


@pytest.fixture(scope="module")
def schedules():
    race = gd.widgets.schedule_race(
        line(),
        np.zeros(2),
        learning_rates=[0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 2],
        batch_sizes=[1, 4, 16, 64, 1000],
        batch_size=4,
        seed=116,
    )
    race.open()
    return race


def order(race, rate):
    race.learning_rate = rate
    ends = {name: np.median([run.loss[-1] for run in group]) for name, group in race.run().items()}
    return {name: ends[name] - line().minimum for name in sorted(ends, key=ends.get)}


def test_06_the_order_is_turned_upside_down(schedules):
    low, middle, high = (order(schedules, rate) for rate in (0.05, 0.1, 0.8))
    assert (next(iter(low)), f"{low['constant']:.2e}") == ("constant", "3.01e-04")
    says(6, "3.01·10⁻⁴", f"Cosine has {low['cosine']:.3g}, exponential {low['exponential']:.3g}")
    assert list(low)[-1] == "1/t"
    says(6, f"last with {low['1/t']:.3g}")
    assert (next(iter(middle)), f"{middle['cosine']:.2e}") == ("cosine", "1.06e-04")
    assert (next(iter(high)), f"{high['exponential']:.2e}") == ("exponential", "4.23e-06")
    assert list(high)[-1] == "constant"
    says(6, "1.06·10⁻⁴", "4.23·10⁻⁶", f"{high['constant']:.3g}")


def test_06_two_survive_the_red_zone(schedules):
    ends = order(schedules, 2)
    assert {name for name, end in ends.items() if end < 1} == {"1/t", "exponential"}
    says(6, "Only 1/t and the exponential")


@pytest.fixture(scope="module")
def optimizers():
    return gd.widgets.optimizer_race(
        gd.objectives.ravine(condition_number=25.0),
        [-2.0, 1.5],
        learning_rates=np.geomspace(0.001, 2, 24),
        learning_rate=0.02,
        n_steps=600,
    )


def test_07_one_rate_for_all(optimizers):
    optimizers.learning_rate, optimizers.beta = 0.0196, 0.9
    runs = optimizers.run()
    ends = [f"{runs[name].loss[-1]:.1e}" for name in ("Nesterov", "momentum", "plain")]
    assert ends == ["7.7e-34", "2.5e-26", "2.4e-11"]
    says(7, "7.7·10⁻³⁴", "2.5·10⁻²⁶", "2.4·10⁻¹¹", f"D {runs['Adam'].loss[-1]:.2g}")
    at = {name: f"{run.loss[20]:.3g}" for name, run in runs.items()}
    says(7, f"Nesterov has {at['Nesterov']}", f"momentum swings at {at['momentum']}")
    says(7, f"Adam stands at {at['Adam']} of the {runs['Adam'].loss[0]:.1f}", at["plain"])
    assert runs["momentum"].loss[20] == pytest.approx(20 * runs["plain"].loss[20], rel=0.1)
    optimizers.beta = 0.99
    says(7, f"ends at {optimizers.run()['momentum'].loss[-1]:.3g}")


@pytest.mark.parametrize(("rate", "leader"), [(0.198, "Adam"), (2, "AdaGrad")])
def test_07_another_rate_has_another_leader(optimizers, rate, leader):
    optimizers.learning_rate, optimizers.beta = rate, 0.9
    runs = optimizers.run()
    ends = {name: run.loss[-1] for name, run in runs.items()}
    left = {name: loss for name, loss in ends.items() if loss < 1000}
    assert min(left, key=left.get) == leader
    gone = {name for name, run in runs.items() if (run.loss[:5] > 1000 * run.loss[0]).any()}
    assert gone == {"plain", "momentum", "Nesterov"}
    says(7, "gone within four updates", leader)


def test_07_the_length_of_a_race_chooses_its_winner(optimizers):
    optimizers.learning_rate, optimizers.beta = 2, 0.9
    runs = optimizers.run()
    at_200 = {name: run.loss[200] for name, run in runs.items() if len(run) > 200}
    assert min(at_200, key=at_200.get) == "RMSprop"
    assert f"{at_200['RMSprop']:.0e}" == "1e-17"
    says(7, f"{runs['RMSprop'].loss[-1]:.2f} at the end")


def threes_and_eights():
    images, digits = gd.datasets.digits()
    pair = np.flatnonzero((digits == 3) | (digits == 8))
    corner = images[pair].reshape(-1, 8, 8)[:, 4:7, 1:4]
    ink = gd.standardize(corner.mean(axis=(1, 2))[:, None])[0]
    return gd.Logistic(gd.add_bias(ink), digits[pair] == 8)


def test_08_two_steps_turn_the_curve_and_every_start_ends_alike():
    objective = threes_and_eights()
    options = {"learning_rate": 5, "batch_size": 32, "n_epochs": 10, "record_loss": True}
    run = gd.gradient_descent(objective, [-4.0, -4.0], **options)
    loss = run.loss
    says(8, f"loss {loss[0]:.2f}", f"flat, {loss[1]:.2f}", f"{loss[2]:.3f}. Minute 1")
    slopes = run.params[:3, 1]
    assert slopes[0] == -4
    assert abs(slopes[1]) < 0.5
    assert slopes[2] > 2
    for start in ([5, -5], [-5, 5], [0, 0]):
        end = gd.gradient_descent(objective, start, **options)
        assert f"{end.loss[-1]:.3f}" == f"{loss[-1]:.3f}"
    says(8, f"loss {loss[-1]:.3f}")


def digits_split():
    images, digits = gd.datasets.digits()
    return train_test_split(images, digits, test_size=0.25, random_state=0, stratify=digits)


def test_08_sure_and_right_are_two_things():
    X, X_held, y, y_held = digits_split()
    objective = gd.Softmax(gd.add_bias(X), y)
    zero = np.zeros(objective.n_params)
    slow = gd.gradient_descent(objective, zero, learning_rate=0.01, batch_size=32, n_epochs=10)
    W, A = objective.unpack(slow.params[-1]), gd.add_bias(X_held)
    right = (objective.predict(slow.params[-1], A) == y_held).mean()
    P = np.exp(A @ W) / np.exp(A @ W).sum(axis=1, keepdims=True)
    certainty = P[np.arange(len(P)), y_held].mean()
    says(8, f"from {slow.loss[0]:.2f} to {slow.loss[-1]:.2f}", f"{100 * right:.1f} %")
    says(8, f"{100 * certainty:.0f} % on average")


def test_08_four_eights_are_misread():
    X, X_held, y, y_held = digits_split()
    objective = gd.Softmax(gd.add_bias(X), y)
    zero = np.zeros(objective.n_params)
    fast = gd.gradient_descent(objective, zero, learning_rate=0.5, batch_size=32, n_epochs=40)
    read_as = objective.predict(fast.params[-1], gd.add_bias(X_held))
    eights = y_held == 8
    assert (np.sum(eights & (read_as != 8)), eights.sum()) == (4, 43)
    says(8, "Four of 43 eights", f"{100 * (read_as == y_held).mean():.0f} % means")


@pytest.fixture(scope="module")
def flight():
    X, _, y, _ = digits_split()
    network = MLP(X[:300], y[:300], n_hidden=16, activation=tanh)
    start, sizes = network.initial_params(), [4, 16, 64, 300]
    flight = gd.widgets.landscape_flight(network, start, batch_sizes=sizes, seed=103)
    flight.open()
    return flight


def test_09_paler_ground_and_a_rising_loss(flight):
    flight.learning_rate, flight.batch_size = 1, 4
    run = flight.run()
    ground = gd.plots.shadow(flight.plane, run).loss
    says(9, f"starts at {run.loss[0]:.2f}, is above 10 at its worst and ends at {run.loss[-1]:.1f}")
    assert run.loss.max() > 10
    says(9, "around update 35", "to ground of half the height")
    assert abs(run.loss.argmax() - 35) < 5
    assert ground[-1] == pytest.approx(ground[0] / 2, rel=0.1)
    assert ground.max() == ground[0]
    flight.batch_size = 16
    says(9, f"same η ends at {flight.run().loss[-1]:.2f}")


def test_09_the_white_valley_is_no_minimum(flight):
    flight.learning_rate, flight.batch_size, flight.start = 0.2, 16, [10.0, 0.0]
    loss = flight.run().loss
    flight.start = [0.0, 0.0]
    says(9, f"{loss[0]:.2f} goes to {loss[-1]:.2f}")


def test_09_who_learns():
    X, X_held, y, y_held = digits_split()
    network = MLP(X, y, n_hidden=16)
    random = network.initial_params(seed=0)
    right = []
    for start in (0 * random, 0 * random + 0.1, random):
        run = gd.gradient_descent(network, start, learning_rate=0.2, batch_size=32, n_epochs=7)
        right.append((network.predict(run.params[-1], X_held) == y_held).mean())
    says(9, ", ".join(f"{100 * share:.0f} %" for share in right) + " of the digits")


@pytest.fixture(scope="module")
def lab():
    X, y = make_moons(2600, noise=0.3, random_state=3)
    X, _, y, _ = train_test_split(X, y, test_size=2000, random_state=3)
    X, X_val, y, y_val = train_test_split(X, y, test_size=200, random_state=3)
    return gd.widgets.overfitting_lab(X[:40], y[:40], X_val, y_val)


def validation_loss(lab, n_hidden=32, penalty=0.0, dropout=0.0, seed=0):
    lab.n_hidden, lab.penalty, lab.dropout, lab.seed = n_hidden, penalty, dropout, seed
    return gd.objectives.loss_many(lab.objectives()[1], lab.run().params)


def test_10_falls_then_climbs(lab):
    shown = validation_loss(lab)[::3]  # the picture has every third epoch
    says(10, f"lowest at epoch {3 * shown.argmin()} with {shown.min():.3f}")
    says(10, f"up to {shown[-1]:.2f}")
    assert lab.objectives()[0].n_params > 40


def test_10_the_cures(lab):
    says(10, f"worse than 32: {validation_loss(lab, n_hidden=8)[-1]:.2f}")
    says(10, f"straight line: {validation_loss(lab, n_hidden=2)[-1]:.3f}")
    says(10, f"0.5 ends at {validation_loss(lab, dropout=0.5)[-1]:.2f}")
    good, strong = (validation_loss(lab, penalty=penalty)[-1] for penalty in (0.01, 0.03))
    says(10, f"0.01 gives {good:.3f}; 0.03 gives up, {strong:.3f}")


def test_10_other_weights_confirm_the_penalty_alone(lab):
    first, other = (
        [
            validation_loss(lab, seed=seed, **knob)[-1]
            for knob in ({"n_hidden": 8}, {"dropout": 0.5}, {"penalty": 0.01})
        ]
        for seed in (0, 1)
    )
    assert other[0] < first[0] / 2
    assert other[1] < first[1] - 0.2
    assert f"{first[2]:.3f}" == f"{other[2]:.3f}" == "0.343"
    says(10, "λ = 0.01 again has 0.343")
