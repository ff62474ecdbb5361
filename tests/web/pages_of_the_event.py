"""Where every page of one event is that shows what there can be many of, by endpoint."""

import sqlalchemy as sa

from app.events.model import Event, Part, Question, Quota
from app.events.rules.letter_texts import TEXTS
from app.invitations.model import Invitation
from app.kernel.db import db
from app.lists.addresses import path_of
from app.lists.model import ListAddress, OwnList
from app.lists.ready import ready_lists
from app.people.model import Person
from app.registrations.model import Registration, Request
from tests.builders import NOW
from tests.web.crowded_around import COMES, KINDS, SILENT

EVENT, REGISTER = "/arrangor/moten/run-konferens", "/arrangor/register"
Addresses = dict[str, list[str]]


def first_of(model: type, *where: sa.ColumnElement[bool]) -> object:
    return db.session.scalars(sa.select(model).where(*where).order_by(model.id).limit(1)).one()  # type: ignore[attr-defined]


def first_people() -> list[Person]:
    found = db.session.scalars(sa.select(Person).where(Person.family_name == "Ek").order_by(Person.id))
    return list(found)[: len(KINDS)]


def first_uids() -> list[str]:
    """The same, as organizers' pages name them."""
    return [first_of(Invitation, Invitation.person_id == person.id).uid for person in first_people()]


def pages_of_the_event() -> Addresses:
    return {
        **_of_its_settings(),
        **_of_its_programme(),
        **_of_its_letters(),
        **_of_its_questions(),
        **_of_its_invited(),
        **_of_its_answers(),
        **_of_its_lists(),
    }


def _of_its_settings() -> Addresses:
    """What it is, and its limits."""
    quota = first_of(Quota)
    return {
        "events.overview": [EVENT],
        "events.settings": [f"{EVENT}/installningar"],
        "events.cancel": [f"{EVENT}/stall-in"],
        "events.copy": [f"{EVENT}/kopiera"],
        "events.move": [f"{EVENT}/flytta"],
        "deadlines.edit": [f"{EVENT}/installningar/rollgrupper"],
        "quotas.show_all": [f"{EVENT}/installningar/kvoter"],
        "quotas.add": [f"{EVENT}/installningar/kvoter/ny"],
        "quotas.edit": [f"{EVENT}/installningar/kvoter/{quota.uid}"],
    }


def _of_its_programme() -> Addresses:
    """Its parts, and whom it is for."""
    part = first_of(Part)
    return {
        "programme.show": [f"{EVENT}/program"],
        "programme.add": [f"{EVENT}/program/ny"],
        "programme.edit": [f"{EVENT}/program/del/{part.uid}"],
        "programme.slots": [f"{EVENT}/program/pass"],
        "programme.circle": [f"{EVENT}/malgrupp"],
        "programme.documents": [f"{EVENT}/dokument"],
        "programme.members": [f"{EVENT}/medlemmar", f"{EVENT}/medlemmar?q=ek"],
    }


def _of_its_letters() -> Addresses:
    """Their words, and those that go by themselves or to many."""
    return {
        "letter_texts.show": [f"{EVENT}/brev"],
        "mailings.of_event": [f"{EVENT}/utskick"],
        "reminders.of_event": [f"{EVENT}/paminnelser"],
        "letter_texts.edit": [f"{EVENT}/brev/{kind}" for kind in TEXTS],
    }


def _of_its_questions() -> Addresses:
    """What it asks those who come."""
    question = first_of(Question)
    return {
        "questions.show": [f"{EVENT}/fragor"],
        "questions.add": [f"{EVENT}/fragor/ny"],
        "questions.edit": [f"{EVENT}/fragor/{question.uid}"],
        "questions.library": [f"{EVENT}/fragor/bibliotek"],
        "question_preview.show": [f"{EVENT}/fragor/forhandsgranska", f"{EVENT}/fragor/forhandsgranska?role=rektor"],
    }


def _of_its_invited() -> Addresses:
    """Who is invited, and places to name somebody for."""
    uids = first_uids()
    return {
        "invitations.show": [f"{EVENT}/inbjudna", f"{EVENT}/inbjudna?q=ek"],
        "invitations.coverage": [f"{EVENT}/tackning"],
        "invitations.person": [f"{EVENT}/inbjudna/{uid}" for uid in uids],
        "invitations.show_renew": [f"{EVENT}/inbjudna/{uids[SILENT]}/byt-lank"],
        "invitations.show_revoke": [f"{EVENT}/inbjudna/{uids[SILENT]}/aterkalla"],
        "inviting.propose": [f"{EVENT}/bjud-in"],
        "inviting.find": [f"{EVENT}/bjud-in/lagg-till?q=ek"],
        "inviting.add": [f"{EVENT}/bjud-in/lagg-till/{first_people()[0].uid}"],
        "inviting.review": [f"{EVENT}/bjud-in/granska"],
        "inviting.review_reminder": [f"{EVENT}/paminn"],
        "inviting.letter": [f"{EVENT}/bjud-in/brev/{uids[-1]}", f"{EVENT}/bjud-in/brev/{uids[SILENT]}?paminnelse=1"],
        "places.show": [f"{EVENT}/platser"],
        "places.review": [f"{EVENT}/platser/granska"],
    }


