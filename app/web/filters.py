"""Template filters: Swedish dates and times by the names they have in ``kernel.words``, safe Markdown, and the cells of
tables.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain, get_locale, gettext
from markupsafe import Markup, escape

from app.kernel import markup, words
from app.kernel.enums import Labelled
from app.people.rules.sentences import Sentence

_WORDS = (
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
    words.iso_date,
)


@lru_cache(maxsize=256)  # what is said of a meeting stands on every page of it, the same for everybody
def markdown(text: str) -> Markup:
    """Sanitised HTML of an organizer's Markdown."""
    return Markup(markup.to_html(text))  # noqa: S704 - nh3 has cleaned it


def label(member: Labelled) -> str:
    """The word a user sees for an enumeration's member, in the language of the page."""
    return gettext(member.label)


def as_said(words: str) -> str:
    """What may be a word of ours ("Ja") in the language of the page, and what somebody wrote as it is. ``_()`` is for
    our words alone: what it gives is taken for markup, and a per cent sign in it for a place to fill.
    """
    return gettext(words) if words else ""


def number(value: int) -> str:
    """A whole number as Swedish writes it: "1 234", with a space that does not break."""
    return f"{value:,}".replace(",", "\u00a0")


def in_words(sentence: Sentence) -> str:
    """A sentence of the rules in the language of the page."""
    return gettext(sentence.text, **dict(sentence.values))


_TABLE_TAG = re.compile(r"<(tbody|tfoot|tr|td|th)\b([^>]*)")
_ROLES = {"tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell", "th": "rowheader"}


def stacking(rows: str, columns: Sequence[str | Mapping[str, str]]) -> Markup:
    """The rows of a table, so that they can stand one cell under the other on a phone: each cell says its column, and
    all say by role what they are, which some browsers forget of a table that is not laid out as one.
    """
    headings = ["" if isinstance(one, Mapping) and _is_silent(one) else _heading(one) for one in columns]
    place = -1

    def marked(found: re.Match[str]) -> str:
        nonlocal place
        tag, attributes = found.groups()
        place = -1 if tag == "tr" else place + (tag in ("td", "th"))
        is_named = tag == "td" and "colspan" not in attributes and place < len(headings) and headings[place]
        return f'<{tag} role="{_ROLES[tag]}"{attributes}' + (
            f' data-label="{escape(headings[place])}"' if is_named else ""
        )

    return Markup(_TABLE_TAG.sub(marked, rows))  # noqa: S704 - the rows are markup already; headings are escaped


def _heading(column: str | Mapping[str, str]) -> str:
    return column["text"] if isinstance(column, Mapping) else str(column)


def _is_silent(column: Mapping[str, str]) -> bool:
    """Whether the cells speak for themselves: boxes to tick, and what can be done with the row."""
    return "hidden" in column or column.get("kind") == "check"


class _Catalogues(Domain):
    """Found by the language and not by its name, which is spelled out anew each time: a page asks for many words."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self.found: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language."""
        locale = get_locale()
        language = locale.language if locale else ""
        if language not in self.found:
            self.found[language] = super().get_translations()
        return self.found[language]

    def said(self, text: str, /, **values: object) -> Markup:
        """``_("…")`` in a template: ``values`` are escaped. Jinja's own copies all names of the page for each word."""
        words = Markup(self.get_translations().ugettext(text))  # noqa: S704 - a source text or its translation
        return words % values if values or "%" in words else words


_SWEDISH = Locale("sv")


def install(app: Flask) -> None:
    """Make ``_()`` and gettext work in templates, and add the filters: ``{{ part.starts_at|clock_time }}``,
    ``{{ event.starts_on|weekday_span(event.ends_on) }}``.
    """
    catalogues = _Catalogues("messages")
    Babel(app, locale_selector=lambda: _SWEDISH).domain_instance = catalogues
    app.jinja_env.globals.update(_=catalogues.said, gettext=catalogues.said)
    for word in _WORDS:
        app.add_template_filter(word)
    for function in (markdown, label, as_said, number, in_words, stacking):
        app.add_template_filter(function)
