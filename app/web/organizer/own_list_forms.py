"""The form of an own list: its columns in order, its people, how it is sorted, who sees it."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.invitations.rules import InvitationState
from app.kernel import words
from app.kernel.text import NAME_LIMIT
from app.lists.catalogue import Catalogue, Group, Offered
from app.lists.choices import Choices
from app.lists.own import Draft, Limits, Order
from app.web.fields import CheckField, ChecksField, Form, LineField, SelectField, choices, pairs


class ColumnsField(ChecksField):
    """The columns in the order they are sent, which is the order of the page."""

    unknown = _("En kolumn som var vald finns inte längre. Se över kolumnerna och spara igen.")


class OwnListForm(Form):
    """A list to look at and to save."""

    name = LineField(_("Namn"), _("Skriv vad listan ska heta, till exempel Hotellista"), limit=NAME_LIMIT)
    kolumn = ColumnsField(_("Kolumner"), _("Välj minst en kolumn"))
    svar = SelectField(_("Svar"))
    part = SelectField(_("Del"), name="del")
    roll = SelectField(_("Roll"))
    organisation = SelectField(_("Organisation"))
    order = SelectField(_("Sortera efter"))
    shared = CheckField(_("Dela med andra arrangörer och läsare"))

    def offer(self, asked: Catalogue, among: Choices) -> None:
        """What can be chosen of this event."""
        self.kolumn.choices = pairs((one.key, one.column.heading) for one in asked.offered.values())
        self.svar.choices = [*pairs([("", gettext("Alla svar"))]), *choices(InvitationState)]
        self.part.choices = pairs([("", gettext("Alla delar")), *part_words(among)])
        self.roll.choices = pairs([("", gettext("Alla roller")), *((one.key, one.name) for one in among.roles)])
        places = [(one.uid, one.name) for one in among.organisations]
        self.organisation.choices = pairs([("", gettext("Alla organisationer")), *places])
        self.order.choices = choices(Order)

    def draft(self) -> Draft:
        """The list as it is written, as far as it can be; for one that is valid, all of it."""
        order = Order(self.order.data) if self.order.data in list(Order) else Order.NAME
        return Draft(self.name.data or "", bool(self.shared.data), tuple(self.kolumn.data or ()), self.limits(), order)

    def limits(self) -> Limits:
        """Whom it is about."""
        return Limits(self.svar.data or "", self.part.data or "", self.roll.data or "", self.organisation.data or "")


def part_words(among: Choices) -> list[tuple[str, str]]:
    """The parts to choose from, with their days."""
    return [(part.uid, f"{words.short_date(part.starts_at)} {part.title}") for part in among.parts]


def own_list_data(draft: Draft) -> dict[str, object]:
    """The list, for the form."""
    limits = draft.limits
    return {
        "name": draft.name,
        "kolumn": list(draft.columns),
        "svar": limits.state,
        "part": limits.part,
        "roll": limits.role,
        "organisation": limits.organisation,
        "order": draft.order.value,
        "shared": draft.shared,
    }


def not_chosen(asked: Catalogue, chosen: Sequence[Offered]) -> list[tuple[Group, list[Offered]]]:
    """What can be added, by group; groups with nothing left are not there."""
    taken = {one.key for one in chosen}
    left = [one for one in asked.offered.values() if one.key not in taken]
    groups = [(group, [one for one in left if one.group is group]) for group in Group]
    return [(group, columns) for group, columns in groups if columns]
