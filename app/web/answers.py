"""The registration form, which invitee, organizer and door share. It is built from the parts that are the person's;
what is posted is read without asking the database, since the room checks what the values mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm

from app.events.model import Part
from app.events.rules.kinds import PartKind
from app.events.rules.quotas import full
from app.kernel.words import N_, clock_time, day_date, local, time_span
from app.people.rules.keeping import KEEP_WORDS
from app.people.rules.sentences import Sentence
from app.registrations.actions import Answers, Asked
from app.registrations.rules import (
    Blame,
    Decision,
    Held,
    Mode,
    Questionnaire,
    QuotaSeats,
    Reason,
    Refused,
    RegistrationState,
    Seats,
)
from app.web.fields import CheckField, ChecksField, RadioField
from app.web.filters import in_words
from app.web.needs import NeedsForm
from app.web.question_fields import ASKED, AskedQuestion, QuestionFields, is_question, read_replies

PARTS = "delar"
CONSENT = "consent"
KEEP = "keep"
_ONE_PART, _SLOT = "del_", "pass_"
_SEEN_FULL, _EVENT_SEEN_FULL = "fullt", "motet_fullt"
_ONLINE = ":digitalt"
_NONE = "inget"
_MOST_VALUES, _LONGEST_VALUE = 100, 60
_CHOSEN_AT_FIRST = frozenset({PartKind.MEETING, PartKind.PLENARY})


_EVENT_WORDS = {
    Reason.FULL: N_("Mötet blev fullt medan du svarade. Skicka igen, så ställs du på väntelistan."),
    Reason.FULL_CLOSED: N_("Mötet är fullt, och ingen väntelista är öppen."),
}


_ABOUT_CHOICES = frozenset({Reason.NOTHING_CHOSEN, Reason.UNKNOWN_PART, Reason.TWO_AT_ONCE, Reason.NOT_ONLINE})


@dataclass(frozen=True)
class Offer:
    """What somebody may answer for, with the seats as that person finds them and what is held already; ``asking`` has
    the event's questions.
    """

    parts: tuple[Part, ...]
    seats: Seats
    held: Held | None = None
    asking: Questionnaire = field(default_factory=Questionnaire)

    @property
    def event_is_full(self) -> bool:
        """Whether coming on site means queueing for the event itself."""
        return self.seats.full and not (self.held and self.held.has_event_seat)

    @property
    def on_site_is_closed(self) -> bool:
        """Full without a waiting list: only online parts can be chosen."""
        return self.event_is_full and not self.seats.waiting_list

    @property
    def quota(self) -> Sentence | None:
        """What is told when not the house but a quota of the person's is full."""
        stands_in_way = self.seats.obstacle if self.event_is_full else None
        return quota_words(stands_in_way, waiting_list=self.seats.waiting_list) if stands_in_way else None

    def quota_of(self, part: Part) -> Sentence | None:
        """The same of a part."""
        seats = self.seats.find(part.id)
        stands_in_way = seats.obstacle if seats and self.is_full(part) else None
        return quota_words(stands_in_way, waiting_list=self.seats.waiting_list) if stands_in_way else None

    def is_full(self, part: Part) -> bool:
        """Whether choosing the part on site means queueing for it."""
        held = self.held.find(part.id) if self.held else None
        if held is not None and held.mode is Mode.ON_SITE:
            return False
        seats = self.seats.find(part.id)
        return seats is not None and seats.full

    def place(self, part: Part) -> int:
        """The person's place in the part's own queue; 0 when not in it."""
        held = self.held.find(part.id) if self.held else None
        seats = self.seats.find(part.id)
        waits = held is not None and held.state is RegistrationState.WAITING
        return seats.ahead + 1 if waits and seats is not None else 0


def quota_words(one: QuotaSeats, *, waiting_list: bool) -> Sentence:
    """What somebody is told whom the quota has no place for."""
    return full(one.quota, one.place, waiting_list=waiting_list)


def refusal_words(refused: Refused) -> str:
    """Why something is refused: of a full quota its own words, and how to queue where one can."""
    if refused.quota is None:
        return gettext(refused.reason.label)
    words = in_words(quota_words(refused.quota, waiting_list=False))
    if refused.reason is Reason.QUOTA:
        return f"{words} {gettext('Skicka igen, så ställs du på väntelistan.')}"
    return words


