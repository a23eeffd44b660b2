"""`Interactive`: a `Player` that knows its objective and answers the page."""

import numpy as np
import traitlets

from gdviz.checks import check_integer
from gdviz.plots.stage import draw_best, draw_loss_axes, draw_panels, draw_params
from gdviz.plots.window import check_window, known_minimum
from gdviz.widgets import beyond, cells, marks, stages, wording
from gdviz.widgets.knobs import check_near, check_start, knobs_of
from gdviz.widgets.moments import step_of_share
from gdviz.widgets.player import Player, refusing, synced
from gdviz.words import _

CHOSEN = ("start", "seed", "step", "pinned", "x_axis", "show_fan", "show_batch_loss", "target")
NAMES = {1: ["θ"], 2: ["θ₀", "θ₁"]}  # of the numbers that choose a start; of more there are none


class Interactive(Player):
    """What all interactives of `gdviz.widgets` share.

    `run` hands over what is on the screen, exact; `save` writes it to a file. A subclass says which
    panels it has (`_panels`), computes its runs (`_new_runs`), and draws what moves (`picture`).

    Attributes
    ----------
    objective : object
    window : tuple of (low, high)
        The part of parameter space on the stage.
    loss_window : pairs (low, high)
        What the axes of the loss curve show.
    advice : str
        What is said of the data beside the picture, such as "κ = 9.4·10⁷: standardize …".
    """

    advice = synced(traitlets.Unicode(""))

    objective = window = loss_window = None
    _home = None  # the window of the beginning
    _view = None  # what a picture shows instead of the window
    n_more_rows = 0  # of controls, next to what every interactive has
    hero = "params"  # the panel that is larger than the others, where there are three

    def __init__(self, objective, start, *, window, **traits):
        self.objective = objective
        self.window = None if window is None else check_window(objective, window)
        self._answered_for, self._drawn, self._redraw, self._land = None, set(), set(), {}
        self._wanted_step = traits.pop("step", None)
        self.observe(self._follow, [knob.index for knob in knobs_of(type(self))])
        super().__init__(
            n_samples=objective.n_samples,
            palettes=stages.palettes(),
            title=traits.pop("title", _("Gradient descent")),
            start=start,
            **{"param_names": NAMES.get(objective.n_params, []), **traits},
        )

    def open(self):
        """Compute the runs, then let the page know: it gets everything in one message."""
        if self._answered_for is None:
            self._refresh()
            self.tell_words()
            self.step = self._first_step()
            self.first = {name: getattr(self, name) for name in self._chosen()}
        super().open()

    def _first_step(self):
        """Return the update that is shown at first: as asked, and the start if the rest hides."""
        last = self._last_step()
        if self._wanted_step is None:
            return last if self.show_future else 0
        return check_integer("step", self._wanted_step, low=0, high=last)

    def _chosen(self):
        """Return the names of what a person chooses."""
        indices = [knob.index for knob in knobs_of(type(self))]
        return [*indices, *(name for name in CHOSEN if self.has_trait(name))]

    def reset(self):
        """Put everything back to where it stood at first: sliders, start, seed, update, boxes."""
        for name, value in self.first.items():
            setattr(self, name, value)

    def save(self, path, *, seconds=None, width=1280):
        """Write what is on the screen to a file.

        Parameters
        ----------
        path : str or Path
            Its suffix chooses the format: .png, a picture at twice its size on the screen; .svg,
            the same in vectors, whose letters are outlines; .html, one page with sliders and play
            bar that needs no network and no Python; .gif and .mp4, the run as a film, where the
            interactive has one to play. A file of that name is replaced once the new one is whole.
        seconds : float, optional
            How long the run plays in a film; by default as long as on the page. Its last picture
            then stands for another 1.5 seconds.
        width : int
            Width of a film in pixels: 1920 fills a large slide.

        Raises
        ------
        ValueError
            If the suffix is none of these, the folder does not exist, or a film cannot have this
            length or width.
        RuntimeError
            If the suffix is .mp4 and the program ffmpeg is not installed.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import mkdtemp
        >>> from gdviz import objectives, widgets
        >>> walker = widgets.slope_walker(objectives.parabola(), 2.0, n_steps=5)
        >>> folder = Path(mkdtemp())
        >>> walker.save(folder / "run.png")
        >>> walker.save(folder / "run.svg")
        >>> walker.save(folder / "run.html")
        >>> walker.save(folder / "run.gif")
        >>> walker.save(folder / "run.mp4")
        >>> sorted(file.suffix for file in folder.iterdir())
        ['.gif', '.html', '.mp4', '.png', '.svg']
        """
        from gdviz.widgets import saving

        saving.save(self, path, seconds=seconds, width=width)

    def draw_all_stages(self):
        """Draw the stage for both themes, so that the page can switch without a kernel."""
        self._publish(self._draw(set(stages.THEMES) - self._drawn))

    def _repr_mimebundle_(self, **kwargs):
        from gdviz.widgets import saving

        cells.note(self)
        self.tell_words()
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "image/png": saving.stored(self)}, {**metadata, **cells.MARK}

    @traitlets.validate("start")
    @refusing
    def _check_start(self, proposal):
        start = check_start(self.objective, proposal.value)
        if self._home:
            check_near(start, self._home, self.param_names)
        return start

    def _choose(self, knob, index, value):
        """Move a slider to the value that is nearest to what was asked for."""
        setattr(self, knob.index, index)

    def _follow(self, change):
        """Keep the share of the budget that is shown when Python chooses another run.

        The page, which knows the place better, does the same for the runs that it chooses.
        """
        if self._answered_for is None or self._hears:
            return
        before = self._steps(**{change.name: change.old})
        self.step = step_of_share(self._steps(), before, self.step)

    def _steps(self, **indices):
        """Return the updates at the records of the run on the screen; or of one that was."""
        j = 0
        for knob in knobs_of(type(self)):
            if knob.name != "learning_rate":
                index = indices.get(knob.index, getattr(self, knob.index))
                j = j * len(getattr(self, knob.values)) + index
        first, last = np.cumsum([0, *self.packing["n_records"]])[[j, j + 1]]
        return np.frombuffer(self.clock, "<f4").reshape(-1, 3)[first:last, 0]

    def tell_words(self):
        """Write every word of the page anew: in the reader's language of this moment."""
        self._publish(
            {
                "knobs": [self._slider(knob) for knob in knobs_of(type(self))],
                "key": [[mark, _(text), *shown_by] for mark, text, *shown_by in self._legend()],
            }
        )
        self.words = self._words()

    def _slider(self, knob):
        n_values, is_rate = len(getattr(self, knob.values)), knob.name == "learning_rate"
        return {
            "name": knob.name,
            "values": knob.values,
            "index": knob.index,
            "label": _(knob.label),
            "short": _(knob.short).format(value=f"{{{knob.name}}}"),
            "is_shown": n_values > 1 or is_rate,
            "is_said": n_values > 1 or is_rate or self.n_samples > 1,
            "texts": knob.texts(getattr(self, knob.values)),
        }

    def _legend(self):
        """Return what the legend names: mark and text, and a trait where that has to be set."""
        return [(marks.racer(k), name) for k, name in enumerate(self.racers)]

    def _words(self):
        """Return the page's words by their names, templates with named fields."""
        more = wording.of_data() if self.n_samples > 1 else {}
        setting = wording.setting_words(self.knobs)
        return {**wording.player_words(), **more, "setting": setting}

    def _answer(self, change):
        """Answer what a trait asks for by having changed."""
        if self._answered_for is None:
            return
        try:
            self._refresh()
        except Exception:
            self._take_back()
            raise

    _observed = traitlets.observe("start", "seed", "theme", "asked_theme", "asked")(_answer)

    def _refresh(self):
        """Bring runs and stage up to what the traits ask for, in one message."""
        new = self._answers()
        new |= self._draw(self._wanted_themes() - self._drawn)
        self._answered_for = self._question()
        self._publish({"message": "", **new, "answered": self.asked})

    def _take_back(self):
        """Go back to what was answered last: the traits, and the runs that belong to them."""
        before = self._answered_for
        self._answered_for = None  # lets nobody answer in between
        for name, value in before.items():
            self.set_trait(name, value)
        self._answered_for = {}
        self._refresh()

    def _question(self):
        """Return what the runs depend on: traits and their values."""
        return {"start": list(self.start), "seed": self.seed}

    def _answers(self):
        """Return the traits that answer the question, none if they did already."""
        return {} if self._question() == self._answered_for else self._new_runs()

    def _publish(self, traits):
        with self.hold_sync():
            for name, value in traits.items():
                self.set_trait(name, value)

    def _new_version(self, layout):
        """Return the packing with a number that tells it from the one before."""
        return {**layout, "version": self.packing.get("version", 0) + 1}

    def _window_with(self, first):
        """Return the window of the beginning, wider where the start of this moment needs it.

        ``first()`` makes the one of the beginning, unless it was given.
        """
        if self._home is None:
            self._home = self.window or first()
        return stages.including(self._home, self.start)

    def _show_window(self, window):
        """Take note of the part of parameter space to show; another one is drawn anew.

        Pictures of both themes must have the same axes, so limits change here and nowhere else.
        """
        if window != self.window or not self._drawn:
            self.window = window
            self._fit_axes()
            self._draw_anew()
            self._land = {"far": self._beyond(), "lowest": known_minimum(self.objective)}

    def _beyond(self):
        """Return what a camera sees that moves back from the window."""
        is_seen = self.window is not None and len(self.window) == self.objective.n_params
        return beyond.packed(self.objective, self.window) if is_seen else b""

    def _draw_anew(self):
        """Let the stage be drawn again, in the themes that it was drawn in."""
        self._redraw, self._drawn = self._redraw | self._drawn, set()

    def _wanted_themes(self):
        """Return the themes to draw; a page whose own theme is another one asks for it."""
        own = "light" if self.theme == "auto" else self.theme
        return {self.asked_theme or own} | self._redraw

    def _draw(self, themes):
        traits, self._land = self._land, {}
        for theme in map(stages.THEMES.get, themes):
            traits |= stages.sent(
                self._panels(theme), theme, hero=self.hero, n_more_rows=self.n_more_rows
            )
        self._drawn |= themes
        self._redraw -= themes
        return traits

    def _still(self, theme, size=None):
        """Return the stage as a figure to draw on."""
        panels = self._panels(theme)
        size = size or stages.size_of(len(panels), self.n_more_rows)
        return draw_panels(panels, size, stages.large(self.hero))

    def _shown_step(self, steps):
        """Return the update on the screen: the last one of the records' that is not later."""
        return int(steps[max(0, np.searchsorted(steps, self.step, side="right") - 1)])

    def _caption(self):
        """Return what the sliders stand at, and the seed: "b = 8, η = 0.3, seed 0"."""
        values = {
            knob.name: knob.written(getattr(self, knob.name))
            for knob in knobs_of(type(self))
            if getattr(self, knob.values)
        }
        setting = self.words["setting"].format(**values)
        if not self.is_random:
            return setting
        seed = _("seed {seed}").format(seed=self.seed)
        return _("{all}, {entry}").format(all=setting, entry=seed)

    def _surface(self, ax, theme):
        """Draw the panel of parameter space."""
        draw_params(self.objective, ax, self._view or self.window, theme, stages.N_GRID)

    def _loss_axes(self, ax, theme):
        """Draw the panel of a loss curve; the page draws its x axis, which changes."""
        draw_loss_axes(ax, self.loss_window, None, theme)

    def _loss_curve(self, ax, theme):
        """Draw the panel of J along the run, with J* where that is known."""
        self._loss_axes(ax, theme)
        draw_best(ax, known_minimum(self.objective), theme)
