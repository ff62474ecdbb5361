"""What an organizer writes of a mailing: whom it is for, the words, when it goes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_as
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from app.desk.mailings import Draft
from app.events.model import Event, Part
from app.events.rules.ready_texts import READY, mailing_fault, to_write
from app.kernel.words import STOCKHOLM, short_date
from app.mail.model import Mailing
from app.people.queries import list_organisations, list_roles, list_saved_filters
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.register import RegisterFilter, Show
from app.registrations.rules.mailings import LATER, LIMIT, Audience, AudienceKind
from app.web.fields import CheckField, DateField, Form, LineField, RadioField, SelectField, TextField, TimeField, pairs
from app.web.organizer.letter_frame import unknown_fields

_OF_MEETING = frozenset(AudienceKind) - {AudienceKind.REGISTER, AudienceKind.PART}


class MailingForm(Form):
    """A draft. ``ready`` names the ready text that it began as; ``among``: which of those invited it is for alone, as
    the coverage or their list was narrowed when the organizer came from there.
    """

    audience = RadioField(_("Vilka är brevet till?"), _("Välj vilka brevet är till"))
    part = SelectField(_("Del"), validate_choice=False)
    limits = SelectField(_("Urval"), validate_choice=False)
    subject = LineField(_("Ämne"), _("Skriv ett ämne"), limit=150)
    text = TextField(
        _("Brev"),
        _("Skriv brevet"),
        limit=LIMIT,
        description=_("En tom rad ger ett nytt stycke. **Fet**, - punkt i lista, ## rubrik, [text](https://adress)."),
    )
    also_later = CheckField(
        _("Även till dem som anmäler sig senare"),
        description=_("De får brevet när de har anmält sig, var och en en gång, tills mötet är över."),
    )
    among = HiddenField()
    ready = HiddenField()
    seen = HiddenField()

    def among_limits(self) -> dict[str, str]:
        """What those of the meeting are narrowed to."""
        return RegisterFilter.read(dict(parse_qsl(self.among.data or ""))).of_invited().written()

    def draft(self) -> Draft:
        """What is written, as a value."""
        kind = AudienceKind(self.audience.data)
        part = self.part.data if kind is AudienceKind.PART else ""
        limits = RegisterFilter.read(dict(parse_qsl(self.limits.data or ""))).written()
        audience = Audience(kind, part or "", limits if kind is AudienceKind.REGISTER else self.among_limits())
        ready = self.ready.data if self.ready.data in READY else ""
        return Draft(ready or "", audience, self.subject.data or "", self.text.data or "", bool(self.also_later.data))

    def is_fine(self, event: Event | None) -> bool:
        """Whether it was sent, and all of it can be kept; says everything that cannot, at once."""
        if not self.is_submitted():
            return False
        is_whole = bool(self.validate())
        return self._fits(event) and is_whole

    def _fits(self, event: Event | None) -> bool:
        self._words_fit(event)
        if self.also_later.data and self.audience.data not in LATER:
            self.also_later.errors = [gettext("Det går bara när brevet är till dem som är inbjudna eller anmälda")]
        parts = {part.uid for part in event.parts if part.cancelled_at is None} if event else set()
        if self.audience.data == AudienceKind.PART and self.part.data not in parts:
            self.part.errors = [gettext("Välj vilken del")]
        return not self.errors

    def _words_fit(self, event: Event | None) -> None:
        for field, subject, text in (
            (self.subject, self.subject.data or "", ""),
            (self.text, "", self.text.data or ""),
        ):
            strange = mailing_fault(subject, text, has_event=event is not None)
            if strange is not None:
                field.errors = [unknown_fields(strange)]
            elif left := to_write(subject or text):
                field.errors = [gettext("Skriv dina egna ord där det står %(left)s", left=", ".join(left))]


@dataclass(frozen=True)
class Begun:
    """What a new draft begins with: a ready text, and whom the organizer had before the eyes, narrowed by ``limits``.
    ``kind``: how they stand to the meeting, if they are invited to it; empty for people of the register.
    """

    ready: str = ""
    kind: str = ""
    limits: Mapping[str, str] = kept_as(default_factory=dict)


Count = Callable[[Mapping[str, str]], Mapping[tuple[AudienceKind, str], int]]
"""How many each audience means, narrowed so."""


def form_of(event: Event | None, count: Count, *, row: Mailing | None = None, begun: Begun = Begun()) -> MailingForm:
    """The form, filled with the draft ``row``, or with what a new one begins with."""
    form = MailingForm(data=_data(event, row, begun))
    counts = count(form.among_limits())
    parts = [part for part in event.parts if part.cancelled_at is None] if event else []
    form.audience.choices = _audiences(event, counts, parts)
    form.part.choices = [SelectChoice("", gettext("Välj en del")), *pairs(_parts(parts, counts))]
    form.limits.choices = _limits(form.limits.data or "")
    return form


def _data(event: Event | None, row: Mailing | None, begun: Begun) -> dict[str, object]:
    if row is not None:
        kept = Audience.from_data(row.audience)
        told = {"subject": row.subject, "text": row.text, "also_later": row.also_later, "ready": row.ready}
        whose = "limits" if kept.kind is AudienceKind.REGISTER else "among"
        said = {"audience": kept.kind.value, "part": kept.part_uid, whose: urlencode(kept.limits)}
        return {**told, **said, "seen": str(row.version)}
    given = _whom(event, begun)
    chosen = READY.get(begun.ready) if event else None
    if chosen is None:
        return given
    words = {"subject": gettext(chosen.subject), "text": gettext(chosen.text)}
    given["audience"] = given["audience"] or chosen.audience
    return {**given, **words, "also_later": chosen.also_later, "ready": chosen.key}


def _whom(event: Event | None, begun: Begun) -> dict[str, object]:
    if event is not None and begun.kind in _OF_MEETING:
        return {"audience": begun.kind, "among": urlencode(RegisterFilter.read(begun.limits).of_invited().written())}
    of_register = event is None or begun.limits
    return {"audience": AudienceKind.REGISTER.value if of_register else "", "limits": urlencode(begun.limits)}


def _audiences(
    event: Event | None, counts: Mapping[tuple[AudienceKind, str], int], parts: Sequence[Part]
) -> list[SelectChoice]:
    if event is None:
        kinds = [AudienceKind.REGISTER]
    else:
        kinds = [kind for kind in AudienceKind if kind is not AudienceKind.PART or len(parts) > 1]
    return [SelectChoice(kind.value, _with_count(gettext(kind.label), counts.get((kind, "")))) for kind in kinds]


def _parts(parts: Sequence[Part], counts: Mapping[tuple[AudienceKind, str], int]) -> list[tuple[str, str]]:
    return [
        (part.uid, _with_count(f"{short_date(part.starts_at)} {part.title}", counts.get((AudienceKind.PART, part.uid))))
        for part in parts
    ]


def _with_count(words: str, count: int | None) -> str:
    return words if count is None else f"{words} ({count})"


def _limits(chosen: str) -> list[SelectChoice]:
    """Everybody, the kept choices, the groups, and what is chosen already."""
    known = {"": gettext("Alla i registret")}
    known |= {urlencode(one.limits): one.name for one in list_saved_filters()}
    for group in RoleGroup:
        known.setdefault(urlencode({"grupp": group.value}), gettext("Grupp: %(group)s", group=gettext(group.label)))
    if chosen not in known:
        known[chosen] = limits_in_words(dict(parse_qsl(chosen)))
    return pairs(known.items())


def limits_in_words(limits: Mapping[str, str]) -> str:
    """ "Rektor, Jämtlands län": what the register is narrowed to."""
    asked = RegisterFilter.read(limits)
    roles = {role.key: role.name for role in list_roles()} if asked.role else {}
    places = {place.uid: place.name for place in list_organisations()} if asked.organisation else {}
    words = [
        gettext("sökningen ”%(text)s”", text=asked.text) if asked.text else "",
        roles.get(asked.role, asked.role),
        gettext(asked.group.label) if isinstance(asked.group, RoleGroup) else "",
        gettext(asked.kind.label) if isinstance(asked.kind, OrganisationKind) else "",
        asked.area,
        places.get(asked.organisation, asked.organisation),
        gettext(asked.show.label) if asked.show is not Show.EVERYBODY else "",
    ]
    return ", ".join(filter(None, words)) or gettext("Alla i registret")


class SendForm(Form):
    """Now, or at a time; and what the page showed, so that nothing else goes."""

    day = DateField(_("Dag"))
    time = TimeField(_("Klockan"))
    count = HiddenField()
    seen = HiddenField()
    again = HiddenField()

    def at(self) -> datetime | None:
        """When it is to go (UTC); None: as soon as it can."""
        if self.day.data is None or self.time.data is None:
            return None
        return datetime.combine(self.day.data, self.time.data, STOCKHOLM).astimezone(UTC)

    def fits(self, now: datetime) -> bool:
        """Whether the time can be kept; says what is wrong."""
        if self.day.data and not self.time.data:
            self.time.errors = [gettext("Skriv också klockslaget")]
        elif self.time.data and not self.day.data:
            self.day.errors = [gettext("Skriv också dagen")]
        elif (at := self.at()) is not None and at <= now:
            self.day.errors = [gettext("Välj en tid som inte har varit")]
        return not self.errors


def whole_number(written: str | None) -> int:
    """A number that a page put into a form; 0 where it is none."""
    return int(written) if written and written.isdecimal() and len(written) < 10 else 0
