"""The built site, and a web server for it."""

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.harness.process import port_of, running

SITE = Path(__file__).parents[2] / "site"
QUEUE = 300  # callers who may wait; Python's own five would turn a class away
SERVER = f"""
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

ThreadingHTTPServer.request_queue_size = {QUEUE}
SimpleHTTPRequestHandler.protocol_version = "HTTP/1.1"
with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
    server.serve_forever()
"""


@contextmanager
def web_server(folder):
    """Serve the folder on a free loopback port."""
    command = [sys.executable, "-u", "-c", SERVER]
    with tempfile.TemporaryDirectory() as logs:
        log = Path(logs) / "log"
        with running(command, log, cwd=folder) as process:
            yield port_of(process, log)
