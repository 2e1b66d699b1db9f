"""A real HTTP server on loopback that answers as a test scripts it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer; a body given as text is sent as UTF-8."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Connection:
    """What a scripted route has in hand: the way to send raw bytes, and an event that is set when the server closes."""

    send: Callable[[bytes], object]
    closing: threading.Event


Script = Callable[[Connection], None]


@dataclass(frozen=True)
class Request:
    """What a client asked for: path with query, headers by lower-case name."""

    path: str
    headers: Mapping[str, str]


class Server:
    """The running server: `routes` (path with query → answer) may be changed at any time; others answer 404."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply | bytes | str | Script] = {}
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler_class())
        self._http.daemon_threads = True

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def start(self) -> None:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append(Request(self.path, {name.lower(): v for name, v in self.headers.items()}))
                route = server.routes.get(self.path, Reply("not here", status=404))
                with contextlib.suppress(OSError):  # the client may have gone
                    if callable(route):
                        route(Connection(self.wfile.write, server.closing))
                    else:
                        self._send(route if isinstance(route, Reply) else Reply(route))

            def _send(self, reply: Reply) -> None:
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                for name, value in {
                    "Content-Type": reply.content_type,
                    "Content-Length": str(len(body)),
                    **reply.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Tests read `requests` instead."""

        return Handler


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Run a server for the length of a with block."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def redirect(location: str, status: int = 302) -> Reply:
    """Answer with a redirect."""
    return Reply(status=status, headers={"Location": location})


def never_answer(connection: Connection) -> None:
    """Take the request and say nothing."""
    connection.closing.wait()


def drip_headers(connection: Connection) -> None:
    """Send a header byte now and then, for ever."""
    connection.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not connection.closing.wait(0.05):
        connection.send(b"x")


def drip_body(connection: Connection) -> None:
    """Send a byte of the body now and then, for ever."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not connection.closing.wait(0.05):
        connection.send(b"x")


def break_off(connection: Connection) -> None:
    """Announce more bytes than are sent."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>Harga beras")


def talk_nonsense(connection: Connection) -> None:
    """Answer in no HTTP at all."""
    connection.send(b"220 mail.example ESMTP\r\n")
