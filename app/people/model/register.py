"""Organisations, roles, persons and assignments: the register."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.actor import ActorKind
from app.kernel.db import Base, SortKey
from app.kernel.tokens import new_seed
from app.people.rules.assignments import Term
from app.people.rules.kinds import AssignmentSource, OrganisationKind, RoleGroup


def new_uid() -> str:
    """A random UUID: names a thing to the outside without telling anything about it."""
    return str(uuid4())


class Organisation(Base):
    """A municipality, an independent provider, a faculty …"""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    area: Mapped[str] = mapped_column(default="", index=True)
    agreement: Mapped[bool] = mapped_column(default=False)
    inhabitants: Mapped[int | None]
    inhabitants_year: Mapped[int | None]
    mailbox: Mapped[str] = mapped_column(default="")
    """The function mailbox: reaches the office, whoever sits there."""
    mailbox_refused_at: Mapped[datetime | None]
    """Since when letters to it come back; empty again when one demonstrably arrives, it is corrected, or an organizer
    says that it works.
    """
    mailbox_reason: Mapped[str] = mapped_column(default="", server_default="")
    """Why, in plain Swedish."""
    sort_key: Mapped[str] = mapped_column(SortKey, index=True)
    search_key: Mapped[str]
    link_seed: Mapped[str] = mapped_column(default=new_seed, server_default="")
    link_generation: Mapped[int] = mapped_column(default=1, server_default="1")
    link_digest: Mapped[str | None] = mapped_column(unique=True)
    """Empty until the link is first given to somebody, and when it has been closed: then it opens nothing."""
    contact_decides: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether what the contact says of the register holds at once, without an organizer."""
    version: Mapped[int] = mapped_column(default=1)


class OrganisationAlias(Base):
    """Another way of writing an organisation's name, remembered from a corrected import."""

    __tablename__ = "organisation_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    written_key: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)


class Role(Base):
    """What somebody can be in an organisation: skolchef, rektor …"""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    group: Mapped[RoleGroup] = mapped_column("role_group")
    position: Mapped[int] = mapped_column(default=100)
    version: Mapped[int] = mapped_column(default=1)


class RoleSynonym(Base):
    """Another way of writing a role in organisations of one kind (or any), remembered from a corrected import."""

    __tablename__ = "role_synonyms"
    __table_args__ = (sa.UniqueConstraint("written_key", "organisation_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    written_key: Mapped[str]
    organisation_kind: Mapped[OrganisationKind]
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), index=True)


class RoleExpectation(Base):
    """Where a role is expected to be held, and by at least how many; fewer is a vacancy.

    Either in every organisation of a kind (only the agreement municipalities, if so said), in one named organisation,
    or once per area among the organisations of a kind.
    """

    __tablename__ = "role_expectations"

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), index=True)
    organisation_kind: Mapped[OrganisationKind | None]
    agreement_only: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    per_area: Mapped[bool] = mapped_column(default=False)
    minimum: Mapped[int] = mapped_column(default=1)

    role: Mapped[Role] = relationship()


