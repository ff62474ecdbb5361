"""Forms about people, their assignments, organisations and roles. They check shape; the register checks meaning."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.kernel.text import NAME_LIMIT, looks_like_personnummer
from app.people import queries
from app.people.rules.assignments import Term, is_possible
from app.people.rules.drafts import ExpectationDraft, OrganisationDraft, RoleDraft
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.persons import PersonDraft
from app.web.fields import (
    CheckField,
    ChecksField,
    DateField,
    EmailField,
    Form,
    LineField,
    NumberField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    choices,
    pairs,
)

_NOTE_LIMIT = 1000
_MOST_ADDRESSES = 5
NEW, NOBODY = "ny", "ingen"


class PersonForm(Form):
    """A person: name, addresses, telephone, note."""

    given_name = LineField(_("Förnamn"), _("Skriv förnamnet"), limit=NAME_LIMIT)
    family_name = LineField(_("Efternamn"), limit=NAME_LIMIT)
    address = EmailField(_("E-postadress"))
    more_addresses = TextField(_("Fler e-postadresser"), limit=_NOTE_LIMIT)
    phone = PhoneField(_("Telefon"))
    note = TextField(_("Anteckning"), limit=_NOTE_LIMIT)
    language = HiddenField(default="sv")
    version = HiddenField(default="1")
    known = HiddenField()
    """Set when the page has pointed out those who are alike."""

    def validate_more_addresses(self, field: Any) -> None:
        """Each line is an address."""
        for line in self._more():
            try:
                validate_email(line, check_deliverability=False)
            except EmailNotValidError:
                message = gettext("Skriv en e-postadress på varje rad. Det går inte att läsa %(line)s", line=line)
                raise ValidationError(message) from None
        if len(self._more()) >= _MOST_ADDRESSES:
            raise ValidationError(gettext("Skriv högst %(most)d adresser", most=_MOST_ADDRESSES - 1))

    def validate_note(self, field: Any) -> None:
        """No personnummer is kept."""
        if looks_like_personnummer(field.data):
            raise ValidationError(gettext("Ta bort det som ser ut som ett personnummer. Sådana sparas inte"))

    def _more(self) -> list[str]:
        return [line.strip() for line in (self.more_addresses.data or "").splitlines() if line.strip()]

    def answers(self) -> PersonDraft:
        """The person as written."""
        addresses = tuple(address for address in (self.address.data, *self._more()) if address)
        return PersonDraft(
            self.given_name.data,
            self.family_name.data,
            addresses,
            self.phone.data,
            self.note.data,
            "en" if self.language.data == "en" else "sv",
        )

    @property
    def seen_version(self) -> int:
        """Which version of the person the page showed; 0 when the field was meddled with."""
        return number(self.version.data)


def person_values(draft: PersonDraft) -> dict[str, object]:
    """What an edit form starts from."""
    first, *more = draft.addresses or ("",)
    return {
        "given_name": draft.given_name,
        "family_name": draft.family_name,
        "address": first,
        "more_addresses": "\n".join(more),
        "phone": draft.phone,
        "note": draft.note,
        "language": draft.language,
    }


def number(written: str | None) -> int:
    """A hidden whole number, or 0."""
    return int(written) if written and written.isdecimal() and len(written) < 10 else 0


class TermForm(Form):
    """From a day to a day."""

    starts_on = DateField(_("Från och med"))
    ends_on = DateField(_("Till och med"))

    def validate_ends_on(self, field: Any) -> None:
        """The last day is not before the first."""
        if not is_possible(self.term()):
            raise ValidationError(gettext("Skriv en sista dag som inte är före den första"))

    def term(self) -> Term:
        """The term as written."""
        return Term(self.starts_on.data, self.ends_on.data)


def role_choices() -> list[SelectChoice]:
    """Every role, after a line that asks to choose."""
    return pairs([("", gettext("Välj roll")), *((role.key, role.name) for role in queries.list_roles())])


def organisation_choices() -> list[SelectChoice]:
    """Every organisation, after a line that asks to choose."""
    rows = queries.list_organisations()
    return pairs([("", gettext("Välj organisation")), *((place.uid, place.name) for place in rows)])


class AssignmentForm(TermForm):
    """A role in an organisation."""

    role = SelectField(_("Roll"), _("Välj en roll"), choices=role_choices)
    organisation = SelectField(_("Organisation"), _("Välj en organisation"), choices=organisation_choices)


class SuccessionForm(Form):
    """The last day of somebody, and who comes after."""

    last_day = DateField(_("Sista dag"), _("Skriv den sista dagen"))
    successor = RadioField(_("Vem tar över?"), _("Välj vem som tar över"), choices=[])
    given_name = LineField(_("Förnamn"), limit=NAME_LIMIT)
    family_name = LineField(_("Efternamn"), limit=NAME_LIMIT)
    address = EmailField(_("E-postadress"))
    revoke = ChecksField(_("Återkalla öppna inbjudningar"), choices=[])
    invite = ChecksField(_("Bjud in efterträdaren"), choices=[])
    pass_on = ChecksField(_("Låt efterträdaren ta över platsen"), choices=[])

    def validate(self, extra_validators: Any = None) -> bool:
        """A new person needs a name; an optional field that is empty runs no check of its own."""
        shaped: bool = super().validate(extra_validators)
        if self.successor.data == NEW and not self.given_name.data:
            self.given_name.errors = [*self.given_name.errors, gettext("Skriv den nya personens förnamn")]
            return False
        return shaped

    def new_person(self) -> PersonDraft:
        """The new person as written."""
        addresses = (self.address.data,) if self.address.data else ()
        return PersonDraft(self.given_name.data, self.family_name.data, addresses)


class OrganisationForm(Form):
    """An organisation."""

    name = LineField(_("Namn"), _("Skriv organisationens namn"), limit=NAME_LIMIT)
    kind = SelectField(_("Slag"), _("Välj ett slag"), choices=lambda: choices(OrganisationKind))
    area = LineField(_("Område"), limit=NAME_LIMIT)
    agreement = CheckField(_("Avtalskommun"))
    inhabitants = NumberField(_("Invånare"), most=20_000_000)
    inhabitants_year = NumberField(_("Invånare, år"), least=1900, most=2100)
    mailbox = EmailField(_("Funktionsbrevlåda"))
    contact_decides = CheckField(_("Ändringar från kontakten gäller direkt"))
    version = HiddenField(default="1")

    def answers(self) -> OrganisationDraft:
        """The organisation as written."""
        return OrganisationDraft(
            self.name.data,
            OrganisationKind(self.kind.data),
            self.area.data,
            self.agreement.data,
            self.inhabitants.data,
            self.inhabitants_year.data,
            self.mailbox.data,
            self.contact_decides.data,
        )


class RoleForm(Form):
    """A role."""

    name = LineField(_("Namn"), _("Skriv rollens namn"), limit=NAME_LIMIT)
    group = SelectField(_("Rollgrupp"), _("Välj en rollgrupp"), choices=lambda: choices(RoleGroup))
    position = NumberField(_("Plats i listor"), _("Skriv ett tal"), most=9999, default=100)
    version = HiddenField(default="1")

    def answers(self) -> RoleDraft:
        """The role as written."""
        return RoleDraft(self.name.data, RoleGroup(self.group.data), self.position.data or 0)


class MinimumForm(Form):
    """How many are expected."""

    minimum = NumberField(_("Minst"), _("Skriv hur många som väntas"), least=1, most=50, default=1)


def _where_choices() -> list[SelectChoice]:
    rows = [("", gettext("Välj var"))]
    rows.append(("+" + OrganisationKind.KOMMUN.value, gettext("Varje avtalskommun")))
    rows.append(("*" + OrganisationKind.KOMMUN.value, gettext("En per område bland avtalskommunerna")))
    rows += [(kind.value, gettext("Varje %(kind)s", kind=gettext(kind.label))) for kind in OrganisationKind]
    rows += [(f"={place.uid}", place.name) for place in queries.list_organisations()]
    return pairs(rows)


class ExpectationForm(MinimumForm):
    """Where a role is expected, and by how many."""

    where = SelectField(_("Var väntas rollen?"), _("Välj var rollen väntas"), choices=_where_choices)

    def answers(self) -> ExpectationDraft:
        """The expectation as written."""
        written: str = self.where.data
        if written.startswith("="):
            return ExpectationDraft(self.minimum.data or 1, organisation_uid=written[1:])
        kind = OrganisationKind(written.lstrip("+*"))
        return ExpectationDraft(self.minimum.data or 1, kind, written[0] in "+*", written[0] == "*")
