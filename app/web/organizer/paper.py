"""What is printed for the door: name badges, lists to sign, door signs, and the reserve list."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.attendance.queries.self_check_in import own_code
from app.documents import at_door as at_door_papers
from app.documents import badges as badge_papers
from app.documents.badges import FORMATS, MOST_BADGES, Badge
from app.events.model import Event, Part
from app.events.queries import get_event
from app.kernel import clock, links, words
from app.kernel.text import clean_line
from app.lists import at_door, badges, certificates
from app.lists.choices import choices_for
from app.lists.chosen import Chosen
from app.web.fields import Form, NumberField, RadioField, pairs
from app.web.organizer import downloads, event_page, list_choices
from app.web.running import settings

bp = Blueprint("paper", __name__, url_prefix="/arrangor/moten/<slug>/listor")

_PERSON = "person"


class BadgesForm(Form):
    """On which sheets, and where on the first one; sent by GET, since nothing is changed by it."""

    class Meta(Form.Meta):
        """No token: it would stand in the address."""

        csrf = False

    format = RadioField(
        _("Ark"),
        _("Välj vilka ark du skriver ut på"),
        choices=lambda: pairs((one.name, gettext(one.title)) for one in FORMATS.values()),
    )
    first = NumberField(_("Börja på etikett nummer"), least=1, most=max(one.per_sheet for one in FORMATS.values()))

    def validate(self, extra_validators: Any = None) -> bool:
        """There is such a label on the sheet."""
        fine: bool = super().validate(extra_validators)
        if fine and (self.first.data or 1) > FORMATS[self.format.data].per_sheet:
            most = FORMATS[self.format.data].per_sheet
            self.first.errors = [gettext("Skriv ett tal från %(least)d till %(most)d", least=1, most=most)]
            return False
        return fine


@bp.get("/namnskyltar")
def badges_page(slug: str) -> str:
    """Which sheets the badges are to stand on."""
    event = event_page.find_or_404(slug, get_event)
    return _badges_page(event, BadgesForm(formdata=None, data={"format": next(iter(FORMATS))}))


@bp.get("/namnskyltar.pdf")
def badges_file(slug: str) -> Response | str:
    """The badges of those who come, or one person's again."""
    event = event_page.find_or_404(slug, get_event)
    form = BadgesForm(formdata=request.args)
    if not form.validate():
        return _badges_page(event, form)
    one = _one_badge(event)
    chosen = _recorded(event, "namnskyltar", one.name if one else "")
    found = [one] if one else list(badges.badges(event, chosen, _code))
    if len(found) > MOST_BADGES:
        flash(
            gettext("Så många skyltar görs inte på en gång. Begränsa till en del, roll eller organisation."), "danger"
        )
        return redirect(url_for("lists.show", slug=slug), 303)
    make = partial(
        badge_papers.badges_pdf,
        found,
        FORMATS[form.format.data],
        event=event.title,
        when=words.date_span(event.starts_on, event.ends_on),
        first=form.first.data or 1,
    )
    return _paper(event, "namnskyltar", make)


@bp.get("/signaturlista.pdf")
def signatures(slug: str) -> Response:
    """A list to sign for each part."""
    event = event_page.find_or_404(slug, get_event)
    chosen = _recorded(event, "signaturlista")
    lists = at_door.signature_lists(event, chosen)
    make = partial(at_door_papers.signatures_pdf, lists, event=event.title, lead=downloads.fetched())
    return _paper(event, "signaturlista", make)


@bp.get("/dorrskyltar.pdf")
def signs(slug: str) -> Response:
    """A sign for each part."""
    event = event_page.find_or_404(slug, get_event)
    chosen = _recorded(event, "dorrskyltar")
    found = at_door.door_signs(event, chosen, _check_in_address)
    return _paper(event, "dorrskyltar", partial(at_door_papers.signs_pdf, found, event=event.title))


def _check_in_address(part: Part) -> str:
    """Where those who read the sign check themselves in; empty where the event does without."""
    return links.url(own_code(part)) if part.event.self_check_in else ""


@bp.get("/reservlista.pdf")
def reserve(slug: str) -> Response:
    """Everybody at the door, with boxes."""
    event = event_page.find_or_404(slug, get_event)
    chosen = _recorded(event, "reservlista")
    days = at_door.reserve_days(event, chosen)
    make = partial(at_door_papers.reserve_pdf, days, event=event.title, lead=downloads.fetched())
    return _paper(event, "reservlista", make)


@bp.get("/intyg.pdf")
def certificate_file(slug: str) -> Response:
    """The certificates of those who attended, or one person's."""
    event, now, uid = event_page.find_or_404(slug, get_event), clock.now(), _person_uid()
    pages = certificates.pages_of_all(event, _chosen(event), now, uid)
    if not pages:
        flash(gettext("Det finns inget att intyga än: ingen har bockats av på en del som är slut."), "danger")
        return redirect(url_for("lists.show", slug=slug), 303)
    _recorded(event, "intyg", pages[0].name if uid else "")
    make = partial(certificates.as_pdf, pages, event, issuer=settings().controller_name, now=now)
    return _paper(event, "intyg", make)


def _paper(event: Event, name: str, make: Callable[[], bytes]) -> Response:
    return downloads.paper(make, event, name, list_choices.address(event))


def _badges_page(event: Event, form: BadgesForm) -> str:
    one = _one_badge(event)
    return event_page.show(
        "organizer/lists/badges.html",
        event,
        form=form,
        hints={one.name: gettext(one.about) for one in FORMATS.values()},
        name=one.name if one else "",
        number=1 if one else badges.count(event, _chosen(event)),
        kept=list_choices.kept(*([_PERSON] if one else [])),
    )


def _one_badge(event: Event) -> Badge | None:
    """The one person's, where the address asks for that. Raises a LookupError for somebody who is not invited."""
    uid = _person_uid()
    return badges.badge_of(event, uid, _code) if uid else None


def _person_uid() -> str:
    return clean_line(request.args.get(_PERSON, ""), 60)


def _chosen(event: Event) -> Chosen:
    return list_choices.chosen(choices_for(event))


def _recorded(event: Event, name: str, person: str = "") -> Chosen:
    """Write the download in the log; what the address chooses."""
    chosen = _chosen(event)
    who: dict[str, object] = {"name": person} if person else {}
    list_choices.record("list.downloaded", event, {"list": name, "format": "pdf"} | who)
    return chosen


def _code(invitation_uid: str) -> str:
    """What a badge's QR code holds: the door's address for that person."""
    return links.absolute(url_for("door.scan", code=invitation_uid))
