"""Who is concerned when a meeting is changed: everybody who knew it otherwise, and what each is to be told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.desk import news_letters
from app.desk.mailing_letters import save_the_date
from app.desk.news_letters import KINDS
from app.desk.renew_letters import Lines, place_key
from app.events.model import Event
from app.events.queries.news import Remembered, known_of
from app.events.rules import news as rules
from app.events.rules.letter_texts import MAILING, MESSAGE
from app.events.rules.news import Known, News
from app.invitations.letters import capacity
from app.invitations.model import Invitation, Place
from app.invitations.queries import list_by_ids, list_in_state
from app.invitations.queries.places import list_places
from app.invitations.rules import InvitationState
from app.kernel.words import local
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter
from app.mail.queries import with_days_to_save
from app.people.letters import receivers_of
from app.people.model import Person
from app.people.queries import list_contacts
from app.registrations import letters
from app.registrations.model import Registration
from app.registrations.queries import active_parts
from app.registrations.queries.lists import list_for_event
from app.registrations.rules import Mode, RegistrationState

Narrow = Callable[[tuple[News, ...]], tuple[News, ...]]
"""What of some news concerns somebody."""
_OF_PLACE = frozenset({"place", "place_reminder", "moved_place"})
_TELL_LITTLE = frozenset({MESSAGE, MAILING, "request_declined", "proposal_waits", "proposal_declined", "stand_in_left"})
"""Letters to somebody registered in which their parts do not stand: after them the parts may still be news."""


@dataclass(frozen=True)
class Concerned:
    """Somebody who is to be told: by a letter of which kind, of what; ``write`` makes the letter of the lines given."""

    kind: str
    key: str
    """Who: the person's uid, or the address of somebody who answers for an organisation."""
    name: str
    about: str
    news: tuple[News, ...]
    write: Callable[[], Letter]
    registration: Registration | None = None


@dataclass(frozen=True)
class Telling:
    """What is new, and everybody who is to be told of it. ``left_out``: how many have no address."""

    news: tuple[News, ...] = ()
    concerned: tuple[Concerned, ...] = ()
    left_out: int = 0

    @property
    def groups(self) -> dict[str, list[Concerned]]:
        """Those concerned by the kind of their letter."""
        found = {kind: [one for one in self.concerned if one.kind == kind] for kind in KINDS}
        return {kind: ones for kind, ones in found.items() if ones}


