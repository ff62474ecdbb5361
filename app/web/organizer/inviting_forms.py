"""Adding somebody to the invited by hand."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.events.model import Event, Part
from app.events.queries import circle_of
from app.kernel.words import short_date, time_span
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import RoleGroup
from app.web.fields import ChecksField, Form, LineField, SelectField, pairs


@dataclass(frozen=True)
class ByHand:
    """As whom, why, and to which parts beyond those of the role."""

    role: Role
    organisation: Organisation
    reason: str
    parts: tuple[Part, ...]


class ByHandForm(Form):
    """As whom somebody is invited, and why."""

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

    def offer(self, event: Event, roles: list[Role], organisations: list[Organisation]) -> None:
        """Fill the choices. Only parts with a circle of their own need to be given."""
        self._roles, self._organisations = roles, organisations
        self._parts = [part for part in event.parts if part.cancelled_at is None and circle_of(event, part)]
        self.role.choices = pairs((role.key, role.name) for role in roles)
        self.organisation.choices = pairs((place.uid, place.name) for place in organisations)
        self.parts.choices = pairs((part.uid, _part_words(part)) for part in self._parts)

    def answers(self) -> ByHand:
        """What was chosen; after ``validate``."""
        chosen = self.parts.data or []
        return ByHand(
            role=next(role for role in self._roles if role.key == self.role.data),
            organisation=next(place for place in self._organisations if place.uid == self.organisation.data),
            reason=self.reason.data,
            parts=tuple(part for part in self._parts if part.uid in chosen),
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
