"""Forms and their fields. Text passes the one gate of ``kernel.text`` on its way in, every field has a limit, and each
message says what to do.

A form checks shape; the room checks meaning. A form with values to hand over has a method ``answers()`` that gives one
frozen value. Labels and messages are ``lazy_gettext`` strings; ``required`` is the sentence shown when nothing is
written ("Skriv ditt förnamn"), and without it a field is optional.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import Flask, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import fields as plain
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from app.kernel.enums import Labelled
from app.kernel.text import LINE_LIMIT, NAME_LIMIT, TEXT_LIMIT, clean_line, clean_text, looks_like_personnummer
from app.kernel.words import TAKE_AWAY_PERSONNUMMER
from app.mail.wording import looks_like_link

_SLACK = 200
PASSWORD_LIMIT = 128
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LARGEST = 2_000_000_000


class Form(FlaskForm):
    """Base of every form. Its CSRF token is written by the macro ``post_form``; JSON is never taken for a form."""

    class Meta(FlaskForm.Meta):
        """Only fields and files of a posted form are read."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """As Flask-WTF does, but without JSON."""
            return None if request and request.is_json else super().wrap_formdata(form, formdata)


def _checks(required: object, *more: Any) -> list[Any]:
    """Required with its own sentence, or optional; then the rest."""
    return [DataRequired(required) if required else Optional(), *more]


def _no_personnummer(_form: Any, field: Any) -> None:
    """Refuse what we may not keep, and say why."""
    if looks_like_personnummer(field.data or ""):
        raise StopValidation(gettext(TAKE_AWAY_PERSONNUMMER))


class LineField(plain.StringField):
    """One line of text, cleaned. ``limit`` in characters. ``no_personnummer`` in every text that an invitee writes."""

    def __init__(
        self,
        label: object,
        required: object = None,
        *,
        limit: int = LINE_LIMIT,
        no_personnummer: bool = False,
        **kwargs: Any,
    ) -> None:
        self.limit = limit
        more = [*kwargs.pop("validators", []), *([_no_personnummer] if no_personnummer else [])]
        too_long = Length(max=limit, message=_("Skriv högst %(max)d tecken", max=limit))
        super().__init__(label, _checks(required, too_long, *more), **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The first value, cleaned; what is far too long is cut so that cleaning is quick."""
        self.data = self.cleaned(valuelist[0][: self.limit * 4 + _SLACK]) if valuelist else ""

    def cleaned(self, value: str) -> str:
        """The text as it is kept; one letter over the limit stays, so that the limit is said rather than cut."""
        return clean_line(value, limit=self.limit + 1)


class NameField(LineField):
    """A person's name that somebody else may come to read in a letter: no address, and no personnummer."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, required, limit=NAME_LIMIT, no_personnummer=True, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what a mail program could make a link of."""
        if not validation_stopped and self.data and looks_like_link(self.data):
            raise ValidationError(gettext("Skriv bara namnet, utan adresser"))


class TextField(LineField):
    """Text of several lines, cleaned."""

    widget = plain.TextAreaField.widget

    def __init__(self, label: object, required: object = None, *, limit: int = TEXT_LIMIT, **kwargs: Any) -> None:
        super().__init__(label, required, limit=limit, **kwargs)

    def cleaned(self, value: str) -> str:
        """As ``LineField``, with its line breaks."""
        return clean_text(value, limit=self.limit + 1)


class EmailField(LineField):
    """An e-mail address; shape only, nothing is looked up."""

    widget = plain.EmailField.widget

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, required, limit=kwargs.pop("limit", 254), **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what cannot be an address."""
        if validation_stopped or not self.data:
            return
        try:
            validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(gettext("Skriv en e-postadress som namn@kommun.se")) from None


class PhoneField(LineField):
    """A telephone number as it is written."""

    widget = plain.TelField.widget

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, required, limit=kwargs.pop("limit", 40), **kwargs)


class WebAddressField(LineField):
    """An address on the web: http and https only."""

    widget = plain.URLField.widget

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, required, limit=kwargs.pop("limit", 1000), **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse other schemes and what has no host."""
        if validation_stopped or not self.data:
            return
        if not is_web_address(self.data):
            raise ValidationError(gettext("Skriv hela adressen, till exempel https://www.miun.se"))


