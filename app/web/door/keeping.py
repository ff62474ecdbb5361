"""Who stands at the door."""

from app.attendance import queries
from app.attendance.queries import NoSuchDoor, OpenDoor
from app.attendance.rules import Keeper
from app.kernel import clock
from app.web import guards


def keeper() -> Keeper:
    """Whom every tick of this request is by: an account that may, or the holder of a door link."""
    found = None if guards.account_keeps_doors() else guards.find_pass()
    if found is None:
        actor = guards.actor()
        return Keeper(actor, actor.name)
    return Keeper(guards.pass_actor(found), found.name, found.link_id)


def only_event() -> str | None:
    """The slug of the one event whose doors are open to whoever is here; None: every event's are."""
    found = None if guards.account_keeps_doors() else guards.find_pass()
    return found.slug if found else None


def get_open_door(slug: str) -> OpenDoor:
    """The event, as long as its doors are of use: whoever keeps doors has no need of last year's list. Raises
    NoSuchDoor.
    """
    door = queries.get_open_door(slug)
    if queries.is_past(door.ends_on, clock.today()):
        raise NoSuchDoor(slug)
    return door
