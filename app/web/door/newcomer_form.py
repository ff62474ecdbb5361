"""Who came to a door without being on its list: as the page asks for it, and as a phone has written it down."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from app.attendance.rules.walk_ins import WalkIn
from app.kernel.text import clean_line
from app.web.fields import CheckField, EmailField, Form, LineField, NameField


class NewcomerForm(Form):
    """Who came."""

    given_name = NameField(_("Förnamn"), _("Skriv förnamnet"))
    family_name = NameField(_("Efternamn"), _("Skriv efternamnet"))
    organisation = LineField(_("Organisation"), no_personnummer=True)
    address = EmailField(_("E-postadress"))
    consents = CheckField(_("Personen samtycker till att uppgifterna används för mötet"))
    is_another = CheckField(_("Det är någon annan med samma namn"))
    nonce = HiddenField()
    in_stead_of = HiddenField()

    def __init__(self, *, asks_consent: bool, **more: Any) -> None:
        super().__init__(**more)
        self.asks_consent = asks_consent

    def validate(self, extra_validators: Any = None) -> bool:
        """Consent is asked for where it is the legal basis."""
        fine: bool = super().validate(extra_validators)
        if self.asks_consent and not self.consents.data:
            self.consents.errors = [gettext("Fråga, och kryssa för om svaret är ja")]
            return False
        return fine

    def draft(self) -> WalkIn:
        """Who it is. For a form that is valid."""
        return WalkIn(
            self.given_name.data,
            self.family_name.data,
            self.organisation.data or "",
            self.address.data or "",
            clean_line(self.in_stead_of.data or "", 64),
            bool(self.consents.data),
            bool(self.is_another.data),
        )


class WrittenForm(NewcomerForm):
    """The same fields on a phone: their frame is the same for everybody, and holds no token of a session."""

    class Meta(NewcomerForm.Meta):
        """Read from what is handed over."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Whatever the request is."""
            return formdata


def written_form() -> WrittenForm:
    """Empty, for the phone's page: whether consent is asked for is known there alone."""
    return WrittenForm(formdata=None, asks_consent=False)


_TEXTS, _BOXES = ("given_name", "family_name", "organisation", "address", "in_stead_of"), ("consents", "is_another")


def read_written(body: Mapping[str, Any], *, asks_consent: bool) -> tuple[WalkIn | None, list[str]]:
    """Whom a phone has written down, and what could not be kept of it, in words; None: it cannot be kept at all."""
    texts = {name: value for name in _TEXTS if isinstance(value := body.get(name), str)}
    boxes = dict.fromkeys((name for name in _BOXES if body.get(name) is True), "y")
    form = WrittenForm(formdata=MultiDict(texts | boxes), asks_consent=asks_consent)
    form.validate()
    needed = [*form.given_name.errors, *form.family_name.errors, *form.consents.errors]
    if needed:
        return None, [str(one) for one in needed]
    lost = [one for one in (form.organisation, form.address) if one.errors]
    for one in lost:
        one.data = ""
    return form.draft(), [gettext("%(what)s kunde inte sparas.", what=one.label.text) for one in lost]
