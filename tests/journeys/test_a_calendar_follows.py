"""What somebody sees in a real calendar, and reads in the mails of the same story, from the first subscription until
the meeting is called off.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import rounds
from app.audit.actor import COMMAND
from app.desk import tell
from app.desk.cancel_event import cancel_event
from app.desk.edit_event import edit_part, remove_part
from app.events.model import Event, Part
from app.events.queries.calendars import find_group_calendar
from app.events.queries.drafts import part_draft_of
from app.events.rules.audiences import AUDIENCES
from app.feeds import queries
from app.feeds.actions import give_group_calendar
from app.feeds.queries.groups import group_link
from app.invitations.letters import answer_link
from app.invitations.queries import lock
from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.people.model import Person
from app.people.rules.kinds import RoleGroup
from app.registrations import actions as registering
from app.registrations.rules import Mode
from app.registrations.rules.bulk import UNDO_WINDOW
from tests import builders
from tests.browser import serve
from tests.calendar_letters import calendar_of
from tests.pages.forms import submit
from tests.smtp import MailServer, mail_server
from tests.subscriber import Subscriber, find_or_skip

pytestmark = [pytest.mark.processes]

PLACE = "Södra Berget, Sundsvall"
BANNER = f"2027-03-04|2027-03-05|RUN-konferens 2027|{PLACE}|CONFIRMED"
PLENARY = f"2027-03-04 13.00|2027-03-04 16.15|Konferens dag 1 – RUN-konferens 2027|Stora salen, {PLACE}|CONFIRMED"
DINNER = f"2027-03-04 19.00|2027-03-04 22.00|Middag – RUN-konferens 2027|Stora salen, {PLACE}|CONFIRMED"
MOVED = f"2027-03-04 14.00|2027-03-04 17.15|Öppning, å; ä – RUN-konferens 2027|Sal 3, {PLACE}|CONFIRMED"
TITLE = "RUN-konferens 2027"
HELD = UNDO_WINDOW + timedelta(minutes=1)
OTHER = f"2027-03-10 13.00|2027-03-10 15.00|Dialogmöte|{PLACE}|CONFIRMED"


def _from(begins: datetime, hours: int) -> dict[str, datetime]:
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=hours)}


class Story:
    """Anna and Bo come to the conference, Bo only to the plenary but to another meeting too: vdirsyncer believes in no
    calendar that loses all it had. Cia comes only to the dinner. Their group has a calendar.
    """

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address
        with app.app_context(), transaction():
            event = builders.event()
            rektor = builders.role("rektor", group=RoleGroup.SKOLLEDNING)
            builders.circle(event, rektor)
            plenary = builders.part(event, online_url="https://video.example/dag-1")
            dinner = builders.part(event, "Middag", **_from(datetime(2027, 3, 4, 18, tzinfo=UTC), 3))
            anna, bo, cia = builders.person(), builders.person("Bo", "Ek"), builders.person("Cia", "Lind")
            other = builders.event("Dialogmöte", starts_on=date(2027, 3, 10), ends_on=date(2027, 3, 10))
            talk = builders.part(other, "Samtal", room="", **_from(datetime(2027, 3, 10, 12, tzinfo=UTC), 2))
            invited = [builders.invitation(*one) for one in ((event, anna), (event, bo), (other, bo), (event, cia))]
            self.event_id, self.part_ids, self.people = event.id, (plenary.id, dinner.id), (anna.id, bo.id)
            self.page_of_bo = links.path(answer_link(invited[1]))
            self.page_of_anna = links.path(links.Link(links.Purpose.PERSON, anna.link_seed))
            chosen = ((plenary.uid, dinner.uid), (plenary.uid,), (talk.uid,), (dinner.uid,))
            answers = [(one.uid, parts) for one, parts in zip(invited, chosen, strict=True)]
            give_group_calendar(AUDIENCES["skolledning"], now=clock.now(), actor=COMMAND)
        for uid, wanted in answers:
            with app.app_context(), transaction():
                asked = tuple(registering.Asked(part, Mode.ON_SITE) for part in wanted)
                registering.register(lock(uid), registering.Answers(asked), now=clock.now(), actor=COMMAND)

    def feed(self, number: int) -> str:
        """The address of Anna's (0) or Bo's (1) own feed."""
        with self.app.app_context():
            return self.address + links.path(queries.feed_link(db.session.get_one(Person, self.people[number])))

    def group_feed(self) -> str:
        """The address of the group's feed."""
        with self.app.app_context():
            calendar = find_group_calendar("skolledning")
            assert calendar is not None
            return self.address + links.path(group_link(calendar))

    def moves_the_plenary(self) -> None:
        """An hour later, in another room, under another title."""
        with self.app.app_context(), transaction() as session:
            event, part = session.get_one(Event, self.event_id), session.get_one(Part, self.part_ids[0])
            draft = part_draft_of(event, part)
            later = {"starts_at": draft.starts_at + timedelta(hours=1), "ends_at": draft.ends_at + timedelta(hours=1)}
            fresh = replace(draft, title="Öppning, å; ä", room="Sal 3", **later)
            self._tells(event, lambda: edit_part(event, part, fresh, now=clock.now(), actor=COMMAND))

    def calls_off(self, part: int | None = None) -> None:
        """The whole meeting, or one part."""
        with self.app.app_context(), transaction() as session:
            event = session.get_one(Event, self.event_id)
            if part is None:
                self._tells(event, lambda: cancel_event(event, now=clock.now(), actor=COMMAND))
            else:
                row = session.get_one(Part, self.part_ids[part])
                self._tells(event, lambda: remove_part(event, row, now=clock.now(), actor=COMMAND))

    def _tells(self, event: Event, act: Callable[[], object]) -> None:
        """As the organizer's pages do it, with letters to those concerned."""
        tell.change(event, act, now=clock.now(), actor=COMMAND, tell=True)


