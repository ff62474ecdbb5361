"""Markdown from organizers to safe HTML (CommonMark by markdown-it-py, sanitised by nh3), and to plain text."""

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

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


_BLOCKS = frozenset(
    {"paragraph_open", "heading_open", "table_open", "bullet_list_open", "ordered_list_open", "fence", "code_block"}
)
_LINES = frozenset({"tr_open", "list_item_open"})


def to_text(markdown: str) -> str:
    """The same words without any markup: for calendars. Lists keep their marks and links their address."""
    words, lists, mark = "", _Lists(), ""
    for token in _MARKDOWN.parse(markdown):
        if token.type in _BLOCKS and not lists.numbers:
            words = words.rstrip() + "\n\n"
        elif token.type in _BLOCKS | _LINES and not words.endswith("\n"):
            words = words.rstrip() + "\n"
        mark = lists.mark(token) or mark
        if token.type in ("inline", "fence", "code_block"):
            words, mark = words + mark + (_inline(token.children or ()) or token.content), ""
        elif token.type in ("th_close", "td_close"):
            words += " "
    return words.strip()


class _Lists:
    """The lists that one is inside of: the next number of each, 0 where it has none."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def mark(self, token: Token) -> str:
        """What an item that begins at ``token`` begins with; nothing elsewhere."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else 0)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.numbers.pop()
        elif token.type == "list_item_open":
            number = self.numbers[-1]
            self.numbers[-1] += bool(number)
            return "  " * (len(self.numbers) - 1) + (f"{number}. " if number else "- ")
        return ""


def _inline(tokens: Sequence[Token]) -> str:
    words, address, begun = "", "", 0
    for token in tokens:
        if token.type == "link_open":
            address, begun = str(token.attrs.get("href", "")).removeprefix("mailto:"), len(words)
        elif token.type == "link_close":
            words += f" ({address})" if words[begun:] != address else ""
        elif token.type in ("softbreak", "hardbreak"):
            words += "\n"
        else:
            words += token.content
    return words
