"""A real HTTP server on loopback that answers as a test scripts it."""

from __future__ import annotations

import contextlib
import socket
import struct
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
class Request:
    """What a client asked for: path with query, headers by lower-case name."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Connection:
    """What a scripted route has in hand: the way to send raw bytes, one to drop the connection at once, what the
    client sent, and an event that is set when the server closes."""

    send: Callable[[bytes], object]
    closing: threading.Event
    reset: Callable[[], object]
    request: Request


Script = Callable[[Connection], None]


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
                request = Request(self.path, {name.lower(): v for name, v in self.headers.items()})
                server.requests.append(request)
                route = server.routes.get(self.path, Reply("not here", status=404))
                with contextlib.suppress(OSError):  # the client may have gone
                    if callable(route):
                        route(Connection(self.wfile.write, server.closing, self._reset, request))
                    else:
                        self._send(route if isinstance(route, Reply) else Reply(route))

            def _reset(self) -> None:
                self.wfile.flush()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.shutdown(socket.SHUT_RD)
                self.connection.close()

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


def feed(server: Server, *paths: str) -> Reply:
    """Answer with an RSS feed of pages of the server."""
    items = "".join(f"<item><link>{server.url}{path}</link></item>" for path in paths)
    return Reply(f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="application/rss+xml")


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


def reset_midway(connection: Connection) -> None:
    """Drop the connection in the middle of the body."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>Harga beras")
    connection.reset()


def say_too_little(connection: Connection) -> None:
    """Announce fewer bytes than are sent."""
    connection.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n" + b"<p>Harga beras</p>" * 50
    )


class Sequence:
    """Answers one after the other; the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)

    def __call__(self, connection: Connection) -> None:
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        send_reply(connection, reply)


def send_reply(connection: Connection, reply: Reply) -> None:
    """Send an answer from a scripted route."""
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    headers = {"Content-Type": reply.content_type, "Content-Length": str(len(body)), **reply.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection.send(f"HTTP/1.1 {reply.status} x\r\n{lines}\r\n".encode() + body)


def unless_unchanged(etag: str, reply: Reply) -> Script:
    """Answer 304 to a client that has this version of the page."""

    def answer(connection: Connection) -> None:
        if connection.request.headers.get("if-none-match") == etag:
            send_reply(connection, Reply(status=304, headers={"ETag": etag}))
        else:
            send_reply(connection, Reply(reply.body, reply.status, reply.content_type, {**reply.headers, "ETag": etag}))

    return answer
