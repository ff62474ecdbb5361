"""Utskick: who is meant, who is left out, how far one has come, what its words may hold."""

from datetime import timedelta

import pytest

from app.events.rules.ready_texts import READY, mailing_fault, to_write
from app.invitations.rules import InvitationState
from app.kernel.markup import to_html, to_text
from app.mail.wording import filled_markdown
from app.registrations.rules import RegistrationState
from app.registrations.rules.mailings import (
    Audience,
    AudienceKind,
    LeftOut,
    ReceiverKind,
    Stage,
    is_still_meant,
    leaves_at,
    receiver_kind,
    stage_of,
    why_left_out,
)
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
WELL = {"has_address": True, "refused": False, "declined_all": False}


def test_a_mailing_leaves_when_the_time_to_undo_is_out() -> None:
    assert leaves_at(None, NOW) == NOW + 10 * MINUTE


def test_one_for_a_time_of_its_own_leaves_then_and_never_before_it_can_be_undone() -> None:
    assert leaves_at(NOW + 60 * MINUTE, NOW) == NOW + 60 * MINUTE
    assert leaves_at(NOW + 3 * MINUTE, NOW) == NOW + 10 * MINUTE


def test_the_time_to_undo_can_be_set() -> None:
    assert leaves_at(None, NOW, 30 * MINUTE) == NOW + 30 * MINUTE
    assert leaves_at(None, NOW, 0 * MINUTE) == NOW


def test_how_far_it_has_come_is_told_by_the_clock_and_what_is_left() -> None:
    leaves = NOW + 10 * MINUTE
    assert stage_of(leaves, planned=False, waiting=5, now=NOW) is Stage.HELD
    assert stage_of(leaves, planned=True, waiting=5, now=NOW) is Stage.PLANNED
    assert stage_of(leaves, planned=False, waiting=5, now=leaves) is Stage.SENDING
    assert stage_of(leaves, planned=True, waiting=0, now=leaves) is Stage.SENT


def test_who_is_well_gets_it() -> None:
    assert [why_left_out(kind, **WELL) for kind in ReceiverKind] == [None] * len(ReceiverKind)


@pytest.mark.parametrize("kind", ReceiverKind)
def test_no_address_and_one_that_takes_no_letters_leave_out(kind: ReceiverKind) -> None:
    assert why_left_out(kind, **WELL | {"has_address": False}) is LeftOut.WITHOUT_ADDRESS
    assert why_left_out(kind, **WELL | {"refused": True}) is LeftOut.REFUSED


def test_who_wants_no_invitations_is_left_out_but_not_of_what_they_come_to() -> None:
    declined = {kind: why_left_out(kind, **WELL | {"declined_all": True}) for kind in ReceiverKind}
    assert [kind for kind, why in declined.items() if why is None] == [ReceiverKind.COMING, ReceiverKind.WAITING]


def test_how_somebody_stands_is_told_by_the_registration_first() -> None:
    assert receiver_kind(InvitationState.UNANSWERED, None) is ReceiverKind.UNANSWERED
    assert receiver_kind(None, RegistrationState.CONFIRMED) is ReceiverKind.COMING
    assert receiver_kind(InvitationState.COMING, RegistrationState.CONFIRMED) is ReceiverKind.COMING
    assert receiver_kind(InvitationState.WAITING, RegistrationState.WAITING) is ReceiverKind.WAITING
    assert receiver_kind(InvitationState.NOT_COMING, RegistrationState.CANCELLED) is ReceiverKind.NOT_COMING
    assert [receiver_kind(state, None) for state in (None, InvitationState.NOT_SENT, InvitationState.REVOKED)] == [
        ReceiverKind.NOT_INVITED
    ] * 3


def test_who_has_answered_since_is_not_asked_and_who_has_withdrawn_since_is_not_told() -> None:
    meant = {of: {kind for kind in ReceiverKind if is_still_meant(of, kind)} for of in AudienceKind}
    assert meant == {
        AudienceKind.REGISTER: set(ReceiverKind),
        AudienceKind.INVITED: set(ReceiverKind) - {ReceiverKind.NOT_INVITED},
        AudienceKind.UNANSWERED: {ReceiverKind.UNANSWERED},
        AudienceKind.COMING: {ReceiverKind.COMING},
        AudienceKind.WAITING: {ReceiverKind.WAITING},
        AudienceKind.PART: set(),
    }
    assert is_still_meant(AudienceKind.PART, ReceiverKind.COMING, has_part=True)


def test_an_audience_is_kept_and_read_again() -> None:
    for one in (Audience(AudienceKind.PART, "uid"), Audience(AudienceKind.REGISTER, limits={"grupp": "politiker"})):
        assert Audience.from_data(one.as_data()) == one


def test_every_ready_text_is_for_somebody_and_holds_fields_that_there_are() -> None:
    for ready in READY.values():
        assert (ready.key, AudienceKind(ready.audience), mailing_fault(ready.subject, ready.text, has_event=True)) == (
            ready.key,
            AudienceKind(ready.audience),
            None,
        )
        assert {"{{möte}}", "{{datum}}"} <= set(ready.subject.replace(",", "").replace(":", "").split())


def test_what_a_ready_text_leaves_to_write_is_found_until_it_is_written() -> None:
    assert to_write(READY["practical"].text) == ("[Skriv om vägen, parkering och lokaler.]",)
    assert to_write("Kör E14. [Skriv till oss](https://run.example) om du vill åka med. [Ny]") == ()


def test_without_a_meeting_there_is_no_field_of_one() -> None:
    strange = mailing_fault("Hej {{förnamn}}", "Kom till {{möte}} i {{organisation}}", has_event=False)
    assert strange is not None
    assert strange.written == ("{{möte}}",)


@pytest.mark.parametrize(
    "name", ["*Anna*", "[Klicka](https://onda.example)", "# Anna", "1. Anna", "`a`", "<b>A</b>", "a\n\n- b"]
)
def test_what_somebody_is_called_is_never_markup(name: str) -> None:
    filled = filled_markdown("{{namn}} är **välkommen**.", {"namn": name})
    assert to_text(filled) == f"{' '.join(name.split())} är välkommen."
    html = to_html(filled)
    assert (html.count("<"), html.startswith("<p>"), "<strong>välkommen</strong>" in html) == (4, True, True)
