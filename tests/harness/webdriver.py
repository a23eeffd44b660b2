"""WebDriver's commands over its two lines: HTTP, and Firefox's own Marionette."""

import json
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.harness.patience import PATIENCE

HTTP = {  # Marionette's name of a command -> method and address
    "NewSession": ("POST", "session"),
    "SetTimeouts": ("POST", "session/{id}/timeouts"),
    "Navigate": ("POST", "session/{id}/url"),
    "ExecuteAsyncScript": ("POST", "session/{id}/execute/async"),
    "PerformActions": ("POST", "session/{id}/actions"),
    "SetWindowRect": ("POST", "session/{id}/window/rect"),
    "TakeScreenshot": ("GET", "session/{id}/screenshot"),
    "DeleteSession": ("DELETE", "session/{id}"),
}


class WebDriverError(RuntimeError):
    """A command was refused, or the script in it failed."""


class Http:
    """A driver that answers to HTTP."""

    def __init__(self, port):
        self.address, self.id = f"http://127.0.0.1:{port}/", None

    def send(self, command, **values):
        method, path = HTTP[command]
        body = json.dumps(values).encode() if method == "POST" else None
        request = Request(self.address + path.format(id=self.id), body, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urlopen(request, timeout=2 * PATIENCE) as answer:
                value = json.load(answer)["value"]
        except HTTPError as error:
            raise WebDriverError(json.load(error)["value"]["message"]) from None
        if command == "NewSession":
            self.id = value["sessionId"]
        return value


class Marionette:
    """A Firefox that was started with ``--marionette``: messages are "length:JSON"."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        self.file, self.number = self.socket.makefile("rb"), 0
        self.receive()  # its greeting

    def close(self):
        self.file.close()
        self.socket.close()

    def receive(self):
        length = b"".join(iter(lambda: self.file.read(1), b":"))
        return json.loads(self.file.read(int(length)))

    def send(self, command, **values):
        self.number += 1
        message = json.dumps([0, self.number, f"WebDriver:{command}", values]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, value = self.receive()
        if error:
            raise WebDriverError(error["message"])
        return value.get("value", value)
