"""Who is invited to what, and in which words an invitation's state is told."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.events.rules.circles import CircleLineValue, HoldingValue, in_circle
from app.kernel.enums import Labelled
from app.kernel.words import N_, date_span, day_month, plain_date
from app.people.rules.kinds import OrganisationKind


class InvitationState(Labelled):
    """product.md's words for where an invitation stands."""

    NOT_SENT = "not_sent", N_("Inte inbjuden än")
    UNANSWERED = "unanswered", N_("Har inte svarat")
    COMING = "coming", N_("Kommer")
    NOT_COMING = "not_coming", N_("Kommer inte")
    WAITING = "waiting", N_("Väntelista")
    REPLACED = "replaced", N_("Någon annan kommer i stället")
    REVOKED = "revoked", N_("Återkallad")


UNASKED = frozenset({InvitationState.NOT_SENT, InvitationState.REVOKED})
"""Nobody is asked: the link opens nothing, and the person sees nothing of it."""


class InvitationSource(Labelled):
    """Why somebody is invited."""

    CIRCLE = "circle", N_("Genom sin roll")
    BY_HAND = "by_hand", N_("Tillagd för hand")
    SUCCESSOR = "successor", N_("Efterträdare")
    SUBSTITUTE = "substitute", N_("Kommer i stället för någon annan")
    SIGN_UP = "sign_up", N_("Anmälde sig själv")
    ACCOMPANYING = "accompanying", N_("Medföljande")
    SPEAKER = "speaker", N_("Medverkande")
    WALK_IN = "walk_in", N_("Kom till dörren")
    PLACE = "place", N_("Plats utan namn")

    @property
    def by_office(self) -> bool:
        """Whether an office is the reason: the others are asked whether they want to be invited again."""
        return self.value not in {"substitute", "sign_up", "accompanying", "speaker", "walk_in"}


class Standing(Labelled):
    """Whether somebody whom the circle points out can be invited now; the first that fits."""

    INVITED = "invited", N_("Redan inbjuden")
    DECLINED_ALL = "declined_all", N_("Har avböjt alla inbjudningar")
    WITHOUT_ADDRESS = "without_address", N_("Saknar e-postadress")
    READY = "ready", N_("Kan bjudas in")


@dataclass(frozen=True)
class HeldRole:
    """An assignment, as far as inviting asks. ``ends_on`` is the last day of the term, None for an open one."""

    assignment_id: int
    person_id: int
    role_id: int
    organisation_kind: OrganisationKind
    agreement: bool
    ends_on: date | None = None


@dataclass(frozen=True)
class Selection:
    """Whom a circle points out, as ids. ``invited`` has each person's assignments, ``ending`` those assignments that
    are over before the day, of people who are not there through another one.
    """

    invited: dict[int, tuple[int, ...]]
    ending: tuple[int, ...]


def select(lines: Iterable[CircleLineValue], held: Iterable[HeldRole], day: date) -> Selection:
    """Whom the circle ``lines`` point out among ``held`` for an event that begins on ``day``; in the order given.

    A person with several roles is one person with several assignments.
    """
    circle = tuple(lines)
    meant = [role for role in held if in_circle(circle, [_value(role)])]
    invited: defaultdict[int, list[int]] = defaultdict(list)
    for role in meant:
        if holds_on(role, day):
            invited[role.person_id].append(role.assignment_id)
    ending = [role for role in meant if not holds_on(role, day) and role.person_id not in invited]
    return Selection(
        {person: tuple(assignments) for person, assignments in invited.items()},
        tuple(role.assignment_id for role in ending),
    )


def holds_on(role: HeldRole, day: date) -> bool:
    """Whether the term reaches ``day``."""
    return role.ends_on is None or role.ends_on >= day


def _value(role: HeldRole) -> HoldingValue:
    return HoldingValue(role.role_id, role.organisation_kind, role.agreement)


def standing(*, invited: bool, declined_all: bool, has_address: bool) -> Standing:
    """Whether somebody can be invited now."""
    if invited:
        return Standing.INVITED
    if declined_all:
        return Standing.DECLINED_ALL
    return Standing.READY if has_address else Standing.WITHOUT_ADDRESS


def may_be_sent(state: InvitationState, *, has_address: bool) -> bool:
    """Whether the invitation's first letter can go out."""
    return state is InvitationState.NOT_SENT and has_address


def may_be_reminded(
    state: InvitationState, sent_on: date | None, reminded_on: date | None, answer_by: date, today: date
) -> bool:
    """Whether a reminder may go out ``today``: only to those who have not answered and still can, and at most once a
    day, so that two organizers or two workers who press at the same time remind once. Not on the day of the invitation
    itself. ``answer_by`` is the person's own last day.
    """
    if state is not InvitationState.UNANSWERED or sent_on is None or today > answer_by:
        return False
    return sent_on < today and (reminded_on is None or reminded_on < today)


def in_capacity(role: str, organisation: str) -> str:
    """ "rektor, Ånge kommun": as whom somebody is invited, inside a sentence. Abbreviations keep their capitals."""
    written = role if role[1:2].isupper() or role[1:2] == "-" else role[:1].lower() + role[1:]
    return ", ".join(part for part in (written, organisation) if part)


def bare_title(title: str, first: date, last: date) -> str:
    """The title without the date or year that it ends with, for sentences that say the days themselves."""
    for ending in (date_span(first, last), plain_date(first), day_month(first), str(first.year)):
        if title.endswith(f" {ending}"):
            return title.removesuffix(ending).rstrip(" ,–-")
    return title


@dataclass(frozen=True)
class Made:
    """How many invitations were made; none is sent yet."""

    count: int


@dataclass(frozen=True)
class AlreadyInvited:
    """The person has an invitation to this event; nothing was written."""


@dataclass(frozen=True)
class WantsNone:
    """The person has declined all further invitations; nothing was written."""


@dataclass(frozen=True)
class Sent:
    """How many letters were written, and how many people could not get one since they have no address."""

    count: int
    without_address: int


@dataclass(frozen=True)
class NotPublished:
    """Only a published event can be invited to: nothing was sent."""


@dataclass(frozen=True)
class Reminded:
    """How many reminders were written; the others had answered, were reminded today, or have no address."""

    count: int


@dataclass(frozen=True)
class AnsweringClosed:
    """The last day for answering has been: nobody was reminded."""

    answer_by: date


def differing(keys: Sequence[tuple[Hashable, Hashable]], count: int = 3) -> tuple[int, ...]:
    """The places in ``keys`` (role, organisation) of ``count`` receivers as unlike as possible: for showing a letter as
    different people get it. Both new before one new before none; the order is kept among equals.
    """
    chosen: list[int] = []
    while len(chosen) < min(count, len(keys)):
        seen = [keys[place] for place in chosen]
        left = [place for place in range(len(keys)) if place not in chosen]
        chosen.append(max(left, key=lambda place: (_news(keys[place], seen), -place)))
    return tuple(chosen)


def _news(key: tuple[Hashable, Hashable], seen: Sequence[tuple[Hashable, Hashable]]) -> tuple[int, bool]:
    """How new a key is beside those seen: in how many ways, and a new role before a new organisation."""
    role = all(key[0] != other[0] for other in seen)
    return role + all(key[1] != other[1] for other in seen), role