class AnswerForm:
    """The fields of one offer. ``form`` is what the macros take; ``hints`` says something under each option;
    ``consents`` and ``keeps`` are the boxes for consent and for being invited again, None where they are not asked for.
    """

    def __init__(
        self,
        offer: Offer,
        posted: MultiDict[str, str] | None = None,
        *,
        asks_consent: bool = False,
        asks_to_be_kept: bool = False,
    ) -> None:
        self.offer = offer
        self.asks_consent = asks_consent
        self.asks_to_be_kept = asks_to_be_kept
        self.hints: dict[str, str] = {}
        self.only: Part | None = _only(offer.parts)
        self.questions = QuestionFields(offer.asking, offer.parts, only=self.only is not None)
        rows = list(self._fields())
        self.hints |= self.questions.hints
        self.form = BaseForm({name: field for name, field, _default in rows})
        self.form.process(posted, data={name: default for name, _field, default in rows})

    def _fields(self) -> Any:
        plain = [part for part in self.offer.parts if part.slot_id is None and not part.online_url]
        if plain and self.only is None:
            chosen = [part.uid for part in plain if self._is_chosen(part)]
            options = [option for part in plain for option in self._options(part)]
            yield PARTS, ChecksField(_("Vilka delar kommer du till?"), choices=options), chosen
        for part in self.offer.parts:
            if part.slot_id is None and part.online_url:
                yield self._radio(_ONE_PART + part.uid, part.title, [part])
        for slot_id, parts in _by_slot(self.offer.parts).items():
            title = parts[0].slot.title if parts[0].slot else ""
            yield self._radio(f"{_SLOT}{slot_id}", title, parts)
        yield from self.questions.rows()
        if self.asks_consent:
            yield CONSENT, CheckField(_("Jag samtycker till att mina uppgifter används för mötet")), False
        if self.asks_to_be_kept:
            yield KEEP, CheckField(gettext(KEEP_WORDS)), False

    @property
    def choices(self) -> list[Any]:
        """The fields that choose among parts."""
        return [field for field in self.form if field.name not in {CONSENT, KEEP} and not is_question(field.name)]

    @property
    def asked(self) -> list[AskedQuestion]:
        """The questions with their fields."""
        return self.questions.shown_in(self.form)

    @property
    def consents(self) -> Any:
        """The box for consent, or None."""
        return self.form[CONSENT] if self.asks_consent else None

    @property
    def keeps(self) -> Any:
        """The box for being invited again, or None."""
        return self.form[KEEP] if self.asks_to_be_kept else None

    def _radio(self, name: str, title: str, parts: list[Part]) -> tuple[str, Any, str]:
        options = [option for part in parts for option in self._options(part, alone=len(parts) == 1)]
        nothing = gettext("Jag kommer inte") if len(parts) == 1 else gettext("Inget av dem")
        options.append(SelectChoice(_NONE, nothing))
        chosen = [option.value for part in parts if self._is_chosen(part) for option in self._options(part)]
        held = [part for part in parts if self.offer.held and self.offer.held.find(part.id)]
        default = self._held_value(held[0]) if held else ("" if len(parts) > 1 or not chosen else chosen[0])
        return name, RadioField(title, choices=options), default or (_NONE if self.offer.held else "")

    def _options(self, part: Part, *, alone: bool = False) -> list[SelectChoice]:
        """A part's options; one that is followed online too has two."""
        closed = self.offer.on_site_is_closed or (self.offer.is_full(part) and not self.offer.seats.waiting_list)
        off = {"disabled": True} if closed else {}
        on_site = gettext("På plats") if part.online_url and alone else part.title
        if part.online_url and not alone:
            on_site = gettext("%(title)s, på plats", title=part.title)
        self.hints[part.uid] = self._hint(part, closed=closed)
        options = [SelectChoice(part.uid, on_site, render_kw=off)]
        if part.online_url:
            online = gettext("Digitalt") if alone else gettext("%(title)s, digitalt", title=part.title)
            options.append(SelectChoice(part.uid + _ONLINE, online))
            self.hints[part.uid + _ONLINE] = gettext("Länken kommer i bekräftelsen.")
        return options

    def _hint(self, part: Part, *, closed: bool) -> str:
        said = [when(part), part.room, part.contributors]
        quota = self.offer.quota_of(part)
        if quota is not None:
            said.append(in_words(quota))
        elif self.offer.seats.stopped and (self.offer.event_is_full or self.offer.is_full(part)):
            said.append(gettext("Fullt. Väntelistan har stängt"))
        elif closed:
            said.append(gettext("Fullt"))
        elif self.offer.is_full(part):
            said.append(gettext("Fullt: valet ger en plats på väntelistan"))
        elif place := self.offer.place(part):
            said.append(gettext("Plats %(place)d i kön", place=place))
        return " · ".join(filter(None, said))

    def _held_value(self, part: Part) -> str:
        held = self.offer.held.find(part.id) if self.offer.held else None
        return part.uid + (_ONLINE if held and held.mode is Mode.ONLINE else "")

    def _is_chosen(self, part: Part) -> bool:
        if self.offer.held is not None:
            return self.offer.held.find(part.id) is not None
        if self.offer.on_site_is_closed or self.offer.is_full(part):
            return False
        return part.kind in _CHOSEN_AT_FIRST and part.slot_id is None

    def explain(self, decision: Decision | None, blame: Iterable[Blame] = ()) -> None:
        """Put a refusal where it can be mended: at the part or the question, or above everything."""
        self.questions.blame(self.form, blame)
        if decision is None:
            return
        titles = {part.id: part for part in self.offer.parts}
        if isinstance(decision.event, Refused):
            self._explain_event(decision.event)
            return
        for one in decision.parts:
            if isinstance(one.verdict, Refused) and one.part_id in titles:
                self._blame(titles[one.part_id], refusal_words(one.verdict))

    def _explain_event(self, refused: Refused) -> None:
        reason = refused.reason
        if reason is Reason.NO_CONSENT and self.consents is not None:
            self.consents.errors = [gettext(reason.label)]
            return
        words = gettext(_EVENT_WORDS[reason]) if reason in _EVENT_WORDS else refusal_words(refused)
        self._say(words, at_field=reason in _ABOUT_CHOICES)

    def _say(self, words: str, *, at_field: bool) -> None:
        """At the first field, where the choices themselves are wrong; else above them all."""
        first = next(iter(self.choices), None)
        if first is not None and at_field:
            first.errors = [words]
        else:
            self.form.form_errors = [words]

    def _blame(self, part: Part, words: str) -> None:
        named = (f"{_SLOT}{part.slot_id}", _ONE_PART + part.uid, PARTS)
        field = next((self.form[name] for name in named if name in self.form), None)
        said = f"{part.title}: {words[:1].lower()}{words[1:]}"
        if field is None:
            self.form.form_errors = [*self.form.form_errors, said]
        else:
            field.errors = [*field.errors, said]

    @property
    def shown_full(self) -> list[tuple[str, str]]:
        """Hidden fields that say what was shown as full: choosing that is queueing for it."""
        rows = [(_SEEN_FULL, part.uid) for part in self.offer.parts if self.offer.is_full(part)]
        return rows + ([(_EVENT_SEEN_FULL, "1")] if self.offer.event_is_full else [])


