"""What the pages of one mailing show: whom it goes to, what the letter becomes, how far it has come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from app.desk import mailing_letters
from app.desk import mailings as desk
from app.events.letters import values_of_meeting
from app.events.model import Event
from app.events.queries import find_event_by_uid
from app.invitations.letters import event_data
from app.invitations.rules import differing
from app.kernel import clock
from app.lists.receivers import Candidate, Receivers, receivers
from app.mail import mailings, render
from app.mail.letter import Letter
from app.mail.model import LetterState, Mailing, MailingState, OutboxLetter
from app.mail.queries import list_of_mailing
from app.mail.wording import filled
from app.registrations.rules.mailings import Audience, AudienceKind, LeftOut, ReceiverKind, Stage, stage_of
from app.web.organizer import mailing_forms
from app.web.organizer.event_page import show as show_event
from app.web.organizer.letter_frame import Preview
from app.web.organizer.mailing_forms import SendForm
from app.web.running import settings, undo_minutes

_PAGE = 50
_SPREAD = 20
"""Of each kind of receiver so many are looked at, to find three that differ."""
SHOWN_AS = {
    Stage.DRAFT: "draft",
    Stage.PLANNED: "pending",
    Stage.HELD: "pending",
    Stage.SENDING: "queued",
    Stage.SENT: "good",
    Stage.CANCELLED: "withdrawn",
}


@dataclass(frozen=True)
class Group:
    """Receivers of one kind, how many they are, and up to three letters to those who differ most."""

    kind: ReceiverKind
    count: int
    examples: list[Preview]


def show(template: str, event: Event | None, **context: Any) -> str:
    """A page about a mailing, with the head of its meeting where it is about one."""
    return show_event(template, event, **context) if event else render_template(template, event=None, **context)


def event_of(row: Mailing) -> Event | None:
    """The meeting that the mailing is about."""
    return find_event_by_uid(row.event_uid)


def meant(row: Mailing, event: Event | None) -> Receivers:
    """Whom the draft would go to now."""
    return receivers(event, Audience.from_data(row.audience), clock.today())


def subject_of(row: Mailing, event: Event | None) -> str:
    """The subject with what it says of the meeting; what it says of the receiver stays a field."""
    values = values_of_meeting(event_data(event)) if event else {}
    return filled(row.subject, values)


def audience_in_words(row: Mailing, event: Event | None) -> str:
    """ "De som är anmälda", "Middag: …", "Rektor, Jämtlands län"."""
    audience = Audience.from_data(row.audience)
    if audience.kind is AudienceKind.REGISTER:
        return mailing_forms.limits_in_words(audience.limits)
    if audience.kind is AudienceKind.PART and event is not None:
        title = next((part.title for part in event.parts if part.uid == audience.part_uid), "")
        whom = gettext("De som är anmälda till %(part)s", part=title)
    else:
        whom = gettext(audience.kind.label)
    return f"{whom}: {mailing_forms.limits_in_words(audience.limits)}" if audience.limits else whom


def stage(row: Mailing, progress: mailings.Progress, now: datetime) -> Stage:
    """How far the mailing has come."""
    if row.state is MailingState.DRAFT or row.leaves_at is None:
        return Stage.DRAFT
    if row.state is MailingState.CANCELLED:
        return Stage.CANCELLED
    return stage_of(row.leaves_at, planned=row.send_at is not None, waiting=progress.waiting, now=now)


def page_asked() -> int:
    """The page that the address asks for, from 1."""
    return min(max(1, request.args.get("sida", 1, type=int)), 100_000)


def draft_page(row: Mailing, event: Event | None, form: SendForm, *, same: int = 0, changed: bool = False) -> str:
    """The draft before it goes: the letters, who gets it, who does not, and the button."""
    found = meant(row, event)
    ready, others = ([one for one in meant_ones if one.shown] for meant_ones in (found.ready, found.others))
    pages = max(1, -(-len(ready) // _PAGE))
    page = min(page_asked(), pages)
    shown = ready[(page - 1) * _PAGE : page * _PAGE]
    chosen = _spread(ready)
    uids = {one.uid for one in shown} | {one.uid for group in chosen.values() for one in group}
    people = desk.people_to(event, uids)
    form.seen.data, form.count.data = str(row.version), str(len(found.ready))
    return show(
        "organizer/mailings/draft.html",
        event,
        mailing=row,
        subject=subject_of(row, event),
        form=form,
        audience=audience_in_words(row, event),
        saves_date=mailing_letters.saves_date(row),
        count=len(found.ready),
        listed=len(ready),
        rows=[(one, mailing_letters.capacity(people[one.uid], clock.today())) for one in shown if one.uid in people],
        others=others[:_PAGE],
        others_count=len(found.others),
        left_out=[(LeftOut(why), number) for why, number in found.left_out().items()],
        groups=[_group(row, event, kind, found.ready, some, people) for kind, some in chosen.items()],
        same=same,
        changed=changed,
        minutes=undo_minutes(),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("mailings.show", uid=row.uid, sida=number),
    )


def _spread(ready: Sequence[Candidate]) -> dict[ReceiverKind, list[Candidate]]:
    """Some of each kind, from all over the list."""
    found = {}
    for kind in ReceiverKind:
        mine = [one for one in ready if one.kind is kind]
        step = max(1, len(mine) // _SPREAD)
        if mine:
            found[kind] = mine[::step][:_SPREAD]
    return found


def _group(
    row: Mailing,
    event: Event | None,
    kind: ReceiverKind,
    ready: Sequence[Candidate],
    some: Sequence[Candidate],
    people: dict[str, mailing_letters.To],
) -> Group:
    found = [people[one.uid] for one in some if one.uid in people]
    today = clock.today()
    keys = [_key(mailing_letters.capacity(one, today)) for one in found]
    examples = [found[place] for place in differing(keys)]
    told = [
        Preview(
            one.person.name,
            mailing_letters.capacity(one, today),
            render.preview(mailing_letters.letter(row, event, one, today=today)),
        )
        for one in examples
    ]
    return Group(kind, sum(one.kind is kind for one in ready), told)


def _key(capacity: str) -> tuple[str, str]:
    """Role and organisation, of "rektor, Ånge kommun"."""
    role, _comma, place = capacity.partition(", ")
    return role, place


def trial_of(row: Mailing, event: Event | None, name: str, address: str) -> Letter | None:
    """The letter as the first receiver would get it, to the organizer; None when there is no receiver."""
    first = next((one for one in meant(row, event).ready if one.shown), None)
    if first is None:
        return None
    to = desk.people_to(event, [first.uid])[first.uid]
    return mailing_letters.as_trial(mailing_letters.letter(row, event, to, today=clock.today()), name, address)


def progress_page(row: Mailing, event: Event | None) -> str:
    """How it goes, or went: numbers, and each receiver's letter."""
    now = clock.now()
    progress = mailings.progress_of([row.id])[row.id]
    page = page_asked()
    found, total = desk.receivers_of(row, page, _PAGE)
    letters = {one.person_uid: one for one in list_of_mailing(row.id, [person.uid for _one, person in found])}
    return show(
        "organizer/mailings/progress.html",
        event,
        mailing=row,
        subject=subject_of(row, event),
        stage=stage(row, progress, now),
        shown_as=SHOWN_AS,
        progress=progress,
        audience=audience_in_words(row, event),
        left_out=[(LeftOut(why), number) for why, number in _summed(row.left_out, progress.left_out).items()],
        rows=[(person, letters.get(person.uid), _why(one.left_out)) for one, person in found],
        letter_shape=_shape,
        mail_is_on=settings().mail_is_on,
        page=page,
        pages=max(1, -(-total // _PAGE)),
        page_url=lambda number: url_for("mailings.show", uid=row.uid, sida=number),
    )


def _summed(first: Mapping[str, int], second: Mapping[str, int]) -> Mapping[str, int]:
    """When it was decided, and when their turn came."""
    return Counter(first) + Counter(second)


def _why(value: str) -> LeftOut | None:
    return LeftOut(value) if value else None


def _shape(letter: OutboxLetter) -> str:
    return {
        LetterState.SENT: "good",
        LetterState.FAILED: "failed",
        LetterState.CANCELLED: "withdrawn",
        LetterState.PAUSED: "draft",
    }.get(letter.state, "queued")
