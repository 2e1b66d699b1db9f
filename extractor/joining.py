"""The pages that one article is spread over, fetched from whichever of them was found."""

from __future__ import annotations

from collections.abc import Callable

from extractor.article import page_links, read_page
from extractor.boilerplate import key
from extractor.crawl.exchange import Page
from extractor.errors import FetchError

#: An article is not spread over more pages than this; a longer chain of links is something else.
MAX_ARTICLE_PAGES = 10


def whole_article(page: Page, get: Callable[[str], Page] | None) -> list[Page]:
    """Return the pages of the article of `page`, in their order, the first of which names the article.

    A later page leads to the first one. Of an article on several pages, the view that shows all of them is taken where
    the page links to one that holds more than itself; else each page is fetched by the link of the one before. `get`
    fetches; None leaves `page` alone. A page that cannot be fetched is left out with those behind it.
    """
    if get is None:
        return [page]
    here = page
    links = page_links(here.content, here.final_url, charset=here.charset)
    if links.first is not None and (first := _fetched(links.first, get)) is not None:
        if _title(first) and _title(page).startswith(_title(first)):  # else it is a list of articles
            here, links = first, page_links(first.content, first.final_url, charset=first.charset)
    pages = [here]
    if links.next is not None and links.whole is not None:
        whole = _fetched(links.whole, get)
        if whole is not None and _length(whole) > _length(here):
            return [whole]
    visited = {here.final_url}
    while links.next is not None and len(pages) < MAX_ARTICLE_PAGES:
        further = _fetched(links.next, get)
        if further is None or further.final_url in visited:
            break
        visited.add(further.final_url)
        pages.append(further)
        links = page_links(further.content, further.final_url, charset=further.charset)
    return pages


def _fetched(address: str, get: Callable[[str], Page]) -> Page | None:
    try:
        return get(address)
    except FetchError:
        return None


def _title(page: Page) -> str:
    """Return the title of an article without what does not distinguish it; later pages add their number to it."""
    article = read_page(page.content, url=page.final_url, charset=page.charset)
    return key(article.title) if article.readable else ""


def _length(page: Page) -> int:
    """Return how much text of an article a page holds, in characters."""
    article = read_page(page.content, url=page.final_url, charset=page.charset)
    return len(article.text) if article.readable else 0
