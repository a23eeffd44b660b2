"""Rows for a full lecture hall: 300 readers open a page of site/ at the same moment.

Each asks Python's own web server, over loopback and one kept connection, for the page and then for
all that it loads. As it is, `python -m http.server` lets only five callers wait, and some requests
of such a crowd fail; here as many may wait as there are readers. Server and readers share the
machine, so the seconds are those of a laptop that does both.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from threading import Barrier

from benchmarks.pages import parts_of
from benchmarks.pixels import p95
from benchmarks.table import Row, attempt
from tests.harness.patience import PATIENCE
from tests.harness.site import QUEUE, SITE, web_server

N_READERS = QUEUE
PAGES = {"front page": "index.html", "flagship": "notebooks/04_mini_batch_gradient_descent.html"}


def reader_rows():
    """Yield how many requests failed, and how long the slowest twentieth of readers waited."""
    for name, page in PAGES.items():
        title = f"{N_READERS} readers of the {name} at once"
        if (SITE / page).exists():
            yield from attempt(title, rows_of, title, page)
        else:
            yield Row(f"{title}: failures (run make site first)", None, 0)


def rows_of(title, page):
    with web_server(SITE) as port:
        failures, seconds = read_at_once(port, page)
    yield Row(f"{title}: failures", failures, 0)
    yield Row(f"{title}: s to the text, p95", p95([text for text, _ in seconds]))
    yield Row(f"{title}: s to all of it, p95", p95([whole for _, whole in seconds]))


def read_at_once(port, page):
    """Return the number of failed requests, and for each reader (seconds to the text, to all)."""
    parts = [SITE / page, *sorted(parts_of(SITE / page, SITE) - {SITE / page})]
    sizes = {f"/{part.relative_to(SITE).as_posix()}": part.stat().st_size for part in parts}
    start = Barrier(N_READERS)

    def reader(_):
        start.wait()
        began, failed, moments = time.perf_counter(), 0, []
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            for name, size in sizes.items():
                failed += not arrives(connection, name, size)
                moments.append(time.perf_counter() - began)
        return failed, (moments[0], moments[-1])

    with ThreadPoolExecutor(N_READERS) as pool:
        results = list(pool.map(reader, range(N_READERS)))
    return sum(failed for failed, _ in results), [seconds for _, seconds in results]


def arrives(connection, name, size):
    """Return whether the file comes, and comes whole."""
    try:
        connection.request("GET", name)
        with connection.getresponse() as answer:
            return answer.status == 200 and len(answer.read()) == size
    except (OSError, HTTPException):
        connection.close()
        return False
