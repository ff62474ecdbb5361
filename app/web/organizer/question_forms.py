"""The forms of the question builder: one question with its options, circle and condition; and as whom to preview."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form as Subform
from wtforms import FormField, HiddenField

from app.events.model import Part
from app.events.rules.circles import HoldingValue
from app.events.rules.kinds import LegalBasis
from app.events.rules.question_drafts import DraftFault, Faulty, OptionDraft, QuestionDraft
from app.events.rules.questions import ANY, NO, YES, QuestionKind, QuestionValue
from app.kernel.words import short_date
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind
from app.web.fields import (
    CheckField,
    ChecksField,
    Form,
    LineField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    choices,
    pairs,
)
from app.web.rows import RowsField

_MOST_OPTIONS, _MOST_PLACES = 60, 10_000
_BLANK_OPTIONS = 3
_VALUE, _AGREEMENT = "=", "+"
_AT_FIELD = {
    DraftFault.FEW_OPTIONS: "options",
    DraftFault.SAME_OPTIONS: "options",
    DraftFault.REQUIRED_CONSENT: "required",
    DraftFault.UNKNOWN_PART: "part",
    DraftFault.UNKNOWN_QUESTION: "condition",
    DraftFault.UNKNOWN_VALUE: "condition",
    DraftFault.LOOP: "condition",
}


class OptionForm(Subform):
    """One option; an empty label takes it away."""

    uid = HiddenField()
    label = LineField(_("Alternativ"))
    capacity = NumberField(_("Platser"), most=_MOST_PLACES)


class QuestionForm(Form):
    """A question."""

    seen = HiddenField()
    label = LineField(_("Fråga"), _("Skriv frågan"))
    help = TextField(_("Hjälptext"), limit=500, description=_("Står under frågan."))
    kind = RadioField(_("Slag av svar"), _("Välj slag av svar"), choices=lambda: choices(QuestionKind))
    options = RowsField(FormField(OptionForm), most=_MOST_OPTIONS)
    required = CheckField(
        _("Obligatorisk"), description=_("De som redan är anmälda kan ändra annat utan att svara på den.")
    )
    roles = ChecksField(_("Bara för rollerna"), description=_("Ingen vald: frågan ställs till alla."))
    part = SelectField(_("Om delen"), description=_("Frågan ställs när delen är vald."))
    condition = SelectField(_("Visas"))
    basis = SelectField(
        _("Rättslig grund"),
        choices=lambda: choices(LegalBasis),
        description=_("Samtycke ger frågan en egen ruta att kryssa i."),
    )

    def offer(self, parts: Sequence[Part], roles: Sequence[Role], questions: Sequence[QuestionValue], own: str) -> None:
        """What can be chosen. ``own`` is the question's uid: it does not depend on itself."""
        whole = [("", gettext("Hela mötet"))]
        days = [(str(part.id), f"{short_date(part.starts_at)} {part.title}") for part in parts]
        self.part.choices = pairs([*whole, *days])
        self.roles.choices = pairs([(str(role.id), role.name) for role in roles])
        self.condition.choices = pairs(_conditions(one for one in questions if one.uid != own))

    def blame(self, faults: Iterable[Faulty]) -> None:
        """Say the room's refusals where they can be mended."""
        for one in faults:
            words = gettext(one.fault.label, what=one.what)
            name = _AT_FIELD.get(one.fault, "kind")
            at_options = name == "options" and bool(self.options.entries)
            field = self.options[0].form.label if at_options else self[name]
            field.errors = [*field.errors, words]
        self.options.errors = [row.errors for row in self.options if row.errors]

    def answers(self) -> QuestionDraft:
        """The question. For a form that is valid."""
        kind = QuestionKind(self.kind.data)
        other, _sign, value = (self.condition.data or "").partition(_VALUE)
        return QuestionDraft(
            kind=kind,
            label=self.label.data,
            help=self.help.data or "",
            required=self.required.data,
            basis=LegalBasis(self.basis.data),
            options=self._options() if kind.has_options else (),
            roles=frozenset(int(role) for role in self.roles.data or ()),
            part_id=int(self.part.data) if self.part.data else None,
            depends_on=other,
            depends_value=value or ANY,
        )

    def _options(self) -> tuple[OptionDraft, ...]:
        rows = [row.form for row in self.options if row.form.label.data]
        return tuple(OptionDraft(row.label.data, row.capacity.data, row.uid.data or "") for row in rows)