class Finding:
    """Who is to be told of ``news``, by which ``event`` is not as it was ``before``; the statements do not grow with
    them.
    """

    def __init__(self, event: Event, before: Known, news: tuple[News, ...], note: str, now: datetime) -> None:
        self.event, self.news, self.note, self.today = event, news, note, local(now).date()
        self._just_before = now - timedelta(microseconds=1)
        self.off, self.after = rules.is_off(news), known_of(event)
        self.registered = list_for_event(event.id)
        self._lines: dict[str, Lines] = {}
        self._remembered = Remembered(event, before)
        self._told_at = _told_at(event)
        self._have_saved = with_days_to_save(event.uid)

    def telling(self) -> Telling:
        """Everybody, each with a letter to be written."""
        stands_in = [one.invitation.in_stead_of_id for one in self.registered if one.invitation is not None]
        self._originals = list_by_ids([number for number in stands_in if number is not None])  # kept while letters ask
        found = [*self._registered(), *self._invited(), *self._places()]
        reached = [one for one in found if one.key]
        return Telling(self.news, tuple(reached), len(found) - len(reached))

    def lines_of(self, key: str) -> Lines:
        """What is new in this change for somebody, also where they know it so from a letter before; for who is not
        asked any more, what it is for those who have not answered.
        """
        return self._lines[key] if key in self._lines else rules.as_data(self._narrowed(self.news))

    def _registered(self) -> Iterator[Concerned]:
        for one in self.registered:
            invitation = one.invitation
            chosen = {row.part.uid: row.mode is Mode.ONLINE for row in active_parts(one)}
            narrow = partial(rules.for_registered, chosen=chosen)
            if invitation is not None and (told := self._told(_key(invitation), invitation, narrow)):
                write = partial(self._to_registered, invitation, one, told)
                yield _concerned("cancelled" if self.off else "moved", invitation, told, write, one)

    def _to_registered(self, one: Invitation, registration: Registration, told: tuple[News, ...]) -> Letter:
        seated, person = registration.state is RegistrationState.CONFIRMED, registration.person
        if self.off:
            calendar = letters.cancel(registration, self.event, person) if seated else self._days_again(person)
            return news_letters.cancelled(one, registration, calendar, self.note)
        told_off = rules.tells_off(told) or not registration.has_nothing_left  # else it was taken back before
        calendar = letters.request(registration, self.event, person) if seated and told_off else None
        calendar = calendar or (None if seated else self._days_again(person))
        return news_letters.moved(one, registration, told, calendar, self.note, self.today)

    def _invited(self) -> Iterator[Concerned]:
        if not self._narrowed(self.news):
            return
        for one in list_in_state(self.event.id, InvitationState.UNANSWERED):
            told = self._told(_key(one), one, self._narrowed)
            if self.off or told:
                kind = "cancelled" if self.off else "moved_invited"
                yield _concerned(kind, one, told, partial(self._to_invited, one, told))

    def _to_invited(self, one: Invitation, told: tuple[News, ...]) -> Letter:
        calendar = self._days_again(one.person)
        if self.off:
            return news_letters.cancelled(one, None, calendar, self.note)
        return news_letters.moved_invited(one, told, self.note, calendar)

    def _days_again(self, person: Person) -> CalendarFile | None:
        """The meeting's days as they are now, to somebody who was sent the old ones to save."""
        return save_the_date(self.event, person.uid) if person.uid in self._have_saved else None

    def _narrowed(self, news: tuple[News, ...]) -> tuple[News, ...]:
        return rules.for_invited(news, self.event.parts[0].uid if len(self.event.parts) == 1 else "")

    def _places(self) -> Iterator[Concerned]:
        kind = "cancelled_place" if self.off else "moved_place"
        hear = bool(self._narrowed(self.news))
        sent = [one for one in list_places(self.event.id) if one.sent_at is not None and one.left] if hear else []
        contacts = list_contacts({one.organisation_id for one in sent}, self.today) if sent else {}
        for place in sent:
            about = f"{place.role.name}, {place.organisation.name}"
            for to in receivers_of(place.organisation, contacts.get(place.organisation_id, [])):
                key = place_key(place.uid, to.address)
                if told := self._told(key, place, self._narrowed, to.address):
                    write = partial(news_letters.of_place, kind, place, to, told, self.note)
                    yield Concerned(kind, key, to.name, about, told, write)

    def _told(self, key: str, one: Invitation | Place, narrow: Narrow, address: str = "") -> tuple[News, ...]:
        """What is new to somebody since they were last written to; nothing where this change does not concern them, or
        has made it as they know it.
        """
        own = narrow(self.news)
        self._lines[key] = rules.as_data(own)
        if not own or self.off:
            return own
        since = self._told_at.get(address.casefold() or key) or one.sent_at or one.created_at
        knew = self._remembered.known_at(min(since, self._just_before))  # nobody knew of this very change
        return narrow(rules.compare(knew, self.after))


def _told_at(event: Event) -> dict[str, datetime]:
    """When people were last written to about the event, by their uid; about a place without a name, by the address."""
    found: dict[str, datetime] = {}
    for person_uid, address, kind, at in outbox.last_told(event.uid, KINDS):
        key = address.casefold() if kind in _OF_PLACE else person_uid
        if kind not in _TELL_LITTLE:
            found[key] = max(at, found.get(key, at))
    return found


def _key(one: Invitation) -> str:
    """Without an address there is no key: nobody can be reached."""
    return one.person.uid if one.person.address else ""


def _concerned(
    kind: str,
    one: Invitation,
    told: tuple[News, ...],
    write: Callable[[], Letter],
    registration: Registration | None = None,
) -> Concerned:
    return Concerned(kind, _key(one), one.person.name, capacity(one), told, write, registration)
