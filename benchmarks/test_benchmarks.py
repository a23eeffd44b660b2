"""The parts of the benchmarks that could report a figure nobody measured."""

import json

import pytest

from benchmarks.pages import page_rows, weights
from benchmarks.pixels import to_and_fro
from benchmarks.table import Row, attempt, report

PAGE = """
<link rel="stylesheet" href="_static/style.css?v=1"> <link rel="next" href="other.html">
<img src="picture.png"> <img src="picture.png"> <img src="data:image/png;base64,AAAA">
<script src="https://elsewhere.example/far.js"></script> <a href="all.zip">all</a>
<div data-state="state" data-widget="widget"></div>
"""
LOADED = {
    "_static/style.css": "a { background: url('ground.png') } b { src: url(a.woff2) }",
    "_static/ground.png": "x" * 1000,
    "_static/players/state.js": "x" * 200,
    "_static/players/widget.js": "x" * 30,
    "picture.png": "x" * 4,
}
NOT_LOADED = {
    "all.zip": "x" * 5000,
    "_static/a.woff2": "x" * 5000,
    "_static/players/other.js": "x" * 5000,
}


def test_a_page_weighs_what_it_may_load_once(tmp_path):
    for name, text in {"index.html": PAGE, **LOADED, **NOT_LOADED}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (n_bytes,) = weights(tmp_path).values()
    assert n_bytes == len(PAGE) + len(LOADED["_static/style.css"]) + 1234
    (row,) = page_rows(tmp_path)
    assert row.value == n_bytes / 1e6
    assert row.met


def test_without_a_site_no_weight_is_reported(tmp_path):
    (row,) = page_rows(tmp_path)
    assert row.value is None
    assert not row.met
    assert "run make site first" in str(row)


@pytest.mark.parametrize(("value", "met"), [(1.0, True), (2.0, True), (2.1, False), (None, False)])
def test_a_goal_is_met_by_what_was_measured(value, met):
    assert Row("ms", value, 2).met == met


def good():
    yield Row("before", 1.0)
    yield Row("goal", 3.0, 2)


def dying():
    yield Row("half", 0.5)
    raise RuntimeError("Kernel died before\nreplying")


def all_rows():
    for name, rows in [("first", dying), ("second", good)]:
        yield from attempt(name, rows)


def test_a_row_that_fails_is_reported_and_the_rest_goes_on(tmp_path, capsys):
    status = report(all_rows(), tmp_path / "latest.json")
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out] == ["half", "first", "before", "goal", "4"]
    assert out[1].endswith("FAILED: RuntimeError: Kernel died before replying")
    assert out[-1] == "4 rows: 1 failed, 1 missed their goal"
    assert status == 1
    table = json.loads((tmp_path / "latest.json").read_text("utf-8"))
    assert [row["met"] for row in table] == [True, False, True, False]
    assert [row["value"] for row in table] == [0.5, None, 1.0, 3.0]
    assert [bool(row["error"]) for row in table] == [False, True, False, False]


@pytest.mark.parametrize(("strict", "status"), [("1", 1), ("", 0)])
def test_a_missed_goal_counts_where_it_is_asked_for(tmp_path, monkeypatch, strict, status):
    monkeypatch.setenv("STRICT", strict)
    assert report(good(), tmp_path / "latest.json") == status


def test_rows_are_printed_and_kept_as_they_are_measured(tmp_path, capsys):
    def stopped():
        yield Row("measured", 1.0)
        assert "measured" in capsys.readouterr().out
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report(attempt("all", stopped), tmp_path / "latest.json")
    (kept,) = json.loads((tmp_path / "latest.json").read_text("utf-8"))
    assert kept["name"] == "measured"


def test_every_key_moves_the_slider():
    place, keys = 2, to_and_fro(9, 2, 0, 3)
    for key in keys:
        place += {"ArrowRight": 1, "ArrowLeft": -1}[key]
        assert 0 <= place <= 3
