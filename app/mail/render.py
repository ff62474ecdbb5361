"""Makes subject, text and HTML of a letter. Text and HTML come from one template, rendered twice: the words stand once,
and ``p``, ``button``, ``facts`` … are other macros in text than in HTML (``templates/mail/layout``).

Values are data, never templates: nothing a person wrote is evaluated, and in HTML everything is escaped. Personal
addresses are made here, when the letter is sent; whoever looks at a letter in the outbox sees that there is one, and
not the address, so that nobody answers in another's name.
"""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.exceptions import TemplateNotFound
from markupsafe import Markup

from app.kernel import links, markup, words
from app.kernel.links import Link
from app.kernel.settings import ROOT
from app.kernel.text import clean_line
from app.kernel.words import N_
from app.mail import wording
from app.mail.letter import JSON, Letter

MASKED = N_("[personlig länk]")
_FOLDER = ROOT / "templates" / "mail"
_TRANSLATIONS = ROOT / "app" / "translations"
_BLANK_LINES = re.compile(r"\n{3,}")


class LetterUnreadable(Exception):
    """The letter's template is missing or does not fit its data: a fault in the program."""


@dataclass(frozen=True)
class Rendered:
    """A letter in words: the subject on one line, and the same content as plain text and as HTML."""

    subject: str
    text: str
    html: str


def render(kind: str, language: str, data: Mapping[str, JSON], receiver_name: str) -> Rendered:
    """The letter as it is sent, with working personal addresses. Raises LetterUnreadable."""
    return _render(kind, language, data, receiver_name, links.url)


def preview(letter: Letter) -> Rendered:
    """The letter as it may be shown to others than its receiver, before or after it is sent: personal addresses are
    masked. Raises LetterUnreadable.
    """
    to = letter.receiver
    return _render(letter.kind, to.language, letter.data, to.name, _masked(to.language))


def subject(letter: Letter) -> str:
    """The subject alone, for lists; personal addresses masked. Raises LetterUnreadable."""
    to = letter.receiver
    try:
        template = _text(to.language).get_template(f"{letter.kind}.jinja")
        return _subject(template, _values(letter.data, to.name, to.language, _masked(to.language)))
    except TemplateError as error:
        raise LetterUnreadable(letter.kind) from error


def link_in(data: Mapping[str, JSON], name: str) -> str:
    """The working address under ``name`` in a letter's data, or "": for headers such as List-Unsubscribe."""
    value = data.get(name)
    return links.url(Link.from_data(dict(value))) if isinstance(value, Mapping) else ""  # type: ignore[arg-type]


def _render(
    kind: str, language: str, data: Mapping[str, JSON], receiver_name: str, address: Callable[[Link], str]
) -> Rendered:
    values = _values(data, receiver_name, language, address)
    name = f"{kind}.jinja"
    try:
        text = _text(language).get_template(name)
        html = _html(language).get_template(name)
        said = _subject(text, values)
        return Rendered(said, _tidy(text.render(values, subject=said)), html.render(values, subject=said))
    except TemplateError as error:
        raise LetterUnreadable(kind) from error


def _masked(language: str) -> Callable[[Link], str]:
    mask = _translation(language).gettext(MASKED)
    return lambda _link: mask


def _values(
    data: Mapping[str, JSON], receiver_name: str, language: str, address: Callable[[Link], str]
) -> dict[str, Any]:
    return {
        "data": _with_addresses(data, address),
        "receiver_name": wording.without_links(receiver_name),
        "language": language,
    }


def _with_addresses(value: Any, address: Callable[[Link], str]) -> Any:
    """``value`` with every stored link, however deep, turned into an address."""
    if isinstance(value, Mapping):
        return {
            name: address(Link.from_data(inner))
            if name.endswith("_link") and isinstance(inner, dict)
            else _with_addresses(inner, address)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_with_addresses(inner, address) for inner in value]
    return value


def _subject(template: Template, values: dict[str, Any]) -> str:
    if "subject" not in template.blocks:
        raise TemplateNotFound(f"{template.name}: block subject")
    return clean_line("".join(template.blocks["subject"](template.new_context(values))))


def _tidy(text: str) -> str:
    """Plain text without the template's indentation, at most one blank line in a row, one line break at the end."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


class _Environment(Environment):
    """Templates that ask a mapping for what it holds, never for its methods: ``data.items`` is the letter's "items"."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute`` in a template."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


