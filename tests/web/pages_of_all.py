"""Where every page is that shows what there can be many of, by endpoint."""

import sqlalchemy as sa

from app.attendance.model import DoorLink
from app.events.model import BreakRow, GroupCalendar, Part
from app.events.rules.kinds import EventKind
from app.feeds.queries.groups import group_link
from app.invitations.model import Invitation, Place
from app.kernel import links
from app.kernel.db import db
from app.mail.model import LetterState, Mailing, OutboxLetter
from app.organizers.model import Account
from app.people.model import Assignment, Organisation, Proposal
from app.registrations.model import SignUp
from tests.web.crowded import Crowded
from tests.web.crowded_around import ABSENT, COMES, OFFERED, REPLACED, SILENT, UNSENT, WAITS
from tests.web.pages_of_the_event import EVENT, REGISTER, Addresses, first_of, first_people, pages_of_the_event


def addresses(scene: Crowded) -> Addresses:
    """Where each route's pages are, by endpoint."""
    with scene.app.app_context():
        of_the_event, of_the_register = pages_of_the_event(), _of_the_register()
        return {
            **of_the_invited(),
            **_others(scene),
            **_organizers(),
            **_of_the_year(),
            **of_the_event,
            **of_the_register,
            **afterwards(),
        }


def afterwards() -> Addresses:
    """What there is when the meeting has been."""
    mine = links.path(links.Link(links.Purpose.PERSON, first_people()[COMES].link_seed))
    return {
        "pictures.show": [f"{EVENT}/bilder"],
        "pictures.download": [f"{EVENT}/bilder/narvaro.svg"],
        "statistics.show": ["/arrangor/statistik"],
        "statistics.download": ["/arrangor/statistik/ar.svg", "/arrangor/statistik/rollgrupper.svg"],
        "certificate.download": [f"{mine}/intyg/run-konferens.pdf"],
        "paper.certificate_file": [f"{EVENT}/listor/intyg.pdf"],
    }


def _own() -> list[str]:
    """The invitations of the first seven people."""
    asked = sa.select(Invitation).where(Invitation.event.has(slug="run-konferens")).order_by(Invitation.id)
    by_person = {one.person_id: one for one in reversed(db.session.scalars(asked).all())}
    found = [by_person[person.id] for person in first_people()]
    return [links.path(links.Link(links.Purpose.INVITATION, one.link_seed)) for one in found[:UNSENT]]


def of_the_invited(late: bool = False) -> Addresses:
    """Those of the first seven people; ``late``: when a change must be asked for."""
    own, person = _own(), first_people()[COMES]
    mine = links.path(links.Link(links.Purpose.PERSON, person.link_seed))
    group = group_link(first_of(GroupCalendar))
    everybody, registered = range(UNSENT), (COMES, WAITS, OFFERED)
    ends = {
        "invitation.show": ("", everybody),
        "invitation.ask": ("/svara", everybody),
        "invitation.ask_no": ("/nej", everybody),
        "invitation.ask_withdraw": ("/avboka", registered),
        "invitation.ask_needs": ("/behov", registered),
        "invitation.not_me": ("/inte-jag", everybody),
        "asking.ask": ("/fraga", (*registered, SILENT) if late else ()),
        "offers.show": ("/plats", (OFFERED,)),
        "somebody_else.ask": ("/nagon-annan", everybody),
        "somebody_else.ask_back": ("/nagon-annan/angra", (ABSENT,) if late else (ABSENT, REPLACED)),
        "feeds.one_meeting": ("/kalender.ics", (COMES,)),
    }
    return {name: [own[kind] + end for kind in kinds] for name, (end, kinds) in ends.items()} | {
        "feeds.personal": [links.path(links.Link(links.Purpose.FEED, person.link_seed))],
        "feeds.group": [links.path(group)],
        "subscribing.personal": [links.path(links.Link(links.Purpose.FEED, person.link_seed)).removesuffix(".ics")],
        "subscribing.group": [links.path(group).removesuffix(".ics")],
        "feeds.ask_renew": [f"{mine}/ny-kalenderadress"],
        "person.show": [mine],
        "keeping.show": [f"{mine}/fler-moten"],
        "decline_all.show": [links.path(links.Link(links.Purpose.DECLINE_ALL, person.link_seed))],
    }


def _others(scene: Crowded) -> Addresses:
    """The public, the organisation, a place, the door."""
    org, part = links.path(scene.org), first_of(Part)
    place = first_of(Place, Place.sent_at.is_not(None), Place.organisation_id == scene.ange.id)
    proposed = first_of(Assignment, Assignment.organisation_id == scene.ange.id)
    signed_up = first_of(SignUp)
    return {
        "public.start": ["/"],
        "public.event": ["/moten/run-konferens"],
        "feeds.public": ["/kalender/run.ics"],
        "subscribing.public": ["/kalender/run"],
        "feeds.public_meeting": ["/moten/run-konferens.ics"],
        "sign_up.form": ["/moten/run-konferens/anmalan"],
        "sign_up.ask": [links.path(links.Link(links.Purpose.SIGN_UP, signed_up.link_seed))],
        "organisation.show": [org],
        "organisation_answers.ask": [f"{org}/run-konferens"],
        "organisation_places.ask": [f"{org}/plats/{place.uid}"],
        "organisation_proposals.ask_change": [f"{org}/uppdrag/{proposed.uid}"],
        "organisation_proposals.ask_new": [f"{org}/uppdrag/ny"],
        "place.show": [links.path(links.Link(links.Purpose.PLACE, place.link_seed))],
        "door.choose": ["/dorr/"],
        **_of_the_doors(part),
    }