def _conditions(questions: Iterable[QuestionValue]) -> list[tuple[str, str]]:
    """ "Alltid", then for each other question: when it is answered, and when the answer is this or that."""
    found = [("", gettext("Alltid"))]
    for one in questions:
        found.append((one.uid, gettext("När ”%(question)s” har ett svar", question=one.label)))
        for value, words in _closed_values(one):
            said = gettext("När svaret på ”%(question)s” är ”%(answer)s”", question=one.label, answer=words)
            found.append((one.uid + _VALUE + value, said))
    return found


def _closed_values(question: QuestionValue) -> list[tuple[str, str]]:
    if question.kind is QuestionKind.YES_NO:
        return [(YES, gettext("Ja")), (NO, gettext("Nej"))]
    options = question.options if question.kind.has_options else ()
    return [(option.uid, option.label) for option in options if not option.removed]


def question_data(draft: QuestionDraft) -> dict[str, Any]:
    """A question as the form has it, with empty rows for more options."""
    rows = [{"uid": one.uid, "label": one.label, "capacity": one.capacity} for one in draft.options]
    value = _VALUE + draft.depends_value if draft.depends_value != ANY else ""
    return {
        "label": draft.label,
        "help": draft.help,
        "kind": draft.kind.value,
        "required": draft.required,
        "basis": draft.basis.value,
        "roles": [str(role) for role in draft.roles],
        "part": str(draft.part_id) if draft.part_id is not None else "",
        "condition": draft.depends_on + value if draft.depends_on else "",
        "options": [*rows, *({} for _row in range(_BLANK_OPTIONS))],
    }


def empty_question() -> dict[str, Any]:
    """A new question's fields."""
    usual = {"kind": QuestionKind.SHORT_TEXT.value, "basis": LegalBasis.PUBLIC_INTEREST.value}
    return usual | {"options": [{} for _row in range(_BLANK_OPTIONS + 1)]}


class PreviewForm(Form):
    """As whom to see the form. Sent by GET: it changes nothing."""

    class Meta(Form.Meta):
        """A form that only asks needs no token."""

        csrf = False

    roll = SelectField(_("Roll"))
    organisation = SelectField(_("Organisation"))

    def offer(self, roles: Sequence[Role]) -> None:
        """What can be chosen, from the register; the first of each when nothing (valid) is."""
        self.roll.choices = pairs((str(role.id), role.name) for role in roles)
        kinds = [(kind.value, gettext(kind.label)) for kind in OrganisationKind]
        with_agreement = (OrganisationKind.KOMMUN.value + _AGREEMENT, gettext("kommun med avtal"))
        self.organisation.choices = pairs([with_agreement, *kinds])
        for field in (self.roll, self.organisation):
            known = [choice.value for choice in field.choices]
            field.data = field.data if field.data in known else next(iter(known), "")

    def holding(self) -> HoldingValue | None:
        """The role in the organisation; None where the register has no roles."""
        if not self.roll.data:
            return None
        kind = OrganisationKind(self.organisation.data.removesuffix(_AGREEMENT))
        return HoldingValue(int(self.roll.data), kind, self.organisation.data.endswith(_AGREEMENT))


def option_words(options: Mapping[str, int | None]) -> str:
    """ "Enkelrum (40), Dubbelrum"."""
    return ", ".join(label if places is None else f"{label} ({places})" for label, places in options.items())
