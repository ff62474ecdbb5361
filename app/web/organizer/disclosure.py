"""Utlämnande: what there is to test for secrecy, and the step where those with the right decide what goes out. What is
decided stands in the file and in the log, and nowhere else: another request is another decision.
"""

from functools import partial
from typing import Any

from flask import Blueprint, abort
from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.documents.table import table_pdf
from app.events.model import Event
from app.events.queries import get_event
from app.lists.disclosure import NAME, Category, Outcome, Outcomes, Withheld, disclosure, withheld
from app.web import guards
from app.web.fields import Form, RadioField, pairs
from app.web.organizer import downloads, event_page, list_choices
from app.web.organizer.list_table import shown

bp = Blueprint("disclosure", __name__, url_prefix="/arrangor/moten/<slug>/listor")

_FORMATS = (("xlsx", _("Excel")), ("csv", _("CSV")), ("pdf", _("PDF")))


def _outcomes() -> list[SelectChoice]:
    """What can be decided. Nothing is chosen from the start: who fetches a tested list has tested."""
    return pairs((one.value, gettext(one.label)) for one in Outcome if one is not Outcome.UNDECIDED)


class DecisionForm(Form):
    """What is decided of each category that the account may decide of, and the file that it goes into."""

    needs = RadioField(
        lazy_gettext(Category.NEEDS.label), _("Välj vad som ska hända med uppgifterna"), choices=_outcomes
    )
    hidden = RadioField(
        lazy_gettext(Category.HIDDEN.label), _("Välj vad som ska hända med personerna"), choices=_outcomes
    )
    ending = RadioField(_("Fil"), _("Välj vilken fil du vill ha"), choices=lambda: pairs(_FORMATS))

    def outcomes(self) -> dict[Category, Outcome]:
        """What was chosen of each category that the form has."""
        return {one: Outcome(self[one.value].data) for one in Category if one.value in self}


@bp.get(f"/{NAME}")
def show(slug: str) -> str:
    """The list as it stands undecided, what is withheld from it, and the step for those who may decide."""
    event = event_page.find_or_404(slug, get_event)
    list_choices.record("list.viewed", event, {"list": NAME})
    held = withheld(event, {})
    return _page(event, held, _form(held, data={"ending": "xlsx"}))


@bp.post(f"/{NAME}")
def decide(slug: str) -> Response | tuple[str, int]:
    """The file with what was decided in it. The entry is written before the file is made, whatever becomes of it."""
    event = event_page.find_or_404(slug, get_event)
    held = withheld(event, {})
    form = _form(held)
    if not _may_decide(held):
        abort(403)
    if not form.validate():
        return _page(event, held, form), 422
    outcomes, ending = form.outcomes(), form.ending.data
    held = withheld(event, outcomes)
    _record(event, held, outcomes, ending)
    said = [one.words for one in held]
    table = disclosure(event, outcomes)
    if ending == "pdf":
        lead = downloads.fetched(*said)
        back = list_choices.address(event, {})
        return downloads.paper(partial(table_pdf, table, event=event.title, lead=lead), event, NAME, back)
    return downloads.sheet(table, event, NAME, ending, said)


def _record(event: Event, held: list[Withheld], outcomes: Outcomes, ending: str) -> None:
    said = {
        one.category.value: f"{outcomes[one.category].label} ({one.people})" for one in held if one.category in outcomes
    }
    list_choices.record("disclosure.decided", event, {"list": NAME, "format": ending, **said})
    if outcomes.get(Category.NEEDS) is Outcome.GIVEN:  # read by name: the fact and how many, as for their own page
        number = next(one.people for one in held if one.category is Category.NEEDS)
        list_choices.record("needs.viewed", event, {"list": NAME, "format": ending, "count": number})


def _form(held: list[Withheld], **given: Any) -> DecisionForm:
    """With the categories that there is something of and that the account may decide of."""
    form = DecisionForm(**given)
    mine = {one.category for one in _may_decide(held)}
    for category in Category:
        if category not in mine:
            del form[category.value]
    return form


def _may_decide(held: list[Withheld]) -> list[Withheld]:
    rights = guards.current_account().rights
    return [one for one in held if one.category.right in rights]


def _page(event: Event, held: list[Withheld], form: DecisionForm) -> str:
    mine = _may_decide(held)
    return event_page.show(
        "organizer/lists/disclosure.html",
        event,
        form=form,
        held=held,
        mine=[form[one.category.value] for one in mine],
        others=[one for one in held if one not in mine],
        shown=shown(disclosure(event, {})),
        name=NAME,
    )
