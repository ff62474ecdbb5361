"""An event's own words in its letters: frozen when written, told to the second editor, on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.events import actions, queries
from app.events.model import Event
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.invitations import actions as invitations
from app.invitations import letters
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.mail.wording import FieldsUnknown
from app.people.rules.kinds import AssignmentSource
from tests import builders
from tests.builders import NOW
from tests.said import statements

OWN = "Hej {{förnamn}}, {{organisation}}.\n\nSvara senast {{svara senast}}. Vi ses i {{plats}}."
EVA = Actor(ActorKind.ACCOUNT, "eva", "Eva")


@pytest.fixture
def event(database: Flask) -> Event:
    """A conference with Anna of Ånge and a nasty name invited and not answered."""
    with transaction():
        event = builders.event()
        builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        for who in (builders.person(), builders.person("{{plats}}", "<b>www.ond.example</b>")):
            builders.invitation(event, who, rektor, ange, state=InvitationState.NOT_SENT, sent_at=None)
        return event


def _edit(event: Event, text: str, seen: int | None = None, who: Actor = SYSTEM) -> object:
    with transaction():
        return actions.edit_text(event, "invitation", text, now=NOW, actor=who, seen=seen)


def _send(event: Event) -> list[render.Rendered]:
    with transaction():
        invitations.send(event, now=NOW, actor=SYSTEM)
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.to_name.desc()))
    return [render.preview(outbox.as_letter(row)) for row in rows]


def test_a_letter_says_the_standard_words_where_nobody_has_changed_them(event: Event) -> None:
    nasty, anna = _send(event)
    assert "Du är inbjuden som rektor, Ånge kommun." in anna.text
    assert "Du är inbjuden som rektor, Ånge kommun." in nasty.html


def test_a_letter_says_the_events_own_words_with_its_fields_filled(event: Event) -> None:
    assert isinstance(_edit(event, OWN), Saved)
    nasty, anna = _send(event)
    assert "Hej Anna, Ånge kommun.\n\nSvara senast torsdag 4 februari. Vi ses i Södra Berget, Sundsvall." in anna.text
    assert "Hej {{plats}}, Ånge kommun." in nasty.text
    assert ("<b>" in nasty.html, "Du är inbjuden som" in anna.text) == (False, False)


def test_a_letter_keeps_the_words_it_was_written_with(event: Event) -> None:
    _edit(event, OWN)
    _send(event)
    _edit(event, "Något annat.")
    shown = [render.preview(outbox.as_letter(row)).text for row in db.session.scalars(sa.select(OutboxLetter))]
    assert all("Vi ses i" in text for text in shown)


def test_an_unknown_field_is_refused_and_nothing_written(event: Event) -> None:
    version = event.version
    assert _edit(event, "Hej {{adress}}") == FieldsUnknown(("{{adress}}",))
    assert (queries.get_event(event.slug).texts, queries.get_event(event.slug).version) == ([], version)


def test_the_second_editor_is_told_what_the_first_changed(event: Event) -> None:
    seen = event.version
    _edit(event, "Evas ord.", seen, EVA)
    outcome = _edit(event, "Mina ord.", seen)
    assert isinstance(outcome, EditedMeanwhile)
    told = [(edit.who, change.label, change.after) for edit in outcome.edits for change in edit.changes]
    assert told == [("Eva", "Inbjudan", "Evas ord.")]
    assert isinstance(_edit(event, "Mina ord.", outcome.version), Saved)


def test_another_letters_text_is_no_hindrance(event: Event) -> None:
    seen = event.version
    with transaction():
        actions.edit_text(event, "receipt", "Välkommen.", now=NOW, actor=EVA, seen=seen)
    assert isinstance(_edit(event, "Mina ord.", seen), Saved)
    assert {one.kind: one.text for one in event.texts} == {"receipt": "Välkommen.", "invitation": "Mina ord."}


def test_the_standard_text_can_be_restored_by_the_button_or_by_writing_it(event: Event) -> None:
    _edit(event, OWN)
    with transaction():
        assert isinstance(actions.restore_text(event, "invitation", now=NOW, actor=SYSTEM), Saved)
    assert queries.get_event(event.slug).texts == []
    _edit(event, OWN)
    _edit(event, "Du är inbjuden som {{inbjuden som}}.")
    assert queries.get_event(event.slug).texts == []


def test_the_texts_go_along_to_next_year(event: Event) -> None:
    _edit(event, OWN)
    with transaction():
        copied = actions.copy_to_next_year(event, now=NOW, actor=SYSTEM)
    assert [(one.kind, one.text) for one in copied.texts] == [("invitation", OWN)]


def test_many_letters_read_the_texts_once(event: Event) -> None:
    with transaction():
        for number in range(20):
            builders.invitation(event, builders.person("Nr", str(number)), state=InvitationState.NOT_SENT, sent_at=None)
    with statements() as asked:
        _send(event)
    assert sum("FROM event_texts" in one for one in asked) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 22


@pytest.mark.parametrize(
    ("source", "said", "address"),
    [
        (InvitationSource.CIRCLE, "du står som rektor, Ånge kommun i nätverkets kontaktregister.", "samordnare."),
        (InvitationSource.SPEAKER, "samordnare har lagt till dig till det här mötet.", "samordnare."),
        (InvitationSource.PLACE, "du har svarat eller namngetts på en plats: rektor, Ånge kommun.", "det svaret."),
        (InvitationSource.SIGN_UP, "du har anmält dig på mötets öppna sida.", "skrev du själv där."),
    ],
)
def test_an_invitation_says_why_it_came_and_from_where_the_address_is(
    event: Event, source: InvitationSource, said: str, address: str
) -> None:
    with transaction():
        one = db.session.scalars(sa.select(Invitation)).first()
        assert one is not None
        one.source = source
        letter = letters.invitation(one, [], AssignmentSource.MANUAL)
    foot = render.preview(letter).text.partition("Varför får jag detta?")[2]
    assert [sentence in foot for sentence in (said, address, "Tacka nej till alla inbjudningar")] == [True, True, True]
