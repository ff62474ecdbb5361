"""Utkorg: every letter, where it stands, what it says, and what can be done about it.

Whoever reads a letter here sees that it holds a personal link, and not the link: with it one could answer in the
receiver's name.
"""

import json
from dataclasses import replace
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from app.audit import log
from app.desk import send_again as desk
from app.desk.informing import note_not_told
from app.desk.send_again import why_stale
from app.events.queries import list_events
from app.events.rules.letter_texts import MAILING, MESSAGE, TEXTS
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import N_
from app.mail import inbox, mailings, mending, outbox, queries, render
from app.mail.letter import Letter, Receiver
from app.mail.model import LetterState, OutboxLetter
from app.mail.wanted import LetterFilter, shown_state
from app.people.queries import find_by_mailbox
from app.web import guards, hiding
from app.web.organizer import letter_frame, mailing_page, outbox_filters
from app.web.organizer.outbox_filters import Entry
from app.web.running import settings

bp = Blueprint("outbox", __name__, url_prefix="/arrangor/utkorg")

KINDS = {
    **{one.kind: one.label for one in TEXTS.values()},
    MESSAGE: N_("Meddelande"),
    MAILING: N_("Utskick"),
    "my_links": N_("Personlig länk"),
    "please_confirm": N_("Fråga om registret"),
    "please_confirm_again": N_("Påminnelse om registret"),
    "trial": N_("Provbrev"),
}
"""What each kind of letter is called on screen; a kind that is not here goes by its own name."""

_SHOWN_AS = {
    LetterState.WAITING: "pending",
    LetterState.SENDING: "queued",
    LetterState.SENT: "good",
    LetterState.RETRYING: "queued",
    LetterState.FAILED: "failed",
    LetterState.PAUSED: "draft",
    LetterState.CANCELLED: "withdrawn",
}


@bp.get("")
def show() -> str:
    """One page of letters, newest first."""
    wanted = outbox_filters.asked(request.args)
    asked = min(max(1, request.args.get("sida", 1, type=int)), 1_000_000)
    now = clock.now()
    shown = replace(wanted, without=hiding.uids_and_addresses())
    found, events = queries.list_letters(shown, asked, now), {event.uid: event for event in list_events()}
    arguments = outbox_filters.arguments(wanted)
    return render_template(
        "organizer/outbox/list.html",
        found=found,
        wanted=wanted,
        arguments=arguments,
        narrowed=wanted != LetterFilter(),
        filters=outbox_filters.filters(found, wanted, kind_words, events),
        events=events,
        mail_is_on=settings().mail_is_on,
        mailbox=inbox.standing(settings(), now),
        mailing=(mailing := mailings.find(wanted.mailing_uid) if wanted.mailing_uid else None),
        mailing_subject=mailing_page.subject_of(mailing, events.get(mailing.event_uid)) if mailing else "",
        unwritten=mailings.count_unwritten(),
        state_of=lambda row: shown_state(row, now),
        again=found.at_rest if wanted.state in mending.RESENDABLE else 0,
        page=min(asked, found.pages),
        page_url=lambda number: url_for("outbox.show", **arguments, sida=number),
        kind_words=kind_words,
        shown_as=_SHOWN_AS,
    )


@bp.get("/<uid>")
def letter(uid: str) -> Response:
    """What one letter says, and where it stands."""
    row = _in_sight(uid)
    as_html = request.args.get("visa") == "html"
    page = render_template(
        "organizer/outbox/letter.html",
        letter=row,
        rendered=_readable(row),
        as_html=as_html,
        tabs=_tabs(row, as_html=as_html),
        event=next((event for event in list_events() if event.uid == row.event_uid), None),
        mailing_uid=mailings.uid_of(row.mailing_id),
        mail_is_on=settings().mail_is_on,
        received=inbox.list_of_letter(uid),
        office=None if row.person_uid else find_by_mailbox(row.to_address),
        state=(state := shown_state(row, clock.now())),
        held_until=row.due_at if state is not row.state else None,
        may_resend=row.state in mending.RESENDABLE,
        may_cancel=row.state in mending.CANCELLABLE,
        may_correct=row.state in mending.READDRESSABLE,
        has_left=row.state is LetterState.SENT,
        stale=why_stale(row, clock.now()) if row.state is LetterState.SENT else None,
        kind_words=kind_words,
        shown_as=_SHOWN_AS,
    )
    return letter_frame.with_frames(page)


