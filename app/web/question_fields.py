"""An event's questions among the fields of the registration form. What was answered is judged by the room."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from app.events.model import Part
from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import ANY, NO, YES, QuestionKind, QuestionValue, possible
from app.kernel.text import clean_text
from app.registrations.rules import Blame, Questionnaire, Reply
from app.registrations.rules.answering import LONG, SHORT, normal
from app.web.fields import CheckField, ChecksField, LineField, RadioField, TextField

ASKED = "fragor"
"""The hidden field that says that the form held questions."""
_QUESTION, _CONSENT = "fraga_", "_samtycke"
_MOST_QUESTIONS, _MOST_VALUES = 200, 100
_YES_OR_NO = ((YES, _("Ja")), (NO, _("Nej")))


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its fields, and when it is to be answered: in words, and as attributes for the script."""

    question: QuestionValue
    field: Any
    consent: Any
    hint: str
    conditions: Mapping[str, str]

    @property
    def chooses(self) -> bool:
        """Whether it is a group of choices."""
        return self.question.kind.has_options or self.question.kind is QuestionKind.YES_NO


class QuestionFields:
    """The fields of the questions that somebody may come to be asked. ``hints`` has the places left, by option."""

    def __init__(self, asking: Questionnaire, parts: Sequence[Part], *, only: bool = False) -> None:
        self.asking = asking
        self.parts = {part.id: part for part in parts}
        self.only = only
        self.asked = possible(asking.questions, asking.roles, self.parts)
        self.hints: dict[str, str] = {}
        self._left = {one.option_id: one.left for one in asking.seats}

    def rows(self) -> Iterator[tuple[str, Any, Any]]:
        """Name, field and what is known, of every field."""
        for question in self.asked:
            values = self._known(question)
            several = question.kind is QuestionKind.SEVERAL
            yield _name(question), self._field(question), list(values) if several else next(iter(values), None)
            if question.basis is LegalBasis.CONSENT:
                yield _name(question) + _CONSENT, CheckField(_("Jag samtycker till att mitt svar sparas")), False

    def _known(self, question: QuestionValue) -> tuple[str, ...]:
        """What is held, where it is still an answer to the question."""
        held = self.asking.held.get(question.uid)
        return held.values if held and normal(question, held.values, held) == held.values else ()

    def _field(self, question: QuestionValue) -> Any:
        match question.kind:
            case QuestionKind.LONG_TEXT:
                return TextField(question.label, limit=LONG)
            case QuestionKind.SEVERAL:
                return ChecksField(question.label, choices=self._options(question))
            case QuestionKind.ONE:
                return RadioField(question.label, choices=[*self._options(question), *_no_answer(question)])
            case QuestionKind.YES_NO:
                answers = [SelectChoice(value, str(words)) for value, words in _YES_OR_NO]
                return RadioField(question.label, choices=[*answers, *_no_answer(question)])
        return LineField(question.label, limit=SHORT)

    def _options(self, question: QuestionValue) -> list[SelectChoice]:
        held = self.asking.held.get(question.uid)
        mine = held.values if held else ()
        found = []
        for option in question.options:
            left = self._left.get(option.id)
            if option.removed and option.uid not in mine:
                continue
            if left is not None and option.uid not in mine:
                self.hints[option.uid] = gettext("%(left)d kvar", left=left) if left else gettext("Fullt")
            off = {"disabled": True} if left == 0 and option.uid not in mine else {}
            found.append(SelectChoice(option.uid, option.label, render_kw=off))
        return found

    def shown_in(self, form: Any) -> list[AskedQuestion]:
        """The questions with their fields of ``form``, in their order."""
        return [
            AskedQuestion(
                question,
                form[_name(question)],
                form[_name(question) + _CONSENT] if question.basis is LegalBasis.CONSENT else None,
                " ".join(filter(None, [self._when(question), question.help, self._since(question)])),
                self._conditions(question),
            )
            for question in self.asked
        ]

    def _when(self, question: QuestionValue) -> str:
        """ "Svara om du kommer till Middag.", for those who have no script."""
        said = []
        if question.part_id is not None and not self.only:
            said.append(gettext("Svara om du kommer till %(part)s.", part=self.parts[question.part_id].title))
        other = next((one for one in self.asked if one.uid == question.depends_on), None)
        if other is not None:
            said.append(condition_words(other, question.depends_value))
        return " ".join(said)

    def _since(self, question: QuestionValue) -> str:
        """That the question is not the one that was answered."""
        held = self.asking.held.get(question.uid)
        if held is None or held.version == question.version:
            return ""
        return gettext(
            "Frågan har ändrats. Du svarade ”%(answer)s” på ”%(question)s”.", answer=held.said, question=held.label
        )

    def _conditions(self, question: QuestionValue) -> dict[str, str]:
        part = self.parts.get(question.part_id or 0)
        told = {"data-question": _name(question)}
        if part is not None:
            told["data-part"] = part.uid
        if question.depends_on:
            told |= {"data-depends": _QUESTION + question.depends_on, "data-value": question.depends_value}
        return told

    def blame(self, form: Any, blames: Iterable[Blame]) -> None:
        """Say what is wrong at the fields; above them all where the question is not in the form."""
        for one in blames:
            words = gettext(one.fault.label, what=one.what)
            name = _QUESTION + one.question_uid
            if one.fault is one.fault.NO_CONSENT:
                name += _CONSENT
            if name in form:
                form[name].errors = [words]
            else:
                form.form_errors = [*form.form_errors, words]


def condition_words(other: QuestionValue, value: str) -> str:
    """When a question that depends on ``other`` is to be answered, in words."""
    if value == ANY:
        return gettext("Svara om du har svarat på ”%(question)s”.", question=other.label)
    option = other.option(value)
    words = option.label if option else str(dict(_YES_OR_NO).get(value, value))
    return gettext("Svara om du valde ”%(answer)s” på ”%(question)s”.", answer=words, question=other.label)


def is_question(name: str) -> bool:
    """Whether the field of that name is one of these."""
    return name.startswith(_QUESTION)


def _name(question: QuestionValue) -> str:
    return _QUESTION + question.uid


def _no_answer(question: QuestionValue) -> list[SelectChoice]:
    """A way back for somebody who has chosen and need not."""
    return [] if question.required else [SelectChoice("", gettext("Inget svar"))]


def read_replies(posted: MultiDict[str, str]) -> tuple[Reply, ...]:
    """What was posted, cleaned: which questions there are is the room's to know."""
    names = [name for name in posted if name.startswith(_QUESTION) and not name.endswith(_CONSENT)]
    return tuple(
        Reply(
            name.removeprefix(_QUESTION),
            tuple(clean_text(value[: 4 * LONG], LONG + 1) for value in posted.getlist(name)[:_MOST_VALUES]),
            name + _CONSENT in posted,
        )
        for name in names[:_MOST_QUESTIONS]
    )
