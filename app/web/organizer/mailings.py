"""Utskick: one text to many, written, reviewed with names and letters, tried, sent, taken back, followed."""

from datetime import datetime
from typing import Any, assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.audit import log
from app.desk import mailings as desk
from app.events.model import Event
from app.events.queries import list_events
from app.events.rules.ready_texts import READY, fields_of
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import clock_time, moment
from app.lists import receivers
from app.mail import mailings, outbox
from app.mail.model import Mailing, MailingState
from app.people.rules.register import RegisterFilter
from app.registrations.rules.mailings import ChangedMeanwhile, Decided, DecidedAlready, Nobody, SameLately
from app.web import guards
from app.web.organizer import mailing_forms, mailing_page
from app.web.organizer.event_page import find_or_404
from app.web.organizer.mailing_forms import Begun, MailingForm, SendForm, whole_number
from app.web.running import undo_time

bp = Blueprint("mailings", __name__, url_prefix="/arrangor")

Answer = str | tuple[str, int] | Response


@bp.get("/utskick")
def show_all() -> str:
    """Every mailing, the newest first."""
    return _list(None)


@bp.get("/moten/<slug>/utskick")
def of_event(slug: str) -> str:
    """A meeting's mailings, and the texts to begin with."""
    return _list(find_or_404(slug))


