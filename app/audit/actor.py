"""Who does something: a value that actions get and the log keeps."""

from dataclasses import dataclass

from app.kernel.enums import Labelled
from app.kernel.words import N_


class ActorKind(Labelled):
    """What sort of somebody acts."""

    ACCOUNT = "account", N_("Inloggad")
    PERSON = "person", N_("Personlig länk")
    ORGANISATION = "organisation", N_("Organisationens länk")
    DOOR_LINK = "door_link", N_("Dörrlänk")
    LIST_ADDRESS = "list_address", N_("Hemlig adress")
    COMMAND = "command", N_("Kommandorad")
    SYSTEM = "system", N_("Systemet")


@dataclass(frozen=True)
class Actor:
    """Who acts; ``uid`` is the account's, the person's or the organisation's; none for commands and the system."""

    kind: ActorKind
    uid: str = ""
    name: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, name="Systemet")
COMMAND = Actor(ActorKind.COMMAND, name="Kommandorad")
