"""Colors: two themes, and for each a palette for the learner's screen and one for a projector.

The colors start from those of Okabe & Ito (2008), which color-blind people tell apart; a test holds
what became of them to that. A color always means the same thing: what belongs to the path (the
params, their fit, their loss) is vermilion, what belongs to all data is blue, the mini-batch is
lit in yellow.
"""

from dataclasses import dataclass, field, replace

from matplotlib.colors import LinearSegmentedColormap

from gdviz.plots import projector
from gdviz.words import _


@dataclass(frozen=True)
class Palette:
    """Colors, each named after what it shows.

    Attributes
    ----------
    figure, panel, text, grid : str
        Background around and inside the axes, letters, grid lines.
    path, batch, data, limit, ghost, minimum : str
        The run (and its fit), the mini-batch, all data, the stable limit, an earlier run,
        a minimum.
    edge : str
        Outline that lifts a mark off whatever lies below it.
    valley_to_ridge : tuple of str
        The color map of a loss surface, from its lowest to its highest part.
    series : tuple of str
        Colors of runs that are compared, used together with `style.LINE_STYLES`.
    """

    figure: str
    panel: str
    text: str
    grid: str
    path: str
    batch: str
    data: str
    limit: str
    ghost: str
    minimum: str
    edge: str
    valley_to_ridge: tuple
    series: tuple


@dataclass(frozen=True)
class Theme:
    """The colors of all pictures, on a light or a dark ground.

    Each color of the palette in use is an attribute of the theme: ``LIGHT.path``. In a lecture it
    is the projected palette's (`projector.enter`), else the learner's own; the theme itself never
    changes.

    Attributes
    ----------
    name : str
        "light" or "dark", or that of a theme of your own.
    own, projected : Palette
        The colors on the learner's screen, and in a hall.

    Examples
    --------
    >>> from dataclasses import replace
    >>> green = replace(LIGHT.own, path="#1E7A50")
    >>> Theme("green", own=green, projected=green).path
    '#1E7A50'
    """

    name: str
    own: Palette = field(repr=False)
    projected: Palette = field(repr=False)

    @property
    def palette(self):
        """The palette for the screen that is drawn for."""
        return self.own if projector.screen() is None else self.projected

    def __getattr__(self, role):
        if role not in Palette.__dataclass_fields__:
            raise AttributeError(_("a theme has no {role!r}").format(role=role))
        return getattr(self.palette, role)

    @property
    def colormap(self):
        """The matplotlib color map of ``valley_to_ridge``."""
        return LinearSegmentedColormap.from_list(f"gdviz_{self.name}", self.valley_to_ridge)


_LIGHT = Palette(
    figure="#FFFFFF",
    panel="#FFFFFF",
    text="#1B2430",
    grid="#DDE3EA",
    path="#D55E00",
    batch="#FFC21A",
    data="#0072B2",
    limit="#A3123F",
    ghost="#6B7280",
    minimum="#1B2430",
    edge="#1B2430",
    valley_to_ridge=("#FFFFFF", "#DCE9F5", "#B3CFE8", "#86AFD6", "#5D8DBF"),
    series=("#0072B2", "#D55E00", "#009E73", "#D187B4", "#6B3E00", "#1B2430"),
)

_DARK = Palette(
    figure="#11151B",
    panel="#171D26",
    text="#E8EDF3",
    grid="#313B49",
    path="#FF7A2B",
    batch="#FFF27A",
    data="#56B4E9",
    limit="#FF6F91",
    ghost="#A5AFBD",
    minimum="#FFFFFF",
    edge="#0A0D12",
    valley_to_ridge=("#131A24", "#1A2A3F", "#23405F", "#2F587F", "#3E709B"),
    series=("#56B4E9", "#FF7A2B", "#2FCB9B", "#B65A93", "#FFF27A", "#FFFFFF"),
)

LIGHT = Theme(
    "light",
    own=_LIGHT,
    # Light from the hall washes a projected picture out: nothing on white may be pale,
    projected=replace(
        _LIGHT,
        text="#0B1020",
        grid="#9AA6B5",
        path="#C24E00",
        data="#0052E0",
        limit="#A3003A",
        ghost="#525A66",
        minimum="#0B1020",
        edge="#0B1020",
        valley_to_ridge=("#FFFFFF", "#D3E4F6", "#9CC3E9", "#649DD6", "#3A76B8"),
        series=("#0052E0", "#C24E00", "#1E7A50", "#B040A8", "#5A3A00", "#0B1020"),
    ),
)
DARK = Theme(
    "dark",
    own=_DARK,
    # and nothing on black may be dim.
    projected=replace(
        _DARK,
        text="#FFFFFF",
        grid="#4A5A70",
        series=("#56B4E9", "#FF7A2B", "#2FCB9B", "#C4689F", "#FFF27A", "#FFFFFF"),
    ),
)


def check_theme(theme):
    """Return ``theme``, if it is one.

    Raises
    ------
    ValueError
        If it is not a `Theme`: the name of one, say.

    Examples
    --------
    >>> check_theme("dark")
    Traceback (most recent call last):
        ...
    ValueError: theme must be gd.plots.LIGHT or gd.plots.DARK, without quotes. Got 'dark'.
    """
    if not isinstance(theme, Theme):
        quotes = _(", without quotes") if isinstance(theme, str) else ""
        raise ValueError(
            _("theme must be gd.plots.LIGHT or gd.plots.DARK{quotes}. Got {theme!r:.60}.").format(
                quotes=quotes, theme=theme
            )
        )
    return theme
