"""The demo's meetings: the conference of 2026 as it was, the autumn's, and the conference of 2027 half answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random

import sqlalchemy as sa

from app.audit.actor import Actor
from app.demo import answers, coming_back, held, mailings, municipalities, questions, wishes
from app.desk import quotas, tell
from app.desk.reschedule_event import reschedule_event
from app.events import actions as events
from app.events import queries
from app.events.model import Event
from app.events.queries import drafts
from app.events.rules.deadlines import GroupDays
from app.events.rules.drafts import EventDetails, EventDraft
from app.events.rules.kinds import EventKind, NeedsGround, PartKind, QueueMode
from app.events.rules.outcomes import Saved
from app.events.rules.quotas import Quota
from app.events.rules.usual import usual_draft
from app.events.rules.weeks import conference_days
from app.invitations import actions as invitations
from app.invitations import queries as invited
from app.invitations.rules import Standing
from app.invitations.rules.substitutes import Named
from app.kernel.db import db, transaction
from app.people.model import Person
from app.people.queries import list_roles
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations import actions as registrations

_BY_ARRIVAL = {PartKind.MEETING, PartKind.PLENARY, PartKind.PARALLEL}
"""Nobody is ticked off again after lunch."""
_HOTEL = {
    "place": "Södra Berget, Sundsvall",
    "address": "Gaffelbyvägen 22, 856 40 Sundsvall",
    "map_url": "https://www.openstreetmap.org/search?query=S%C3%B6dra%20Berget%20Sundsvall",
}
_CAMPUS = {"place": "Mittuniversitetet, Östersund", "address": "Kunskapens väg 8, 831 25 Östersund"}
_CONTACT = {"contact_name": "Sam Ordnare", "contact_address": "run@miun.example"}
_SEMINARS = {
    "Seminarium A": ("Att behålla lärare: vad forskningen säger", "Docent Maret Lindgren", "Sal 1"),
    "Seminarium B": ("Verksamhetsförlagd utbildning på små orter", "Karin Näkkäläjärvi", "Sal 2"),
    "Seminarium C": ("Rektors första år", "Rektorsprogrammet", "Sal 3"),
    "Seminarium D": ("Matematik i förskoleklass", "Ämnesdidaktik", "Sal 1"),
    "Seminarium E": ("Flerspråkighet i glesbygd", "Sárá Jansson", "Sal 2"),
    "Seminarium F": ("Att leda utvecklingsarbete tillsammans", "Utvecklingsledarnas nätverk", "Sal 3"),
}
_SEATS_IN_THE_FIRST = 26
_RECTORS_AT_DINNER = 3
_WELCOME = (
    "Du är inbjuden som {{inbjuden som}}. I år handlar konferensen om hur vi behåller och utvecklar lärare i hela "
    "regionen.\n\nSvara senast {{svara senast}}, också om du inte kan komma."
)
_IN_STEAD = (
    (Named("Ulrika", "Forsman", "ulrika.forsman@skola.example"), True),
    (Named("Henrik", "Sand", "henrik.sand@skola.example"), False),
)
"""Who comes in somebody's stead, and whether with a seat."""
_IN_STEAD_IN_2026 = Named("Lovisa", "Hägg", "lovisa.hagg@skola.example")


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the story (UTC)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def tell_conference_of_2026(*, actor: Actor, chance: Random) -> str:
    """Made in October, invited in November, answered by January, held in week 9. Gives its slug."""
    _first, last = conference_days(2026)
    made = at(date(2025, 10, 20))
    slug = _create(_conference_draft(2026), now=made, actor=actor)
    questions.ask(slug, now=made, actor=actor)
    _invite(slug, now=at(date(2025, 11, 12)), actor=actor)
    event = _whole(slug)
    since, until = at(date(2025, 11, 12), 12), at(date(2026, 1, 25), 16)
    answers.collect(event, since=since, until=until, yes=0.74, no=0.16, chance=chance)
    wishes.send_somebody_else(slug, _IN_STEAD_IN_2026, now=until + timedelta(days=1), seated=True)
    held.hold(_whole(slug), actor=actor, chance=chance)
    with transaction():
        registrations.purge_needs(at(last + timedelta(days=20), 2))
    return slug


def tell_dialogue(day: date, *, actor: Actor, chance: Random) -> None:
    """An autumn dialogmöte, from invitation to the door."""
    draft = _usual(EventKind.DIALOGUE, day)
    terms = replace(draft.terms, needs_ground=NeedsGround.CONSENT)
    draft = replace(draft, details=replace(draft.details, **_CAMPUS, **_CONTACT), terms=terms)
    slug = _create(draft, now=at(day - timedelta(days=80)), actor=actor)
    _invite(slug, now=at(day - timedelta(days=60)), actor=actor)
    since, until = at(day - timedelta(days=59)), at(day - timedelta(days=16))
    answers.collect(_whole(slug), since=since, until=until, yes=0.8, no=0.12, chance=chance)
    held.hold(_whole(slug), actor=actor, chance=chance)


