"""Words in the reader's language: an English sentence is the key to its translation.

``_("no rows left")`` looks the sentence up when it is shown, not at import, so that `language` may
change at any time. Numbers come in as named fields, so that a translation may move them:
``_("Got {given}.").format(given=3)``. ``make words`` collects the sentences for translators.
"""

import functools
import gettext
import os
from pathlib import Path

__all__ = ["N_", "_", "language", "ngettext"]

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"

_chosen = None


def language(code=None):
    """Choose the language of the player, the figures, the exercises and the error messages.

    Until it is called, the environment variable ``GDVIZ_LANGUAGE`` decides, and without it English.

    Parameters
    ----------
    code : str, optional
        Such as "en" or "zh"; also "zh-CN" or "zh_CN.UTF-8". None changes nothing.

    Returns
    -------
    str
        The language in use from now on: "en" where there is no catalogue for ``code``.

    Examples
    --------
    >>> language("en")
    'en'
    """
    global _chosen
    if code is not None:
        _chosen = code
    return _in_use() or ENGLISH


def _(sentence):
    """Return the sentence in the reader's language, or as it is where nobody has translated it."""
    # gettext keeps its own header under the empty sentence.
    return sentence and _translations(LOCALE, _in_use()).gettext(sentence)


def ngettext(one, many, n):
    """Return the form for n: ``ngettext("{n} row", "{n} rows", n).format(n=n)``."""
    return _translations(LOCALE, _in_use()).ngettext(one, many, n)


def N_(sentence):
    """Mark a sentence that a table holds for later: `_` looks it up when it is shown."""
    return sentence


def _in_use():
    """Return the folder of the chosen catalogue, None for English."""
    code = str(_chosen or os.environ.get("GDVIZ_LANGUAGE", ENGLISH))
    return _folder(LOCALE, code.split(".")[0].replace("-", "_"))


@functools.lru_cache
def _folder(locale, code):
    """Return "zh_CN" for "zh_CN", "zh" and "zh_Hans": the same name, else the same language."""
    names = sorted(path.parts[-3] for path in locale.glob("*/LC_MESSAGES/gdviz.mo"))
    if code in names:
        return code
    same = (name for name in names if name.split("_")[0] == code.split("_")[0].lower())
    return next(same, None)


@functools.lru_cache
def _translations(locale, folder):
    if folder is None:
        return gettext.NullTranslations()
    return gettext.translation("gdviz", locale, [folder])
