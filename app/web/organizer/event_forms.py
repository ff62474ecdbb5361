"""Forms about events. They check shape; what a meeting may be is for ``events.rules`` to say."""

from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.events.rules import conference_days
from app.events.rules.deadlines import DeadlineDays, Deadlines, GroupsDays, deadlines, group_faults, order_fault
from app.events.rules.drafts import EventDetails, EventTerms
from app.events.rules.kinds import EventKind, LegalBasis, NeedQuestion, NeedsGround
from app.web.fields import (
    CheckField,
    DateField,
    EmailField,
    Form,
    LineField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    WebAddressField,
    choices,
    pairs,
)
from app.web.organizer.queue_forms import QueueFields

MOST_DAYS = 730
_MOST_SEATS = 10_000


Given = TypeVar("Given")


def given(value: Given | None) -> Given:
    """The value of a required field in a form that is valid."""
    if value is None:
        raise ValueError("the form is not valid")
    return value


class NewEventForm(Form):
    """Which kind of meeting, and when."""

    kind = RadioField(_("Slag av möte"), _("Välj slag av möte"), choices=lambda: choices(EventKind))
    year = NumberField(_("År"), least=2015, most=2100, description=_("För RUN-konferens: torsdag och fredag vecka 9."))
    first = DateField(_("Första dag"), description=_("För de andra slagen."))
    last = DateField(_("Sista dag"), description=_("Bara om mötet är flera dagar."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A conference is told by its year, the others by their first day."""
        fine: bool = super().validate(extra_validators)
        if self.kind.data == EventKind.CONFERENCE.value and self.year.data is None and not self.year.errors:
            self.year.errors = [gettext("Skriv konferensens år")]
            fine = False
        if (
            self.kind.data
            and self.kind.data != EventKind.CONFERENCE.value
            and not (self.first.data or self.first.errors)
        ):
            self.first.errors = [gettext("Skriv mötets första dag")]
            fine = False
        if self.first.data and self.last.data and self.last.data < self.first.data:
            self.last.errors = [gettext("Skriv en sista dag som inte är före den första")]
            fine = False
        return fine

    def answers(self) -> tuple[EventKind, date, date | None]:
        """Kind, first day, and last day when it is not the kind's own. For a form that is valid."""
        kind = EventKind(self.kind.data)
        if kind is EventKind.CONFERENCE:
            return kind, conference_days(given(self.year.data))[0], None
        return kind, given(self.first.data), self.last.data


class DaysForm(Form):
    """To which days a meeting moves."""

    seen = HiddenField()
    first = DateField(_("Ny första dag"), _("Skriv mötets nya första dag"))
    last = DateField(_("Ny sista dag"), _("Skriv mötets nya sista dag"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is not before the first."""
        fine: bool = super().validate(extra_validators)
        if self.first.data and self.last.data and self.last.data < self.first.data:
            self.last.errors = [gettext("Skriv en sista dag som inte är före den första")]
            return False
        return fine

    def answers(self) -> tuple[date, date]:
        """The new first and last day. For a form that is valid."""
        return given(self.first.data), given(self.last.data)


class ConfirmForm(Form):
    """A page that only asks whether one means it."""


def _grounds() -> list[Any]:
    return [*pairs([("", gettext("Inte vald än"))]), *choices(NeedsGround)]


def _need_questions() -> list[Any]:
    return choices(NeedQuestion)


def _question(field: SelectField) -> NeedQuestion:
    return NeedQuestion(field.data or NeedQuestion.SHARED)


class EventFields(QueueFields):
    """What an event says about itself, and on what terms one registers."""

    title = LineField(_("Rubrik"), _("Skriv en rubrik"))
    theme = LineField(_("Tema"))
    body = TextField(
        _("Text"), description=_("Markdown: **fetstil**, - punktlista, ## mellanrubrik, [länk](https://…).")
    )
    purpose = TextField(_("Syfte"), limit=2000)
    goal = TextField(_("Mål"), limit=2000)
    mandate = TextField(_("Mandat"), limit=2000)
    place = LineField(_("Plats"), description=_("Lokal och ort, till exempel Södra Berget, Sundsvall."))
    address = LineField(_("Adress"))
    map_url = WebAddressField(_("Länk till karta"))
    contact_name = LineField(_("Kontaktperson"))
    contact_address = EmailField(_("Kontaktens e-postadress"))
    opens = NumberField(_("Anmälan öppnar"), _("Skriv antal dagar"), most=MOST_DAYS)
    answer = NumberField(_("Svara senast"), _("Skriv antal dagar"), most=MOST_DAYS)
    change = NumberField(_("Ändra senast"), _("Skriv antal dagar"), most=MOST_DAYS)
    meals = NumberField(_("Måltider låses"), _("Skriv antal dagar"), most=MOST_DAYS)
    locked = NumberField(_("Deltagarlistan låses"), _("Skriv antal dagar"), most=MOST_DAYS)
    capacity = NumberField(_("Platser"), least=1, most=_MOST_SEATS, description=_("Tomt: ingen gräns."))
    waiting_list = CheckField(_("Väntelista när det är fullt"))
    public = CheckField(
        _("Visa mötet för alla"),
        description=_("Egen sida och plats i den publika kalendern. Personuppgifter visas inte."),
    )
    open_sign_up = CheckField(
        _("Öppen anmälan"),
        description=_(
            "Den som inte är inbjuden anmäler sig på mötets egen sida och bekräftar med ett mejl. "
            "Gäller bara så länge mötet visas för alla."
        ),
    )
    approve_substitutes = CheckField(
        _("Godkänn den som kommer i stället"),
        description=_("Den som anger någon annan behåller sin plats tills du har svarat."),
    )
    self_check_in = CheckField(
        _("Egen incheckning"),
        description=_(
            "En QR-kod på väggen leder till den inbjudnas egen länk, där man trycker på ”Jag är här”. "
            "Gäller från en timme före varje del tills den slutar, och märks Själv i närvaron."
        ),
    )
    asks_needs = CheckField(
        _("Fråga efter särskilda behov"),
        description=_(
            "Kost, allergi och tillgänglighet. Köket får antal, och namn bara om personen själv har sagt ja."
        ),
    )
    legal_basis = SelectField(_("Rättslig grund för anmälan"), choices=lambda: choices(LegalBasis))
    needs_ground = SelectField(_("Rättslig grund för särskilda behov"), choices=_grounds)
    diet_question = SelectField(_("Kost"), choices=_need_questions)
    allergy_question = SelectField(_("Allergi"), choices=_need_questions)
    access_question = SelectField(_("Tillgänglighet"), choices=_need_questions)
    needs_kept_days = NumberField(_("Behoven raderas"), _("Skriv antal dagar"), most=365)
    contact_kept_days = NumberField(_("Kontaktuppgifterna raderas"), _("Skriv antal dagar"), most=365)

    def validate(self, extra_validators: Any = None) -> bool:
        """The deadlines follow one another."""
        fine: bool = super().validate(extra_validators)
        days = self.days()
        if days is not None and (fault := order_fault(days)) is not None:
            self.answer.errors = [*self.answer.errors, gettext(fault)]
            return False
        return fine

    def days(self) -> DeadlineDays | None:
        """The deadlines in days, when all are numbers."""
        fields = (self.opens, self.answer, self.change, self.meals, self.locked)
        written = [field.data for field in fields if field.data is not None]
        return DeadlineDays(*written) if len(written) == len(fields) else None

    def dates(self, first: date) -> Deadlines | None:
        """The deadlines as dates, shown beside the days."""
        days = self.days()
        return deadlines(days, first) if days else None

    def details(self) -> EventDetails:
        """What the event says about itself."""
        names = EventDetails.__dataclass_fields__
        return EventDetails(**{name: self[name].data or "" for name in names})

    def terms(self) -> EventTerms:
        """On what terms one registers. For a form that is valid."""
        return EventTerms(
            days=given(self.days()),
            capacity=self.capacity.data,
            waiting_list=self.waiting_list.data,
            **self.queue_terms(),
            public=self.public.data,
            open_sign_up=self.open_sign_up.data,
            approve_substitutes=self.approve_substitutes.data,
            self_check_in=self.self_check_in.data,
            asks_needs=self.asks_needs.data,
            legal_basis=LegalBasis(self.legal_basis.data),
            needs_ground=NeedsGround(self.needs_ground.data) if self.needs_ground.data else None,
            diet_question=_question(self.diet_question),
            allergy_question=_question(self.allergy_question),
            access_question=_question(self.access_question),
            needs_kept_days=given(self.needs_kept_days.data),
            contact_kept_days=given(self.contact_kept_days.data),
        )


def event_data(details: EventDetails, terms: EventTerms) -> dict[str, Any]:
    """Details and terms as ``EventFields`` has them."""
    flat = {name: getattr(terms, name) for name in EventTerms.__dataclass_fields__ if name != "days"}
    days = {name: getattr(terms.days, name) for name in DeadlineDays.__dataclass_fields__}
    grounds = {
        "legal_basis": terms.legal_basis.value,
        "queue_mode": terms.queue_mode.value,
        "needs_ground": terms.needs_ground.value if terms.needs_ground else "",
    } | {name: flat[name].value for name in ("diet_question", "allergy_question", "access_question")}
    return {name: getattr(details, name) for name in EventDetails.__dataclass_fields__} | flat | days | grounds


class SettingsForm(EventFields):
    """A saved event's details and terms. ``of_groups``: what role groups have instead of the event's days."""

    seen = HiddenField()
    of_groups: GroupsDays = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """The deadlines follow one another in every role group too."""
        fine: bool = super().validate(extra_validators)
        days = self.days()
        faults = group_faults(days, self.of_groups) if fine and days is not None else {}
        self.answer.errors = [*self.answer.errors, *(f"{gettext(g.label)}: {gettext(faults[g])}" for g in faults)]
        return fine and not faults
