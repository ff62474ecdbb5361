"""Forms about an event's programme: parts, slots, and the whole draft of a new event."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form as Subform
from wtforms import FormField, HiddenField

from app.events.model import Slot
from app.events.rules.drafts import EventDraft, PartDraft
from app.events.rules.kinds import PartKind
from app.events.rules.times import ImpossibleTimeError, moment_of, span_fault
from app.events.rules.weeks import event_days
from app.kernel.words import day_date, local
from app.people.model import Role
from app.web.fields import (
    CheckField,
    Form,
    LineField,
    NumberField,
    SelectField,
    TextField,
    TimeField,
    WebAddressField,
    choices,
    pairs,
)
from app.web.organizer.circle_forms import CircleLineForm, line_data, lines_of
from app.web.organizer.event_forms import EventFields, event_data, given
from app.web.rows import RowsField

_MOST_ROWS = 60
_MOST_SEATS = 10_000
BLANK_LINES = 2


class PartFields:
    """A part. The days offered are the event's."""

    title = LineField(_("Rubrik"), _("Skriv vad delen heter"))
    kind = SelectField(_("Slag"), choices=lambda: choices(PartKind))
    day = SelectField(_("Dag"))
    starts = TimeField(_("Börjar"), _("Skriv när delen börjar, till exempel 13.00"))
    ends = TimeField(_("Slutar"), _("Skriv när delen slutar, till exempel 16.15"))
    ends_day = SelectField(_("Slutar dag"))
    room = LineField(_("Lokal"))
    capacity = NumberField(_("Platser på plats"), least=1, most=_MOST_SEATS, description=_("Tomt: ingen gräns."))
    by_arrival = CheckField(
        _("Checkas in vid ankomst"), description=_("En bock vid dagens Ankomst räcker för den här delen.")
    )
    slot = SelectField(_("Pass"), description=_("Av delarna i ett pass väljer var och en högst en."))
    online_url = WebAddressField(
        _("Länk för digitalt deltagande"), description=_("Visas bara för dem som deltar digitalt.")
    )
    contributors = LineField(_("Medverkande"))
    description = TextField(_("Beskrivning"), limit=5000)
    circle = RowsField(FormField(CircleLineForm), most=_MOST_ROWS)


class PartRules(PartFields):
    """What both a part alone and a part of a draft do."""

    def offer(self, first: date, last: date, slots: Collection[str], roles: Sequence[Role]) -> None:
        """What can be chosen: the event's days and slots, the register's roles."""
        days = [(day.isoformat(), day_date(day)) for day in event_days(first, last)]
        self.first, self.last = first, last
        self.day.choices = pairs(days)
        self.ends_day.choices = pairs([("", gettext("samma dag")), *days[1:]])
        self.slot.choices = pairs([("", gettext("Inget pass")), *((title, title) for title in slots)])
        for row in self.circle:
            row.form.offer(roles)

    def check_times(self) -> bool:
        """Whether the times can be, within the event; what is wrong is said at the field."""
        if not (self.day.data and self.starts.data and self.ends.data) or self.day.errors or self.ends_day.errors:
            return False
        starts_at = self._moment(self.day.data, self.starts)
        ends_at = self._moment(self.ends_day.data or self.day.data, self.ends)
        if starts_at is None or ends_at is None:
            return False
        fault = span_fault(starts_at, ends_at, self.first, self.last)
        if fault is not None:
            field = self.ends if fault[0] == "ends" else self.day
            field.errors = [*field.errors, gettext(fault[1])]
        return fault is None

    def _moment(self, day: str, clock: Any) -> datetime | None:
        try:
            return moment_of(date.fromisoformat(day), clock.data)
        except ImpossibleTimeError:
            clock.errors = [*clock.errors, gettext("Klockan ställs fram den natten: den tiden finns inte.")]
            return None

    def answers(self) -> PartDraft:
        """The part. For a form that is valid."""
        return PartDraft(
            title=self.title.data,
            kind=PartKind(self.kind.data),
            starts_at=moment_of(date.fromisoformat(self.day.data), given(self.starts.data)),
            ends_at=moment_of(date.fromisoformat(self.ends_day.data or self.day.data), given(self.ends.data)),
            description=self.description.data or "",
            contributors=self.contributors.data or "",
            room=self.room.data or "",
            online_url=self.online_url.data or "",
            capacity=self.capacity.data,
            by_arrival=self.by_arrival.data,
            slot=self.slot.data or "",
            circle=lines_of(row.form for row in self.circle),
        )


