"""`FunctionWalker`: several functions of one variable to walk down, and a list to choose from."""

import traitlets

from gdviz.widgets import stages
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.player import check_index, index_of, refusing, synced
from gdviz.words import _

# What another function brings along.
OWN = (
    "stage_light",
    "stage_dark",
    "panels",
    "learning_rates",
    "learning_rate_index",
    "learning_rate_limit",
    "learning_rate_limits",
    "packing",
    "positions",
    "losses",
    "arrows",
    "tips",
    "far",
    "lowest",
    "clock",
    "slopes",
    "start",
    "advice",
    "seconds_per_update",
    "step",
)


class FunctionWalker(Explorer):
    """A walk down each of several functions, one of which is on the screen.

    Attributes
    ----------
    functions : list of str
        Their names.
    function_index : int
        Which of them is on the screen.
    """

    functions = synced(traitlets.List(traitlets.Unicode()))
    function_index = index_of("functions")
    # Of every function what it brings along: values, and where its bytes lie in `packed_functions`.
    choices = synced(traitlets.List(traitlets.Dict()))
    packed_functions = synced(traitlets.Bytes())

    walkers = None
    _check_function = traitlets.validate("function_index")(refusing(check_index))

    def __init__(self, names, walkers):
        self.walkers, first = walkers, walkers[0]
        for walker in walkers:
            walker.close()  # they only lend what they know
        traits = ("learning_rates", "learning_rate_index", "learning_rate_limit", "batch_sizes")
        super().__init__(
            first.objective,
            first.start,
            budget=first.budget,
            descent=first.descent,
            window=first.window,
            kind="walker",
            functions=names,
            learning_rate_limits=first.learning_rate_limits,
            **{name: getattr(first, name) for name in traits},
        )
        self._offer()

    @property
    def function(self):
        """The name of the function on the screen; set it to choose another one."""
        return self.functions[self.function_index]

    @function.setter
    def function(self, name):
        if name not in self.functions:
            allowed = ", ".join(self.functions)
            raise ValueError(
                _("function must be one of {allowed}. Got {given}.").format(
                    allowed=allowed, given=name
                )
            )
        self.function_index = self.functions.index(name)

    def _words(self):
        return {**super()._words(), "function": _("function")}

    def draw_all_stages(self):
        """Draw the stages of all functions for both themes."""
        super().draw_all_stages()
        for walker in self.walkers:
            walker.draw_all_stages()
        self._offer()

    def _offer(self):
        """Let the page have what every function brings along."""
        blobs, choices, end = [], [], 0
        for walker in self.walkers:
            choice = {}
            for name in OWN:
                value = getattr(walker, name)
                if isinstance(value, bytes):
                    blobs.append(value)
                    value, end = {"from": end, "size": len(value)}, end + len(value)
                choice[name] = value
            choices.append(choice)
        self._publish({"choices": choices, "packed_functions": b"".join(blobs)})

    @traitlets.observe("function_index")
    def _choose(self, change):
        """Become the walker of another function."""
        if self._answered_for is None:
            return
        walker, self._answered_for = self.walkers[self.function_index], None
        for name in ("objective", "window", "_home", "loss_window", "sweep", "_said"):
            setattr(self, name, getattr(walker, name))
        for theme in set(stages.THEMES) & (self._drawn - walker._drawn):
            walker.asked_theme = theme
        self._drawn = set(walker._drawn)
        version = self.packing["version"] + 1
        own = {name: getattr(walker, name) for name in OWN}
        self._publish(own | {"packing": walker.packing | {"version": version}, "pinned": []})
        self._answered_for = self._question()
