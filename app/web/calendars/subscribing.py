"""The page that tells how one subscribes: for whoever holds a feed's address, and for everybody."""

from flask import Blueprint, abort, render_template
from flask_babel import gettext
from markupsafe import Markup

from app.documents import qr
from app.feeds import queries
from app.feeds.queries import groups
from app.feeds.rules import NAMES, FeedKind, subscription
from app.kernel import links

bp = Blueprint("subscribing", __name__, url_prefix="/kalender")


@bp.get("/run")
def public() -> str:
    """How to subscribe to the public meetings."""
    shows = gettext("Alla öppna möten i RUN.")
    return _page("/kalender/run", NAMES[FeedKind.PUBLIC], shows, secret="")


@bp.get("/<token>")
def personal(token: str) -> str:
    """How to subscribe to one's own meetings. What opens no feed opens no page."""
    if not queries.opens_personal(token):
        abort(404)
    shows = gettext("De möten du är anmäld till, med de delar du har valt.")
    secret = gettext("Adressen är din egen: den som har den ser vilka möten du går på. Dela den inte.")
    return _page(f"/kalender/{token}", NAMES[FeedKind.PERSONAL], shows, secret)


@bp.get("/grupp/<token>")
def group(token: str) -> str:
    """How to subscribe to a group's meetings."""
    audience = groups.find_audience(token)
    if audience is None:
        abort(404)
    kind = gettext("Möten av det här slaget. Inga namn och inga svar.")
    shows = gettext("De möten som gruppen är inbjuden till. Inga namn och inga svar.") if audience.role_group else kind
    secret = gettext("Adressen är gruppens: dela den bara inom gruppen.")
    return _page(f"/kalender/grupp/{token}", groups.name_of(audience), shows, secret)


def _page(path: str, name: str, shows: str, secret: str) -> str:
    ways = subscription(links.absolute(f"{path}.ics"), name)
    return render_template(
        "invitee/subscribing.html",
        name=name,
        shows=shows,
        secret=secret,
        subscription=ways,
        drawing=Markup(qr.svg(ways.page, scale=4)),  # noqa: S704 - drawn here
    )
