"""Own lists: which columns there are to choose, whom they show, and what becomes of them when the meeting changes. On
both databases.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event, Part, Question
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.lists import keeping_own
from app.lists.catalogue import catalogue
from app.lists.keeping_own import ColumnGone, Kept, NameTaken
from app.lists.model import OwnList
from app.lists.own import USUAL, Draft, Limits, Made, Order, make
from app.organizers.rules import Right
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Need
from app.registrations.rules import Reply
from tests import builders
from tests.builders import NOW
from tests.said import statements

DRAFT = Draft("Hotell", False, USUAL, Limits(), Order.NAME)


class Office:
    """A conference with two parts and a question, Anna who comes to the dinner and Bo who has not answered."""

    def __init__(self) -> None:
        self.owner = builders.account("sam@miun.example", Right.ORGANIZER, name="Sam").id
        event = builders.event()
        self.event_id = event.id
        self.day, self.dinner = (builders.part(event, title).uid for title in ("Dag 1", "Middag"))
        self.question = builders.question(event, "Vilket tåg?").uid
        self.role, self.place = builders.role(), builders.organisation()
        self.anna = builders.person("Anna", "Öberg", "anna@ange.example")
        self.uid = builders.invitation(event, self.anna, self.role, self.place).uid
        builders.invitation(event, builders.person("Bo", "Ek"), builders.role("skolchef"), builders.organisation("Ö"))

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def anna_comes(self) -> None:
        with transaction():
            answers = Answers((Asked(self.dinner),), replies=(Reply(self.question, ("X2000",)),))
            actions.register(invitations.lock(self.uid), answers, now=NOW, actor=SYSTEM)

    def keep(self, **given: Any) -> str:
        with transaction():
            outcome = keeping_own.keep(self.event, self.owner, replace(DRAFT, **given), now=NOW, actor=SYSTEM)
        assert isinstance(outcome, Kept)
        return outcome.uid

    def made(self, **given: Any) -> Made:
        uid = self.keep(**given)
        row = db.session.scalars(sa.select(OwnList).where(OwnList.uid == uid)).one()
        return make(self.event, row, now=NOW)


def cells(made: Made) -> tuple[list[str], list[list[object]]]:
    return [column.heading for column in made.table.columns], [list(row) for row in made.table.rows]


@pytest.fixture
def office(database: Flask) -> Office:
    with transaction():
        return Office()


def test_a_list_has_the_columns_that_were_chosen_in_their_order(office: Office) -> None:
    office.anna_comes()
    keys = (f"del_{office.dinner}", "efternamn", f"fraga_{office.question}", f"del_{office.day}", "svar")
    assert cells(office.made(columns=keys)) == (
        ["Middag", "Efternamn", "Vilket tåg?", "Dag 1", "Svar"],
        [["", "Ek", None, "", "Har inte svarat"], ["På plats", "Öberg", "X2000", "", "Kommer"]],
    )


def test_attendance_is_told_for_each_part_that_was_chosen(office: Office) -> None:
    office.anna_comes()
    made = office.made(columns=("efternamn", f"narvaro_{office.dinner}"))
    assert cells(made)[0] == ["Efternamn", "Närvaro: Middag"]
    assert len(cells(office.made(name="Igen", columns=("efternamn", f"narvaro_{office.dinner}")))[1]) == 2


@pytest.mark.parametrize(
    ("order", "first"), [(Order.NAME, "Ek"), (Order.ANSWERED, "Öberg"), (Order.REGISTERED, "Öberg")]
)
def test_a_list_is_sorted_as_chosen_and_by_name_among_equals(office: Office, order: Order, first: str) -> None:
    office.anna_comes()
    assert cells(office.made(order=order))[1][0][0] == first


@pytest.mark.parametrize("order", list(Order))
def test_every_order_there_is_shows_everybody_once(office: Office, order: Order) -> None:
    office.anna_comes()
    assert sorted(str(row[0]) for row in cells(office.made(order=order))[1]) == ["Ek", "Öberg"]


def test_filters_are_those_of_the_other_lists(office: Office) -> None:
    office.anna_comes()
    limits = [
        Limits(state="coming"),
        Limits(part=office.dinner),
        Limits(role="rektor"),
        Limits(organisation=office.place.uid),
        Limits("coming", office.dinner, "rektor", office.place.uid),
    ]
    shown = [cells(office.made(name=str(number), limits=one))[1] for number, one in enumerate(limits)]
    assert [[row[0] for row in rows] for rows in shown] == [["Öberg"]] * len(limits)


@pytest.mark.parametrize("limits", [Limits(part="borta"), Limits(role="borta"), Limits(organisation="borta")])
def test_a_list_that_is_narrowed_to_what_is_gone_shows_nobody_and_not_everybody(office: Office, limits: Limits) -> None:
    made = office.made(limits=limits)
    assert (made.chosen, cells(made)[1]) == (None, [])


def test_a_column_whose_question_or_part_is_gone_leaves_the_list_and_is_told_of(office: Office) -> None:
    office.anna_comes()
    uid = office.keep(columns=("efternamn", f"fraga_{office.question}", f"del_{office.dinner}"))
    with transaction():
        db.session.scalars(sa.select(Question)).one().removed_at = NOW
        db.session.scalars(sa.select(Part).where(Part.uid == office.dinner)).one().cancelled_at = NOW
    row = db.session.scalars(sa.select(OwnList).where(OwnList.uid == uid)).one()
    made = make(office.event, row, now=NOW)
    assert (made.gone, cells(made)) == (("Vilket tåg?", "Middag"), (["Efternamn"], [["Ek"], ["Öberg"]]))


def test_the_catalogue_has_no_column_of_needs_and_none_with_a_link(office: Office) -> None:
    fixed = {key for key in catalogue(office.event).offered if "_" not in key}
    assert fixed == {
        *("efternamn", "fornamn", "roll", "organisation", "omrade", "epost", "telefon", "svar", "anmalan"),
        *("inbjuden", "pamind", "svarade", "anmald", "genom"),
    }


def test_no_column_reads_needs_or_links(office: Office, asked: list[str]) -> None:
    office.anna_comes()
    every = tuple(catalogue(office.event).offered)
    asked.clear()
    cells(office.made(columns=every))
    assert [one for one in asked if "link_" in one or Need.__tablename__ in one.split("FROM", 1)[-1]] == []


@pytest.mark.parametrize(
    "keys",
    [
        ("efternamn", "behov"),
        ("efternamn", "link_seed"),
        ("efternamn", "personer.family_name; DROP TABLE persons"),
        ("fraga_00000000-0000-4000-8000-000000000000",),
        ("efternamn", "efternamn"),
        (),
    ],
)
def test_a_column_that_does_not_stand_in_the_catalogue_is_refused(office: Office, keys: tuple[str, ...]) -> None:
    draft = replace(DRAFT, columns=keys)
    with transaction():
        outcome = keeping_own.keep(office.event, office.owner, draft, now=NOW, actor=SYSTEM)
    assert (outcome, db.session.scalars(sa.select(OwnList)).all()) == (ColumnGone(), [])


def test_another_meetings_question_is_no_column_of_this_one(office: Office) -> None:
    with transaction():
        other = builders.question(builders.event("Dialogmöte"), "Hemligt?")
        uid = other.uid
    with transaction():
        draft = replace(DRAFT, columns=(f"fraga_{uid}",))
        assert keeping_own.keep(office.event, office.owner, draft, now=NOW, actor=SYSTEM) == ColumnGone()


def test_an_owner_has_one_list_of_a_name_and_others_may_have_the_same(office: Office) -> None:
    office.keep()
    with transaction():
        other = builders.account("lo@miun.example", Right.ORGANIZER).id
        again = keeping_own.keep(office.event, office.owner, DRAFT, now=NOW, actor=SYSTEM)
        theirs = keeping_own.keep(office.event, other, DRAFT, now=NOW, actor=SYSTEM)
    assert (again, isinstance(theirs, Kept)) == (NameTaken(), True)


def test_a_copy_of_a_copy_finds_a_name_of_its_own(office: Office) -> None:
    uid = office.keep(name="H" * 100, shared=True)
    names = []
    for _ in range(3):
        with transaction():
            row = db.session.scalars(sa.select(OwnList).where(OwnList.uid == uid)).one()
            made = keeping_own.copy(office.event, row, office.owner, "Kopia av %(name)s", now=NOW, actor=SYSTEM)
            names.append((made.name[-6:], made.shared, len(made.name) <= 100))
    assert names == [("HHHHHH", False, True), ("HH (2)", False, True), ("HH (3)", False, True)]


@pytest.fixture
def asked(database: Flask) -> Any:
    """Every statement that is sent to the database."""
    with statements() as said:
        yield said


def test_the_people_are_read_by_one_statement_whatever_the_columns_and_however_many_they_are(
    office: Office, asked: list[str]
) -> None:
    office.anna_comes()
    every = tuple(catalogue(office.event).offered)
    uids = [office.keep(), office.keep(name="Allt", columns=every)]

    def number(uid: str) -> tuple[int, int]:
        db.session.remove()
        row, event = db.session.scalars(sa.select(OwnList).where(OwnList.uid == uid)).one(), office.event
        _ = [part.title for part in event.parts]
        asked.clear()
        list(make(event, row, now=NOW).table.rows)
        return len(asked), len([one for one in asked if "ORDER BY persons.sort_key" in one])

    few = [number(uid) for uid in uids]
    with transaction():
        role, place = db.session.merge(office.role), db.session.merge(office.place)
        for extra in range(20):
            builders.invitation(office.event, builders.person("Ada", f"Ek {extra}"), role, place)
    assert [number(uid) for uid in uids] == few
    assert ([people for _all, people in few], max(all_ for all_, _people in few) <= 6) == ([1, 1], True)


def test_an_account_and_a_meeting_take_their_lists_along(office: Office) -> None:
    office.keep()
    with transaction():
        db.session.execute(sa.delete(Event.__table__).where(Event.__table__.c.id == office.event_id))
    assert db.session.scalars(sa.select(OwnList)).all() == []


def test_what_is_kept_of_a_list_names_nobody(office: Office) -> None:
    office.anna_comes()
    office.keep()
    row = db.session.scalars(sa.select(OwnList)).one()
    assert "Öberg" not in f"{row.columns}{row.headings}{row.limits}"
    assert row.changed_at - row.created_at == timedelta()
