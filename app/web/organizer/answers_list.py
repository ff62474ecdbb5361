"""The table Anmälda as its address asks for it: filters, order, chosen columns. Shared by the page and by acts on many,
which are about "all that fit".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from app.events.model import Event
from app.events.queries.questions import list_questions
from app.events.rules.questions import QuestionKind, QuestionValue
from app.kernel.words import N_, short_date
from app.lists import lines
from app.registrations.queries import CLOSED, list_answers
from app.registrations.rules import RegistrationState
from app.web.organizer.filtering import Narrowed, words_of

_FILTERS = ("lage", "del", "grupp", "roll", "omrade", "organisation", "genom")
_QUESTION = "fraga_"


@dataclass(frozen=True)
class Shown:
    """A column that can be chosen; ``order``: what it is sorted by, empty where it cannot be."""

    key: str
    label: str
    order: str = ""
    usual: bool = False


_COLUMNS = (
    Shown("lage", N_("Läge"), "lage", usual=True),
    Shown("som", N_("Inbjuden som"), "roll", usual=True),
    Shown("antal", N_("Delar"), usual=True),
    Shown("delar", N_("Alla delar vid namn")),
    Shown("organisation", N_("Organisation"), "organisation"),
    Shown("omrade", N_("Område")),
    Shown("genom", N_("Inbjuden genom")),
    Shown("epost", N_("E-post")),
    Shown("telefon", N_("Telefon")),
    Shown("anmald", N_("Anmäld"), "anmald"),
    Shown("andrad", N_("Ändrad"), "andrad"),
)


@dataclass(frozen=True)
class AnswersList:
    """The narrowed list, the columns to show and those there are, and the answers to closed questions in words by
    registration and column.
    """

    narrowed: Narrowed
    columns: tuple[Shown, ...]
    known: tuple[Shown, ...]
    answers: Mapping[int, Mapping[str, str]]
    order: str
    falling: bool

    def headings(self) -> list[dict[str, str]]:
        """The table's columns, each with the address that sorts by it."""
        return [self._heading(Shown("namn", gettext("Namn"), "namn")), *map(self._heading, self.columns)]

    def _heading(self, one: Shown) -> dict[str, str]:
        if not one.order:
            return {"text": one.label}
        here = one.order == self.order
        turned = one.order if not here or self.falling else f"-{one.order}"
        heading = {"text": one.label, "sort": self.narrowed.view_url(sortera="" if turned == "namn" else turned)}
        return heading | ({"sorted": "descending" if self.falling else "ascending"} if here else {})


def of(event: Event) -> AnswersList:
    """The list of ``event``, whose parts are loaded or will be. Statements do not grow with the rows."""
    questions = [one for one in list_questions(event.id) if one.kind in CLOSED] if event.asks_questions else []
    given = list_answers(event.id) if questions else {}
    order, falling = _order()
    known = tuple(Shown(one.key, gettext(one.label), one.order, one.usual) for one in _COLUMNS) + tuple(
        Shown(_QUESTION + one.uid, one.label) for one in questions
    )
    columns, view = _columns(known), {"sortera": request.args.get("sortera", "")[:20]}
    view["kolumner"] = "" if columns == _usual(known) else ",".join(one.key for one in columns)
    parts = {str(part.id): f"{short_date(part.starts_at)} {part.title}" for part in event.parts}
    off = frozenset(str(part.id) for part in event.parts if part.cancelled_at is not None)
    parts |= {lines.NONE_LEFT: gettext("Ingen del kvar")} if off else {}
    values = {_QUESTION + one.uid: _values(one) for one in questions}
    narrowed = Narrowed(
        "answers.show",
        event.slug,
        lines.registered(event.id, order, falling=falling, answers=given, off=off),
        (*_FILTERS, *values),
        {"lage": words_of(RegistrationState), "del": parts, **values},
        labels={_QUESTION + one.uid: one.label for one in questions},
        view=view,
    )
    return AnswersList(narrowed, columns, known, _answers(given, narrowed.ids, values), order, falling)


def _order() -> tuple[str, bool]:
    asked = request.args.get("sortera", "")
    order = asked.removeprefix("-")
    return (order, asked.startswith("-")) if order in lines.ORDERS else ("namn", False)


def _columns(known: tuple[Shown, ...]) -> tuple[Shown, ...]:
    """Those that the address names, in our order; the usual ones where it names none that there is."""
    asked = {key for value in request.args.getlist("kolumner")[:40] for key in value.split(",")[:40]}
    return tuple(one for one in known if one.key in asked) or _usual(known)


def _usual(known: tuple[Shown, ...]) -> tuple[Shown, ...]:
    return tuple(one for one in known if one.usual)


def _values(question: QuestionValue) -> dict[str, str]:
    if question.kind is QuestionKind.YES_NO:
        return {"ja": gettext("Ja"), "nej": gettext("Nej")}
    return {option.uid: option.label for option in question.options}


def _answers(
    given: Mapping[int, frozenset[str]], ids: tuple[int, ...], values: Mapping[str, Mapping[str, str]]
) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for number in ids:
        said: dict[str, list[str]] = {}
        for one in sorted(given.get(number, ())):
            uid, _equals, value = one.partition("=")
            said.setdefault(_QUESTION + uid, []).append(values.get(_QUESTION + uid, {}).get(value, value))
        found[number] = {key: ", ".join(words) for key, words in said.items()}
    return found
