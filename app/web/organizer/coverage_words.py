"""A cell of the coverage in words: what stands there, its tint, and what is read aloud of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.invitations.queries import Cell, Covered, Sum
from app.invitations.rules import InvitationState as State
from app.invitations.rules.substitutes import REPLACED_BY
from app.kernel.words import clock_time, short_date

_KINDS = {
    State.COMING: "good",
    State.WAITING: "queued",
    State.REPLACED: "replaced",
    State.UNANSWERED: "pending",
    State.NOT_COMING: "declined",
    State.NOT_SENT: "draft",
}
"""Shape and tint of a cell, by the state that says most of it: the first that somebody there has."""
_NAMED = 2
"""So many are named in a cell; more would make it taller than its row."""


class ShownCell(NamedTuple):
    """A cell in words; ``kind`` empty where nobody is meant. ``who``: the names, where they are few; ``about``: each
    with how they stand.
    """

    text: str = ""
    kind: str = ""
    href: str = ""
    who: str = ""
    about: str = ""


Offers = Mapping[str, datetime]
"""By the person's uid, until when a seat is held."""


class Words:
    """What cells say. Each word is looked up once: a large meeting has a thousand cells."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self._states = {state: _(state.label) for state in State}
        own = {State.REPLACED: _("Annan kommer"), State.NOT_SENT: _("Inte inbjuden"), State.UNANSWERED: _("Ej svarat")}
        self._short = self._states | own
        self._one_vacant = _("vakant")
        self._vacancies: dict[int, str] = {}

    def shown(self, cell: Cell, href: str, href_of_empty: str) -> ShownCell:
        """The cell with what it leads to: its people, or where nobody is named, what can be done about it."""
        vacant = self._vacant(cell) if cell.vacant else ""
        if not cell.people:
            return _empty(cell, vacant, href_of_empty)
        states = {one.state for one in cell.people}
        kind = next(kind for state, kind in _KINDS.items() if state in states)
        about = ", ".join(f"{one.name}: {self._state(one)}{self._offered(one)}" for one in cell.people)
        until = self._offered(min(cell.people, key=self._until)) if self._offers else ""
        places = f", {_places(cell)}" if cell.places else ""
        who = ", ".join(one.name for one in cell.people) if len(cell.people) <= _NAMED else ""
        said = self._words(cell) + until + places + (f", {vacant}" if vacant else "")
        return ShownCell(said, kind, href, who, about)

    def _until(self, one: Covered) -> datetime:
        return self._offers.get(one.person_uid, datetime.max.replace(tzinfo=UTC))

    def _offered(self, one: Covered) -> str:
        """ ", erbjuden plats till tors 4 mars 12.00"."""
        if (until := self._offers.get(one.person_uid)) is None:
            return ""
        return _(", erbjuden plats till %(day)s %(time)s", day=short_date(until), time=clock_time(until))

    def _state(self, one: Covered) -> str:
        return _(REPLACED_BY, who=one.stand_in) if one.stand_in else self._states[one.state]

    def _words(self, cell: Cell) -> str:
        """One person's state, or "2 kommer, 1 kommer inte" where there are more, or something is vacant; those who say
        most first. Who has somebody else there is left out beside others: it is they who count.
        """
        everybody: list[State] = [one.state for one in cell.people]
        people: list[State] = [state for state in everybody if state is not State.REPLACED] or everybody
        if len(people) == 1 and not cell.vacant:
            return self._short[people[0]]
        return ", ".join(f"{people.count(one)} {self._short[one].lower()}" for one in _KINDS if one in people)

    def _vacant(self, cell: Cell) -> str:
        if cell.vacant == 1 and not cell.people:
            return self._one_vacant
        if cell.vacant not in self._vacancies:
            self._vacancies[cell.vacant] = ngettext("%(num)d vakant", "%(num)d vakanta", cell.vacant)
        return self._vacancies[cell.vacant]


def sum_words(total: Sum) -> str:
    """ "12 av 19": how many come of those invited; empty where nobody is."""
    return _("%(coming)d av %(invited)d", coming=total.coming, invited=total.invited) if total.invited else ""


def _empty(cell: Cell, vacant: str, href: str) -> ShownCell:
    """Nobody by name: a place that waits to be named, or what is vacant."""
    if cell.places:
        return ShownCell(", ".join(filter(None, (_places(cell), vacant))), "pending", href)
    return ShownCell(vacant, "draft", href) if vacant else ShownCell()


def _places(cell: Cell) -> str:
    """ "2 platser, 1 namngiven"."""
    named = ngettext("%(num)d namngiven", "%(num)d namngivna", cell.named)
    return f"{ngettext('%(num)d plats', '%(num)d platser', cell.places)}, {named}"
