"""Template filters: Swedish dates and times by the names they have in ``kernel.words``, and safe Markdown."""

from flask import Flask
from markupsafe import Markup

from app.kernel import markup, words

_WORDS = (
    words.weekday,
    words.long_date,
    words.day_date,
    words.short_date,
    words.plain_date,
    words.date_span,
    words.weekday_span,
    words.clock_time,
    words.time_span,
    words.moment,
    words.week,
    words.iso_date,
)


def markdown(text: str) -> Markup:
    """Sanitised HTML of an organizer's Markdown."""
    return Markup(markup.to_html(text))  # noqa: S704 - nh3 has cleaned it


def install(app: Flask) -> None:
    """Add the filters: ``{{ part.starts|clock_time }}``, ``{{ event.starts|weekday_span(event.ends) }}``."""
    for word in _WORDS:
        app.add_template_filter(word)
    app.add_template_filter(markdown)
