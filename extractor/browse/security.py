"""What a browser is told not to do: no script, style, frame or form that is not the desk's own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from jinja2 import BaseLoader, Environment

from extractor.browse.names import TABLE_FIELDS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_NONCE = "csp_nonce"
_TAG = re.compile(r"<(script|style)(?=[\s>])")
_FIELD = re.compile(rf' name="({"|".join(TABLE_FIELDS)})(?="|_{{{{ loop)')
#: What the editor for SQL that comes with Datasette writes into style elements of its own: nothing, and its handle.
_EDITOR = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='"
#: Datasette's templates give the colour of a database in `style` attributes.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}' " + _EDITOR + ";"
    " style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
#: For an archived page, whatever it holds: no script runs, nothing is fetched, and it is of no site.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}


def nonce_of(scope: Scope) -> str:
    """Return the nonce of a request's answer, which its own scripts and styles carry."""
    nonce: str = scope.setdefault(_NONCE, secrets.token_urlsafe(16))
    return nonce


def with_headers(app: App) -> App:
    """Wrap an ASGI application so that each of its answers has a content security policy, unless it brings one."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        nonce = nonce_of(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(_HEADERS)
                headers[b"content-security-policy"] = _POLICY.format(nonce=nonce).encode()
                given = list(message.get("headers", []))
                for name, _ in given:
                    headers.pop(name.lower(), None)
                message = {**message, "headers": [*given, *headers.items()]}
            await send(message)

        await app(scope, receive, send_guarded)

    return guarded


class GuardedLoader(BaseLoader):
    """Loads Datasette's templates with the nonce in their own scripts and styles, labels, and phrases to be translated.

    It changes the source of templates, never what is filled in. `phrases` has, by template, pairs of a phrase as it
    stands there and its translation.
    """

    def __init__(self, loader: BaseLoader, phrases: dict[str, list[tuple[str, str]]]) -> None:
        self._loader = loader
        self._phrases = phrases

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's source, as `jinja2.BaseLoader` says."""
        source, name, fresh = self._loader.get_source(environment, template)
        source = _TAG.sub(r'<\1 nonce="{{ csp_nonce }}"', source)
        source = _FIELD.sub(lambda field: f' aria-label="{{{{ _("{TABLE_FIELDS[field[1]]}") }}}}"{field[0]}', source)
        # Its style makes it scroll, which the keyboard has to be able to.
        source = source.replace('<dl class="column-descriptions"', '<dl class="column-descriptions" tabindex="0"')
        for english, indonesian in self._phrases.get(template.removeprefix("default:"), []):
            either = f"{{% if language == 'id' %}}{indonesian}{{% else %}}{english}{{% endif %}}"
            source = source.replace(english, either)
        return source, name, fresh

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return self._loader.list_templates()
