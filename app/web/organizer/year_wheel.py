"""The wheel of a year in the words of the page."""

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext, ngettext

from app.documents.pictures.wheel import Band, Mark, Shape, Wheel
from app.events.rules.breaks import SchoolBreak
from app.events.rules.kinds import EventKind, EventState
from app.kernel.words import date_span, plain_date, week, weekday_span
from app.lists.year import Year, YearMeeting

SHAPES = {
    EventKind.CONFERENCE: Shape.DISC,
    EventKind.DIALOGUE: Shape.SQUARE,
    EventKind.WORKING_COMMITTEE: Shape.TRIANGLE,
    EventKind.DEVELOPMENT_GROUP: Shape.DIAMOND,
    EventKind.NETWORK: Shape.HEXAGON,
    EventKind.SEMINAR: Shape.PENTAGON,
}


def wheel_of(year: Year, today: date, *, links: bool = True) -> Wheel:
    """What the wheel shows; with ``links`` each meeting leads to its page, without them it stands under the wheel."""
    monday = year.conference_days[0] - timedelta(days=3)
    sunday = monday + timedelta(days=6)
    lanes = {area: n for n, area in enumerate(year.areas)}
    return Wheel(
        year=year.year,
        title=gettext("Årshjul %(year)s", year=year.year),
        about=about(year),
        marks=tuple(_mark(one, links) for one in year.meetings),
        bands=tuple(_band(one, lanes) for one in year.breaks),
        lanes=tuple(gettext("Lov i %(area)s", area=area) for area in lanes),
        everywhere=gettext("Lov i alla områden"),
        shapes=tuple((SHAPES[kind], gettext(kind.label)) for kind in year.kinds),
        week=Band(monday, sunday, gettext("Vecka 9, %(days)s", days=_days(monday, sunday))),
        today=today,
        lists_marks=not links,
        today_words=gettext("I dag, %(day)s", day=plain_date(today)),
    )


def about(year: Year) -> str:
    """What the wheel shows, in a few sentences."""
    on = [one.event for one in year.meetings if one.event.state is not EventState.CANCELLED]
    said = [gettext("Året som en ring, med januari överst och tiden medsols.")]
    if on:
        count = ngettext("%(num)s möte är inlagt", "%(num)s möten är inlagda", len(on))
        said.append(
            gettext(
                "%(count)s: det första är %(title)s %(days)s.",
                count=count,
                title=on[0].title,
                days=date_span(on[0].starts_on, on[0].ends_on),
            )
            if len(on) > 1
            else gettext(
                "%(count)s: %(title)s %(days)s.",
                count=count,
                title=on[0].title,
                days=date_span(on[0].starts_on, on[0].ends_on),
            )
        )
    else:
        said.append(gettext("Inget möte är inlagt."))
    thursday, friday = year.conference_days
    said.append(
        gettext(
            "Vecka 9, konferensens vecka, är markerad: torsdag och fredag är %(days)s.",
            days=date_span(thursday, friday),
        )
    )
    if year.breaks:
        said.append(ngettext("%(num)s lov är inlagt.", "%(num)s lov är inlagda.", len(year.shared_breaks)))
    return " ".join(said)


def _days(first: date, last: date) -> str:
    return date_span(first, last).rsplit(" ", 1)[0]


def _mark(one: YearMeeting, links: bool) -> Mark:
    event = one.event
    words = f"{event.title}, {weekday_span(event.starts_on, event.ends_on)}, {week(event.starts_on)}"
    if event.state in {EventState.DRAFT, EventState.CANCELLED}:
        words = f"{words}, {gettext(event.state.label).lower()}"
    return Mark(
        number=one.number,
        shape=SHAPES[event.kind],
        first=event.starts_on,
        words=words,
        short=f"{_days(event.starts_on, event.ends_on)}: {event.title}",
        href=url_for("events.overview", slug=event.slug) if links else "",
        dashed=event.state is EventState.DRAFT,
        crossed=event.state is EventState.CANCELLED,
    )


def _band(one: SchoolBreak, lanes: dict[str, int]) -> Band:
    area = one.area or gettext("alla områden")
    return Band(one.first, one.last, f"{one.name}, {area}, {date_span(one.first, one.last)}", lanes.get(one.area))
