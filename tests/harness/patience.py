"""How long anything may be waited for: the one time-out of all tests and their helpers."""

import contextlib
import signal
import time

PATIENCE = 180  # seconds; a state comes when it comes, on a busy machine much later

# The same in a page: % puts in a function, which is asked until it returns what is true.
POLL = f"""async (...args) => {{
  const [isSo, end] = [%s, performance.now() + {1000 * PATIENCE}];
  for (;;) {{
    const value = await isSo(...args);
    if (value) return value;
    if (performance.now() > end) throw new Error("waited {PATIENCE} seconds in vain");
    await new Promise((done) => setTimeout(done, 20));
  }}
}}"""


def poll(find, what, log=lambda: ""):
    """Return what `find` finds once it finds something.

    Raises
    ------
    TimeoutError
        If `PATIENCE` ends first; `log` then says what went on.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited {PATIENCE} seconds for {what}\n{log()[-2000:]}")


class TooLong(Exception):
    """A call that does not come back."""


@contextlib.contextmanager
def limited(seconds=PATIENCE):
    """End what takes longer, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_):
        raise TooLong(f"still at work after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
