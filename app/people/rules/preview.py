"""What reading a file in would do, row by row, before anything is written. Everything is told at once.

The values here go to the page and the command; ``people`` and ``organisations`` go to the action that writes.
"""

from collections import Counter
from dataclasses import dataclass

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.columns import Block
from app.people.rules.organisation_candidates import AnyOrganisation, NewOrganisation
from app.people.rules.persons import FieldChange
from app.people.rules.plans import PersonPlan
from app.people.rules.roles import Confidence
from app.people.rules.sentences import Sentence
from app.people.rules.skipped_rows import Skip


@dataclass(frozen=True)
class Created:
    """The row adds a new person, or one more assignment of a person whom an earlier row adds."""

    new_person: bool


@dataclass(frozen=True)
class Changed:
    """The row changes somebody of the register, field by field; ``CHANGE_LABELS`` has the fields' names."""

    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Unchanged:
    """The register has all of it already."""


@dataclass(frozen=True)
class Refused:
    """The row cannot be read in; the others are not held up by it."""

    reason: Sentence
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """The row is no person, or says nothing that an earlier row (``same_as``: its sheet and number) has not said."""

    why: Skip
    same_as: tuple[str, int] | None = None


Verdict = Created | Changed | Unchanged | Refused | Skipped


@dataclass(frozen=True)
class Guess:
    """What a word of the file was taken for, where it is not the register's own."""

    written: str
    read_as: str
    confidence: Confidence


@dataclass(frozen=True)
class PreviewRow:
    """A row and what becomes of it. ``person``: the name as the file has it; ``about``: its role, organisation and
    address.
    """

    sheet: str
    number: int
    person: str
    verdict: Verdict
    warnings: tuple[Sentence, ...] = ()
    guesses: tuple[Guess, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class TitleReading:
    """A title of the file and the roles it was taken for (keys; empty: unknown), for the form that corrects it.
    ``written_key`` and ``kind`` are what a correction is remembered by.
    """

    written: str
    written_key: str
    kind: str
    keys: tuple[str, ...]
    confidence: Confidence | None
    rows: int


@dataclass(frozen=True)
class OrganisationNaming:
    """An organisation's name in the file and what it was taken for (None: unknown), for the form that corrects it."""

    written: str
    written_key: str
    organisation: AnyOrganisation | None
    confidence: Confidence | None
    suggestions: tuple[str, ...]
    rows: int


class Unread(Labelled):
    """Why a whole sheet is left out."""

    HIDDEN = "hidden", N_("Bladet är dolt och läses inte.")
    REPEATED = "repeated", N_("Bladet hör till en lista härifrån och upprepar det första bladet. Det läses inte.")
    NO_CONTACTS = "no_contacts", N_("Bladet har ingen lista med personer som känns igen och läses inte.")


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet that is left out."""

    sheet: str
    why: Unread


@dataclass(frozen=True)
class Counts:
    """How many rows there are of each verdict, and how many people are new."""

    created: int
    changed: int
    unchanged: int
    refused: int
    skipped: int
    new_people: int


@dataclass(frozen=True)
class Preview:
    """The whole of it. ``blocks``: the tables found, with what each column was taken for."""

    blocks: tuple[Block, ...]
    unread: tuple[UnreadSheet, ...]
    rows: tuple[PreviewRow, ...]
    people: tuple[PersonPlan, ...]
    organisations: tuple[NewOrganisation, ...] = ()
    titles: tuple[TitleReading, ...] = ()
    namings: tuple[OrganisationNaming, ...] = ()

    @property
    def counts(self) -> Counts:
        """The rows counted by verdict."""
        kinds = Counter(type(row.verdict) for row in self.rows)
        new_people = sum(plan.person_id is None for plan in self.people)
        return Counts(
            kinds[Created], kinds[Changed], kinds[Unchanged], kinds[Refused], kinds[Skipped], new_people=new_people
        )

    @property
    def writes(self) -> bool:
        """Whether reading in would create or change anything."""
        return bool(self.organisations) or any(plan.writes for plan in self.people)