def _of_its_answers() -> Addresses:
    """Who comes, who has been answered for, and who asks."""
    uids = first_uids()
    mine = sa.select(Registration).where(Registration.event.has(slug="run-konferens"))
    registered = db.session.scalars(mine.order_by(Registration.id).limit(3)).all()
    ids = "&".join(f"anmalan={one.id}" for one in registered)
    acts, request = ("confirm", "queue", "cancel", "resend", "write"), first_of(Request)
    return {
        "answers.show": [f"{EVENT}/anmalda", f"{EVENT}/anmalda?q=ek&lage=confirmed"],
        "answers.registration": [f"{EVENT}/anmalda/{one.uid}" for one in registered],
        "behalf.show": [f"{EVENT}/anmal/{uid}" for uid in uids[: SILENT + 1]],
        "behalf.ask_withdraw": [f"{EVENT}/anmal/{uids[COMES]}/avboka"],
        "bulk.review": [f"{EVENT}/anmalda/atgard?vad={act}&alla=1" for act in acts]
        + [f"{EVENT}/anmalda/atgard?vad=cancel&{ids}"],
        "bulk.result": [f"{EVENT}/anmalda/atgard/atgard"],
        "requests.show": [f"{EVENT}/forfragningar"],
        "requests.one": [f"{EVENT}/forfragningar/{request.uid}"],
    }


def _of_its_lists() -> Addresses:
    """To print and to take along."""
    every, own = list(ready_lists(NOW)), f"{EVENT}/listor/egna/{first_of(OwnList).uid}"
    secret = first_of(ListAddress)
    other = first_of(Event, Event.slug != "run-konferens").slug
    return {
        "lists.show": [f"{EVENT}/listor/"],
        "lists.view": [f"{EVENT}/listor/{name}" for name in every if name not in ("namnskyltar", "utlamnande")],
        "disclosure.show": [f"{EVENT}/listor/utlamnande"],
        "lists.download": [f"{EVENT}/listor/{name}.{ending}" for name in every for ending in ("csv", "xlsx")]
        + [f"{EVENT}/listor/deltagare.pdf"],
        "statistics.show": ["/arrangor/statistik"],
        "statistics.download": [f"/arrangor/statistik/{name}" for name in ("statistik.csv", "statistik.xlsx")],
        "statistics.enter": ["/arrangor/statistik/ar"],
        "pictures.show": [f"{EVENT}/bilder"],
        "pictures.download": [f"{EVENT}/bilder/{name}.svg" for name in ("svar", "roller", "omraden", "platser")],
        "own_lists.new": [f"{EVENT}/listor/egna/ny"],
        "own_lists.view": [own],
        "own_lists.edit": [f"{own}/andra"],
        "own_lists.show_remove": [f"{own}/ta-bort"],
        "own_lists.download": [f"{own}.{ending}" for ending in ("csv", "xlsx", "pdf")],
        "list_addresses.show_all": [f"{EVENT}/listor/adresser"],
        "list_addresses.new": [f"{EVENT}/listor/adresser/ny"],
        "list_addresses.show": [f"{EVENT}/listor/adresser/{secret.uid}"],
        "list_addresses.show_revoke": [f"{EVENT}/listor/adresser/{secret.uid}/aterkalla"],
        "list_fetching.fetch": [path_of(secret, ending) for ending in ("csv", "xlsx", "json")],
        "attendance.show": [f"{EVENT}/narvaro", f"{EVENT}/narvaro?del={first_of(Part).uid}"],
        "attendance.people": [f"{EVENT}/narvaro/personer", f"{EVENT}/narvaro/personer?q=ek&lage=absent"],
        "attended.show": [f"{EVENT}/narvaro/personer/{uid}" for uid in first_uids()],
        "digital.choose": [f"{EVENT}/narvaro/digitalt"],
        "not_invited.show": [f"{EVENT}/narvaro/inte-inbjudna?till={other}"],
        "not_invited.download": [f"{EVENT}/narvaro/inte-inbjudna.{ending}?till={other}" for ending in ("csv", "xlsx")],
        "minutes.show": [f"{EVENT}/narvaro/protokoll", f"{EVENT}/narvaro/protokoll?del={first_of(Part).uid}"],
        "minutes.download": [f"{EVENT}/narvaro/protokoll.{ending}" for ending in ("csv", "xlsx", "pdf")],
        "paper.badges_page": [
            f"{EVENT}/listor/namnskyltar",
            f"{EVENT}/listor/namnskyltar?person={first_people()[0].uid}",
        ],
        "paper.badges_file": [f"{EVENT}/listor/namnskyltar.pdf?format=3x7"],
        "paper.signatures": [f"{EVENT}/listor/signaturlista.pdf"],
        "paper.signs": [f"{EVENT}/listor/dorrskyltar.pdf"],
        "paper.reserve": [f"{EVENT}/listor/reservlista.pdf"],
        "needs.show": [f"{EVENT}/behov"],
    }
