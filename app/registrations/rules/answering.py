"""Answers to an event's questions: what they may be, who must give them, what becomes of those one has. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import NO, YES, QuestionKind, QuestionValue, Values, shown
from app.kernel.enums import Labelled
from app.kernel.text import looks_like_personnummer
from app.kernel.words import N_, TAKE_AWAY_PERSONNUMMER, plain_date
from app.registrations.rules.replies import Reply

SHORT, LONG = 200, 2000
"""Most letters of a short and of a long text."""
_LARGEST = 2_000_000_000


class ReplyFault(Labelled):
    """Why an answer is not kept, in words for the one who gave it; ``%(what)s`` is the question or the option."""

    REQUIRED = "required", N_("Svara på frågan ”%(what)s”.")
    UNKNOWN = "unknown", N_("Välj bland alternativen.")
    NOT_NUMBER = "not_number", N_("Skriv ett tal med siffror.")
    NOT_DATE = "not_date", N_("Skriv datumet som 2027-03-04.")
    TOO_LONG = "too_long", N_("Skriv kortare: högst %(what)s tecken.")
    PERSONNUMMER = "personnummer", TAKE_AWAY_PERSONNUMMER
    NO_CONSENT = "no_consent", N_("Samtyck till att svaret sparas, eller lämna frågan tom.")
    FULL = "full", N_("”%(what)s” är fullt. Välj något annat.")
    REWORDED = "reworded", N_("Frågan ”%(what)s” har gjorts om sedan svaret lämnades. Svaret behöver lämnas igen.")


@dataclass(frozen=True)
class Blame:
    """What is wrong with the answer to one question."""

    question_uid: str
    fault: ReplyFault
    what: str = ""


@dataclass(frozen=True)
class HeldAnswer:
    """An answer that has been given: under which version, to which words, and what it says in words."""

    values: Values
    version: int
    label: str
    said: str


@dataclass(frozen=True)
class Wording:
    """How a question was asked in a version that has been replaced; ``options`` are the labels by uid."""

    version: int
    kind: QuestionKind
    label: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OptionSeats:
    """An option with places; ``taken`` counts others, confirmed or waiting."""

    option_id: int
    capacity: int
    taken: int = 0

    @property
    def left(self) -> int:
        """How many places there are for somebody new."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Questionnaire:
    """An event's questions as one person meets them. ``held``, by the question's uid, ``held_parts`` and
    ``registered_at`` are of a registration that stands.
    """

    questions: tuple[QuestionValue, ...] = ()
    roles: frozenset[int] = frozenset()
    held: Mapping[str, HeldAnswer] = field(default_factory=dict)
    held_parts: frozenset[int] = frozenset()
    registered_at: datetime | None = None
    seats: tuple[OptionSeats, ...] = ()
    """Of the options that have a number of places."""
    earlier: Mapping[tuple[str, int], Wording] = field(default_factory=dict)
    """By the question's uid and version: the replaced wordings that answers which have waited were given to."""

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """(question, answer) pairs of what has been answered, in the words it was answered to."""
        return tuple(
            (self.held[one.uid].label, self.held[one.uid].said) for one in self.questions if one.uid in self.held
        )

    def excused(self) -> frozenset[str]:
        """Uids of the questions that became required after the person had registered for what they are asked for:
        whoever could register without an answer can also change something else without one.
        """
        if self.registered_at is None:
            return frozenset()
        given = {uid: one.values for uid, one in self.held.items()}
        asked = shown(self.questions, self.roles, self.held_parts, given)
        return frozenset(
            one.uid
            for one in asked
            if one.uid not in self.held and one.required_since and one.required_since > self.registered_at
        )


@dataclass(frozen=True)
class Given:
    """An answer to write. ``earlier``: the words it was given to, where the question has others now."""

    question: QuestionValue
    values: Values
    consents: bool = False
    earlier: Wording | None = None

    @property
    def version(self) -> int:
        """Of the question that was answered."""
        return self.earlier.version if self.earlier else self.question.version

    @property
    def words(self) -> tuple[str, str]:
        """The question and the answer, in the words it was given to."""
        labels = {option.uid: option.label for option in self.question.options}
        labels |= self.earlier.options if self.earlier else {}
        label = self.earlier.label if self.earlier else self.question.label
        return label, said(self.question.kind, self.values, labels)


@dataclass(frozen=True)
class Settled:
    """What answers come to. ``kept``: held ones that stay as they are; ``gone``: questions whose answers go."""

    kept: Mapping[str, HeldAnswer] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    gone: tuple[QuestionValue, ...] = ()
    blame: tuple[Blame, ...] = ()

    @property
    def replies(self) -> tuple[Reply, ...]:
        """The new answers without those to what is not asked."""
        return tuple(Reply(one.question.uid, one.values, one.consents, one.version) for one in self.given)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.given or self.gone)


def settle(
    asking: Questionnaire, part_ids: Collection[int], replies: Iterable[Reply], *, override: bool = False
) -> Settled:
    """What ``replies`` of somebody who chooses ``part_ids`` come to. Answers to what is not asked count for nothing,
    and those held to what is not asked any longer go. An answer that says the same keeps the words it was given to.
    ``override``: no option is full.
    """
    by_uid = {reply.question_uid: reply for reply in replies}
    full = frozenset(one.option_id for one in asking.seats if one.left == 0 and not override)
    read = {one.uid: normal(one, _values(by_uid.get(one.uid)), asking.held.get(one.uid)) for one in asking.questions}
    answers = {uid: values for uid, values in read.items() if isinstance(values, tuple)}
    asked = shown(asking.questions, asking.roles, part_ids, answers)
    left = [one for one in asking.questions if one.uid in asking.held and one not in asked]
    verdicts = [(one, _verdict(one, read[one.uid], by_uid.get(one.uid), asking, full)) for one in asked]
    return Settled(
        kept={one.uid: verdict for one, verdict in verdicts if isinstance(verdict, HeldAnswer)},
        given=tuple(verdict for _one, verdict in verdicts if isinstance(verdict, Given)),
        gone=(*left, *(one for one, verdict in verdicts if verdict is None and one.uid in asking.held)),
        blame=tuple(verdict for _one, verdict in verdicts if isinstance(verdict, Blame)),
    )


