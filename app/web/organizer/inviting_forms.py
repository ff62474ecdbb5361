"""Adding somebody to the invited by hand."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.events.model import Event, Part
from app.events.queries import circle_of
from app.invitations.rules import InvitationSource
from app.invitations.rules.by_hand import KINDS, OwnDates, dates_fault
from app.kernel.words import short_date, time_span
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import RoleGroup
from app.web.fields import ChecksField, DateField, Form, LineField, RadioField, SelectField, pairs


@dataclass(frozen=True)
class ByHand:
    """As whom, why, and to which parts beyond those of the role."""

    role: Role
    organisation: Organisation
    reason: str
    parts: tuple[Part, ...]
    source: InvitationSource
    own_dates: OwnDates


class ByHandForm(Form):
    """As what and as whom somebody is invited, why, and until when they may answer."""

    kind = RadioField(_("Bjuds in som"), default=InvitationSource.BY_HAND.value)
    role = SelectField(_("Roll"), _("Välj en roll"))
    organisation = SelectField(_("Organisation"), _("Välj en organisation"))
    reason = LineField(
        _("Skäl"),
        _("Skriv varför personen bjuds in"),
        limit=300,
        description=_(
            "Står i brevet, till exempel: Du är adjungerad för att berätta om lärarutbildningens nya kursplaner."
        ),
    )
    parts = ChecksField(
        _("Delar som annars är för en mindre krets"),
        description=_("Övriga delar får alla inbjudna svara för."),
    )
    answer_by = DateField(_("Svara senast"), description=_("Tomt: samma dag som för de andra."))
    change_by = DateField(_("Ändra senast"), description=_("Tomt: samma dag som för de andra."))

    def offer(
        self, event: Event, roles: list[Role], organisations: list[Organisation], *, accompanying: bool = False
    ) -> None:
        """Fill the choices. Only parts with a circle of their own need to be given. Who accompanies somebody is that
        and nothing else.
        """
        self._first_day = event.starts_on
        kinds = (
            [InvitationSource.ACCOMPANYING] if accompanying else [InvitationSource.BY_HAND, InvitationSource.SPEAKER]
        )
        self.kind.choices = pairs((kind.value, gettext(KINDS[kind])) for kind in kinds)
        if accompanying:
            self.kind.data = InvitationSource.ACCOMPANYING.value
        self._roles, self._organisations = roles, organisations
        self._parts = [part for part in event.parts if part.cancelled_at is None and circle_of(event, part)]
        self.role.choices = pairs((role.key, role.name) for role in roles)
        self.organisation.choices = pairs((place.uid, place.name) for place in organisations)
        self.parts.choices = pairs((part.uid, _part_words(part)) for part in self._parts)

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates of one's own come in order, and before the meeting."""
        fine: bool = super().validate(extra_validators)
        wrong = dates_fault(self._own_dates(), self._first_day)
        if fine and wrong is not None:
            self.answer_by.errors = [gettext(wrong)]
            return False
        return fine

    def _own_dates(self) -> OwnDates:
        return OwnDates(self.answer_by.data, self.change_by.data)

    def answers(self) -> ByHand:
        """What was chosen; after ``validate``."""
        chosen = self.parts.data or []
        return ByHand(
            role=next(role for role in self._roles if role.key == self.role.data),
            organisation=next(place for place in self._organisations if place.uid == self.organisation.data),
            reason=self.reason.data,
            parts=tuple(part for part in self._parts if part.uid in chosen),
            source=InvitationSource(self.kind.data),
            own_dates=self._own_dates(),
        )


def _part_words(part: Part) -> str:
    return f"{part.title}, {short_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}"


def usual_capacity(person: Person, roles: list[Role]) -> dict[str, str]:
    """What the form begins with: an assignment of the person's, or co-opted."""
    if person.assignments:
        held = person.assignments[0]
        return {"role": held.role.key, "organisation": held.organisation.uid}
    co_opted = [role.key for role in roles if role.group is RoleGroup.ADJUNGERADE]
    return {"role": co_opted[0]} if co_opted else {}
