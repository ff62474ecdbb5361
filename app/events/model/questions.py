"""What an event asks of those who register, and the library of questions that are used from year to year."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import ANY, QuestionKind
from app.kernel.db import Base, SortKey


def _new_uid() -> str:
    return str(uuid4())


class Question(Base):
    """A question of an event, or of one part: then it is asked when the part is chosen. A removed one stays, with the
    answers that were given to it.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=_new_uid)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[QuestionKind]
    label: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=False)
    required_since: Mapped[datetime | None]
    """Who was registered before is not held up by it."""
    basis: Mapped[LegalBasis] = mapped_column(default=LegalBasis.PUBLIC_INTEREST)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    """Raised when the wording changes after answers exist; see QuestionVersion."""
    depends_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id", ondelete="SET NULL"), index=True)
    depends_value: Mapped[str] = mapped_column(default=ANY)
    """An option's uid, "ja", "nej", or empty: any answer."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class QuestionOption(Base):
    """One option of a question, perhaps with a number of places."""

    __tablename__ = "question_options"
    __table_args__ = (sa.CheckConstraint("capacity >= 0", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=_new_uid)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]


class QuestionRole(Base):
    """That a question is for those invited in a role; a question without roles is for everybody."""

    __tablename__ = "question_roles"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True)


class QuestionVersion(Base):
    """The wording while ``number`` was the version of the question: answers keep the text they were given under."""

    __tablename__ = "question_versions"
    __table_args__ = (sa.UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[QuestionKind]
    label: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    options: Mapped[dict[str, Any]]
    """The options' labels by uid."""
    replaced_at: Mapped[datetime]


class LibraryQuestion(Base):
    """A question kept to be asked again at other events."""

    __tablename__ = "library_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=_new_uid)
    kind: Mapped[QuestionKind]
    label: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[LegalBasis] = mapped_column(default=LegalBasis.PUBLIC_INTEREST)
    options: Mapped[dict[str, Any]]
    """Places by label (None: no limit), in their order."""
    sort_key: Mapped[str] = mapped_column(SortKey, default="")
    saved_at: Mapped[datetime]
