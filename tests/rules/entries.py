"""A banner and a seminar, as entries of a calendar."""

from datetime import UTC, date, datetime, timedelta

from app.calendar.entry import Attendee, Calendar, Entry, Organizer

CHANGED = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
ORGANIZER = Organizer("RUN, samordningen", "run@lararutbildning.example")
ANNA = Attendee("Anna Berg", "anna.berg@ange.example")
BANNER = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a01",
    summary="RUN-konferens 2027",
    starts=date(2027, 3, 4),
    ends=date(2027, 3, 5),
    last_modified=CHANGED,
    transparent=True,
    location="Södra Berget, Sundsvall",
    url="https://run.example/moten/run-konferens-2027",
)
SEMINAR = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
    summary="Seminarium B: språk, skrivande; läsning",
    starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    last_modified=CHANGED + timedelta(days=1),
    created=CHANGED,
    sequence=2,
    location="Sal 3, Södra Berget",
    description="Medverkande: Åsa Öberg.\nTa med C:\\Nytt underlag.",
    conference_url="https://video.example/rum/3?kod=a,b;c",
    categories=("RUN", "Möte, digitalt"),
)
CALENDAR = Calendar("RUN-möten, Anna Berg", (SEMINAR, BANNER), "Dina möten i RUN.")
