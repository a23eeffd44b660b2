"""The built site, and a web server for it."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

SITE = Path(__file__).parents[2] / "site"
QUEUE = 300  # callers who may wait; Python's own five would turn a class away
SERVER = f"""
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

ThreadingHTTPServer.request_queue_size = {QUEUE}
SimpleHTTPRequestHandler.protocol_version = "HTTP/1.1"
with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
    print(server.server_port)
    server.serve_forever()
"""


@contextmanager
def web_server(folder):
    """Serve the folder on a free loopback port."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    command = [sys.executable, "-u", "-c", SERVER]
    with subprocess.Popen(command, cwd=folder, **pipes) as server:
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()