def tell_coming_dialogue(*, until: datetime, actor: Actor, chance: Random) -> str:
    """December's dialogmöte, whose last days have passed: what is wished for now is asked for. Gives its slug."""
    draft = _usual(EventKind.DIALOGUE, date(2026, 12, 9))
    days = replace(draft.terms.days, answer=21, change=19)
    terms = replace(draft.terms, needs_ground=NeedsGround.CONSENT, days=days)
    draft = replace(draft, details=replace(draft.details, **_CAMPUS, **_CONTACT), terms=terms)
    slug = _create(draft, now=at(date(2026, 9, 28)), actor=actor)
    _invite(slug, now=at(date(2026, 10, 12)), actor=actor)
    since = at(date(2026, 10, 12), 12)
    answers.collect(_whole(slug), since=since, until=at(date(2026, 11, 18)), yes=0.72, no=0.1, chance=chance)
    here = Named("Ingrid", "Sjödin", "ingrid.sjodin@skola.example")
    wishes.send_somebody_else(slug, here, now=until - timedelta(days=2), seated=True)
    wishes.ask_late(slug, "Mejlet hamnade i skräpposten. Går det att komma med?", now=until - timedelta(days=3))
    wishes.ask_to_change(slug, "Jag måste åka före lunch.", now=until - timedelta(hours=20))
    return slug


def tell_group(*, actor: Actor) -> None:
    """A utvecklingsgrupp with purpose, goal, mandate and members, invited and not yet answered."""
    draft = _usual(EventKind.DEVELOPMENT_GROUP, date(2026, 12, 10))
    about = EventDetails(
        title="Utvecklingsgrupp: verksamhetsförlagd utbildning",
        purpose="Fler kommuner ska kunna ta emot studenter under utbildningens praktiska delar.",
        goal="Ett förslag till gemensam modell för handledare, klart till dialogmötet i maj 2027.",
        mandate="Gruppen får föreslå, inte besluta. Dialogmötet beslutar.",
        **_CAMPUS,
        **_CONTACT,
    )
    now = at(date(2026, 11, 9))
    slug = _create(replace(draft, details=about), now=now, actor=actor, publish=False)
    members = sa.select(Person).where(Person.family_name.in_(["Sjöberg", "Håkansson", "Ödmark"])).order_by(Person.id)
    with transaction():
        event = queries.get_whole_event(slug)
        for person in db.session.scalars(members).all():
            organisation = person.assignments[0].organisation if person.assignments else None
            events.add_member(event, person, organisation, now=now, actor=actor)
        _publish(slug, now, actor)
    _invite(slug, now=now + timedelta(hours=2), actor=actor)


def tell_seminar(*, until: datetime, actor: Actor) -> str:
    """A public seminar in January, with a page that anybody may read and sign up on, moved by a week when some had.
    Gives its slug.
    """
    draft = _usual(EventKind.SEMINAR, date(2027, 1, 13))
    details = replace(
        draft.details,
        title="Seminarium om tillgängliga lärmiljöer",
        body="Ett seminarium tillsammans med Specialpedagogiska skolmyndigheten.\n\nKaffe från 12.30.",
        **_CAMPUS,
        **_CONTACT,
    )
    slug = _create(replace(draft, details=details), now=at(date(2026, 11, 2)), actor=actor)
    wishes.sign_up_to(slug, now=until - timedelta(days=1))
    _move(slug, date(2027, 1, 20), now=until - timedelta(minutes=90), actor=actor)
    return slug


def _move(slug: str, day: date, *, now: datetime, actor: Actor) -> None:
    """To another day, and everybody told why."""
    with transaction():
        event, note = _whole(slug), "Lokalen var dubbelbokad den 13 januari."
        act = partial(reschedule_event, event, day, day, now=now, actor=actor)
        tell.change(event, act, now=now, actor=actor, tell=True, note=note)
        answers.told_as_sent(now)


