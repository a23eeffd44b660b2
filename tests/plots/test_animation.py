import gc
import sys
import warnings

import numpy as np
import pytest
from PIL import Image

import gdviz as gd
from gdviz import plots
from gdviz.plots.moving import put_on_stage, stage_for


def artists_at(objective, run, record, x="step", next_rows=None):
    figure = stage_for(objective, run, x=x, window=None, theme=plots.LIGHT)
    looks = {"x": x, "next_rows": next_rows, "theme": plots.LIGHT}
    return figure, put_on_stage(figure, objective, run, **looks)(record)


def test_artists_show_the_record(line, run):
    _, artists = artists_at(line, run, 7, x="epoch")
    path, here, away, fit, batch, loss, now, caption = artists
    np.testing.assert_array_equal(path.get_xydata(), run.params[:8])
    np.testing.assert_array_equal(here.get_xydata(), run.params[7:8])
    assert len(away.get_xdata()) == 0
    x, y = fit.get_data()
    np.testing.assert_allclose(y, run.params[7, 0] + run.params[7, 1] * x)
    np.testing.assert_array_equal(batch.get_ydata(), line.y[run.rows[8]])
    np.testing.assert_array_equal(loss.get_xydata(), np.c_[run.epoch[:8], run.loss[:8]])
    np.testing.assert_array_equal(now.get_xydata(), [[run.epoch[7], run.loss[7]]])
    assert caption.get_text().startswith("update 7, J = ")


def test_a_batch_of_all_rows_does_not_hide_the_fit(line):
    options = {"learning_rate": 0.5, "max_steps": 1, "record_rows": True}
    whole = gd.gradient_descent(line, [0.0, 0.0], **options)
    single = gd.gradient_descent(line, [0.0, 0.0], batch_size=1, **options)
    _, (_, _, _, fit, batch, *_) = artists_at(line, whole, 0)
    assert fit.get_zorder() > batch.get_zorder()
    _, (_, _, _, _, one, *_) = artists_at(line, single, 0)
    assert one.get_markersize() > batch.get_markersize()


def test_artists_are_moved_and_not_made_anew(line, run):
    figure = stage_for(line, run, x="step", window=None, theme=plots.LIGHT)
    show = put_on_stage(figure, line, run, x="step", theme=plots.LIGHT)
    first = [id(artist) for artist in show(0)]
    assert [id(artist) for artist in show(5)] == first
    assert len(figure.findobj()) == len({id(artist) for artist in figure.findobj()})


@pytest.mark.parametrize("record", [0, 1, 11, 28])
def test_the_lit_batch_is_that_of_the_next_update(line, run, record):
    _, artists = artists_at(line, run, record)
    assert set(artists[4].get_ydata()) == set(line.y[run.rows[record + 1]])


def test_after_the_last_record_the_caller_knows_the_next_batch(line, run):
    last = len(run) - 1
    assert len(artists_at(line, run, last)[1][4].get_xdata()) == 0
    further = gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=0.5, batch_size=20, max_steps=31, record_rows=True
    )
    _, artists = artists_at(line, run, last, next_rows=further.rows[1:])
    np.testing.assert_array_equal(artists[4].get_ydata(), line.y[further.rows[31]])


def test_no_batch_is_lit_before_updates_that_were_not_recorded(line):
    options = {"learning_rate": 0.5, "batch_size": 20, "max_steps": 7, "record_rows": True}
    run = gd.gradient_descent(line, [0.0, 0.0], record_every=3, **options)
    n_lit = [len(artists_at(line, run, record)[1][4].get_xdata()) for record in range(len(run))]
    assert run.step.tolist() == [0, 3, 6, 7]
    assert n_lit == [0, 0, 20, 0]


def test_run_without_rows_and_with_few_losses_can_be_shown(line):
    sparse = gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=0.5, batch_size=20, n_epochs=2, record_loss=False
    )
    assert np.isnan(sparse.loss).any()
    figure = plots.snapshot(line, sparse, record=3)
    assert figure.axes[-1].get_title(loc="left") == "update 3"


def test_one_parameter_walks_on_the_curve():
    parabola = gd.objectives.parabola(2.0)
    run = gd.gradient_descent(parabola, [2.0], learning_rate=0.25, max_steps=3)
    _, (path, *_) = artists_at(parabola, run, 2)
    np.testing.assert_allclose(path.get_xydata(), [[2, 4], [1, 1], [0.5, 0.25]])


def test_diverged_run_is_shown(line):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=50.0, max_steps=2000)
    assert run.stop_reason == "diverged"
    figure = plots.snapshot(line, run)
    figure.canvas.draw()
    low, high = figure.axes[0].get_xlim()
    assert high - low < 100