@dataclass(frozen=True)
class Mail:
    """The words before the colon of its subject, and what its calendar file does to which entry."""

    subject: str
    method: str
    uid: str
    sequence: int


class Mailboxes:
    """The mails as a real mail server takes them; ``it_is`` moves the clock."""

    def __init__(self, app: Flask, settings: Settings, server: MailServer, it_is: Callable[[datetime], None]) -> None:
        self.app, self.server, self.it_is = app, server, it_is
        self.settings = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none",
                                mail_from="RUN-möten <run@miun.example>", base_url="https://moten.example")  # fmt: skip

    def come(self, after: timedelta = timedelta()) -> dict[str, list[Mail]]:
        """What leaves when that time has passed, by the given name of who gets it."""
        self.it_is(clock.now() + after)
        with self.app.app_context():
            rounds.deliver(self.settings, clock.now)
            db.session.remove()
        found: dict[str, list[Mail]] = {}
        for sent in self.server.taken:
            method, calendar = calendar_of(sent)
            (entry,) = calendar.events
            subject, sequence = str(sent["Subject"]).partition(":")[0], int(entry.one("SEQUENCE").value)
            found.setdefault(str(sent["To"]).split()[0], []).append(
                Mail(subject, method, str(entry.text("UID")), sequence)
            )
        self.server.taken.clear()
        return found


