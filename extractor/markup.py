"""From the bytes of a page to its tree: character set, and whether it is HTML at all."""

from __future__ import annotations

import codecs
import re

from lxml.html import HtmlElement

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
#: Character sets of web pages; Python knows encodings that are none, and some that are slow to read.
_WEB_CHARSETS = re.compile(r"utf-(?:8|16)|iso8859-\d+|cp\d+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|koi8-\w|mac-\w+", re.I)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: PDF, JPEG, PNG, GIF, ZIP (and office files), gzip, old office files: their bytes may hold a `<p ` by chance.
_FILE_SIGNATURES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_STRAY_NULS = 4
#: Name of the error handler that reads bytes which are not UTF-8.
_STRAY_BYTES = "extractor.windows-1252"
#: How far into a page a declaration may stand.
_START = 4_096

_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|table|span|h1)\b", re.I
)
_OTHER_ROOT = re.compile(r"[{\[]|<(?:rss|feed|urlset|sitemapindex|rdf:rdf|svg|opml)\b", re.I)


#: A tag so long is looked into; with so many words in it, it is an attack on the parser, not a picture in base64.
_LONG_TAG = re.compile(r"<[a-z][^<>]{50000,}", re.I)
_TAG_WORDS = 5_000


def decode(page: bytes, charset: str | None = None) -> str:
    """Return the text of a page, whatever character set it is written in or says that it is.

    `charset` is what the HTTP header declares. Valid UTF-8 is taken as such, because a declaration is wrong more
    often than chance makes other bytes valid UTF-8; then the declared set counts, the header's before the page's;
    what is left is read as UTF-8 with every stray byte as windows-1252, as old editors write curly quotation marks.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, errors="replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        pass
    in_page = _DECLARED.search(page[:_START])
    for name in (charset, in_page[1].decode("ascii") if in_page else None):
        declared = _web_charset(name)
        # Browsers read latin-1 as windows-1252, and UTF-8 has just failed.
        if declared and declared not in ("utf-8", "iso8859-1", "cp1252"):
            try:
                return page.decode(declared)
            except UnicodeDecodeError:
                continue
    return _decode_mixed(page)


def parse(page: bytes, charset: str | None = None) -> HtmlElement | None:
    """Return the tree of an HTML page, or None for anything else (PDF, picture, JSON, feed, plain text)."""
    from trafilatura import load_html

    binary = page[:_START].count(0) > _STRAY_NULS and not page.startswith(_UTF_16)
    if binary or page.startswith(_FILE_SIGNATURES):
        return None
    markup = decode(page, charset)
    if _OTHER_ROOT.match(_root(markup)) or not _HTML_TAG.search(markup):
        return None
    if any(len(tag[0].split()) > _TAG_WORDS for tag in _LONG_TAG.finditer(markup)):
        return None
    return load_html(markup)


def _root(markup: str) -> str:
    """Return the start of the markup behind its XML declaration and comments."""
    start = markup[:_START].lstrip()
    while start.startswith(("<?", "<!--")):
        start = start.partition("?>" if start.startswith("<?") else "-->")[2].lstrip()
    return start


def _web_charset(name: str | None) -> str | None:
    try:
        encoding = codecs.lookup(name).name if name else ""
    except LookupError:
        return None
    return encoding if _WEB_CHARSETS.fullmatch(encoding) else None


def _decode_mixed(page: bytes) -> str:
    codecs.register_error(_STRAY_BYTES, _as_windows_1252)
    return page.decode("utf-8", errors=_STRAY_BYTES)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end
