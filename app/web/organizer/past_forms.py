"""The form for the sums of an older year: what is known of all, and of each role group, area and organisation."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.events.model import PastYear
from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share
from app.kernel.text import sort_key
from app.people import queries as people
from app.people.rules.kinds import RoleGroup
from app.web.fields import Form, NumberField

_MOST = 100_000


class PastYearForm(Form):
    """What is known of all; ``form_for`` adds a field for each share."""

    year = NumberField(lazy_gettext("År"), most=9999)
    participants = NumberField(lazy_gettext("Deltagare"), lazy_gettext("Skriv hur många som deltog"), most=_MOST)
    invited = NumberField(lazy_gettext("Inbjudna"), most=_MOST)
    answered = NumberField(lazy_gettext("Svarat"), most=_MOST)
    expected = NumberField(lazy_gettext("Skulle vara med"), most=_MOST)
    offered: tuple[tuple[Division, str, str, str], ...] = ()
    """(division, key, name, the field's name) of each share."""

    def of(self, division: Division) -> list[Any]:
        """The fields of one division."""
        return [self[name] for by, _key, _name, name in self.offered if by is division]

    def answers(self, kind: EventKind, year: int | None) -> PastYearValue:
        """What was entered; ``year`` where it is not to be chosen."""
        shares = tuple(
            Share(division, key, called, self[name].data)
            for division, key, called, name in self.offered
            if self[name].data is not None
        )
        return PastYearValue(
            year if year is not None else self.year.data or 0,
            kind,
            self.participants.data or 0,
            self.invited.data,
            self.answered.data,
            self.expected.data,
            shares,
        )

    def say(self, wrong: Iterable[tuple[str, str]]) -> None:
        """Put what is wrong where it can be mended: of a division, at its first number. Nothing more is said of a field
        that has an error already, nor of sums while the participants that they are compared with have.
        """
        compared = _DIVISIONS | {"expected"}
        for name, words in [one for one in wrong if not (self.participants.errors and one[0] in compared)]:
            field = next(field for field in self.of(Division(name)) if field.data) if name in _DIVISIONS else self[name]
            if not field.errors:
                field.errors = [_(words)]


_DIVISIONS = frozenset(division.value for division in Division)


def form_for(row: PastYear | None) -> PastYearForm:
    """The form, filled with what is entered. One statement."""
    shares = row.value.shares if row else ()
    there = {(share.division, share.key): share for share in shares}
    organisations = people.list_organisations()
    areas = sorted({one.area for one in organisations if one.area}, key=sort_key)
    known = {
        **{(Division.GROUP, group.value): _(group.label) for group in RoleGroup if group is not RoleGroup.KONTAKT},
        **{(Division.AREA, area): area for area in areas},
        **{(Division.ORGANISATION, one.uid): one.name for one in organisations},
    }
    named = {key: share.name for key, share in there.items()} | known
    offered = tuple((division, key, name, f"del{at}") for at, ((division, key), name) in enumerate(named.items()))
    extra = {field: NumberField(name, most=_MOST) for _division, _key, name, field in offered}
    made: type[PastYearForm] = type("PastYearOfAllForm", (PastYearForm,), {**extra, "offered": offered})
    data = {field: there[by, key].participants for by, key, _name, field in offered if (by, key) in there}
    whole = ("year", "participants", "invited", "answered", "expected")
    data |= {name: getattr(row, name) for name in whole} if row else {}
    return made(data=data)
