"""Which cell shows which widget: a cell that runs again closes what it showed before.

Otherwise every run of a cell would leave a widget, with all its runs, in the kernel and in the
page. Cells are told apart by the id that JupyterLab sends with their code.
"""

from IPython import get_ipython

MARK = {"gdviz": {}}  # by this, stored.js knows the outputs that are ours
UNDERSCORES = ("_", "__", "___")  # the last outputs
_known = []


def note(widget):
    """Remember that the running cell shows a widget; open it if it was closed."""
    if widget.comm is None:
        widget.layout.open()
        widget.open()
    shell = get_ipython()
    if shell is None:
        return
    if not _known or _known[0].shell is not shell:
        _known[:] = [Cells(shell)]
    _known[0].displayed.append(widget)


class Cells:
    """The widgets that each cell of a kernel shows."""

    def __init__(self, shell):
        self.shell, self.shown, self.displayed = shell, {}, []
        shell.events.register("post_run_cell", self._end)

    def _end(self, result):
        """Close what the cell showed in its last run, and no cell shows now."""
        cell, now = getattr(result.info, "cell_id", None), self.displayed
        self.displayed = []
        if cell is None:
            return
        before = self.shown.pop(cell, [])
        if now:
            self.shown[cell] = now
        for widget in {id(one): one for one in before}.values():
            if not self._is_shown(widget):
                self._close(widget)

    def _is_shown(self, widget):
        return any(widget is one for widgets in self.shown.values() for one in widgets)

    def _close(self, widget):
        for one in (widget, widget.layout):
            one.close()
            vars(one).pop("_repr_mimebundle_", None)  # closed ones hide; it may be shown again
        self._forget(widget)

    def _forget(self, widget):
        """Drop what IPython remembers of outputs: Out[5], _5, _, __, ___."""
        shell = self.shell
        for memory in (shell.user_ns, shell.user_ns_hidden, shell.user_ns.get("_oh", {})):
            for name in [name for name, value in memory.items() if value is widget]:
                if str(name).strip("_").isdigit() or name in UNDERSCORES:
                    del memory[name]
        for name in UNDERSCORES:
            if getattr(shell.displayhook, name, None) is widget:
                setattr(shell.displayhook, name, "")
