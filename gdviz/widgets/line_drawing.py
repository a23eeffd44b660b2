"""The pictures of the line lab: frames for the page, and a whole one to keep."""

import numpy as np

from gdviz.plots import style
from gdviz.plots.data import data_with_fit, fitted_line
from gdviz.plots.stage import draw_loss_axes, draw_panels, draw_params
from gdviz.plots.surface import cross
from gdviz.widgets import stages
from gdviz.widgets.filmed import SIZE
from gdviz.widgets.line_view import loss_limits, minimum_of
from gdviz.words import _


class LineDrawing:
    """How a `LineLab` is drawn: the page's frames are empty, a kept picture is whole."""

    def _panels(self, theme):
        """Return frames without numbers, which the page writes as they change."""
        named = {
            "data": (_("Points and line"), "x", "y"),
            "params": (_("Loss surface J(θ)"), "θ₀", "θ₁"),
            "loss": (_("Loss curve"), "", "J(θ)"),
        }
        return {name: lambda ax, text=text: frame(ax, text, theme) for name, text in named.items()}

    def _figure(self, theme):
        return self._still(theme, SIZE)

    def _still(self, theme, size=None):
        panels = {
            "data": lambda ax: self._draw_points(ax, theme),
            "params": lambda ax: self._draw_surface(ax, theme),
            "loss": lambda ax: draw_loss_axes(ax, ((0, 1), self._loss_limits()), None, theme),
        }
        size = size or stages.size_of(len(panels), self.n_more_rows)
        return draw_panels(panels, size, stages.large(self.hero))

    def _draw_surface(self, ax, theme):
        window = tuple(map(tuple, self.view["params"]))
        draw_params(self.objective, ax, window, theme, stages.N_GRID)
        ax.plot(*minimum_of(self.objective)[:, None], "P", **cross(theme))
        if self.has_truth:
            ax.plot(*np.array(self.true_params)[:, None], "D", **truth_mark(theme))

    def _draw_points(self, ax, theme):
        data_with_fit(self.objective, ax=ax, theme=theme)
        style.title(ax, _("Points and line"), theme)
        lines = {
            "--": minimum_of(self.objective),
            **({":": self.true_params} if self.has_truth else {}),
        }
        for dashes, params in lines.items():
            looks = {"color": theme.text, "linewidth": 2, "linestyle": dashes}
            ax.plot(*fitted_line(self.objective, params), **looks)
        ax.set(xlim=self.view["data"][0], ylim=self.view["data"][1])

    def _loss_limits(self):
        lowest = self.objective.loss(minimum_of(self.objective))
        return loss_limits(self.view["loss"], lowest, self.run().loss)


def frame(ax, texts, theme):
    """Draw empty axes, with room for numbers beside them."""
    title, across, up = texts
    style.dress(ax, theme).grid(False)
    style.title(ax, title, theme)
    ax.tick_params(labelbottom=False, labelleft=False, length=0)
    ax.set_xlabel(across, labelpad=22)
    ax.set_ylabel(up, labelpad=36)


def truth_mark(theme):
    """Return the properties of the mark of the true params."""
    return {"markersize": 9, "mfc": "none", "mec": theme.text, "mew": 2, "zorder": 3.1}