@lru_cache(maxsize=8)
def _text(language: str) -> Environment:
    return _environment(language, "text", autoescape=False, markdown=str)


@lru_cache(maxsize=8)
def _html(language: str) -> Environment:
    return _environment(language, "html", autoescape=True, markdown=_markdown)


def _environment(language: str, dialect: str, *, autoescape: bool, markdown: Callable[[str], str]) -> Environment:
    """Where the letters' templates live. ``{% extends "layout" %}`` and the macros are those of the dialect."""
    environment = _Environment(
        loader=_Loader(dialect),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    spoken = _translation(language)
    environment.install_gettext_callables(spoken.gettext, spoken.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(_FILTERS, markdown=markdown, one_line=clean_line, paragraphs=_worded(spoken))
    environment.filters["filled_markdown"] = _filled_markdown(_markdown if autoescape else markup.to_text)
    environment.tests["address"] = _is_address
    environment.globals["absolute"] = links.absolute
    macros: Any = environment.get_template("macros").module
    environment.globals.update({name: getattr(macros, name) for name in _MACROS})
    return environment


_MACROS = (
    "p",
    "words",
    "heading",
    "subheading",
    "button",
    "link",
    "facts",
    "list",
    "quote",
    "prose",
    "written",
    "small",
)


class _Loader(FileSystemLoader):
    """The letters' folder, where "layout" and "macros" mean those of one dialect."""

    def __init__(self, dialect: str) -> None:
        super().__init__(_FOLDER)
        self.dialect = dialect

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's text."""
        own = template in {"layout", "macros"}
        name = f"layout/{template}.{self.dialect}.jinja" if own else template
        return super().get_source(environment, name)


@lru_cache(maxsize=8)
def _translation(language: str) -> gettext.NullTranslations:
    """The catalogue of ``language``; the source text is Swedish, so a missing one speaks Swedish."""
    return gettext.translation("messages", str(_TRANSLATIONS), [language], fallback=True)


def _is_address(value: object) -> bool:
    """Whether ``value`` may become a link: http(s) only, and not a masked one."""
    return str(value).startswith(("https://", "http://"))


_STYLES = {
    "<h2>": '<h2 style="margin:24px 0 8px;font-size:18px;line-height:1.3;font-weight:600">',
    "<h3>": '<h3 style="margin:20px 0 8px;font-size:17px;line-height:1.3;font-weight:600">',
    "<p>": '<p style="margin:0 0 16px">',
    "<ul>": '<ul style="margin:0 0 16px;padding:0 0 0 22px">',
    "<ol>": '<ol style="margin:0 0 16px;padding:0 0 0 22px">',
    "<li>": '<li style="margin:0 0 6px">',
    "<a href=": '<a style="color:inherit" href=',
}
"""What an organizer writes looks as the rest of the letter: as layout/macros.html.jinja, at each element."""


def _markdown(text: str) -> Markup:
    clean = markup.to_html(text)  # what somebody wrote as < is &lt; in it, so that only elements are found
    for plain, styled in _STYLES.items():
        clean = clean.replace(plain, styled)
    return Markup(clean)  # noqa: S704 - nh3 has cleaned it


def _worded(spoken: gettext.NullTranslations) -> Callable[[Mapping[str, Any]], list[list[str]]]:
    """Frozen words as paragraphs of lines; a standard text is translated, an organizer's own is in no catalogue."""
    return lambda frozen: wording.paragraphs(spoken.gettext(frozen["text"]), frozen["values"])


def _filled_markdown(dialect: Callable[[str], str]) -> Callable[[Mapping[str, Any]], str]:
    """Frozen Markdown with its fields filled: what somebody is called is never markup."""
    return lambda frozen: dialect(wording.filled_markdown(frozen["text"], frozen["values"]))


def _when(value: str) -> date:
    """The day or the moment written as ISO text."""
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _of_iso(word: Callable[..., str]) -> Callable[..., str]:
    return lambda *values: word(*(_when(value) for value in values))


_FILTERS = {
    word.__name__: _of_iso(word)
    for word in (
        words.weekday,
        words.long_date,
        words.day_date,
        words.short_date,
        words.plain_date,
        words.day_month,
        words.date_span,
        words.weekday_span,
        words.clock_time,
        words.time_span,
        words.moment,
        words.week,
    )
}
