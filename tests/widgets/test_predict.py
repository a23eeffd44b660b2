"""A prediction: what is right is computed, and nobody can read it before."""

import math
import re

import pytest

import gdviz as gd
from gdviz.widgets import saving

QUESTION = "How many updates are five epochs with b = 32?"


@pytest.fixture
def run():
    X, y = gd.datasets.line(1000)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    return gd.gradient_descent(objective, [0, 0], learning_rate=0.5, batch_size=32, n_epochs=5)


def asked(**options):
    return gd.predict("04.a", QUESTION, **options)


@pytest.mark.parametrize("answer", [160, 160.0, lambda: 160, lambda: [160][0]])
def test_the_truth_is_a_value_or_what_a_function_returns(answer):
    assert asked(answer=answer).truth == 160


def test_the_truth_may_be_a_function_of_a_run(run):
    counted = asked(answer=lambda run: run.step[-1], run=run, tolerance=0)
    assert counted.truth == 5 * math.ceil(1000 / 32) == 160
    assert [counted.is_right(given) for given in (159, 160, 161)] == [False, True, False]


def test_of_an_interactive_it_is_what_is_on_the_screen():
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), 2.0, n_steps=5)
    walker.open()
    assert asked(answer=lambda run: run.step[-1], run=walker).truth == 5


@pytest.mark.parametrize(("truth", "tolerance"), [(160, 0.1), (-4, 0.25), (36.8, 0), (0, 0.5)])
def test_a_number_is_right_within_a_share_of_its_size(truth, tolerance):
    number, off = asked(answer=truth, tolerance=tolerance), tolerance * abs(truth)
    assert all(map(number.is_right, (truth, truth + off, truth - off)))
    assert not any(map(number.is_right, (truth + 1.01 * off + 1e-6, truth - 1.01 * off - 1e-6)))


def test_a_choice_is_right_if_it_is_the_truth():
    choice = asked(answer=lambda: 10, choices=[1, 10, 19, 21])
    assert choice.choices == ["1", "10", "19", "21"]
    assert [choice.is_right(given) for given in choice.choices] == [False, True, False, False]


@pytest.mark.parametrize("options", [{"answer": 0}, {"answer": 0, "choices": [0, 1]}])
def test_nothing_given_is_not_right(options):
    question = asked(**options)
    assert question.given is None
    assert not question.is_right(question.given)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"answer": math.nan}, r"answer must be a finite number\. Got nan"),
        ({"answer": "many"}, r"answer must be a finite number\. Got "),
        ({"answer": [1, 2]}, r"answer must be a finite number\. Got "),
        ({"answer": 1, "tolerance": -1}, r"tolerance must be a finite number, at least 0\. Got -1"),
        ({"answer": "c", "choices": ["a", "b"]}, r"answer must be one of the choices \['a', 'b'\]"),
        ({"answer": "a", "choices": ["a"]}, r"choices must be two or more different ones"),
        ({"answer": "a", "choices": ["a", "a"]}, r"choices must be two or more different ones"),
        ({"answer": 1, "unit": 3}, r"unit must be text\. Got 3"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        asked(**options)


def test_a_name_and_a_question_are_needed():
    with pytest.raises(ValueError, match=r"name must be text"):
        gd.predict("", QUESTION, answer=1)
    with pytest.raises(ValueError, match=r"question must be text\. Got 7"):
        gd.predict("04.a", 7, answer=1)


@pytest.mark.parametrize("options", [{"answer": 9731}, {"answer": 9731, "choices": [9731, 5]}])
def test_what_a_notebook_stores_is_the_question_alone(options):
    data, _ = asked(**options)._repr_mimebundle_()
    data.pop("application/vnd.jupyter.widget-view+json")
    assert set(data) == {"text/plain", "text/html"}
    assert data["text/plain"] == f"Prediction('04.a', {QUESTION!r})"
    assert QUESTION in data["text/html"]
    assert ("9731" in str(data)) == ("choices" in options)
    again, _ = asked(**options)._repr_mimebundle_()
    assert {name: again[name] for name in data} == data


def test_the_stored_question_holds_no_markup_of_its_own():
    question = gd.predict("04.a", "Is b < N?", answer="<b>", choices=["<b>", "<i>"])
    assert re.findall(r"<(\w+)>", question._repr_html_()) == ["p", "b", "ul", "li", "li"]


def test_it_is_saved_as_a_page(tmp_path):
    question = asked(answer=160, unit="updates")
    question.save(tmp_path / "question.html")
    text = (tmp_path / "question.html").read_text("utf-8")
    assert QUESTION in text
    assert saving.packed(saving.state(question)) in text
    with pytest.raises(ValueError, match=r"path must end in \.html\. Got 'question\.png'"):
        question.save(tmp_path / "question.png")
