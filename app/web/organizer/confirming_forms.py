"""The form of an avstämning: for what, in which words, and when to remind."""

from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.desk.confirming import occasion_of
from app.events.model import Event
from app.events.queries import list_events
from app.events.rules.kinds import EventKind, EventState
from app.kernel import clock
from app.mail.wording import FieldsUnknown
from app.people import queries
from app.people.rules import asking
from app.people.rules.asking import AGAIN, FIRST, Asking, NoOccasion
from app.web import fields
from app.web.fields import Form, LineField, NumberField, SelectField, TextField
from app.web.organizer.letter_frame import unknown_fields

_BY_OFFICE = frozenset({EventKind.CONFERENCE, EventKind.DIALOGUE})
_REMIND_DAYS = 7
_UID_LENGTH = 36


class AskingForm(Form):
    """For what it is asked, in which words, and when to remind."""

    meeting = SelectField(
        _("Inför vilket möte?"),
        description=_("Flyttas mötet står de nya dagarna i påminnelsen. Ställs det in nämns det inte."),
    )
    occasion = LineField(
        _("Eller inför vad?"), limit=150, description=_("Bara om du inte väljer ett möte. Står efter ”Inför” i brevet.")
    )
    remind_days = NumberField(
        _("Påminn av sig själv efter"),
        most=60,
        default=_REMIND_DAYS,
        description=_("Dagar. De som inte har hört av sig då får en påminnelse. 0 betyder att du påminner själv."),
    )
    text = TextField(_("Brevets inledning"), limit=asking.LIMIT, description=_("En tom rad ger ett nytt stycke."))
    reminder_text = TextField(_("Påminnelsens inledning"), limit=asking.LIMIT)
    uid = HiddenField()

    def offer(self, meetings: list[Event]) -> "AskingForm":
        """Let one of ``meetings`` be chosen, or none."""
        self.meeting.choices = fields.pairs(
            [("", gettext("Inget särskilt möte")), *((one.uid, _called(one)) for one in meetings)]
        )
        self._occasions = {one.uid: occasion_of(one) for one in meetings}
        return self

    @property
    def question_uid(self) -> str:
        """What names the question, so that it is sent once."""
        written = self.uid.data or ""
        return written if len(written) == _UID_LENGTH else str(uuid4())

    def asking(self) -> Asking:
        """The question as a value; texts that are the standard ones are left out."""
        chosen = self.meeting.data or ""
        return Asking(
            self._occasions.get(chosen) or self.occasion.data or "",
            self.remind_days.data or 0,
            chosen if chosen in self._occasions else "",
            asking.own(FIRST, self.text.data or ""),
            asking.own(AGAIN, self.reminder_text.data or ""),
        )

    def holds(self) -> bool:
        """Whether all of it can be sent; what is wrong is told at its field."""
        if not self.validate():
            return False
        if self.meeting.data and self.occasion.data:
            self.occasion.errors = [gettext("Välj ett möte eller skriv själv, inte både och")]
        given = self.asking()
        for field, text in ((self.text, given.text), (self.reminder_text, given.reminder_text)):
            if words := _fault(text, given.occasion):
                field.errors = [words]
        return not self.errors

    def restore(self) -> None:
        """The standard texts again; all else stays as it was written."""
        occasion = self.asking().occasion
        self.text.data = gettext(asking.usual(FIRST, occasion))
        self.reminder_text.data = gettext(asking.usual(AGAIN, occasion))


def begun(meeting: Event | None = None) -> AskingForm:
    """``meeting``, or else the nearest meeting that asks for offices, and the words used the last time."""
    coming = meetings(meeting.uid if meeting else "")
    nearest = meeting or next((one for one in coming if one.kind in _BY_OFFICE), None)
    latest = next(iter(queries.list_requests(1)), None)
    before = queries.asking_of(latest) if latest else Asking()
    occasion = occasion_of(nearest) if nearest else ""
    form = AskingForm(
        data={
            "meeting": nearest.uid if nearest else "",
            "remind_days": _REMIND_DAYS,
            "text": before.text or gettext(asking.usual(FIRST, occasion)),
            "reminder_text": before.reminder_text or gettext(asking.usual(AGAIN, occasion)),
        }
    )
    return form.offer(coming)


def sent() -> AskingForm:
    """What the browser sent."""
    form = AskingForm()
    return form.offer(meetings(form.meeting.data or ""))


def meetings(draft: str = "") -> list[Event]:
    """Published meetings to come, the nearest first. Next year's are asked about while they are drafts: the one with
    the uid ``draft`` is there too, since somebody has chosen it.
    """
    found = list_events(states=[EventState.PUBLISHED, EventState.DRAFT])
    coming = [one for one in found if one.starts_on > clock.today()]
    offered = [one for one in coming if one.state is EventState.PUBLISHED or one.uid == draft]
    return sorted(offered, key=lambda one: (one.starts_on, one.id))


def _called(event: Event) -> str:
    """The meeting in the list of those that can be chosen."""
    words = occasion_of(event)
    return gettext("%(meeting)s (utkast)", meeting=words) if event.state is EventState.DRAFT else words


def _fault(text: str, occasion: str) -> str:
    match asking.fault(text, occasion):
        case FieldsUnknown() as outcome:
            return unknown_fields(outcome)
        case NoOccasion():
            return gettext("Välj inför vad du frågar, eller ta bort {{tillfälle}} ur texten")
        case None:
            return ""
