"""Forms about how a meeting's queue moves, and about its quotas."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.events.model import Part, Quota
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.web.fields import CheckField, Form, NumberField, RadioField, SelectField, choices, pairs

_MOST_HOURS, _MOST_DAYS, _MOST_PEOPLE = 720, 730, 10_000
_GROUP, _OUTSIDE, _ROLE = "group:", "outside:", "role:"
_SELECTABLE = tuple(group for group in RoleGroup if group is not RoleGroup.POLITIKER)


class QueueFields(Form):
    """What becomes of a seat that gets free."""

    queue_mode = RadioField(
        _("När en plats blir ledig"),
        _("Välj vad som händer när en plats blir ledig"),
        choices=lambda: choices(QueueMode),
    )
    offer_hours = NumberField(_("Tid att svara på ett erbjudande"), _("Skriv antal timmar"), least=1, most=_MOST_HOURS)
    queue_stop_days = NumberField(
        _("Väntelistan stannar"),
        _("Skriv antal dagar"),
        most=_MOST_DAYS,
        description=_("0: platser delas ut ända tills mötet börjar."),
    )

    def queue_terms(self) -> dict[str, Any]:
        """The fields as ``EventTerms`` has them. For a form that is valid."""
        return {
            "queue_mode": QueueMode(self.queue_mode.data),
            "offer_hours": self.offer_hours.data,
            "queue_stop_days": self.queue_stop_days.data,
        }


class QuotaForm(Form):
    """At most so many of whom, from where, to what."""

    seen = HiddenField()
    most = NumberField(_("Högst"), _("Skriv hur många som får komma"), least=1, most=_MOST_PEOPLE)
    who = SelectField(_("Vilka"))
    where = SelectField(_("Från"))
    per_organisation = CheckField(
        _("För varje organisation för sig"), description=_("Till exempel högst två per kommun. Annars tillsammans.")
    )
    part = SelectField(_("Gäller"))

    def offer(self, roles: Sequence[Role], parts: Sequence[Part]) -> None:
        """What can be chosen, from the register and the programme."""
        groups = [(_GROUP + group, gettext(group.label)) for group in _SELECTABLE]
        self.who.choices = pairs(
            [
                ("", gettext("alla")),
                (_GROUP + RoleGroup.POLITIKER, gettext("politiker")),
                (_OUTSIDE + RoleGroup.POLITIKER, gettext("tjänstepersoner (alla utom politiker)")),
                *((value, gettext("gruppen %(group)s", group=words.lower())) for value, words in groups),
                *((f"{_ROLE}{role.id}", role.name) for role in roles),
            ]
        )
        kinds = [(kind.value, gettext(kind.label)) for kind in OrganisationKind]
        self.where.choices = pairs([("", gettext("alla organisationer")), *kinds])
        self.part.choices = pairs([("", gettext("hela mötet")), *((part.uid, part.title) for part in parts)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A quota for everybody together is the number of places."""
        fine: bool = super().validate(extra_validators)
        if fine and not quotas.says_something(self.answers({})):
            self.who.errors = [gettext("Välj vilka det gäller. Hur många alla tillsammans får vara är mötets platser.")]
            return False
        return fine

    def answers(self, roles: dict[int, str]) -> quotas.Quota:
        """The quota; ``roles`` has the roles' names. For a form that is valid."""
        who = self.who.data or ""
        group = who.removeprefix(_GROUP).removeprefix(_OUTSIDE) if who.startswith((_GROUP, _OUTSIDE)) else ""
        role_id = int(who.removeprefix(_ROLE)) if who.startswith(_ROLE) else None
        return quotas.Quota(
            most=self.most.data or 0,
            role_group=RoleGroup(group) if group else None,
            outside=who.startswith(_OUTSIDE),
            role_id=role_id,
            role=roles.get(role_id or 0, ""),
            organisation_kind=OrganisationKind(self.where.data) if self.where.data else None,
            per_organisation=bool(self.per_organisation.data),
        )


def quota_data(row: Quota, part: Part | None) -> dict[str, Any]:
    """A quota as the form has it."""
    who = f"{_ROLE}{row.role_id}" if row.role_id else ""
    if row.role_group is not None:
        who = (_OUTSIDE if row.outside else _GROUP) + row.role_group.value
    return {
        "most": row.most,
        "who": who,
        "where": row.organisation_kind.value if row.organisation_kind else "",
        "per_organisation": row.per_organisation,
        "part": part.uid if part else "",
    }