class Person(Base):
    """Somebody we know. An address is no key: two people may share one, and one person may have several."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    given_name: Mapped[str]
    family_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="sv")
    sort_key: Mapped[str] = mapped_column(SortKey, index=True)
    search_key: Mapped[str]
    """What the register's search looks in: name, addresses, telephone."""
    name_key: Mapped[str] = mapped_column(default="")
    """What the door's search looks in: the name and nothing else."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    self_changed: Mapped[list[str]] = mapped_column(default=list)
    """Names of the fields the person changed by the link: a later import does not overwrite them."""
    informed_at: Mapped[datetime | None]
    """When the person was told that we hold the address and from where (GDPR art. 14)."""
    protected: Mapped[bool] = mapped_column(default=False, server_default=sa.false(), index=True)
    """Skyddad: seen by name only by those with the right to it (``queries.sight``)."""
    declined_all_at: Mapped[datetime | None]
    """When the person declined all further invitations; remembered through later imports."""
    keep_consent_at: Mapped[datetime | None]
    """When somebody who is not invited by office asked to be invited again; without it the contact data leave."""
    keep_consent_words: Mapped[str] = mapped_column(default="")
    """The words that stood at the box."""
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_generation: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str | None] = mapped_column(unique=True)
    decline_digest: Mapped[str | None] = mapped_column(unique=True)
    feed_generation: Mapped[int] = mapped_column(default=1)
    """Raised when the personal feed gets a new address; the links above stay as they are."""
    feed_digest: Mapped[str | None] = mapped_column(unique=True)
    calendar_version: Mapped[int] = mapped_column(default=1)
    """Raised by everything that changes what the personal feed shows."""
    version: Mapped[int] = mapped_column(default=1)

    addresses: Mapped[list["PersonAddress"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="PersonAddress.id"
    )
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Assignment.id"
    )

    @property
    def name(self) -> str:
        """As the person writes it, given name first."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def address(self) -> str:
        """The address that letters go to, or an empty string."""
        return self.mailbox.address if self.mailbox else ""

    @property
    def mailbox(self) -> "PersonAddress | None":
        """That address with what is known of it."""
        return next((one for one in self.addresses if one.preferred), self.addresses[0] if self.addresses else None)

    @property
    def takes_letters(self) -> bool:
        """Whether there is an address, and letters to it do not come back: else nobody is reminded there."""
        return bool(self.address) and self.refused is None

    @property
    def refused(self) -> "PersonAddress | None":
        """The address that letters go to, where it takes none."""
        return self.mailbox if self.mailbox and self.mailbox.refused_at else None


class PersonAddress(Base):
    """One of a person's e-mail addresses."""

    __tablename__ = "person_addresses"
    __table_args__ = (sa.UniqueConstraint("person_id", "address_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(index=True)
    """Lower case: what it is looked up by."""
    preferred: Mapped[bool] = mapped_column(default=False)
    refused_at: Mapped[datetime | None]
    """Since when letters to it come back; empty again when one demonstrably arrives, or an organizer says so."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    """Why, in plain Swedish."""

    person: Mapped[Person] = relationship(back_populates="addresses")


class Assignment(Base):
    """Uppdrag: a person holds a role in an organisation from a day to a day (both included; None is open)."""

    __tablename__ = "assignments"
    __table_args__ = (sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[AssignmentSource] = mapped_column(default=AssignmentSource.MANUAL)
    confirmed_on: Mapped[date | None]
    """When somebody last said that this is right."""
    confirmed_by: Mapped[ActorKind | None]
    """Who said so: an account, or the organisation by its link."""
    created_at: Mapped[datetime]

    @property
    def term(self) -> Term:
        """First and last day as a value."""
        return Term(self.starts_on, self.ends_on)

    person: Mapped[Person] = relationship(back_populates="assignments")
    role: Mapped[Role] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SavedFilter(Base):
    """A choice of people in the register that an organizer has given a name, to be made again: who fits it is asked
    each time.
    """

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(unique=True)
    limits: Mapped[dict[str, Any]]
    """By the names in the address of the register's page (``rules.register.RegisterFilter``)."""
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(default="")


class ContactUpload(Base):
    """A contact file between its preview and "Läs in"; removed when read in, given up, or a day old."""

    __tablename__ = "contact_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    filename: Mapped[str]
    content: Mapped[bytes]
    corrections: Mapped[dict[str, object]] = mapped_column(sa.JSON, default=dict)
    """What the organizer corrected in the guesses: columns, roles, organisations."""
    account_uid: Mapped[str]
    created_at: Mapped[datetime]


class Erasure(Base):
    """That somebody or something was erased: a digest only, so that a restored backup or a new import does not bring
    it back. Mirrored in a file beside the database (``RUN_ERASURE_FILE``), which a restore reads.
    """

    __tablename__ = "erasures"
    __table_args__ = (sa.UniqueConstraint("kind", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """A kind of ``rules.erasures``."""
    digest: Mapped[str]
    erased_at: Mapped[datetime]
