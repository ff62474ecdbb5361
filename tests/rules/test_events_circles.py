"""Who is meant by a circle."""

from app.events.rules.circles import CircleLineValue, HoldingValue, belongs, in_circle
from app.people.rules.kinds import OrganisationKind

SKOLCHEF, REKTOR = 1, 2
AGREEMENT = CircleLineValue(SKOLCHEF, OrganisationKind.KOMMUN, agreement_only=True)


def test_a_skolchef_of_an_agreement_municipality_is_in_the_dialogue() -> None:
    assert belongs([AGREEMENT], [HoldingValue(SKOLCHEF, OrganisationKind.KOMMUN, agreement=True)])


def test_a_skolchef_of_an_independent_provider_is_not_in_the_dialogue() -> None:
    assert not belongs([AGREEMENT], [HoldingValue(SKOLCHEF, OrganisationKind.FRISTAENDE)])


def test_a_municipality_without_agreement_is_left_out() -> None:
    assert not belongs([AGREEMENT], [HoldingValue(SKOLCHEF, OrganisationKind.KOMMUN, agreement=False)])


def test_one_of_several_roles_is_enough() -> None:
    held = [
        HoldingValue(REKTOR, OrganisationKind.KOMMUN, agreement=True),
        HoldingValue(SKOLCHEF, OrganisationKind.KOMMUN, agreement=True),
    ]
    assert belongs([AGREEMENT], held)


def test_a_line_without_kind_means_the_role_anywhere() -> None:
    assert belongs([CircleLineValue(REKTOR)], [HoldingValue(REKTOR, OrganisationKind.FRISTAENDE)])


def test_a_part_without_lines_is_for_everybody_invited() -> None:
    assert belongs([], [])


def test_an_events_circle_without_lines_means_nobody() -> None:
    assert not in_circle([], [HoldingValue(REKTOR, OrganisationKind.KOMMUN)])
