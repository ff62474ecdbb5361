"""The certificate of what somebody attended, by their own link: made fresh each time and kept nowhere. GET changes
nothing, so a mail scanner that opens it leaves no trace.
"""

import io

from flask import Blueprint, abort, render_template, send_file
from werkzeug.wrappers import Response

from app.events.queries import get_event
from app.events.queries.contact import contact_of
from app.events.rules.kinds import EventState
from app.invitations import queries as invitations
from app.invitations.letters import capacity
from app.kernel import clock, words
from app.lists import certificates
from app.people.queries import find_person_by_link
from app.web.running import settings

bp = Blueprint("certificate", __name__, url_prefix="/min/<token>/intyg")


@bp.get("/<slug>.pdf")
def download(token: str, slug: str) -> Response | str:
    """The certificate; in words why there is none."""
    person = find_person_by_link(token)
    if person is None:
        abort(404)
    event, now = get_event(slug), clock.now()
    invitation = invitations.find_for(event.id, person.id)
    if invitation is None or event.state is EventState.DRAFT:
        abort(404)
    page = certificates.page_of(event, person.id, person.name, capacity(invitation), now)
    if page is None:
        return render_template(
            "invitee/no_certificate.html", person=person, token=token, event=event, contact=contact_of(event)
        )
    made = certificates.as_pdf([page], event, issuer=settings().controller_name, now=now)
    name = f"{event.slug}-intyg-{words.iso_date(clock.today())}.pdf"
    return send_file(io.BytesIO(made), "application/pdf", as_attachment=True, download_name=name)