class Followers:
    """Anna, Bo and somebody of their group subscribe, and get mails; each step looks into all of it."""

    def __init__(self, story: Story, mails: Mailboxes, folder: Path) -> None:
        self.story, self.mails = story, mails
        self.anna = Subscriber.to(story.feed(0), folder / "anna")
        self.bo = Subscriber.to(story.feed(1), folder / "bo")
        self.group = Subscriber.to(story.group_feed(), folder / "group")

    def sync(self) -> None:
        """Everybody does."""
        assert [one.syncs() for one in (self.anna, self.bo, self.group)] == [True] * 3

    def see_what_they_answered(self) -> None:
        """Each their own entries, under the UIDs that the mails have."""
        self.sync()
        assert self.anna.sees() == [PLENARY, DINNER, BANNER]
        assert self.bo.sees() == [PLENARY, BANNER, OTHER]
        assert self.group.sees() == [PLENARY, DINNER, BANNER]
        first = self.mails.come()
        (self.uid_of_anna, _), (self.uid_of_bo, _), (uid_of_other, _) = (
            self.anna.holds()[TITLE],
            self.bo.holds()[TITLE],
            self.bo.holds()["Dialogmöte"],
        )
        self.uid_of_cia = first["Cia"][0].uid
        assert len({self.uid_of_anna, self.uid_of_bo, uid_of_other, self.uid_of_cia}) == 4
        assert first == {
            "Anna": [Mail("Du är anmäld", "REQUEST", self.uid_of_anna, 0)],
            "Bo": [Mail("Du är anmäld", "REQUEST", uid, 0) for uid in (self.uid_of_bo, uid_of_other)],
            "Cia": [Mail("Du är anmäld", "REQUEST", self.uid_of_cia, 0)],
        }

    def see_the_plenary_moved(self) -> None:
        """In the calendars at once, in the mails when they are held no longer."""
        self.story.moves_the_plenary()
        self.sync()
        assert self.anna.sees() == [MOVED, DINNER, BANNER]
        assert self.bo.sees() == [MOVED, BANNER, OTHER]
        assert self.group.sees() == [MOVED, DINNER, BANNER]
        assert self.mails.come() == {}
        assert self.mails.come(HELD) == {  # and not Cia, who only comes to the dinner
            "Anna": [Mail("Ny tid för Öppning, å; ä", "REQUEST", self.uid_of_anna, 1)],
            "Bo": [Mail("Ny tid för Öppning, å; ä", "REQUEST", self.uid_of_bo, 1)],
        }
        assert (self.anna.holds()[TITLE], self.bo.holds()[TITLE]) == ((self.uid_of_anna, 1), (self.uid_of_bo, 1))

    def see_bo_withdraw(self) -> None:
        """His calendar has the other meeting left; Anna's is as it was."""
        assert submit(self.story.app.test_client(), f"{self.story.page_of_bo}/avboka").status_code == 303
        self.sync()
        assert self.bo.sees() == [OTHER]
        assert self.anna.sees() == [MOVED, DINNER, BANNER]
        assert self.mails.come(HELD) == {"Bo": [Mail("Du är avbokad", "CANCEL", self.uid_of_bo, 2)]}

    def see_the_dinner_called_off(self) -> None:
        """It stays, and says so; those who come to it are told."""
        self.story.calls_off(1)
        self.sync()
        off = DINNER.replace("|Middag", "|INSTÄLLT: Middag").replace("CONFIRMED", "CANCELLED")
        assert self.anna.sees() == [MOVED, off, BANNER]
        assert self.mails.come() == {}
        assert self.mails.come(HELD) == {
            "Anna": [Mail("Inställd del", "REQUEST", self.uid_of_anna, 2)],
            "Cia": [Mail("Det du valde är inställt", "CANCEL", self.uid_of_cia, 1)],  # only the dinner was hers
        }
        assert self.anna.holds()[TITLE] == (self.uid_of_anna, 2)

    def see_the_meeting_called_off(self) -> None:
        """Every entry says so, and the last mails take the same entries away."""
        self.story.calls_off()
        self.sync()
        for one in (self.anna, self.group):
            assert [line.split("|")[2][:10] for line in one.sees()] == ["INSTÄLLT: "] * 3
            assert {line.rpartition("|")[2] for line in one.sees()} == {"CANCELLED"}
        assert self.bo.sees() == [OTHER]
        assert self.mails.come() == {}
        last = self.mails.come(HELD)
        (of_anna,), (of_cia,) = last.pop("Anna"), last.pop("Cia")
        assert last == {}  # Bo is not coming any more
        assert (of_anna.subject, of_anna.method, of_cia.subject, of_cia.method) == ("Inställt", "CANCEL") * 2
        told = of_anna.uid, of_anna.sequence
        assert (told, of_anna.sequence > 2) == (self.anna.holds()[f"INSTÄLLT: {TITLE}"], True)
        assert (of_anna.uid, of_cia.uid, of_cia.sequence > 1) == (self.uid_of_anna, self.uid_of_cia, True)


@pytest.fixture
def story(app: Flask, it_is: object) -> Iterator[Story]:
    find_or_skip()
    for address in serve(app):
        yield Story(app, address)


@pytest.fixture
def mails(app: Flask, settings: Settings, it_is: Callable[[datetime], None]) -> Iterator[Mailboxes]:
    with mail_server() as server:
        yield Mailboxes(app, settings, server, it_is)


def test_a_calendar_and_the_mails_follow_the_meeting_from_answer_to_the_end(
    story: Story, mails: Mailboxes, tmp_path: Path
) -> None:
    those = Followers(story, mails, tmp_path)
    those.see_what_they_answered()
    those.see_the_plenary_moved()
    those.see_bo_withdraw()
    those.see_the_dinner_called_off()
    those.see_the_meeting_called_off()


def test_with_a_new_link_the_old_calendar_gets_nothing_more_and_the_new_one_everything(
    story: Story, tmp_path: Path
) -> None:
    old = Subscriber.to(story.feed(0), tmp_path / "old")
    assert (old.syncs(), old.sees()) == (True, [PLENARY, DINNER, BANNER])
    assert submit(story.app.test_client(), f"{story.page_of_anna}/ny-kalenderadress").status_code == 303
    story.moves_the_plenary()
    assert (old.syncs(), old.sees()) == (False, [PLENARY, DINNER, BANNER])
    new = Subscriber.to(story.feed(0), tmp_path / "new")
    assert new.syncs()
    assert "2027-03-04 14.00" in new.sees()[0]