def _values(reply: Reply | None) -> Values:
    return reply.values if reply is not None else ()


def _verdict(
    question: QuestionValue,
    values: Values | Blame,
    reply: Reply | None,
    asking: Questionnaire,
    full: frozenset[int],
) -> HeldAnswer | Given | Blame | None:
    """What becomes of one question: what is held stays, something new is written, or refused; None: no answer."""
    held = asking.held.get(question.uid)
    if isinstance(values, Blame):
        return values
    if held is not None and _stays(question, held, values):
        return held
    if not values:
        wanted = question.required and question.uid not in asking.excused()
        missing = wanted and _can_be_answered(question, full)
        return Blame(question.uid, ReplyFault.REQUIRED, question.label) if missing else None
    before = held.values if held is not None else ()
    for option in question.options:
        if option.uid in values and option.uid not in before and option.id in full:
            return Blame(question.uid, ReplyFault.FULL, option.label)
    consents = reply is not None and reply.consents
    if question.basis is LegalBasis.CONSENT and not consents:
        return Blame(question.uid, ReplyFault.NO_CONSENT)
    return _as_answered(Given(question, values, consents), reply, asking)


def _as_answered(given: Given, reply: Reply | None, asking: Questionnaire) -> Given | Blame:
    """With the words that were answered, where the question has others now; none where it is of another kind."""
    question, version = given.question, reply.version if reply is not None else 0
    if version in (0, question.version):
        return given
    earlier = asking.earlier.get((question.uid, version))
    if earlier is None or earlier.kind is not question.kind:
        return Blame(question.uid, ReplyFault.REWORDED, question.label)
    return replace(given, earlier=earlier)


def _can_be_answered(question: QuestionValue, full: frozenset[int]) -> bool:
    """Whether there is an option left to choose: where all are full nobody is refused for choosing none."""
    options = [one for one in question.options if not one.removed and one.id not in full]
    return not question.kind.has_options or bool(options)


def _stays(question: QuestionValue, held: HeldAnswer, values: Values) -> bool:
    """Whether what is held stays: it is given again, or the question is of another kind now and nothing was said."""
    fits = normal(question, held.values, held) == held.values
    return values == held.values or (not values and not fits)


def normal(question: QuestionValue, values: Values, held: HeldAnswer | None = None) -> Values | Blame:
    """The answer in its usual form, or why it is none. What somebody holds already may be an option since removed."""
    written = tuple(value for value in values if value)
    if not written:
        return ()
    if question.kind.has_options:
        return _chosen(question, written, held)
    text = " ".join(written[0].split("\n")) if question.kind is QuestionKind.SHORT_TEXT else written[0]
    if looks_like_personnummer(text):
        return Blame(question.uid, ReplyFault.PERSONNUMMER)
    match question.kind:
        case QuestionKind.YES_NO:
            return (text,) if text in (YES, NO) else Blame(question.uid, ReplyFault.UNKNOWN)
        case QuestionKind.NUMBER:
            return _number(question, text)
        case QuestionKind.DATE:
            return _day(question, text)
    most = SHORT if question.kind is QuestionKind.SHORT_TEXT else LONG
    return (text,) if len(text) <= most else Blame(question.uid, ReplyFault.TOO_LONG, str(most))


def _chosen(question: QuestionValue, values: Values, held: HeldAnswer | None) -> Values | Blame:
    before = held.values if held is not None else ()
    allowed = [one.uid for one in question.options if not one.removed or one.uid in before]
    most = 1 if question.kind is QuestionKind.ONE else len(allowed)
    if len(set(values)) > most or not set(values) <= set(allowed):
        return Blame(question.uid, ReplyFault.UNKNOWN)
    return tuple(uid for uid in allowed if uid in values)


def _number(question: QuestionValue, text: str) -> Values | Blame:
    digits = "".join(text.split()).replace("−", "-")
    if not (digits.removeprefix("-").isdecimal() and len(digits) < 12 and abs(int(digits)) <= _LARGEST):
        return Blame(question.uid, ReplyFault.NOT_NUMBER)
    return (str(int(digits)),)


def _day(question: QuestionValue, text: str) -> Values | Blame:
    try:
        return (date.fromisoformat(text.strip()).isoformat(),)
    except ValueError:
        return Blame(question.uid, ReplyFault.NOT_DATE)


def said(kind: QuestionKind, values: Values, labels: Mapping[str, str]) -> str:
    """An answer in words (source text); ``labels`` of the options by uid."""
    if kind.has_options:
        return ", ".join(labels.get(uid, "") for uid in values)
    text = values[0] if values else ""
    if kind is QuestionKind.YES_NO:
        return N_("Ja") if text == YES else N_("Nej")
    return plain_date(date.fromisoformat(text)) if kind is QuestionKind.DATE else text


def told(asking: Questionnaire, settled: Settled) -> tuple[tuple[str, str], ...]:
    """(question, answer) pairs of what stands after ``settled``, in the order of the questions."""
    pairs = {uid: (held.label, held.said) for uid, held in settled.kept.items()}
    pairs |= {one.question.uid: one.words for one in settled.given}
    return tuple(pairs[question.uid] for question in asking.questions if question.uid in pairs)