def _of_the_doors(part: Part) -> Addresses:
    door, link = "/dorr/run-konferens", first_of(DoorLink)
    newcomer = f"{door}/{part.uid}/ny"
    return {
        "door.find": [f"{door}/{part.uid}", f"{door}/{part.uid}?q=ek"],
        "door_newcomers.choose": [newcomer, f"{newcomer}?q=ek"],
        "door_newcomers.ask": [f"{newcomer}/person", f"{newcomer}/person?for={first_people()[SILENT].uid}"],
        "door_api.everybody": [f"{door}/lista.json?dag=2027-03-04"],
        "door_api.changes": [f"{door}/andringar.json"],  # with a cursor: tests/web/test_door_api
        "door_entry.show": [links.path(links.Link(links.Purpose.DOOR, link.link_seed))],
        "door_links.show": [f"{EVENT}/dorrar"],
        "door_links.show_revoke": [f"{EVENT}/dorrar/{link.uid}/aterkalla"],
    }


def _of_the_year() -> Addresses:
    """A year, and its lov."""
    year = "/arrangor/ar/2027"
    return {
        "year.show": ["/arrangor/ar", year],
        "year.download": [f"{year}/arshjul.svg"],
        "year_making.choose": [f"{year}/nasta", "/arrangor/ar/2026/nasta"],
        "year_making.people": [f"{year}/personer"],
        "year_making.people_of": [f"{year}/personer/run-konferens"],
        "breaks.show": [f"{year}/lov"],
        "breaks.edit": [f"{year}/lov/{first_of(BreakRow).uid}"],
    }


def _organizers() -> Addresses:
    """Pages over all events."""
    account, letter, draft = first_of(Account), first_of(OutboxLetter), first_of(Mailing)
    failed = first_of(OutboxLetter, OutboxLetter.state == LetterState.FAILED)
    return {
        "home.show": ["/arrangor/"],
        "accounts.list_accounts": ["/arrangor/konton"],
        "accounts.show": [f"/arrangor/konton/{account.uid}"],
        "accounts.show_new": ["/arrangor/konton/nytt"],
        "log.show": ["/arrangor/logg", "/arrangor/logg?mote=run-konferens"],
        "log.erased": ["/arrangor/logg/raderat"],
        "outbox.show": ["/arrangor/utkorg"],
        "outbox.letter": [f"/arrangor/utkorg/{letter.uid}"],
        "outbox.letter_html": [f"/arrangor/utkorg/{letter.uid}/html"],
        "readdressing.show": [f"/arrangor/utkorg/{failed.uid}/adress"],
        "mailings.show_all": ["/arrangor/utskick"],
        "mailings.new": ["/arrangor/utskick/nytt?q=ek", "/arrangor/utskick/nytt?mote=run-konferens&text=practical"],
        "mailings.show": [f"/arrangor/utskick/{draft.uid}", "/arrangor/utskick/gar"],
        "mailings.edit": [f"/arrangor/utskick/{draft.uid}/text"],
        "needs.list_events": ["/arrangor/behov"],
        "events.list_events": ["/arrangor/moten", "/arrangor/moten?visa=tidigare"],
        "events.new": ["/arrangor/moten/nytt"],
        "events.create": [f"/arrangor/moten/nytt/{kind.value}?forsta=2027-05-05" for kind in EventKind],
    }


def _of_the_register() -> Addresses:
    person, other = first_people()[0], first_people()[1]
    place, held, proposal = first_of(Organisation), first_of(Assignment), first_of(Proposal)
    home = f"{REGISTER}/personer/{person.uid}"
    return {
        "register.persons": [REGISTER, f"{REGISTER}?q=ek"],
        "register.person": [home],
        "register.vacancies": [f"{REGISTER}/vakanser"],
        "register.show_new": [f"{REGISTER}/personer/ny"],
        "register.show_edit": [f"{home}/andra"],
        "register.show_erase": [f"{home}/radera"],
        "assignments.show_add": [f"{home}/uppdrag/nytt"],
        "assignments.show_edit": [f"{REGISTER}/uppdrag/{held.uid}/andra"],
        "succession.show": [f"{REGISTER}/uppdrag/{held.uid}/avsluta?q=ek"],
        "merging.choose": [f"{home}/sla-ihop"],
        "merging.show": [f"{home}/sla-ihop/{other.uid}"],
        "organisations.show_all": [f"{REGISTER}/organisationer"],
        "organisations.show": [f"{REGISTER}/organisationer/{place.uid}"],
        "organisations.show_new": [f"{REGISTER}/organisationer/ny"],
        "organisations.show_edit": [f"{REGISTER}/organisationer/{place.uid}/andra"],
        "organisation_link.show": [f"{REGISTER}/organisationer/{place.uid}/lank"],
        "confirming.show": [f"{REGISTER}/avstamning"],
        "confirming.choose": [f"{REGISTER}/avstamning/ny"],
        "proposals.show": [f"{REGISTER}/forslag/{proposal.uid}"],
        "roles.show_all": [f"{REGISTER}/roller"],
        "roles.show": [f"{REGISTER}/roller/rektor"],
        "roles.show_new": [f"{REGISTER}/roller/ny"],
        "group_calendars.show_all": [f"{REGISTER}/kalendrar"],
        "group_calendars.show": [f"{REGISTER}/kalendrar/{key}" for key in ("skolledning", "politiker")],
        "person_calendar.ask_renew": [f"{home}/ny-kalenderlank"],
    }
