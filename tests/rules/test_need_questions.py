"""Särskilda behov: each kind on its own ground, nothing asked without one, names to the kitchen by own consent."""

import pytest

from app.events.rules.kinds import NeedQuestion, NeedsGround
from app.events.rules.need_questions import ground_of, needs_fault
from app.registrations.rules import NeedDraft, NeedFault, NeedKind
from app.registrations.rules.needs import fault

SHARED, CONSENT, LAW, NOT_ASKED = NeedQuestion
VEGAN, NUTS = NeedDraft(NeedKind.DIET, "vegan"), NeedDraft(NeedKind.ALLERGY, "nuts")
BY_LAW = dict.fromkeys(NeedKind, NeedsGround.LAW)


@pytest.mark.parametrize(
    ("question", "shared", "ground"),
    [
        (SHARED, NeedsGround.LAW, NeedsGround.LAW),
        (SHARED, None, None),
        (CONSENT, NeedsGround.LAW, NeedsGround.CONSENT),
        (LAW, None, NeedsGround.LAW),
        (NOT_ASKED, NeedsGround.LAW, None),
    ],
)
def test_a_kind_rests_on_its_own_ground_or_on_the_shared_one(
    question: NeedQuestion, shared: NeedsGround | None, ground: NeedsGround | None
) -> None:
    assert ground_of(question, shared) is ground


@pytest.mark.parametrize(
    ("questions", "shared", "fine"),
    [
        ((SHARED, SHARED, SHARED), None, False),
        ((SHARED, SHARED, SHARED), NeedsGround.CONSENT, True),
        ((LAW, CONSENT, NOT_ASKED), None, True),
        ((LAW, CONSENT, SHARED), None, False),
        ((NOT_ASKED, NOT_ASKED, NOT_ASKED), NeedsGround.LAW, False),
    ],
)
def test_every_kind_that_is_asked_for_needs_a_ground_and_at_least_one_is_asked_for(
    questions: tuple[NeedQuestion, ...], shared: NeedsGround | None, fine: bool
) -> None:
    assert (needs_fault(questions, shared) is None) == fine


@pytest.mark.parametrize(
    ("drafts", "consents", "severe", "wrong"),
    [
        ((), False, False, None),
        ((VEGAN,), False, False, None),
        ((NUTS,), False, False, NeedFault.NO_CONSENT),
        ((NUTS,), True, True, None),
        ((VEGAN,), True, True, NeedFault.SEVERE_WITHOUT_ALLERGY),
        ((), True, True, NeedFault.SEVERE_WITHOUT_ALLERGY),
        ((NeedDraft(NeedKind.ACCESS, "wheelchair"),), True, False, NeedFault.UNKNOWN),
        ((NeedDraft(NeedKind.DIET, "hittepå"),), True, False, NeedFault.UNKNOWN),
    ],
)
def test_what_can_be_kept(drafts: tuple[NeedDraft, ...], consents: bool, severe: bool, wrong: NeedFault | None) -> None:
    """Diet is asked for by law, allergy by consent, access not at all."""
    grounds = {NeedKind.DIET: NeedsGround.LAW, NeedKind.ALLERGY: NeedsGround.CONSENT}
    assert fault(drafts, grounds, consents=consents, severe=severe) is wrong


def test_the_name_to_the_kitchen_is_asked_for_apart_also_where_the_law_is_the_ground() -> None:
    assert fault((NUTS,), BY_LAW, consents=False, severe=False) is None
    assert fault((NUTS,), BY_LAW, consents=False, severe=True) is None
