"""Markdown from organizers to safe HTML (CommonMark by markdown-it-py, sanitised by nh3)."""

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "code", "pre", "hr", "table",
         "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def to_html(markdown: str) -> str:
    """Safe HTML: no images, scripts or styles; links http(s) and mailto only. A heading of the first level becomes
    the second, since a page has one h1 of its own.
    """
    html = _MARKDOWN.render(markdown)
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
