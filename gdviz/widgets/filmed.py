"""`Filmed`: an interactive whose `Screen` can be drawn, as a picture and as a film."""

from gdviz.widgets import picture
from gdviz.widgets.interactive import Interactive
from gdviz.words import _

SIZE = (1280, 480)  # pixels of a picture without a legend


class Filmed(Interactive):
    """A subclass says what is on the screen (`screen`), and over which figure (`_figure`)."""

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure, drawn from the exact runs."""
        return picture.moment(self._figure(theme), self.screen(theme), theme)

    def film(self, theme, **clock):
        """Return what is on the screen, played from its start, as a matplotlib animation."""
        return picture.film(self._figure(theme), self.screen(theme), theme, **clock)

    def _figure(self, theme):
        """Return the stage with room for a legend."""
        return picture.with_room(self._still(theme))


class Racing(Filmed):
    """Several runs of ``n_steps`` updates each at the same time."""

    n_steps = None

    def _words(self):
        return {**super()._words(), "update": _("update {step}")}

    def _last_step(self):
        return self.n_steps