def _list(event: Event | None) -> str:
    page, now = mailing_page.page_asked(), clock.now()
    rows, total = mailings.list_newest(event.uid if event else None, page)
    progress = mailings.progress_of([row.id for row in rows])
    events = {} if event else {one.uid: one for one in list_events()}
    here: dict[str, Any] = {"slug": event.slug} if event else {}
    return mailing_page.show(
        "organizer/mailings/list.html",
        event,
        rows=[_line(row, event or events.get(row.event_uid), progress[row.id], now) for row in rows],
        events=events,
        ready=READY.values(),
        shown_as=mailing_page.SHOWN_AS,
        page=page,
        pages=max(1, -(-total // mailings.PAGE_SIZE)),
        page_url=lambda number: url_for("mailings.of_event" if event else "mailings.show_all", sida=number, **here),
    )


def _line(row: Mailing, event: Event | None, progress: mailings.Progress, now: datetime) -> tuple[Any, ...]:
    return row, mailing_page.subject_of(row, event), progress, mailing_page.stage(row, progress, now)


@bp.route("/utskick/nytt", methods=["GET", "POST"])
def new() -> Answer:
    """A new draft: about a meeting, to some of those invited to it, or to people of the register as it was narrowed."""
    slug = request.args.get("mote", "")
    event = find_or_404(slug) if slug else None
    asked = request.args
    begun = Begun(asked.get("text", ""), asked.get("till", ""), RegisterFilter.read(asked).written())
    form = _form(event, begun=begun)
    if not form.is_fine(event):
        return _write_page(event, form), 422 if form.errors else 200
    actor = guards.actor()
    with transaction():
        row = desk.create(form.draft(), event.uid if event else "", now=clock.now(), actor=actor)
    return redirect(url_for("mailings.show", uid=row.uid), 303)


@bp.route("/utskick/<uid>/text", methods=["GET", "POST"])
def edit(uid: str) -> Answer:
    """Change a draft."""
    row = _mailing_or_404(uid)
    event = mailing_page.event_of(row)
    if row.state is not MailingState.DRAFT:
        return redirect(url_for("mailings.show", uid=uid), 303)
    form = _form(event, row=row)
    if not form.is_fine(event):
        return _write_page(event, form, row), 422 if form.errors else 200
    with transaction():
        outcome = desk.edit(uid, form.draft(), whole_number(form.seen.data))
    match outcome:
        case Mailing() | DecidedAlready():
            return redirect(url_for("mailings.show", uid=uid), 303)
        case ChangedMeanwhile():
            latest = _mailing_or_404(uid)
            form.seen.data = str(latest.version)
            return _write_page(mailing_page.event_of(latest), form, latest, meanwhile=True), 409
        case _:
            assert_never(outcome)


def _form(event: Event | None, **given: Any) -> MailingForm:
    parts = [part for part in event.parts if part.cancelled_at is None] if event else []
    return mailing_forms.form_of(event, lambda limits: receivers.count(event, parts, limits) if event else {}, **given)


def _write_page(event: Event | None, form: MailingForm, row: Mailing | None = None, *, meanwhile: bool = False) -> str:
    limits = form.among_limits()
    return mailing_page.show(
        "organizer/mailings/write.html",
        event,
        form=form,
        mailing=row,
        meanwhile=meanwhile,
        among=mailing_forms.limits_in_words(limits) if limits else "",
        kept={"till": form.audience.data, **limits} if limits else {},
        ready=READY.values() if event and row is None else (),
        begun=READY.get(form.ready.data or ""),
        fields=fields_of(has_event=event is not None),
    )


@bp.get("/utskick/<uid>")
def show(uid: str) -> str:
    """A draft to be reviewed, or how it goes."""
    row = _mailing_or_404(uid)
    event = mailing_page.event_of(row)
    if row.state is MailingState.DRAFT:
        return mailing_page.draft_page(row, event, SendForm(formdata=None))
    return mailing_page.progress_page(row, event)


@bp.post("/utskick/<uid>/prov")
def send_trial(uid: str) -> Response:
    """The letter to the one who asks, at once."""
    row, account, now = _mailing_or_404(uid), guards.current_account(), clock.now()
    letter = mailing_page.trial_of(row, mailing_page.event_of(row), account.name, account.email)
    if letter is None:
        flash(gettext("Det finns ingen mottagare att visa brevet för."), "warning")
    else:
        actor = guards.actor()
        with transaction():
            outbox.put(letter, now=now)
            log.record(actor, "letter.trial", now=now, event_uid=row.event_uid)
        flash(gettext("Ett prov till %(address)s är på väg.", address=account.email), "good")
    return redirect(url_for("mailings.show", uid=uid), 303)


@bp.post("/utskick/<uid>/skicka")
def send(uid: str) -> Answer:
    """Have it go, once, to those whom the page showed."""
    row, form, now = _mailing_or_404(uid), SendForm(), clock.now()
    event = mailing_page.event_of(row)
    if row.state is not MailingState.DRAFT:
        return redirect(url_for("mailings.show", uid=uid), 303)
    if not form.validate() or not form.fits(now):
        return mailing_page.draft_page(row, event, form), 422
    seen = desk.Seen(whole_number(form.seen.data), whole_number(form.count.data), form.again.data == "ja")
    actor = guards.actor()
    with transaction():
        found = mailing_page.meant(mailings.get(uid), event)
        outcome = desk.decide(
            uid, found.uids, found.left_out(), seen, form.at(), now=now, actor=actor, undo=undo_time()
        )
    return _answer(uid, outcome, form)


def _answer(
    uid: str, outcome: Decided | DecidedAlready | ChangedMeanwhile | SameLately | Nobody, form: SendForm
) -> Answer:
    match outcome:
        case Decided(leaves_at, count):
            soon = form.at() is None
            flash(
                ngettext(
                    "%(num)d person får brevet %(when)s.",
                    "%(num)d personer får brevet %(when)s.",
                    count,
                    when=gettext("klockan %(time)s", time=clock_time(leaves_at)) if soon else moment(leaves_at),
                ),
                "good",
            )
            return redirect(url_for("mailings.show", uid=uid), 303)
        case DecidedAlready():
            return redirect(url_for("mailings.show", uid=uid), 303)
        case ChangedMeanwhile():
            return _again(uid, form, changed=True)
        case SameLately(count):
            return _again(uid, form, same=count)
        case Nobody():
            flash(gettext("Det finns ingen att skicka till."), "warning")
            return redirect(url_for("mailings.show", uid=uid), 303)
        case _:
            assert_never(outcome)


def _again(uid: str, form: SendForm, **told: Any) -> tuple[str, int]:
    row = _mailing_or_404(uid)
    return mailing_page.draft_page(row, mailing_page.event_of(row), form, **told), 409


@bp.post("/utskick/<uid>/angra")
def undo(uid: str) -> Response:
    """Nobody gets it, or nobody more."""
    _mailing_or_404(uid)
    actor = guards.actor()
    with transaction():
        sent = desk.take_back(uid, now=clock.now(), actor=actor)
    if sent is None:
        flash(gettext("Det fanns inget att ångra."), "info")
    elif sent:
        words = ngettext(
            "Stoppat. %(num)d brev hade redan skickats.", "Stoppat. %(num)d brev hade redan skickats.", sent
        )
        flash(words, "good")
    else:
        flash(gettext("Ångrat. Ingen får brevet."), "good")
    return redirect(url_for("mailings.show", uid=uid), 303)


@bp.post("/utskick/<uid>/inte-senare")
def end_later(uid: str) -> Response:
    """Not to those who register from now on."""
    _mailing_or_404(uid)
    actor = guards.actor()
    with transaction():
        desk.end_later(uid, now=clock.now(), actor=actor)
    flash(gettext("De som anmäler sig från och med nu får inte brevet."), "good")
    return redirect(url_for("mailings.show", uid=uid), 303)


@bp.post("/utskick/<uid>/nytt-utkast")
def copy(uid: str) -> Response:
    """The same words and receivers as a new draft."""
    row, actor = _mailing_or_404(uid), guards.actor()
    with transaction():
        fresh = desk.create(desk.draft_of(row), row.event_uid, now=clock.now(), actor=actor)
    return redirect(url_for("mailings.edit", uid=fresh.uid), 303)


@bp.post("/utskick/<uid>/slang")
def remove(uid: str) -> Response:
    """Throw a draft away."""
    row, actor = _mailing_or_404(uid), guards.actor()
    event = mailing_page.event_of(row)
    with transaction():
        gone = desk.remove(uid, now=clock.now(), actor=actor)
    if not gone:
        flash(gettext("Utskicket är inget utkast längre."), "warning")
        return redirect(url_for("mailings.show", uid=uid), 303)
    flash(gettext("Utkastet är slängt."), "good")
    return redirect(url_for("mailings.of_event", slug=event.slug) if event else url_for("mailings.show_all"), 303)


def _mailing_or_404(uid: str) -> Mailing:
    try:
        return mailings.get(uid)
    except mailings.MailingMissing:
        abort(404)
