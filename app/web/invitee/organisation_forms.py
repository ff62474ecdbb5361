"""Forms of an organisation's contact. They check shape; the register checks meaning."""

from datetime import date
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import ProposalDraft, ProposalKind
from app.web.fields import DateField, EmailField, Form, NameField, PhoneField, RadioField, SelectField, choices

_CHANGES = (ProposalKind.SUCCESSOR, ProposalKind.VACANT)


class _Change(Form):
    """What stands first in the form, so that its error does too."""

    what = RadioField(_("Vad har ändrats?"), _("Välj vad som har ändrats"), choices=lambda: choices(_CHANGES))


class _InRole(Form):
    """What stands first in the form, so that its error does too."""

    role = SelectField(_("Roll"), _("Välj rollen"), choices=[])


class WhoForm(Form):
    """Somebody as a contact writes them, and from which day."""

    given_name = NameField(_("Förnamn"))
    family_name = NameField(_("Efternamn"))
    address = EmailField(_("E-postadress"))
    phone = PhoneField(_("Telefon"), no_personnummer=True)
    from_on = DateField(_("Från och med"), _("Skriv från vilken dag, som 2027-01-01"))

    def require_person(self) -> bool:
        """Whether a name and an address are written; says what is missing where it is not."""
        wanted = (
            (self.given_name, gettext("Skriv förnamnet")),
            (self.family_name, gettext("Skriv efternamnet")),
            (self.address, gettext("Skriv e-postadressen, så att inbjudan når fram")),
        )
        missing = [(field, words) for field, words in wanted if not field.data and not field.errors]
        for field, words in missing:
            field.errors = [words]
        return not missing

    @property
    def first_day(self) -> date:
        """The day as written; after ``validate``."""
        return cast("date", self.from_on.data)

    @property
    def person(self) -> PersonDraft:
        """The person as written."""
        return PersonDraft(self.given_name.data, self.family_name.data, (self.address.data,), self.phone.data)


class ChangeForm(_Change, WhoForm):
    """That somebody else has a role now, or nobody."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody who takes over has a name and an address; an empty optional field runs no check of its own."""
        shaped: bool = super().validate(extra_validators)
        follows = self.what.data == ProposalKind.SUCCESSOR
        return (self.require_person() if follows else True) and shaped

    def draft(self, assignment_uid: str) -> ProposalDraft:
        """The proposal as written."""
        kind = ProposalKind(self.what.data)
        person = self.person if kind is ProposalKind.SUCCESSOR else None
        return ProposalDraft(kind, self.first_day, assignment_uid, person=person)


class NewForm(_InRole, WhoForm):
    """Somebody in a role that has a place free. ``role`` gets its choices from the page."""

    def validate(self, extra_validators: Any = None) -> bool:
        """A name and an address are needed."""
        shaped: bool = super().validate(extra_validators)
        return self.require_person() and shaped

    def draft(self) -> ProposalDraft:
        """The proposal as written."""
        return ProposalDraft(ProposalKind.NEW, self.first_day, role_key=self.role.data, person=self.person)
