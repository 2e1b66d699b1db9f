"""The plugin that makes a desk out of Datasette: its pages, its language, its guard."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.hookspecs import hookimpl
from datasette.utils.asgi import Base400, Forbidden, Request, Response, asgi_static
from jinja2 import Environment
from markupsafe import Markup

from extractor.browse import (
    areas,
    articles,
    atlas,
    claims,
    feeds,
    home,
    questions,
    reviewing,
    search,
    security,
    signing,
    wording,
)
from extractor.browse.desk import article_path, facts_database
from extractor.browse.names import AGREEMENTS, FIELDS, MEASURES, SECTIONS, STATUSES, VERDICTS

if TYPE_CHECKING:
    from datasette.app import Datasette

#: The name under which the metadata configures this plugin.
CONFIGURED = "extractor"

Route = tuple[str, Callable[..., Any]]

#: The page of what stands in a column, wherever it does.
_PAGES_OF = {"figure_id": "/angka/", "article_id": "/artikel/", "place": "/daerah/"}
_STATIC = Path(__file__).with_name("static")


@hookimpl(tryfirst=True)  # the page to sign in takes the place of another plugin's
def register_routes() -> list[Route]:
    """Return the pages of the desk."""
    return [
        (r"^/$", home.home),
        (r"^/cari$", search.search),
        (r"^/artikel/(?P<id>[^/]+)$", articles.article),
        (r"^/artikel/(?P<id>[^/]+)/arsip$", articles.archived),
        (r"^/daerah$", areas.index),
        (r"^/daerah/(?P<code>[A-Z0-9.]+)$", areas.area),
        (r"^/daerah/(?P<code>[A-Z0-9.]+)/(?P<indicator>[a-z_]+)$", areas.series),
        (r"^/peta$", atlas.atlas),
        (r"^/klaim$", claims.claim),
        (r"^/perbedaan$", claims.contradictions),
        (r"^/pertanyaan$", questions.questions),
        (r"^/angka/(?P<id>\d{1,18})$", articles.figure),
        (r"^/umpan\.atom$", feeds.feed),
        (r"^/tinjauan$", reviewing.listed),
        (r"^/tinjau$", reviewing.review),
        (r"^/-/login$", signing.sign_in),
        # Of the plugin whose password hashes are used: anybody could have it hash on and on.
        (r"^/-/password-tool$", signing.no_tool),
        (r"^/-/bahasa$", wording.switch),
        # Under a name of its own: what Datasette calls a plugin depends on how it was installed.
        (r"^/-/desk/(?P<path>.*)$", asgi_static(_STATIC)),
    ]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[security.App], security.App]:
    """Give every answer a content security policy, and leave tables uncounted that are too large."""
    tables = (datasette.plugin_config(CONFIGURED) or {}).get("uncounted") or []
    pages = {f"/{database}/{table}" for database in datasette.databases for table in tables}

    def wrap(app: security.App) -> security.App:
        async def uncounted(scope: security.Scope, receive: security.Receive, send: security.Send) -> None:
            if scope.get("path", "").removesuffix(".json") in pages and b"_nocount" not in scope["query_string"]:
                query = scope["query_string"]
                scope = {**scope, "query_string": query + b"&_nocount=1" if query else b"_nocount=1"}
            await app(scope, receive, send)

        return security.with_headers(uncounted)

    return wrap


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let Datasette's templates carry the nonce, and be read in Indonesian."""
    if env.loader is not None:
        env.loader = security.GuardedLoader(env.loader, wording.datasette_phrases())
    # A page of an error has no request, and none of the variables below.
    env.globals.update(_=wording.translator("id"), language="id", csp_nonce="")


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> Callable[[], Any]:
    """Return what every template may use: the language, the nonce, the sections of the desk, names of codes."""

    async def variables() -> dict[str, Any]:
        language = wording.language_of(request)
        translate = wording.translator(language)
        given: dict[str, Any] = {
            "_": translate,
            "language": language,
            "thousands": lambda number: f"{number:,}".replace(",", "." if language == "id" else ","),
            "article_path": lambda id: datasette.urls.path(article_path(id)),
            "day": lambda day: wording.day_text(day, language),
            "license": datasette.metadata("license"),
            "license_url": datasette.metadata("license_url"),
            "field_names": {code: translate(name) for code, name in FIELDS.items()},
            "query_charts": questions.chart_of,
            "status_names": {code: translate(name) for code, name in STATUSES.items()},
            "measure_names": {code: translate(name) for code, name in MEASURES.items()},
            "agreement_names": {code: translate(name) for code, name in AGREEMENTS.items()},
            "verdict_names": {code: translate(name) for code, name in VERDICTS.items()},
        }
        if request is not None:
            database = await facts_database(datasette)
            if database is not None:
                sections = [*SECTIONS.items(), (f"/{database.route}", "Data")]
                given["sections"] = [(path, translate(name)) for path, name in sections]
                given["can_sign_in"] = bool(signing.reviewers_of(database).hashes)
                given["can_review"] = database.is_mutable and await signing.may_review(datasette, request)
            query = f"?{request.query_string}" if request.query_string else ""
            given |= {
                "here": request.path,
                "back_here": f"{request.path}{query}",
                "csp_nonce": security.nonce_of(request.scope),
            }
        return given

    return variables


@hookimpl
def permission_allowed(datasette: Datasette, actor: dict[str, Any] | None, action: str) -> Callable[[], Any] | None:
    """Let those review who have an account."""
    if action != signing.REVIEW:
        return None

    async def answer() -> bool | None:
        database = await facts_database(datasette)
        return None if database is None else signing.permitted(database, actor)

    return answer


@hookimpl
def render_cell(value: Any, column: str, database: str, datasette: Datasette) -> Markup | None:
    """Let codes and numbers in Datasette's tables lead to the pages of the desk."""
    page = _PAGES_OF.get(column)
    if page is None or value is None or database not in datasette.databases:
        return None
    path = datasette.urls.path(page + quote(str(value), safe=""))
    return Markup('<a href="{}">{}</a>').format(path, value)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Generator[None, Any, None]:
    """Show what a reader asked for in vain as a page of the desk; the rest is Datasette's to report.

    A wrapper, as Datasette lets all that answer do so, and its own would print a traceback for every missing page.
    """
    from datasette.views.base import DatasetteError

    outcome = yield
    asked_wrongly = isinstance(exception, (Base400, DatasetteError)) and not isinstance(exception, Forbidden)
    if not asked_wrongly or request.path.endswith(".json"):
        return

    async def answer() -> Response:
        status = getattr(exception, "status", 500)
        message = exception.args[0] if exception.args else getattr(exception, "message", "")
        context = {"status": status, "title": getattr(exception, "title", None), "error": message or ""}
        html = await datasette.render_template(["error.html"], context, request=request)
        return Response.html(html, status=status)

    outcome.force_result([answer])