def refused_as_full(decision: Decision, parts: Iterable[Part]) -> list[tuple[str, str]]:
    """As ``shown_full``, of what ``decision`` refused because it had filled up: sent again, it is queued for."""
    full = (Reason.FULL, Reason.QUOTA)
    uids = {part.id: part.uid for part in parts}
    refused = [one for one in decision.parts if isinstance(one.verdict, Refused) and one.verdict.reason in full]
    rows = [(_SEEN_FULL, uids[one.part_id]) for one in refused if one.part_id in uids]
    event_is = isinstance(decision.event, Refused) and decision.event.reason in full
    return rows + ([(_EVENT_SEEN_FULL, "1")] if event_is else [])


def _only(parts: tuple[Part, ...]) -> Part | None:
    """The one part there is, when there is nothing to choose about it."""
    return parts[0] if len(parts) == 1 and not parts[0].online_url and parts[0].slot_id is None else None


def _by_slot(parts: tuple[Part, ...]) -> dict[int, list[Part]]:
    slots: dict[int, list[Part]] = {}
    for part in parts:
        if part.slot_id is not None:
            slots.setdefault(part.slot_id, []).append(part)
    return slots


def when(part: Part) -> str:
    """ "torsdag 4 mars 13.00–16.15"; a night and what else lasts into another day as "från 22.00"."""
    if local(part.starts_at).date() != local(part.ends_at).date():
        return gettext("%(day)s från %(time)s", day=day_date(part.starts_at), time=clock_time(part.starts_at))
    return f"{day_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}"


def refused(reason: Reason) -> Decision:
    """A refusal of the whole, for ``AnswerForm.explain``."""
    return Decision(Refused(reason))


def read(posted: MultiDict[str, str], needs: NeedsForm | None = None, *, asks: bool = False) -> Answers:
    """What was posted, shape only: unknown parts are the room's to refuse. At most a hundred values are read. ``asks``:
    the door always asks the event's questions; else answers are left as they are by a form that held none.
    """
    values = posted.getlist(PARTS)
    values += [value for name, value in posted.items() if name.startswith((_ONE_PART, _SLOT))]
    asked = [_asked(value) for value in dict.fromkeys(values[:_MOST_VALUES]) if _is_choice(value)]
    drafts = needs.answers() if needs is not None else ()
    return Answers(
        parts=tuple(asked),
        seen_full=frozenset(value for value in posted.getlist(_SEEN_FULL)[:_MOST_VALUES] if _is_choice(value)),
        event_seen_full=_EVENT_SEEN_FULL in posted,
        needs=drafts or None,
        replies=read_replies(posted) if asks or ASKED in posted else None,
        consents=CONSENT in posted,
        consents_to_needs="needs_consent" in posted,
        severe_words=needs.severe_words if needs is not None else "",
        keep_words=gettext(KEEP_WORDS) if KEEP in posted else "",
    )


def _is_choice(value: str) -> bool:
    return value not in ("", _NONE) and len(value) <= _LONGEST_VALUE


def _asked(value: str) -> Asked:
    uid, online, _rest = value.partition(_ONLINE)
    return Asked(uid, Mode.ONLINE if online else Mode.ON_SITE)
