"""Arguments by another name, or too many of them: one sentence instead of Python's."""

import difflib
import functools
import inspect

from gdviz.words import _

MEANT = {
    "learning_rate": "alpha eta gamma lr rate step_size",
    "learning_rates": "alpha alphas eta etas learning_rate lr lrs rate rates step_size",
    "batch_size": "b batch bs minibatch minibatch_size",
    "batch_sizes": "b batch batch_size bs sizes",
    "n_epochs": "epoch epochs max_epochs n_epoch num_epochs",
    "max_steps": "iterations max_iter max_iters maxiter n_iter n_iters n_steps n_updates steps",
    "n_steps": "iterations max_iter max_iters max_steps maxiter n_iter n_iters n_updates steps",
    "params": "init initial_params p start theta theta0 w weights x0",
    "objective": "cost f fun function loss model",
    "optimizer": "method opt optim solver",
    "seed": "random_seed random_state rng",
    "seeds": "random_state rng seed",
    "stop": "early_stopping stopping tol",
    "progress": "progress_bar tqdm verbose",
    "beta": "b1 gamma mu momentum",
    "b1": "beta beta1 beta_1 momentum",
    "b2": "beta2 beta_2 decay rho",
    "eps": "epsilon",
    "decay": "alpha b2 beta rho",
    "weight_decay": "l2 lambda_ wd",
    "half_life": "decay",
    "every": "step_size",
    "factor": "decay gamma",
}
RATES = {"learning_rate", *MEANT["learning_rate"].split()}


def in_words(first=None):
    """Return a decorator whose function says in words which arguments it takes.

    Parameters
    ----------
    first : callable, optional
        Called with the first argument before anything else is said: if that is of a wrong kind,
        its error says more.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except TypeError as error:
                if error.__traceback__.tb_next is not None:  # it came from within
                    raise
            if first and args:
                first(args[0])
            raise TypeError(_sentence(function.__name__, signature, args, kwargs)) from None

        return call

    return decorate


def _sentence(name, signature, args, kwargs):
    parameters = signature.parameters.values()
    by_place = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    by_name = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    unknown = [given for given in kwargs if given not in signature.parameters]
    if unknown:
        sentence = _("{name}() takes no argument {given!r}{hint}")
        hint = _meant(unknown[0], signature)
        return sentence.format(name=name, given=unknown[0], hint=hint)
    if len(args) > len(by_place):
        takes = [_places(by_place), *([_names(by_name)] if by_name else [])]
        sentence = _("{name}() takes {arguments}. Got {n} arguments by position.")
        return sentence.format(name=name, arguments=_(" and ").join(takes), n=len(args))
    twice = [given for given in by_place[: len(args)] if given in kwargs]
    if twice:
        sentence = _("{name}() takes {argument} once. Got it by position and by name.")
        return sentence.format(name=name, argument=twice[0])
    given = {*by_place[: len(args)], *kwargs}
    needed = [p.name for p in parameters if p.default is p.empty and p.name not in given]
    sentence = _("{name}() needs {arguments} as well: write {first}=….")
    return sentence.format(name=name, arguments=_listed(needed), first=needed[0])


def _places(names):
    if not names:
        return _("nothing by position")
    return _("{arguments} by position").format(arguments=_listed(names))


def _names(names):
    words = _("{arguments} by name, such as {first}=…")
    return words.format(arguments=_listed(names), first=names[0])


def _meant(given, signature):
    """Say what an unknown argument may have been, or what there is."""
    names = list(signature.parameters)
    word = given.lower()
    meant = [name for name in names if word in MEANT.get(name, "").split()]
    meant = meant or difflib.get_close_matches(word, names, n=1)
    if meant:  # the last is the most particular: step_size is the rate, but every in step_decay
        return _(": did you mean {name}?").format(name=meant[-1])
    if word in RATES:
        return _(": the learning rate goes to gradient_descent or sweep.")
    return _(". It takes {names}.").format(names=_listed(names)) if names else _(". It takes none.")


def _listed(names):
    return _(" and ").join(filter(None, [", ".join(names[:-1]), names[-1]]))
