"""Clock times in Europe/Stockholm, stored in UTC."""

from datetime import UTC, date, datetime, time

from app.kernel.words import N_, STOCKHOLM, local


class ImpossibleTimeError(ValueError):
    """The clock never shows that time on that day: it is put forward an hour in spring."""


def moment_of(day: date, clock: time) -> datetime:
    """The moment, in UTC, when clocks in Stockholm show ``clock`` on ``day``; the first of two in autumn, when the
    hour between 2 and 3 comes twice. Raises ImpossibleTimeError for an hour that is skipped in spring.
    """
    written = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    moment = written.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    if local(moment).replace(tzinfo=None) != written:
        raise ImpossibleTimeError(f"{day} {clock}")
    return moment


def nearest_moment_of(day: date, clock: time) -> datetime:
    """As ``moment_of``, but a skipped hour becomes the hour after: for times that are moved and not typed."""
    written = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    return written.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def move_moment(moment: datetime, old_first: date, new_first: date) -> datetime:
    """``moment`` of an event that moves: as many days from the first day as before, at the same time of the clock."""
    here = local(moment)
    return nearest_moment_of(here.date() + (new_first - old_first), here.time())


def span_fault(starts_at: datetime, ends_at: datetime, first: date, last: date) -> tuple[str, str] | None:
    """What is wrong with a part's times, as (field, words); None when they are right. Fields: "starts", "ends".

    A part begins and ends on the event's days.
    """
    if not first <= local(starts_at).date() <= last:
        return "starts", N_("Välj en av mötets dagar.")
    if ends_at <= starts_at:
        return "ends", N_("Skriv en sluttid som är senare än starttiden.")
    if local(ends_at).date() > last:
        return "ends", N_("Delen måste sluta senast mötets sista dag.")
    return None