def is_web_address(value: str) -> bool:
    """Whether ``value`` is a whole http(s) address without spaces."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value


class PasswordField(plain.PasswordField):
    """A password, kept letter by letter as it is written."""

    def __init__(self, label: object, required: object, **kwargs: Any) -> None:
        too_long = Length(max=PASSWORD_LIMIT, message=_("Skriv högst %(max)d tecken", max=PASSWORD_LIMIT))
        super().__init__(label, [InputRequired(required), too_long], **kwargs)


class DateField(plain.DateField):
    """A date; browsers send 2027-03-04, and that is also what one may write."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        more = kwargs.pop("validators", [])
        super().__init__(label, _checks(required, *more), format=["%Y-%m-%d", "%Y%m%d"], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The date, or a sentence that says how to write it."""
        self.data: date | None = None
        if not valuelist or not valuelist[0].strip():
            return
        for pattern in self.strptime_format:
            try:
                day = datetime.strptime(valuelist[0].strip(), pattern).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                self.data = day
                return
        raise ValueError(gettext("Skriv datumet som 2027-03-04"))


class TimeField(plain.TimeField):
    """A time of day in Europe/Stockholm; "13.00" and "13:00" are both understood, "24:00" is not."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        more = kwargs.pop("validators", [])
        super().__init__(label, _checks(required, *more), format=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The time, or a sentence that says how to write it."""
        self.data: time | None = None
        if not valuelist or not valuelist[0].strip():
            return
        for pattern in self.strptime_format:
            try:
                self.data = datetime.strptime(valuelist[0].strip(), pattern).time()  # noqa: DTZ007 - a time of day
                return
            except ValueError:
                continue
        raise ValueError(gettext("Skriv tiden som 13.00"))


class NumberField(plain.IntegerField):
    """A whole number from ``least`` to ``most``; spaces between the digits are allowed."""

    def __init__(
        self, label: object, required: object = None, *, least: int = 0, most: int = _LARGEST, **kwargs: Any
    ) -> None:
        self.least, self.most = least, most
        checks = [InputRequired(required) if required else Optional(), *kwargs.pop("validators", [])]
        super().__init__(label, checks, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The number, or a sentence that says what to write."""
        self.data: int | None = None
        written = "".join(valuelist[0][:40].split()) if valuelist else ""
        if not written:
            return
        if not written.removeprefix("-").isdecimal():
            raise ValueError(gettext("Skriv ett tal med siffror"))
        if not self.least <= int(written) <= self.most:
            raise ValueError(self._range())
        self.data = int(written)

    def _range(self) -> str:
        if self.most == _LARGEST:
            return gettext("Skriv ett tal som är minst %(least)d", least=self.least)
        return gettext("Skriv ett tal från %(least)d till %(most)d", least=self.least, most=self.most)


class CheckField(plain.BooleanField):
    """One box to tick. With ``required`` it must be ticked."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(required)] if required else [], **kwargs)


def choices(members: Iterable[Labelled]) -> list[SelectChoice]:
    """Choices of an enumeration, or of some members, in the language of the page (WTForms 3.3: ``SelectChoice``)."""
    return [SelectChoice(member.value, gettext(member.label)) for member in members]


def pairs(rows: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices of (value, words) pairs, such as rows of a table; the words are shown as they are."""
    return [SelectChoice(value, words) for value, words in rows]


class _Choosing:
    """What the choosing fields share: a sentence when nothing (valid) is chosen."""

    unknown: object = _("Välj något av alternativen")

    def pre_validate(self, form: Any) -> None:
        """Say in our words that the choice does not exist."""
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError:
            raise StopValidation(str(self.unknown)) from None


class SelectField(_Choosing, plain.SelectField):
    """One of many from a list. Give ``choices=`` as ``fields.choices(…)``, ``fields.pairs(…)`` or a callable."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, _checks(required, *kwargs.pop("validators", [])), **kwargs)


class RadioField(_Choosing, plain.RadioField):
    """One of a few, all shown."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        checks = [InputRequired(required) if required else Optional(), *kwargs.pop("validators", [])]
        super().__init__(label, checks, **kwargs)
        self._required = required

    def pre_validate(self, form: Any) -> None:
        """Say what to choose where nothing is chosen, before whether the choice exists."""
        if self._required and not any(self.raw_data or ()):
            raise StopValidation(str(self._required))
        super().pre_validate(form)


class ChecksField(_Choosing, plain.SelectMultipleField):
    """Several of a few, all shown: boxes to tick. With ``required`` at least one."""

    def __init__(self, label: object, required: object = None, **kwargs: Any) -> None:
        super().__init__(label, _checks(required, *kwargs.pop("validators", [])), **kwargs)


def install(app: Flask) -> None:
    """Nothing to add to ``app``: forms need no setting of their own beyond Flask-WTF's."""