def test_snapshot_is_the_last_record_by_default(line, run):
    figure = plots.snapshot(line, run)
    assert figure.axes[-1].get_title(loc="left").startswith(f"update {run.step[-1]}, ")
    assert figure.get_size_inches().tolist() == [12.8, 4.8]


def test_gif_has_the_frames(tmp_path, line, run):
    path = tmp_path / "run.gif"
    plots.save(plots.animate(line, run, n_frames=5, fps=10), path)
    with Image.open(path) as image:
        assert image.n_frames == 5
        assert image.size == (1280, 480)
        assert image.info["duration"] == 100
        first = np.asarray(image.convert("RGB")).astype(int)
        image.seek(4)
        last = np.asarray(image.convert("RGB")).astype(int)
    assert (first != last).any()


def test_frames_look_like_the_snapshot(tmp_path, line, run):
    path = tmp_path / "run.gif"
    plots.save(plots.animate(line, run, n_frames=2), path)
    figure = plots.snapshot(line, run)
    figure.canvas.draw()
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    with Image.open(path) as image:
        image.seek(1)
        saved = np.asarray(image.convert("RGB")).astype(int)
    assert (np.abs(drawn - saved).max(axis=-1) > 60).mean() < 0.002


def test_long_run_is_thinned_and_keeps_both_ends(line):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.1, max_steps=1000)
    animation = plots.animate(line, run, n_frames=50)
    frames = list(animation.new_frame_seq())
    assert (len(set(frames)), frames[0], frames[-1]) == (50, 0, 1000)


@pytest.mark.parametrize(
    ("n_updates", "options", "seconds"),
    [
        (30, {}, 8),
        (6, {}, 4),
        (1000, {}, 8),
        (1000, {"n_frames": 20}, 8),
        (30, {"seconds": 3}, 3),
        (30, {"fps": 10}, 3),
        (0, {}, 2 / 3),
    ],
)
def test_films_run_on_the_clock_of_the_player(line, n_updates, options, seconds):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.1, max_steps=n_updates)
    film = plots.animate(line, run, **options)
    frames, spacing = list(film.new_frame_seq()), film.event_source.interval / 1000
    n_moving = frames.index(n_updates)
    assert max(1, n_moving) * spacing == pytest.approx(seconds, rel=0.01)
    still = (len(frames) - 1 - n_moving) * spacing
    assert 1.5 <= still < 1.5 + spacing + 1e-9


def test_a_film_is_as_wide_as_asked_for(tmp_path, line, run):
    path = tmp_path / "run.gif"
    plots.save(plots.animate(line, run, n_frames=2, width=1920), path)
    with Image.open(path) as image:
        assert image.size == (1920, 720)


def test_a_film_that_nobody_saves_is_dropped_without_a_word(line, run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.animate(line, run)
        gc.collect()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, line, run, monkeypatch):
    path = tmp_path / "run.gif"
    path.write_bytes(b"the film before")
    film = plots.animate(line, run, n_frames=3)

    def fail(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("matplotlib.animation.PillowWriter.finish", fail)
    with pytest.raises(OSError, match="no space left"):
        plots.save(film, path)
    assert [file.name for file in tmp_path.iterdir()] == ["run.gif"]
    assert path.read_bytes() == b"the film before"


def test_unknown_suffix_names_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match=r"path must end in \.gif or \.mp4\. Got '.*run\.avi'"):
        plots.save(None, tmp_path / "run.avi")


def test_missing_ffmpeg_is_said_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(RuntimeError, match=r"needs ffmpeg.*pip install.*or save a \.gif"):
        plots.save(None, tmp_path / "run.mp4")


def test_mp4_is_written(tmp_path, line, run):
    path = tmp_path / "run.mp4"
    plots.save(plots.animate(line, run, n_frames=5), path)
    assert b"ftyp" in path.read_bytes()[:16]


@pytest.mark.parametrize("arguments", [{"fps": 0}, {"n_frames": 1}, {"x": "time"}])
def test_bad_arguments(line, run, arguments):
    with pytest.raises(ValueError, match=f"{next(iter(arguments))} must be"):
        plots.animate(line, run, **arguments)


def test_a_run_that_leaves_the_window_is_pointed_at(line):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=2.0, max_steps=12)
    figure = stage_for(line, run, x="step", window=((-2, 4), (-1, 5)), theme=plots.LIGHT)
    show = put_on_stage(figure, line, run, x="step", theme=plots.LIGHT)
    assert len(show(0)[2].get_xdata()) == 0
    ((x, y),) = show(12)[2].get_xydata()
    assert not (-2 <= run.params[12, 0] <= 4 and -1 <= run.params[12, 1] <= 5)
    assert x in (-2, 4) or y in (-1, 5)
