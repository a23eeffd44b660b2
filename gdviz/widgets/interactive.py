"""`Interactive`: a `Player` that knows its objective and answers the page."""

import numpy as np
import traitlets

from gdviz.checks import check_params
from gdviz.widgets import stages
from gdviz.widgets.player import Player


class Interactive(Player):
    """What all interactives of `gdviz.widgets` share.

    `run` hands over what is on the screen, exact; `save` writes it to a file.

    Attributes
    ----------
    objective : object
    window : tuple of (low, high)
        The part of parameter space on the stage.
    """

    usual_theme = "light"  # of the page that asked last: the next one will most likely be the same

    def __init__(self, objective, start, *, window, **traits):
        self.objective, self.window = objective, window
        self._answered_for, self._drawn, self._redraw = None, set(), set()
        super().__init__(
            n_samples=objective.n_samples,
            param_names=["θ"] if objective.n_params == 1 else ["θ₀", "θ₁"],
            palettes=stages.palettes(),
            start=start,
            **traits,
        )

    def open(self):
        """Compute the runs, then let the page know: it gets everything in one message."""
        if self._answered_for is None:
            self._refresh()
            self.step = self._last_step()
        super().open()

    def save(self, path):
        """Write what is on the screen to a file.

        Parameters
        ----------
        path : str or Path
            Its suffix chooses the format: .png, a picture at twice its size on the screen; .svg,
            the same in vectors, whose letters are outlines; .html, one page with sliders and play
            bar that needs no network and no Python; .gif and .mp4, the run as a film 1280 pixels
            wide, where the interactive has one to play.

        Raises
        ------
        ValueError
            If the suffix is none of these.
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

        saving.save(self, path)

    def draw_all_stages(self):
        """Draw the stage for both themes, so that the page can switch without a kernel."""
        self._publish(self._draw(set(stages.THEMES) - self._drawn))

    def _repr_mimebundle_(self, **kwargs):
        from gdviz.widgets import saving

        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "image/png": saving.png(self)}, metadata

    @traitlets.validate("start")
    def _check_start(self, proposal):
        params = check_params(self.objective, proposal.value)
        with np.errstate(over="ignore", invalid="ignore"):
            loss = self.objective.loss(params)
        if not np.isfinite(loss):
            raise ValueError(f"params must have a finite loss. Got {loss} at {params}.")
        return params.tolist()

    @traitlets.observe("start", "seed", "show_fan", "theme", "asked_theme", "asked")
    def _answer(self, change):
        if self._answered_for is not None:
            self._refresh()

    def _refresh(self):
        """Bring runs and stage up to what the traits ask for, in one message."""
        new = self._answers()
        new |= self._draw(self._wanted_themes() - self._drawn)
        self._answered_for = self._question()
        self._publish({**new, "answered": self.asked})

    def _question(self):
        return list(self.start), self.seed

    def _publish(self, traits):
        with self.hold_sync():
            for name, value in traits.items():
                self.set_trait(name, value)

    def _new_version(self, layout):
        """Return the packing with a number that tells it from the one before."""
        return {**layout, "version": self.packing.get("version", 0) + 1}

    def _show_window(self, window):
        """Take note of the part of parameter space to show; another one is drawn anew.

        Pictures of both themes must have the same axes, so limits change here and nowhere else.
        """
        if window != self.window or not self._drawn:
            self.window = window
            self._fit_axes()
            self._redraw, self._drawn = self._redraw | self._drawn, set()

    def _wanted_themes(self):
        if self.asked_theme:
            Interactive.usual_theme = self.asked_theme
        usual = Interactive.usual_theme
        return {self.asked_theme or (usual if self.theme == "auto" else self.theme)} | self._redraw

    def _draw(self, themes):
        traits = {}
        for theme in themes:
            traits |= self._stage(stages.THEMES[theme])
        self._drawn |= themes
        self._redraw -= themes
        return traits
