"""The circle in a form: whom a meeting or a part is for, a role and where in each line."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form as Subform
from wtforms import FormField, HiddenField

from app.events.rules.circles import CircleLineValue
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind
from app.web.fields import Form, SelectField, pairs
from app.web.rows import RowsField

_MOST_LINES = 60
_AGREEMENT = "+"


class CircleLineForm(Subform):
    """One line of a circle: a role, where. No role: no line."""

    role = SelectField(_("Roll"))
    where = SelectField(_("Var"))

    def offer(self, roles: Sequence[Role]) -> None:
        """What can be chosen, from the register."""
        self.role.choices = pairs([("", gettext("Ingen")), *((str(role.id), role.name) for role in roles)])
        self.where.choices = pairs(_places())


def _places() -> list[tuple[str, str]]:
    agreement = OrganisationKind.KOMMUN.value + _AGREEMENT
    kinds = [(kind.value, gettext(kind.label)) for kind in OrganisationKind]
    every = [("", gettext("alla organisationer")), (_AGREEMENT, gettext("alla organisationer med avtal"))]
    return [every[0], (agreement, gettext("kommun med avtal")), *kinds, every[1]]


def line_data(line: CircleLineValue) -> dict[str, str]:
    """A circle's line as the form has it."""
    where = (line.organisation_kind.value if line.organisation_kind else "") + (
        _AGREEMENT if line.agreement_only else ""
    )
    return {"role": str(line.role_id), "where": where}


def lines_of(rows: Iterable[CircleLineForm]) -> tuple[CircleLineValue, ...]:
    """The lines of a form, each once, without the empty."""
    found = (_line(row.role.data, row.where.data or "") for row in rows if row.role.data)
    return tuple(dict.fromkeys(found))


def _line(role: str, where: str) -> CircleLineValue:
    kind = where.removesuffix(_AGREEMENT)
    return CircleLineValue(int(role), OrganisationKind(kind) if kind else None, where.endswith(_AGREEMENT))


class CircleForm(Form):
    """An event's own circle."""

    seen = HiddenField()
    circle = RowsField(FormField(CircleLineForm), most=_MOST_LINES)

    def offer(self, roles: Sequence[Role]) -> None:
        """What can be chosen, from the register."""
        for row in self.circle:
            row.form.offer(roles)

    def answers(self) -> tuple[CircleLineValue, ...]:
        """The circle."""
        return lines_of(row.form for row in self.circle)
