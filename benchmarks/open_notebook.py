"""A notebook in a page that can time its own pixels."""

from contextlib import contextmanager

from benchmarks.pixels import IN_PAGE
from tests.harness.lab import Notebook
from tests.harness.patience import PATIENCE

SCREEN = {"width": 1280, "height": 900}


@contextmanager
def open_notebook(browser, server, name):
    """Open a notebook, and close its page afterwards whatever went wrong in it."""
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(IN_PAGE)
    try:
        notebook = Notebook(context.new_page(), server.address(name))
        yield notebook
        notebook.shut_down()
    finally:
        context.close()
