"""Events with all that they own. Importing this also has changes draw stamps (``stamps``)."""

from app.events.model import stamps
from app.events.model.breaks import BreakRow
from app.events.model.calendars import GroupCalendar, PublicCalendar
from app.events.model.circles import CircleLine, EventMember
from app.events.model.deadlines import GroupDeadlines
from app.events.model.event import Event, Part, Slot
from app.events.model.past import PastShare, PastYear
from app.events.model.questions import LibraryQuestion, Question, QuestionOption, QuestionRole, QuestionVersion
from app.events.model.quotas import Quota
from app.events.model.texts import EventDocument, EventText

__all__ = [
    "BreakRow",
    "CircleLine",
    "Event",
    "EventDocument",
    "EventMember",
    "EventText",
    "GroupCalendar",
    "GroupDeadlines",
    "LibraryQuestion",
    "Part",
    "PastShare",
    "PastYear",
    "PublicCalendar",
    "Question",
    "QuestionOption",
    "QuestionRole",
    "QuestionVersion",
    "Quota",
    "Slot",
    "stamps",
]