@bp.get("/<uid>/html")
def letter_html(uid: str) -> Response:
    """The letter's HTML for the frame; personal links are masked."""
    return letter_frame.letter(render.preview(outbox.as_letter(_in_sight(uid))).html)


@bp.post("/<uid>/skicka-igen")
def resend(uid: str) -> Response:
    """Send a failed, paused or cancelled letter again."""
    row, who, now = queries.get_letter(uid), guards.actor(), clock.now()
    with transaction():
        outcome = mending.resend(row, now=now)
        if isinstance(outcome, mending.Changed):
            log.record(who, "letter.resent", now=now, subject=("letter", uid), event_uid=row.event_uid)
    _tell(outcome, gettext("Brevet skickas igen."))
    return redirect(url_for("outbox.letter", uid=uid), 303)


@bp.post("/<uid>/skicka-en-gang-till")
def send_once_more(uid: str) -> Response:
    """Send a letter that has left once more: somebody says that it never came."""
    row, who = queries.get_letter(uid), guards.actor()
    with transaction():
        row = queries.get_letter(uid)
        outcome = desk.send_once_more(row, now=clock.now(), actor=who)
    if isinstance(outcome, desk.Stale):
        flash(gettext("Brevet skickas inte en gång till. %(why)s", why=gettext(outcome.label)), "warning")
    else:
        _tell(outcome, gettext("Brevet skickas en gång till."))
    return redirect(url_for("outbox.letter", uid=uid), 303)


@bp.post("/<uid>/avbryt")
def cancel(uid: str) -> Response:
    """Keep a letter from being sent."""
    row, who = queries.get_letter(uid), guards.actor()
    with transaction():
        outcome = mending.cancel(row)
        if isinstance(outcome, mending.Changed):
            note_not_told(OutboxLetter.id == row.id)
            log.record(who, "letter.cancelled", now=clock.now(), subject=("letter", uid), event_uid=row.event_uid)
    _tell(outcome, gettext("Brevet skickas inte."))
    return redirect(url_for("outbox.letter", uid=uid), 303)


@bp.post("/skicka-alla-igen")
def resend_all() -> Response:
    """Send every letter that the list showed, in one of the states where nothing happens by itself."""
    wanted, who, now = outbox_filters.asked(request.form), guards.actor(), clock.now()
    if wanted.state not in mending.RESENDABLE:
        raise BadRequest
    with transaction():
        count = mending.resend_all(wanted, now=now).count
        log.record(who, "letter.all_resent", now=now, details={"count": count})
    flash(ngettext("%(num)d brev skickas igen.", "%(num)d brev skickas igen.", count), "good")
    left = outbox_filters.arguments(replace(wanted, state=None))
    return redirect(url_for("outbox.show", **left), 303)


@bp.post("/provbrev")
def send_trial() -> Response:
    """A letter to the one who asks, to see that letters arrive."""
    account, now = guards.current_account(), clock.now()
    data = {"asked_by": account.name, "asked_at": now.isoformat()}
    with transaction():
        outbox.put(Letter("trial", Receiver(account.name, account.email), data), now=now)
        log.record(guards.actor(), "letter.trial", now=now)
    flash(gettext("Ett provbrev till %(address)s är på väg.", address=account.email), "good")
    return redirect(url_for("outbox.show"), 303)


def _in_sight(uid: str) -> OutboxLetter:
    """The letter. Raises 404 where it names somebody whom the one signed in may not see."""
    row = queries.get_letter(uid)
    if hiding.is_told_by(f"{row.to_name} {row.to_address} {row.subject} {json.dumps(row.data, ensure_ascii=False)}"):
        abort(404)
    return row


def kind_words(kind: str) -> str:
    """What a kind of letter is called."""
    return gettext(KINDS[kind]) if kind in KINDS else kind


def _tell(outcome: mending.Changed | mending.TooLate, done: str) -> None:
    match outcome:
        case mending.Changed():
            flash(done, "good")
        case mending.TooLate(state):
            words = gettext("Det gick inte: läget är nu %(state)s.", state=gettext(state.label).lower())
            flash(words, "warning")
        case _:
            assert_never(outcome)


def _readable(row: OutboxLetter) -> render.Rendered | None:
    try:
        return render.preview(outbox.as_letter(row))
    except render.LetterUnreadable:
        return None


def _tabs(row: OutboxLetter, *, as_html: bool) -> list[Entry]:
    here = url_for("outbox.letter", uid=row.uid)
    return [
        Entry(gettext("Text"), here, not as_html),
        Entry(gettext("Som det ser ut"), f"{here}?visa=html", as_html),
    ]
