"""The race of optimizers: every racer's run is one of gradient_descent's."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import codec, optimizer_race


@pytest.fixture(scope="module")
def race():
    return optimizer_race(
        gd.objectives.ravine(), [-2.0, 2.0], learning_rates=[0.01, 0.05], betas=[0, 0.9], n_steps=30
    )


def paths(race):
    """Return all places, (n_racers, n_betas, n_rates, n_records, 2), as codec.js reads them."""
    blocks = np.reshape(race.packing["blocks"], (len(race.racers), 2))
    codes = np.frombuffer(race.positions, dtype="<u2").reshape(-1, 2, 31, 2)
    return codec.decode_positions(codes[blocks], race.window)


def test_each_racer_runs_its_own_optimizer(race):
    racers = {"plain": gd.sgd(), "momentum": gd.momentum(beta=0.9), "Adam": gd.adam(b1=0.9)}
    for name, optimizer in racers.items():
        run = gd.gradient_descent(
            race.objective, [-2.0, 2.0], learning_rate=0.05, max_steps=30, optimizer=optimizer
        )
        decoded = paths(race)[race.racers.index(name), 1, 1]
        np.testing.assert_allclose(decoded, run.params, atol=3e-3)


def test_momentum_without_beta_is_plain_descent(race):
    start_alike = paths(race)[race.racers.index("momentum"), 0]
    np.testing.assert_allclose(start_alike, paths(race)[0, 0], atol=1e-9)


def test_an_optimizer_without_beta_runs_and_travels_once(race, monkeypatch):
    swept = []
    sweep = optimizer_race.__globals__["sweep"]
    monkeypatch.setitem(
        optimizer_race.__globals__,
        "sweep",
        lambda *args, **more: swept.append(more["optimizer"]) or sweep(*args, **more),
    )
    again = optimizer_race(race.objective, learning_rates=[0.01], betas=[0, 0.5, 0.9], n_steps=5)
    again.open()
    n_free = sum(isinstance(one, gd.Optimizer) for one in again.optimizers.values())
    assert n_free == 3
    assert len(swept) == n_free + 3 * (6 - n_free)
    assert len(again.positions) == len(swept) * 6 * 2 * 2  # records, parameters, bytes
    assert len(again.losses) == len(swept) * 6 * 2


def test_the_legend_has_a_line_for_each_racer_however_many_there_are():
    racers = {f"{k}": gd.momentum(beta=k / 20) for k in range(14)}
    race = optimizer_race(gd.objectives.bowl(), optimizers=racers, n_steps=3)
    race.open()
    strokes = [mark[0]["stroke"] for mark, _ in race.key]
    n_colors = len(race.palettes["light"]["series"])
    assert strokes == [f"series-{k % n_colors}" for k in range(14)]


def test_run_is_a_dict_of_what_is_on_the_screen(race):
    race.learning_rate, race.beta = 0.01, 0.9
    runs = race.run()
    assert list(runs) == ["plain", "momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam"]
    assert {run.learning_rate[-1] for run in runs.values()} == {0.01}
    for k, run in enumerate(runs.values()):
        np.testing.assert_allclose(paths(race)[k, 1, 0], run.params, atol=3e-3)


def test_optimizers_of_ones_own_on_data():
    X, y = gd.datasets.line(60)
    race = optimizer_race(
        gd.LeastSquares(gd.add_bias(X), y),
        optimizers={"plain": gd.sgd(), "heavy": lambda beta: gd.momentum(beta=beta)},
        learning_rates=[0.1],
        betas=[0.5],
        batch_size=4,
        n_steps=8,
    )
    assert repr(race) == "Race(plain, heavy)"
    assert race.is_random
    assert race.run()["heavy"].batch_size[-1] == 4


def test_picture_and_page(race, tmp_path):
    data, _ = race._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    race.save(tmp_path / "race.html")
    assert (tmp_path / "race.html").stat().st_size > 10_000


def test_film_shows_all_racers_on_their_way(race):
    film = race.film(gd.plots.LIGHT)
    film._draw_was_started = True  # it was not meant to be drawn
    runs, (surface, loss) = race.run().values(), film._fig.axes
    for record in (0, 20, race.n_steps):
        film._func(record)
        lines = [line for line in surface.lines if line.get_visible()]
        paths, heads = lines[: len(runs)], lines[len(runs) :]
        for run, path, head in zip(runs, paths, heads, strict=True):
            np.testing.assert_array_equal(path.get_xydata(), run.params[: record + 1])
            np.testing.assert_array_equal(head.get_xydata(), run.params[: record + 1][-1:])
        assert loss.get_title(loc="left") == f"update {record}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"betas": [0.5, 1.0]}, "betas must be increasing, from 0 to below 1"),
        ({"betas": []}, "betas must be"),
        ({"n_steps": 0}, "n_steps must be"),
        ({"batch_size": 2}, "batch_size must be"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        optimizer_race(gd.objectives.bowl(), **arguments)


def test_both_themes_have_the_same_axes(race):
    race.start = [1.0, 1.0]
    before = race.panels
    race.draw_all_stages()
    assert race.panels == before


def test_the_loss_axis_goes_down_to_where_it_is_seen_who_never_rests():
    ravine, rates = gd.objectives.ravine(25.0), np.geomspace(0.001, 2, 24)
    race = optimizer_race(ravine, [-2.0, 1.5], learning_rates=rates, betas=[0.9], n_steps=600)
    race.open()
    low, high = race.loss_window[1]
    assert low < 1e-14
    race.learning_rate = 0.2
    rests, restless = (race.run()[name].loss for name in ("Adam", "RMSprop"))
    assert rests[-100:].max() < 1e-14  # and so below the picture
    assert low < restless[300] < 1e-8 < 0.01 < restless[500:].max() < high
