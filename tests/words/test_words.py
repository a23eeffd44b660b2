"""A sentence changes with the language when it is shown, and the template knows every sentence."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import gdviz as gd
from gdviz import words
from gdviz.exercises.sentences import all_hints
from gdviz.locale import update

SENTENCE = words.N_("{n} rows of {total}")


@pytest.fixture
def locale(tmp_path, monkeypatch):
    """A folder with a catalogue in which a few sentences read otherwise."""
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    monkeypatch.setattr(words, "_chosen", None)
    monkeypatch.delenv("GDVIZ_LANGUAGE", raising=False)
    catalog = Catalog(locale="zh_CN")
    catalog.add(SENTENCE, "共 {total} 行，取 {n} 行")
    catalog.add(("{n} row", "{n} rows"), ("{n} 行",))
    catalog.add(all_hints()["00.1"]["tail_dropped"], "进一。")
    catalog.add("correct.", "正确。")
    catalog.add("expected numbers, but this is {given}.", "应为数字，而不是 {given}。")
    catalog.add('Did you mean "{near}"?', "最接近的是 {near}")
    catalog.add(
        "{name} must be between {low} and {high} ({of}). Got {given}.",
        "{name} 应在 {low} 到 {high}（{of}）之间，而不是 {given}。",
    )
    catalog.add("the number of samples", "样本数")
    catalog.add(
        "{name} must be a finite number, {limits}. Got {given}.", "{name}：{limits}；{given}"
    )
    catalog.add("at least {n}", "不小于 {n}")
    catalog.add("a {name}", "{name} 类型的值")
    catalog.add("Loss curve", "Verlust")
    catalog.add("updates", "Schritte")
    write(catalog, tmp_path)
    return tmp_path


def write(catalog, locale, template=()):
    path = locale / "zh_CN" / "LC_MESSAGES" / "gdviz.po"
    path.parent.mkdir(parents=True)
    update.write(catalog, path)
    update.compile_catalogue(path, template or catalog)
    return path


def shown():
    return words._(SENTENCE).format(n=2, total=9)


def test_a_sentence_is_looked_up_when_it_is_shown(locale):
    assert shown() == "2 rows of 9"
    assert gd.language("zh") == "zh_CN"
    assert shown() == "共 9 行，取 2 行"
    assert gd.language("en") == "en"
    assert shown() == "2 rows of 9"


@pytest.mark.parametrize("code", ["zh", "zh_CN", "zh-CN", "zh-Hans", "zh_CN.UTF-8", "ZH"])
def test_a_language_has_many_spellings(locale, code):
    assert gd.language(code) == gd.language() == "zh_CN"


@pytest.mark.parametrize("code", ["en", "de", "zhuang", "C.UTF-8", ""])
def test_without_a_catalogue_it_stays_english(locale, code):
    assert gd.language(code) == "en"
    assert shown() == "2 rows of 9"


def test_the_environment_decides_until_somebody_chooses(locale, monkeypatch):
    monkeypatch.setenv("GDVIZ_LANGUAGE", "zh")
    assert (gd.language(), shown()) == ("zh_CN", "共 9 行，取 2 行")
    assert (gd.language("en"), shown()) == ("en", "2 rows of 9")


def test_what_nobody_has_translated_stays_english(locale):
    gd.language("zh")
    assert words._("new words") == "new words"
    assert words._("") == ""


@pytest.mark.parametrize(
    ("code", "one", "three"), [("en", "1 row", "3 rows"), ("zh", "1 行", "3 行")]
)
def test_a_plural_follows_the_language(locale, code, one, three):
    gd.language(code)
    forms = [words.ngettext("{n} row", "{n} rows", n).format(n=n) for n in (1, 3)]
    assert forms == [one, three]


def test_the_template_holds_every_sentence():
    assert update.different(update.read(update.TEMPLATE), update.collect()) == []


def test_a_stale_template_names_the_sentence(tmp_path):
    package = tmp_path / "gdviz"
    package.mkdir()
    (package / "a.py").write_text('_("new words")\nngettext("{n} row", "{n} rows", 2)\n', "utf-8")
    found = update.different(Catalog(), update.collect(package))
    assert [sentence for sentence in found if sentence not in hints()] == [
        "('{n} row', '{n} rows')",
        "new words",
    ]


def hints():
    return {text for sentences in all_hints().values() for text in sentences.values()}


def test_the_template_holds_every_hint_of_an_exercise():
    assert hints() <= {message.id for message in update.read(update.TEMPLATE)}
    assert len(hints()) > 400


def test_verdicts_and_hints_are_translated_when_they_are_shown(locale):
    assert gd.exercises.check("00.1", 15).message.endswith("round up.")
    gd.language("zh")
    assert gd.exercises.check("00.1", 15).message == "00.1: 进一。"
    assert repr(gd.exercises.check("00.1", 16)) == "✓ 00.1: 正确。"
    assert gd.exercises.check("00.1", None).message == "00.1: 应为数字，而不是 None。"
    with pytest.raises(ValueError, match=r"最接近的是 02\.1"):
        gd.exercises.check(2.1)
    gd.language("en")
    assert gd.exercises.check("00.1", 15).message.endswith("round up.")


def test_errors_are_translated_with_the_words_in_them(locale):
    X, y = gd.datasets.line(10)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    arguments = {"learning_rate": 0.1, "max_steps": 1}
    gd.language("zh")
    with pytest.raises(ValueError, match=r"^batch_size 应在 1 到 10（样本数）之间，而不是 99。$"):
        gd.gradient_descent(objective, [0, 0], batch_size=99, **arguments)
    with pytest.raises(ValueError, match=r"^learning_rate：不小于 0；list 类型的值$"):
        gd.gradient_descent(objective, [0, 0], **{**arguments, "learning_rate": []})


def test_titles_and_axes_are_translated(locale):
    surface = gd.objectives.bowl()
    run = gd.gradient_descent(surface, [1.0, 1.0], learning_rate=0.1, max_steps=3)
    gd.language("zh")
    assert gd.plots.loss_curve(run).axes.get_xlabel() == "Schritte"
    explorer = gd.widgets.descent_explorer(surface, n_steps=3)
    explorer.open()
    assert [panel["title"] for panel in explorer.panels][-1] == "Verlust"


def test_committed_catalogues_are_compiled():
    for path in update.TEMPLATE.parent.glob("*/LC_MESSAGES/gdviz.po"):
        assert update.compiled(update.read(path)) == path.with_suffix(".mo").read_bytes()


def test_a_translation_must_keep_the_fields(tmp_path):
    catalog = Catalog(locale="zh_CN")
    catalog.add(SENTENCE, "取 {rows} 行")
    with pytest.raises(ValueError, match="keep the fields in braces"):
        write(catalog, tmp_path)


def test_an_update_keeps_translations_and_adds_new_sentences(tmp_path):
    template, catalog = Catalog(), Catalog(locale="zh_CN")
    catalog.add("old", "旧")
    for sentence in ("old", "new"):
        template.add(sentence)
    found = update.read(write(catalog, tmp_path, template))
    assert {m.id: m.string for m in found if m.id} == {"old": "旧", "new": ""}


def test_the_wheel_holds_compiled_catalogues(tmp_path):
    pytest.importorskip("hatchling")
    root = Path(gd.__file__).parents[1]
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-notebooks.md"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    package = tmp_path / "gdviz"
    package.mkdir()
    (package / "__init__.py").touch()
    write(Catalog(locale="zh_CN"), package / "locale", Catalog())
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=tmp_path, check=True
    )
    (wheel,) = tmp_path.glob("dist/*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "gdviz/locale/zh_CN/LC_MESSAGES/gdviz.mo" in names
    assert not [name for name in names if name.endswith((".po", ".pot", "update.py"))]
