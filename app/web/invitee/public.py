"""Pages for everybody: the coming public meetings, a public meeting, and "skicka min länk igen". No personal data."""

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _

from app.attendance.queries.self_check_in import find_read_part
from app.audit import limits
from app.audit.limits import EVERYBODY, Purpose
from app.events import queries
from app.events.model import Part
from app.events.rules.kinds import EventState
from app.feeds.queries import public_subscription
from app.kernel import clock
from app.kernel.db import transaction
from app.people.actions.links import send_my_links
from app.web.fields import EmailField, Form

bp = Blueprint("public", __name__)


class LinkForm(Form):
    """To which address the link is to be sent."""

    email = EmailField(_("E-postadress"), _("Skriv din e-postadress"))


@bp.get("/")
def start() -> str:
    """The coming public meetings, their feed, and the way to one's own link."""
    return _start(LinkForm())


def _start(form: LinkForm) -> str:
    return render_template(
        "public/start.html",
        form=form,
        events=queries.list_public_events(clock.today()),
        subscription=public_subscription(),
    )


def _read(part: Part, code: str, form: LinkForm) -> str:
    return render_template("invitee/read.html", part=part, code=code, form=form)


@bp.get("/moten/<slug>")
def event(slug: str) -> str:
    """A public meeting with its programme."""
    try:
        shown = queries.get_public_event(slug)
    except queries.EventNotFoundError:
        abort(404)
    to_come = shown.state is EventState.PUBLISHED and shown.ends_on >= clock.today()
    parts = [part for part in shown.parts if part.cancelled_at is None]
    return render_template("public/event.html", event=shown, days=queries.by_day(parts), shows_moves=to_come)


@bp.post("/skicka-min-lank")
def send_link() -> str | tuple[str, int]:
    """Mail the link, if the address is known. The answer is the same whether it is, and whether a limit is reached."""
    form = LinkForm()
    if not form.validate_on_submit():
        code = request.args.get("har", "")
        at_part = find_read_part(code, clock.now()) if code else None
        return (_read(at_part, code, form) if at_part else _start(form)), 422
    now, address = clock.now(), form.email.data
    if _within_limits(address):
        with transaction():
            send_my_links(address, now=now)
    return render_template("public/sent.html")


def _within_limits(address: str) -> bool:
    """Whether this address, this client and everybody together may ask once more; it is counted either way."""
    asked = (
        (Purpose.LINK_ADDRESS, address.casefold()),
        (Purpose.LINK_CLIENT, request.remote_addr or ""),
        (Purpose.LINK_OVERALL, EVERYBODY),
    )
    return limits.may_try(asked, now=clock.now())
