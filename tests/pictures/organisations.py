"""An organisation's contact, and a place without a name."""

from collections.abc import Callable

from playwright.sync_api import Page

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations.actions.places import make_place, send_places
from app.invitations.letters.organisations import place_link
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests.builders import NOW
from tests.pictures.answering import LATE
from tests.pictures.state import Scene, State, presses
from tests.web.contact import Contact
from tests.web.test_organisation_answers import Answering


def _contact(path: str = "", kind: type[Contact] = Contact) -> Callable[[Scene], str]:
    """A page of Ånge's contact; in ``path`` {chef} is Anna's assignment and {slug} the meeting."""

    def opens(scene: Scene) -> str:
        maj = kind(scene.app)
        return maj.home + path.format(chef=maj.as_chef.uid, slug=maj.event.slug)

    return opens


def _names_a_successor(page: Page) -> None:
    page.get_by_label("Någon annan tar över").press("Space")
    _writes(page, "Karin", "Öh", "karin@ange.example")


def _writes(page: Page, given: str, family: str, address: str) -> None:
    page.get_by_label("Förnamn").fill(given)
    page.get_by_label("Efternamn").fill(family)
    page.get_by_label("E-postadress").fill(address)
    page.get_by_role("button", name="Skicka").click()


def _answers_for_two(page: Page) -> None:
    for name in ("Anna Berg", "Bo Ek", "Konferens torsdag"):
        box = page.get_by_label(name)
        if not box.is_checked():
            box.press("Space")
    page.get_by_role("button", name="Anmäl de markerade").click()


def _place(scene: Scene, count: int = 2) -> tuple[Contact, str, str]:
    """Ånge is asked to send politicians: the contact, the place's uid, and the path of the link for forwarding."""
    maj = Contact(scene.app)
    with scene.app.app_context(), transaction():
        event, ange = db.session.get_one(Event, maj.event.id), db.session.get_one(Organisation, maj.ange.id)
        role = db.session.get_one(Role, maj.politiker.id)
        place = make_place(event, ange, role, count, now=NOW, actor=SYSTEM)
        send_places(event, now=NOW, actor=SYSTEM)
        return maj, place.uid, links.path(place_link(place))  # type: ignore[union-attr, arg-type]


def _forwarded(scene: Scene) -> str:
    return _place(scene)[2]


def _forwarded_late(scene: Scene) -> str:
    path = _forwarded(scene)
    scene.it_is(LATE)
    return path


def _with_places(scene: Scene) -> str:
    return _place(scene)[0].home


def _names_for_a_place(scene: Scene) -> str:
    maj, uid, _path = _place(scene)
    return f"{maj.home}/plats/{uid}"


def _only_one(scene: Scene) -> str:
    return _place(scene, count=1)[2]


def _answers(page: Page) -> None:
    _writes(page, "Carin", "Dahl", "carin@ange.example")


def _taken(page: Page) -> None:
    """The only place is taken by the one who answered first."""
    address = page.url
    _answers(page)
    page.goto(address)


ORGANISATIONS = (
    State("kontakt", "Ånge kommun", _contact()),
    State("kontakt-stammer", "Ånge kommun", _contact(), then=presses("Allt stämmer")),
    State("kontakt-andra", "Ändra skolchef", _contact("/uppdrag/{chef}")),
    State("kontakt-forslag", "Ånge kommun", _contact("/uppdrag/{chef}"), then=_names_a_successor),
    State("kontakt-ny", "Namnge någon", _contact("/uppdrag/ny")),
    State("kontakt-flera", "Svara åt flera", _contact("/{slug}", Answering)),
    State("kontakt-flera-svarat", "Svara åt flera", _contact("/{slug}", Answering), then=_answers_for_two),
    State("kontakt-platser", "Ånge kommun", _with_places, top="Platser utan namn"),
    State("kontakt-namnger", "Namnge någon", _names_for_a_place),
    State("plats", "RUN-konferens 2027", _forwarded),
    State("plats-mottagen", "Tack för ditt svar", _forwarded, then=_answers),
    State("plats-tagen", "Platserna är redan svarade för", _only_one, then=_taken),
    State("plats-stangd", "Anmälan har stängt", _forwarded_late),
)
