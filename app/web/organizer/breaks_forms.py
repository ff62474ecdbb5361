"""Forms about lov."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.events.rules.breaks import EVERYWHERE, SchoolBreak
from app.web.fields import ChecksField, DateField, Form, LineField, SelectField, pairs

_NAME_LIMIT = 60
_MOST_DAYS = 120
"""A summer is 70 days; what is longer is a year mistyped."""


class _Days(Form):
    name = LineField(
        _("Vad heter lovet?"),
        _("Skriv vad lovet heter"),
        limit=_NAME_LIMIT,
        description=_("Till exempel sportlov, påsklov eller höstlov"),
    )
    first = DateField(_("Första dag"), _("Skriv lovets första dag"))
    last = DateField(_("Sista dag"), _("Skriv lovets sista dag"))

    @property
    def days(self) -> tuple[date, date]:
        """First and last. For a form that is valid."""
        assert self.first.data
        assert self.last.data
        return self.first.data, self.last.data

    def validate_last(self, field: Any) -> None:
        """Not before the first day, nor a year away."""
        if not (self.first.data and field.data):
            return
        if field.data < self.first.data:
            raise ValidationError(gettext("Sista dagen kan inte vara före den första"))
        if (field.data - self.first.data).days > _MOST_DAYS:
            raise ValidationError(gettext("Ett lov kan vara högst %(days)d dagar", days=_MOST_DAYS))


class NewBreakForm(_Days):
    """A break in some areas, or in all."""

    areas = ChecksField(_("Var?"), description=_("Välj inget om lovet gäller i alla områden."))

    def offer(self, areas: Sequence[str]) -> None:
        """The areas of the register."""
        self.areas.choices = pairs((area, area) for area in areas)

    def answers(self) -> tuple[SchoolBreak, ...]:
        """One for each area. For a form that is valid."""
        found = self.areas.data or [EVERYWHERE]
        return tuple(SchoolBreak(self.name.data, *self.days, area) for area in found)


class BreakForm(_Days):
    """A break in one area, or in all."""

    area = SelectField(_("Var?"))

    def offer(self, areas: Sequence[str]) -> None:
        """The areas of the register, and all of them."""
        everywhere = SelectChoice(EVERYWHERE, gettext("Alla områden"))
        self.area.choices = [everywhere, *pairs((area, area) for area in areas)]

    def answers(self) -> SchoolBreak:
        """As written. For a form that is valid."""
        return SchoolBreak(self.name.data, *self.days, self.area.data or EVERYWHERE)