def tell_conference_of_2027(last_years: str, *, until: datetime, actor: Actor, chance: Random) -> str:
    """Copied from last year's, invited in November; half have answered ``until``, one letter did not arrive, and
    Seminarium A has a queue whose first is offered a seat. Gives its slug.
    """
    made = at(date(2026, 10, 19))
    with transaction():
        copied = events.copy_to_next_year(queries.get_whole_event(last_years), now=made, actor=actor)
        slug = copied.slug
    with transaction():
        event = queries.get_whole_event(slug)
        theme = replace(drafts.details_of(event), theme="Behålla och utveckla: lärare i hela regionen")
        terms = replace(drafts.terms_of(event), public=True, self_check_in=True, queue_mode=QueueMode.OFFERED)
        terms = replace(terms, offer_hours=7 * 24, queue_stop_days=2)
        events.edit_event(event, theme, terms, now=made, actor=actor)
        _limit_the_first(slug, made, actor)
        _limit_the_dinner(slug, made, actor)
        events.edit_text(event, "invitation", _WELCOME, now=made, actor=actor)
        later = {RoleGroup.POLITIKER: GroupDays(answer=14, change=10)}  # new nämnder sit from January
        events.edit_group_days(event, later, now=made, actor=actor)
        _publish(slug, made, actor)
    mailings.save_the_date(slug, now=at(date(2026, 10, 21)), actor=actor)
    _invite(slug, now=at(date(2026, 11, 5)), actor=actor)
    coming_back.lose_a_letter(slug, now=at(date(2026, 11, 5), 11))
    wishes.invite_guests(slug, now=at(date(2026, 11, 10)), actor=actor)
    municipalities.take_places(slug, now=at(date(2026, 11, 12)), actor=actor)
    since = at(date(2026, 11, 5), 12)
    answers.collect(_whole(slug), since=since, until=until, yes=0.45, no=0.08, chance=chance)
    coming_back.answer_in_calendar(slug, now=until - timedelta(hours=2))
    for named, seated in _IN_STEAD:
        wishes.send_somebody_else(slug, named, now=until - timedelta(hours=3), seated=seated)
    mailings.draft_the_practical(_whole(slug), now=until - timedelta(hours=1), actor=actor)
    wishes.free_a_seat(slug, _SEMINARS["Seminarium A"][0], now=until - timedelta(hours=2))
    return slug


def _usual(kind: EventKind, first: date) -> EventDraft:
    return usual_draft(kind, first, {role.key: role.id for role in list_roles()})


def _conference_draft(year: int) -> EventDraft:
    draft = _usual(EventKind.CONFERENCE, conference_days(year)[0])
    details = replace(
        draft.details,
        theme="Attrahera, rekrytera, behålla",
        body="Välkommen till årets RUN-konferens.\n\nTorsdagen inleds med årets första **dialogmöte**, för dem som är "
        "kallade dit. Konferensen börjar klockan 13 och slutar med lunch på fredagen.",
        **_HOTEL,
        **_CONTACT,
    )
    terms = replace(draft.terms, asks_needs=True, needs_ground=NeedsGround.CONSENT)
    rooms = {PartKind.PLENARY: "Stora salen", PartKind.MEETING: "Styrelserummet", PartKind.MEAL: "Restaurangen"}
    parts = tuple(
        replace(part, room=rooms.get(part.kind, part.room), by_arrival=part.kind in _BY_ARRIVAL) for part in draft.parts
    )
    return replace(draft, details=details, terms=terms, parts=parts)


def _create(draft: EventDraft, *, now: datetime, actor: Actor, publish: bool = True) -> str:
    with transaction():
        slug = events.create_event(draft, now=now, actor=actor).slug
    if publish:
        with transaction():
            _name_seminars(slug, now, actor)
            _publish(slug, now, actor)
    return slug


def _publish(slug: str, now: datetime, actor: Actor) -> None:
    outcome = events.publish(queries.get_whole_event(slug), now.date(), now=now, actor=actor)
    if not isinstance(outcome, Saved):
        raise RuntimeError(f"{slug} could not be published: {outcome}")  # noqa: TRY004 - an outcome, not an argument


def _limit_the_first(slug: str, now: datetime, actor: Actor) -> None:
    """The first seminar has few places: its queue is the demo's waiting list."""
    event = queries.get_whole_event(slug)
    first = next(part for part in event.parts if part.title == _SEMINARS["Seminarium A"][0])
    draft = replace(drafts.part_draft_of(event, first), capacity=_SEATS_IN_THE_FIRST)
    events.edit_part(event, first, draft, now=now, actor=actor)


def _limit_the_dinner(slug: str, now: datetime, actor: Actor) -> None:
    """At most so many rektorer of each municipality come to the dinner; the others queue."""
    event = queries.get_whole_event(slug)
    dinner = next(part for part in event.parts if part.title == "Middag")
    rektor = next(role.id for role in list_roles() if role.key == "rektor")
    quota = Quota(_RECTORS_AT_DINNER, role_id=rektor, organisation_kind=OrganisationKind.KOMMUN, per_organisation=True)
    quotas.add_quota(event, dinner, quota, now=now, actor=actor)


def _name_seminars(slug: str, now: datetime, actor: Actor) -> None:
    """Give the seminars titles, speakers and rooms."""
    event = queries.get_whole_event(slug)
    for part in event.parts:
        if part.title in _SEMINARS:
            title, speakers, room = _SEMINARS[part.title]
            draft = drafts.part_draft_of(event, part)
            draft = replace(draft, title=title, contributors=speakers, room=room)
            events.edit_part(event, part, draft, now=now, actor=actor)


def _whole(slug: str) -> Event:
    return queries.get_whole_event(slug)


def _invite(slug: str, *, now: datetime, actor: Actor) -> None:
    with transaction():
        event = _whole(slug)
        ready = invited.propose(event, now.date()).standing(Standing.READY)
        invitations.create_invitations(event, [one.person.uid for one in ready], now=now, actor=actor)
    with transaction():
        invitations.send(_whole(slug), now=now, actor=actor)
        answers.told_as_sent(now)