class PartForm(PartRules, Form):
    """One part of a saved event."""

    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields one by one, then the times together."""
        fine: bool = super().validate(extra_validators)
        return self.check_times() and fine


class DraftPartForm(PartRules, Subform):
    """One part of an event that is not saved yet; unticked it is left out, and then it need not be right."""

    wanted = CheckField(_("Ta med"))

    def validate(self, extra_validators: Any = None) -> bool:
        """As ``PartForm``, when the part is wanted."""
        fine: bool = super().validate(extra_validators)
        if not self.wanted.data:
            self._forgive()
            return True
        return self.check_times() and fine

    def _forgive(self) -> None:
        for field in self:
            field.errors = []


def part_data(part: PartDraft, lines: int = BLANK_LINES) -> dict[str, Any]:
    """A part as the forms have it, with ``lines`` empty lines for its circle."""
    starts, ends = local(part.starts_at), local(part.ends_at)
    same = starts.date() == ends.date()
    return {
        "wanted": True,
        "title": part.title,
        "kind": part.kind.value,
        "day": starts.date().isoformat(),
        "starts": starts.time(),
        "ends": ends.time(),
        "ends_day": "" if same else ends.date().isoformat(),
        "room": part.room,
        "capacity": part.capacity,
        "by_arrival": part.by_arrival,
        "slot": part.slot,
        "online_url": part.online_url,
        "contributors": part.contributors,
        "description": part.description,
        "circle": [*map(line_data, part.circle), *({} for _ in range(lines))],
    }


def empty_part(first: date) -> dict[str, Any]:
    """A new part's row."""
    return {"wanted": True, "kind": PartKind.PLENARY.value, "day": first.isoformat(), "circle": [{}] * BLANK_LINES}


class SlotForm(Subform):
    """One slot; an empty title takes it away."""

    slot_id = HiddenField()
    title = LineField(_("Pass"), limit=100)


class SlotsForm(Form):
    """An event's slots."""

    seen = HiddenField()
    slots = RowsField(FormField(SlotForm), most=_MOST_ROWS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Two slots of one name could not be told apart."""
        fine: bool = super().validate(extra_validators)
        if not _distinct([row.form.title for row in self.slots]):
            self.slots.errors = [row.errors for row in self.slots]
            return False
        return fine

    def answers(self) -> list[tuple[int | None, str]]:
        """(id or None, title) of each slot that is to be."""
        rows = [row.form for row in self.slots if row.form.title.data]
        return [
            (int(row.slot_id.data) if (row.slot_id.data or "").isdecimal() else None, row.title.data) for row in rows
        ]


def slots_data(slots: Sequence[Slot]) -> list[dict[str, Any]]:
    """Slots as ``SlotsForm`` has them, with two new."""
    return [*({"slot_id": str(slot.id), "title": slot.title} for slot in slots), {}, {}]


def _distinct(fields: Sequence[Any]) -> bool:
    fine, seen = True, set()
    for field in fields:
        if field.data and field.data in seen:
            field.errors = [*field.errors, gettext("Skriv ett namn som inget annat pass har")]
            fine = False
        seen.add(field.data)
    return fine


class DraftForm(EventFields):
    """A whole event with its parts, before it is saved."""

    slots = RowsField(LineField(_("Pass"), limit=100), most=_MOST_ROWS)
    circle = RowsField(FormField(CircleLineForm), most=_MOST_ROWS)
    parts = RowsField(FormField(DraftPartForm), most=_MOST_ROWS)

    def offer(self, first: date, last: date, roles: Sequence[Role]) -> None:
        """What can be chosen in every row."""
        for row in self.circle:
            row.form.offer(roles)
        for row in self.parts:
            row.form.offer(first, last, self.slot_titles(), roles)

    def slot_titles(self) -> tuple[str, ...]:
        """The slots as they are written now."""
        return tuple(dict.fromkeys(row.data for row in self.slots if row.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything at once: all errors of all parts."""
        fine: bool = super().validate(extra_validators)
        if not _distinct(list(self.slots)):
            self.slots.errors = [row.errors for row in self.slots]
            return False
        return fine

    def answers(self, proposed: EventDraft) -> EventDraft:
        """The event as the organizer made it of ``proposed``. For a form that is valid."""
        parts = (row.form.answers() for row in self.parts if row.form.wanted.data)
        return replace(
            proposed,
            details=self.details(),
            terms=self.terms(),
            slots=self.slot_titles(),
            circle=lines_of(row.form for row in self.circle),
            parts=tuple(sorted(parts, key=lambda part: part.starts_at)),
        )


def draft_data(draft: EventDraft) -> dict[str, Any]:
    """A proposal as ``DraftForm`` has it."""
    return event_data(draft.details, draft.terms) | {
        "slots": [*draft.slots, ""],
        "circle": [*map(line_data, draft.circle), *({} for _ in range(BLANK_LINES))],
        "parts": [part_data(part, lines=1) for part in draft.parts],
    }
