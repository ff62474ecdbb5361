"""Quotas: at most so many of some people, over the whole event or a part, perhaps for each organisation by itself."""

from dataclasses import dataclass

from app.kernel.words import N_
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.sentences import Sentence, say

_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_PLURALS = (
    ("politiker", ""),
    ("are", ""),
    ("chef", "er"),
    ("or", "er"),
    ("fekt", "er"),
    ("ledning", "ar"),
    ("ansvarig", "a"),
    ("erad", "e"),
)
"""How a role's name ends, and what its plural adds: other names are told as "med rollen …"."""
_PLACES = {
    OrganisationKind.KOMMUN: N_("kommunerna"),
    OrganisationKind.KOMMUNALFORBUND: N_("kommunalförbunden"),
    OrganisationKind.FRISTAENDE: N_("de fristående huvudmännen"),
    OrganisationKind.FAKULTET: N_("fakulteterna"),
    OrganisationKind.INSTITUTION: N_("institutionerna"),
    OrganisationKind.UTBILDNING: N_("utbildningarna"),
    OrganisationKind.MYNDIGHET: N_("myndigheterna"),
    OrganisationKind.REGION: N_("regionerna"),
    OrganisationKind.KOMMUNFORBUND: N_("kommunförbunden"),
}


@dataclass(frozen=True)
class Quota:
    """At most ``most`` people on site: in a role, in a role group or ``outside`` of it (officials are those who are no
    politicians), from a kind of organisation; together, or ``per_organisation``. ``role`` is the role's name.
    """

    most: int
    role_group: RoleGroup | None = None
    outside: bool = False
    role_id: int | None = None
    role: str = ""
    organisation_kind: OrganisationKind | None = None
    per_organisation: bool = False


@dataclass(frozen=True)
class Held:
    """A role that somebody is invited in, as far as quotas ask."""

    role_id: int
    role_group: RoleGroup
    organisation_id: int
    organisation: str
    organisation_kind: OrganisationKind


def counts(quota: Quota, held: Held) -> bool:
    """Whether one who comes as ``held`` is counted by ``quota``."""
    return (
        quota.role_id in (None, held.role_id)
        and (quota.role_group is None or (held.role_group is quota.role_group) is not quota.outside)
        and quota.organisation_kind in (None, held.organisation_kind)
    )


def says_something(quota: Quota) -> bool:
    """Whether it limits anything but everybody together, which is what the number of places does."""
    return quota.per_organisation or any((quota.role_group, quota.role_id, quota.organisation_kind))


def rule(quota: Quota, part: str = "") -> Sentence:
    """The quota as a sentence: "Högst en politiker per kommun till Middag." """
    where = ""
    if quota.per_organisation:
        where = f" per {quota.organisation_kind.label if quota.organisation_kind else 'organisation'}"
    elif quota.organisation_kind:
        where = f" från {_PLACES[quota.organisation_kind]}"
    return say(
        N_("Högst %(number)s%(where)s%(part)s."),
        number=_counted(quota),
        where=where,
        part=f" till {part}" if part else "",
    )


def full(quota: Quota, place: str, *, waiting_list: bool) -> Sentence:
    """What one is told whom the quota has no place for; ``place``: the organisation's name, where each has its own."""
    who, joined = _counted(quota, bare=True), "anmäld" if quota.most == 1 else "anmälda"
    values = {"who": who, "joined": joined}
    if quota.per_organisation:
        text = (
            N_("%(place)s har redan %(who)s %(joined)s. Fråga där om någon kan avstå, eller ställ dig på väntelistan.")
            if waiting_list
            else N_("%(place)s har redan %(who)s %(joined)s. Fråga där om någon kan avstå.")
        )
        return say(text, place=place, **values)
    if waiting_list:
        return say(N_("Redan %(who)s är %(joined)s, och fler får inte plats. Ställ dig på väntelistan."), **values)
    return say(N_("Redan %(who)s är %(joined)s, och fler får inte plats."), **values)


def _counted(quota: Quota, *, bare: bool = False) -> str:
    """ "två tjänstepersoner", "40 rektorer", "två"; where nobody is named and not ``bare``: "två personer"."""
    one = quota.most == 1
    number = _NUMBERS[quota.most] if quota.most < len(_NUMBERS) else str(quota.most)
    if quota.role_id is not None:
        return f"{number} {_in_role(quota.role, one=one)}"
    if quota.role_group is RoleGroup.POLITIKER:
        officials = "tjänsteperson" if one else "tjänstepersoner"
        return f"{number} {officials if quota.outside else 'politiker'}"
    if quota.role_group is not None:
        return f"{number} {'utanför' if quota.outside else 'ur'} gruppen {quota.role_group.label.lower()}"
    if bare or quota.per_organisation:
        return number
    return f"{number} {'person' if one else 'personer'}"


def _in_role(name: str, *, one: bool) -> str:
    """ "rektorer"; "med rollen samordnare lärarutbildningen" where the plural cannot be told from the name."""
    word = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    for ending, more in _PLURALS:
        if word.endswith(ending):
            return word if one else word + more
    return f"med rollen {word}"
