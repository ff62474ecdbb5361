"""A question as an organizer writes it: what it may be, and what a change of it is. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.events.rules.changes import Change, shown
from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import ANY, NO, YES, QuestionKind, QuestionValue, dependants, loop
from app.kernel.enums import Labelled
from app.kernel.words import N_

_LEAST_OPTIONS = 2


@dataclass(frozen=True)
class OptionDraft:
    """An option; ``uid`` of one that the question has."""

    label: str
    capacity: int | None = None
    uid: str = ""


@dataclass(frozen=True)
class QuestionDraft:
    """A question. ``depends_on`` is the uid of another; see ``QuestionValue``."""

    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    basis: LegalBasis = LegalBasis.PUBLIC_INTEREST
    options: tuple[OptionDraft, ...] = ()
    roles: frozenset[int] = frozenset()
    part_id: int | None = None
    depends_on: str = ""
    depends_value: str = ANY


class DraftFault(Labelled):
    """Why a question cannot be as it is written; ``%(what)s`` is what it is about."""

    FEW_OPTIONS = "few_options", N_("Skriv minst två alternativ.")
    SAME_OPTIONS = "same_options", N_("Två alternativ heter ”%(what)s”. Skriv ett namn som inget annat har.")
    REQUIRED_CONSENT = (
        "required_consent",
        N_("Ett samtycke är frivilligt. Gör frågan frivillig, eller välj en annan rättslig grund."),
    )
    UNKNOWN_PART = "unknown_part", N_("Delen finns inte längre. Välj en annan.")
    UNKNOWN_QUESTION = "unknown_question", N_("Frågan finns inte längre. Välj en annan.")
    UNKNOWN_VALUE = "unknown_value", N_("Välj ett svar som går att ge på frågan ”%(what)s”.")
    LOOP = "loop", N_("Frågorna skulle vänta på varandra: %(what)s. Välj en annan fråga.")
    DEPENDED_UPON = "depended_upon", N_("”%(what)s” visas efter ett svar på den här frågan. Ändra den frågan först.")
    REMOVED = "removed", N_("Frågan visas efter ”%(what)s”, som är borttagen. Återställ den först.")


@dataclass(frozen=True)
class Faulty:
    """A fault with what it is about."""

    fault: DraftFault
    what: str = ""


@dataclass(frozen=True)
class QuestionSaved:
    """It is so now. ``new_version``: answers given before keep the old wording."""

    uid: str
    changed: bool = True
    new_version: bool = False


@dataclass(frozen=True)
class QuestionRefused:
    """It cannot be so: nothing was written."""

    faults: tuple[Faulty, ...]


def faults(
    draft: QuestionDraft, uid: str, questions: Sequence[QuestionValue], part_ids: Collection[int]
) -> tuple[Faulty, ...]:
    """Everything that is wrong with ``draft`` of the question with ``uid`` (empty: a new one) among ``questions``."""
    found = [*_option_faults(draft), *_condition_faults(draft, uid, questions)]
    if draft.required and draft.basis is LegalBasis.CONSENT:
        found.append(Faulty(DraftFault.REQUIRED_CONSENT))
    if draft.part_id is not None and draft.part_id not in part_ids:
        found.append(Faulty(DraftFault.UNKNOWN_PART))
    values = possible_values(draft.kind, [option.uid for option in draft.options])
    lost = [one for one in dependants(questions, uid) if uid and one.depends_value not in values]
    return (*found, *(Faulty(DraftFault.DEPENDED_UPON, one.label) for one in lost))


def _option_faults(draft: QuestionDraft) -> list[Faulty]:
    if not draft.kind.has_options:
        return []
    labels = [option.label for option in draft.options]
    if len(labels) < _LEAST_OPTIONS:
        return [Faulty(DraftFault.FEW_OPTIONS)]
    twice = dict.fromkeys(label for label in labels if labels.count(label) > 1)
    return [Faulty(DraftFault.SAME_OPTIONS, label) for label in twice]


def _condition_faults(draft: QuestionDraft, uid: str, questions: Sequence[QuestionValue]) -> list[Faulty]:
    if not draft.depends_on:
        return []
    known = {one.uid: one for one in questions}
    other = known.get(draft.depends_on)
    if other is None:
        return [Faulty(DraftFault.UNKNOWN_QUESTION)]
    passed = loop({one.uid: one.depends_on for one in questions}, uid, other.uid) if uid else ()
    if passed:
        names = [draft.label, *(draft.label if step == uid else known[step].label for step in passed)]
        return [Faulty(DraftFault.LOOP, " → ".join(names))]
    values = possible_values(other.kind, [option.uid for option in other.options if not option.removed])
    return [] if draft.depends_value in values else [Faulty(DraftFault.UNKNOWN_VALUE, other.label)]


def possible_values(kind: QuestionKind, options: Collection[str]) -> frozenset[str]:
    """What a condition on a question of that kind, with options of these uids, may ask for."""
    closed = options if kind.has_options else (YES, NO) if kind is QuestionKind.YES_NO else ()
    return frozenset((ANY, *closed))


def same_wording(old: QuestionDraft, new: QuestionDraft) -> bool:
    """Whether an answer says the same under both: places, circles, conditions and the order of options aside."""
    wording = [(one.kind, one.label, one.help, {(o.uid, o.label) for o in one.options}) for one in (old, new)]
    return wording[0] == wording[1]


def asks_more(old: QuestionDraft, new: QuestionDraft) -> bool:
    """Whether people may be required to answer ``new`` who were not required to answer ``old``."""
    where = [(one.required, one.roles, one.part_id, one.depends_on, one.depends_value) for one in (old, new)]
    return new.required and where[0] != where[1]


def question_changes(old: QuestionDraft, new: QuestionDraft) -> tuple[Change, ...]:
    """What differs, field by field, for the log and the second editor."""
    pairs = (
        ("question_kind", old.kind, new.kind),
        ("question", old.label, new.label),
        ("help", old.help, new.help),
        ("required", old.required, new.required),
        ("legal_basis", old.basis, new.basis),
        ("options", _words(old), _words(new)),
        ("circle", tuple(sorted(old.roles)), tuple(sorted(new.roles))),
    )
    told = [Change(name, shown(before), shown(after)) for name, before, after in pairs if before != after]
    if (old.part_id, old.depends_on, old.depends_value) != (new.part_id, new.depends_on, new.depends_value):
        told.append(Change("condition", "", N_("ändrat")))
    return tuple(told)


def _words(draft: QuestionDraft) -> str:
    places = [f"{one.label} ({one.capacity})" if one.capacity is not None else one.label for one in draft.options]
    return " · ".join(places)


def moved(uids: Sequence[str], uid: str, steps: int) -> tuple[str, ...]:
    """The order when the one with ``uid`` moves that many steps down (up below zero), at most to the end."""
    if uid not in uids:
        return tuple(uids)
    others = [one for one in uids if one != uid]
    place = min(max(uids.index(uid) + steps, 0), len(others))
    return (*others[:place], uid, *others[place:])


def reordered(uids: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """``uids`` in the order of ``wanted``; those that are not named keep their order after them."""
    named = [uid for uid in dict.fromkeys(wanted) if uid in uids]
    return (*named, *(uid for uid in uids if uid not in named))
