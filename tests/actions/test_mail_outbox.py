"""The outbox on both databases: letters are put, claimed, marked, given back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.kernel.db import db, transaction
from app.mail import leasing, mending, outbox, queries
from app.mail.letter import CalendarFile, Letter, Receiver
from app.mail.model import LetterState, OutboxLetter
from app.mail.render import LetterUnreadable
from app.mail.wanted import LetterFilter
from tests.builders import NOW
from tests.mail import DATA, a_letter, put_letters
from tests.said import statements

SECOND = timedelta(seconds=1)


def stored() -> list[tuple[str, LetterState, int, str]]:
    query = sa.select(OutboxLetter.to_address, OutboxLetter.state, OutboxLetter.tries, OutboxLetter.reason)
    return [tuple(row) for row in db.session.execute(query.order_by(OutboxLetter.id))]


def claim(now=NOW, limit=100) -> list[OutboxLetter]:
    with transaction():
        return list(leasing.claim(now, limit))


def test_a_letter_is_a_row_with_all_it_needs(database: Flask) -> None:
    letter = Letter(
        "trial",
        Receiver("Anna Berg", "anna@ange.example", person_uid="p1"),
        DATA,
        event_uid="e1",
        calendar=CalendarFile("REQUEST", b"BEGIN:VCALENDAR"),
        dedupe_key="once",
    )
    with transaction():
        uid = outbox.put(letter, now=NOW)
    row = db.session.scalars(sa.select(OutboxLetter)).one()
    assert (outbox.as_letter(row), row.subject, row.message_id, row.state, row.due_at) == (
        letter,
        "Provbrev från RUN-möten 20 januari 2027 10.00",
        f"<{uid}@127.0.0.1>",
        LetterState.WAITING,
        NOW,
    )


def test_putting_a_letter_is_one_statement(database: Flask) -> None:
    with transaction(), statements() as said:
        outbox.put(a_letter("a@x.example"), now=NOW)
        outbox.put(a_letter("b@x.example", dedupe_key="b"), now=NOW)
        db.session.flush()
    assert [one.split()[0] for one in said] == ["INSERT", "INSERT"]


def test_the_same_reminder_is_written_once(database: Flask) -> None:
    with transaction():
        first = outbox.put(a_letter("a@x.example", dedupe_key="k"), now=NOW)
        second = outbox.put(a_letter("a@x.example", dedupe_key="k"), now=NOW)
    assert (first is None, second, len(stored())) == (False, None, 1)


def test_a_letter_that_does_not_fit_its_template_is_not_written(database: Flask) -> None:
    with pytest.raises(LetterUnreadable), transaction():
        outbox.put(Letter("trial", Receiver("A", "a@x.example"), {}), now=NOW)
    assert stored() == []


def test_a_rollback_leaves_no_letter(database: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_break()
    assert stored() == []


def put_and_break() -> None:
    with transaction():
        outbox.put(a_letter("a@x.example"), now=NOW)
        raise ZeroDivisionError


def test_claiming_takes_the_oldest_that_are_due(database: Flask) -> None:
    put_letters(3)
    with transaction():
        outbox.put(a_letter("never@x.example"), now=NOW, due=False)
        outbox.put(a_letter("later@x.example"), now=NOW + SECOND)
    assert [row.to_address for row in claim(limit=2)] == ["r0@x.example", "r1@x.example"]
    assert [row.to_address for row in claim()] == ["r2@x.example"]
    assert claim() == []


def test_a_lease_that_has_run_out_is_claimed_anew_and_the_first_claimer_marks_nothing(database: Flask) -> None:
    put_letters(1)
    [first] = claim()
    message_id = first.message_id
    db.session.expunge_all()
    [second] = claim(NOW + leasing.LEASE)
    with transaction():
        leasing.mark_failed(first, "för sent")
    assert (second.message_id, stored()) == (message_id, [("r0@x.example", LetterState.SENDING, 0, "")])
    with transaction():
        leasing.mark_sent(second, NOW)
    assert stored() == [("r0@x.example", LetterState.SENT, 1, "")]


def test_a_letter_refused_for_now_waits_longer_each_time_and_is_then_given_up(database: Flask) -> None:
    put_letters(1)
    now, waits = NOW, []
    while rows := claim(now):
        with transaction():
            leasing.mark_postponed(rows[0], "Upptaget", now)
        due = db.session.scalar(sa.select(OutboxLetter.due_at))
        if db.session.scalar(sa.select(OutboxLetter.state)) is LetterState.RETRYING:
            waits.append(due - now)
        now = due
    assert tuple(waits) == leasing.WAITS
    assert stored() == [("r0@x.example", LetterState.FAILED, 7, "Upptaget")]


def test_a_mail_server_that_is_away_uses_up_no_tries(database: Flask) -> None:
    put_letters(1)
    now = NOW
    for _ in range(20):
        [row] = claim(now)
        with transaction():
            leasing.mark_unreachable(row, "Svarar inte", now)
        now += leasing.UNREACHABLE_WAIT
    assert stored() == [("r0@x.example", LetterState.RETRYING, 0, "Svarar inte")]


def test_what_was_claimed_and_not_tried_is_given_back(database: Flask) -> None:
    put_letters(2)
    claimed = claim()
    with transaction():
        leasing.release(claimed)
    assert stored() == [(f"r{n}@x.example", LetterState.WAITING, 0, "") for n in range(2)]


def test_what_can_still_be_taken_back_is_paused_until_its_time_and_does_not_leave_before(database: Flask) -> None:
    put_letters(2)
    with transaction():
        one = sa.update(OutboxLetter).where(OutboxLetter.to_address == "r1@x.example")
        db.session.execute(one.values(due_at=NOW + SECOND))
    paused = LetterFilter(LetterState.PAUSED)
    found = queries.list_letters(paused, 1, NOW)
    assert [row.to_address for row in found.letters] == ["r1@x.example"]
    assert (found.by_state, found.total, found.at_rest) == ({LetterState.WAITING: 1, LetterState.PAUSED: 1}, 1, 0)
    with transaction():
        assert mending.resend_all(paused, now=NOW).count == 0
    assert [row.to_address for row in claim()] == ["r0@x.example"]
    assert queries.list_letters(paused, 1, NOW + SECOND).total == 0
