"""The two pages that every footer links to."""

from datetime import date

from flask import Blueprint, render_template

from app.kernel import words
from app.web.running import settings

bp = Blueprint("info", __name__)


@bp.get("/tillganglighet")
def accessibility() -> str:
    """Tillgänglighetsredogörelse after Digg's model, from the settings."""
    told = settings()
    return render_template(
        "info/accessibility.html",
        settings=told,
        tested=_in_words(told.accessibility_tested_on),
        published=_in_words(told.accessibility_published_on),
    )


@bp.get("/personuppgifter")
def privacy() -> str:
    """What is done with personal data (GDPR art. 13 and 14)."""
    return render_template("info/privacy.html", settings=settings())


def _in_words(written: str) -> str:
    """A date of the settings in words; as it is written when it is no date."""
    try:
        return words.plain_date(date.fromisoformat(written))
    except ValueError:
        return written
