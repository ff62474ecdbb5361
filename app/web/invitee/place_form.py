"""The form of an answer within a place without a name: who, and which parts. The forwarded link and the organisation's
contact share it.
"""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.events.rules.kinds import LegalBasis
from app.invitations.model import Place
from app.invitations.queries import as_invited, parts_of_place
from app.invitations.rules.places import ClaimDraft, Person, Wanted
from app.kernel import clock
from app.registrations import queries
from app.registrations.rules import Mode, Questionnaire
from app.registrations.rules.answering import settle
from app.web import answers
from app.web.answers import AnswerForm, Offer
from app.web.fields import EmailField, Form, LineField, NameField, PhoneField
from app.web.question_fields import read_replies


class ClaimForm(Form):
    """Who answers. ``website`` is for machines: people do not see it."""

    given_name = NameField(_("Förnamn"), _("Skriv förnamnet"))
    family_name = NameField(_("Efternamn"), _("Skriv efternamnet"))
    address = EmailField(_("E-postadress"), _("Skriv e-postadressen"))
    phone = PhoneField(_("Telefon"), no_personnummer=True)
    website = LineField(_("Lämna tomt"))

    @property
    def is_machine(self) -> bool:
        """Whether something filled in what people do not see."""
        return bool(self.website.data)

    def draft(self) -> ClaimDraft:
        """The answer as written and ticked; after ``validate``."""
        given = answers.read(request.form)
        wanted = tuple(Wanted(one.part_uid, one.mode is Mode.ONLINE) for one in given.parts)
        who = Person(self.given_name.data, self.family_name.data, self.address.data, self.phone.data)
        return ClaimDraft(who, wanted, given.consents)


def answer_form(place: Place, posted: MultiDict[str, str] | None = None, *, own: bool = False) -> AnswerForm:
    """The parts that somebody in the place may choose among, as full as they are now. ``own``: one answers for oneself,
    and is asked the event's questions, and for consent where that is the ground.
    """
    parts, guest = tuple(parts_of_place(place)), as_invited(place)
    seats = queries.seats(guest, parts).on(clock.today())
    asking = queries.questionnaire(place.event, guest, None) if own else Questionnaire()
    return AnswerForm(Offer(parts, seats, asking=asking), posted, asks_consent=own and rests_on_consent(place))


def rests_on_consent(place: Place) -> bool:
    """Whether everybody must answer for themselves."""
    return place.event.legal_basis is LegalBasis.CONSENT


def is_answered(form: AnswerForm, posted: MultiDict[str, str]) -> bool:
    """Whether the questions are answered as they can be, as far as the form knows; says what is wrong at them."""
    chosen = {one.part_uid for one in answers.read(posted).parts}
    ids = [part.id for part in form.offer.parts if part.uid in chosen]
    blame = settle(form.offer.asking, ids, read_replies(posted)).blame
    form.explain(None, blame)
    return not blame


def lacks_consent(place: Place, form: AnswerForm) -> bool:
    """Whether the box for consent is missing where consent is the ground; says so at the box."""
    if not rests_on_consent(place) or answers.CONSENT in request.form:
        return False
    box: Any = form.consents
    box.errors = [gettext("Samtyck till att vi använder dina uppgifter för mötet, annars kan vi inte anmäla dig.")]
    return True


def lacks_parts(form: AnswerForm) -> None:
    """Say that a part must be chosen."""
    first = next(iter(form.choices), None)
    words = gettext("Välj minst en del som du kommer till.")
    if first is not None:
        first.errors = [words]
    else:
        form.form.form_errors = [words]
