"""The one list, in the order of ``docs/svarslagen.md``."""

from tests.pictures.answering import ANSWERING
from tests.pictures.guests import GUESTS
from tests.pictures.instead import INSTEAD
from tests.pictures.organisations import ORGANISATIONS
from tests.pictures.waiting import LATER, WAITING

STATES = (*ANSWERING, *WAITING, *LATER, *INSTEAD, *GUESTS, *ORGANISATIONS)
