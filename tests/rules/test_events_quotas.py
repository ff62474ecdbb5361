"""Quotas: whom they count, and the sentences they are told in."""

import pytest

from app.events.rules.quotas import Held, Quota, counts, full, rule, says_something
from app.people.rules.kinds import OrganisationKind, RoleGroup

KOMMUN = OrganisationKind.KOMMUN
PER_KOMMUN = Quota(2, organisation_kind=KOMMUN, per_organisation=True)
POLITICIAN = Quota(1, RoleGroup.POLITIKER, organisation_kind=KOMMUN, per_organisation=True)
OFFICIAL = Quota(1, RoleGroup.POLITIKER, outside=True, organisation_kind=KOMMUN, per_organisation=True)
PRINCIPALS = Quota(40, role_id=4, role="Rektor")


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        (PER_KOMMUN, "Högst två per kommun."),
        (POLITICIAN, "Högst en politiker per kommun."),
        (OFFICIAL, "Högst en tjänsteperson per kommun."),
        (PRINCIPALS, "Högst 40 rektorer."),
        (
            Quota(3, RoleGroup.POLITIKER, outside=True, per_organisation=True),
            "Högst tre tjänstepersoner per organisation.",
        ),
        (Quota(12, RoleGroup.UTVECKLING), "Högst tolv ur gruppen utveckling."),
        (Quota(2, role_id=9, role="Prefekt"), "Högst två prefekter."),
        (Quota(2, role_id=9, role="Skolchef"), "Högst två skolchefer."),
        (Quota(2, role_id=9, role="Utvecklingsledare"), "Högst två utvecklingsledare."),
        (
            Quota(2, role_id=9, role="Samordnare lärarutbildningen"),
            "Högst två med rollen samordnare lärarutbildningen.",
        ),
        (Quota(30, organisation_kind=KOMMUN), "Högst 30 personer från kommunerna."),
    ],
)
def test_a_quota_is_told_as_a_sentence(quota: Quota, words: str) -> None:
    assert str(rule(quota)) == words


def test_a_quota_of_a_part_names_it() -> None:
    assert str(rule(POLITICIAN, "Middag")) == "Högst en politiker per kommun till Middag."


def test_the_one_it_has_no_place_for_is_told_which_and_what_to_do() -> None:
    said = [
        full(PER_KOMMUN, "Ånge kommun", waiting_list=True),
        full(POLITICIAN, "Ånge kommun", waiting_list=False),
        full(PRINCIPALS, "", waiting_list=True),
    ]
    assert [str(one) for one in said] == [
        "Ånge kommun har redan två anmälda. Fråga där om någon kan avstå, eller ställ dig på väntelistan.",
        "Ånge kommun har redan en politiker anmäld. Fråga där om någon kan avstå.",
        "Redan 40 rektorer är anmälda, och fler får inte plats. Ställ dig på väntelistan.",
    ]


def _as(role_id: int, group: RoleGroup, kind: OrganisationKind = KOMMUN) -> Held:
    return Held(role_id, group, 7, "Ånge kommun", kind)


def test_whom_a_quota_counts() -> None:
    politician, principal = _as(1, RoleGroup.POLITIKER), _as(4, RoleGroup.SKOLLEDNING)
    elsewhere = _as(4, RoleGroup.SKOLLEDNING, OrganisationKind.FRISTAENDE)
    counted = {
        quota: [counts(quota, who) for who in (politician, principal, elsewhere)]
        for quota in (PER_KOMMUN, POLITICIAN, OFFICIAL, PRINCIPALS)
    }
    assert counted == {
        PER_KOMMUN: [True, True, False],
        POLITICIAN: [True, False, False],
        OFFICIAL: [False, True, False],
        PRINCIPALS: [False, True, True],
    }


def test_a_quota_for_everybody_together_is_no_quota() -> None:
    assert [says_something(Quota(40)), says_something(PRINCIPALS), says_something(PER_KOMMUN)] == [False, True, True]
