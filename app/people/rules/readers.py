"""The two readers that a file's words are understood with."""

from dataclasses import dataclass

from app.people.rules.kinds import OrganisationKind
from app.people.rules.organisations import OrganisationGuess, OrganisationReader
from app.people.rules.roles import Confidence, RoleGuess, RoleReader


@dataclass(frozen=True)
class Readers:
    """Reads titles as roles and names as organisations."""

    roles: RoleReader
    organisations: OrganisationReader

    def is_role(self, text: str) -> bool:
        """Whether the text surely is a role, in organisations of some kind."""
        reading = self.roles.read(text, None)
        return isinstance(reading, RoleGuess) and reading.confidence is not Confidence.GUESSED

    def is_organisation(self, text: str) -> bool:
        """Whether the text surely is one of the known organisations."""
        reading = self.organisations.read(text)
        return isinstance(reading, OrganisationGuess) and reading.confidence is not Confidence.GUESSED

    def organisation_in(self, text: str) -> str:
        """The name of the known organisation that is surely named in the text ("Rektorer i Åre kommun"), or empty."""
        reading = self.organisations.read(text)
        if isinstance(reading, OrganisationGuess) and (reading.rest or reading.confidence is not Confidence.GUESSED):
            return reading.organisation.name
        return ""

    def university_roles(self, title: str) -> tuple[str, ...]:
        """The roles that a title would mean at a university: they tell which part of it is meant."""
        reading = self.roles.read(title, OrganisationKind.UTBILDNING)
        return reading.keys if isinstance(reading, RoleGuess) else ()
