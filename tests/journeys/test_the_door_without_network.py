"""The door's app on phones whose network comes and goes: one truth, and nothing lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import Route

from tests.journeys.door_scene import PEOPLE, Doors, name
from tests.journeys.door_scene import scene as scene
from tests.machine import allowed
from tests.pages.door_phone import DoorPhone

pytestmark = pytest.mark.browser

SHARED = range(16, 20)
"""Whom both phones tick off."""
WITHDRAWN = 3
AGAIN = 5


def test_two_phones_on_one_person_in_the_same_moment(scene: Doors) -> None:
    phones = [scene.phone(scene.keeper(name)) for name in ("Dag Dörr", "Eva Entré")]
    for phone in phones:
        phone.opens(scene.address)
        phone.seeks("anna07")
    at = phones[0].page.evaluate("Date.now() + 400")
    for phone in phones:
        phone.taps_at(name(7), at)
    for phone in phones:
        phone.sees_result("^Anna07 Björk (är|var redan) incheckad 08.41")
        phone.sees_count(f"1 av {PEOPLE}")
    said = sorted(phone.result() for phone in phones)
    standing = [by for _who, _mark, stands, by in scene.records() if stands]
    assert (len(scene.records()), len(standing)) == (2, 1)
    first = f"Anna07 Björk var redan incheckad 08.41 av {standing[0]}."
    assert said == [first, "Anna07 Björk är incheckad 08.41."]
    phones[0].seeks("anna09")
    phones[1].seeks("anna09")
    phones[0].taps(name(9))
    phones[1].row(name(9)).and_(phones[1].page.locator(".door-row-present")).wait_for(timeout=allowed(10) * 1000)


@pytest.mark.parametrize("lost", ["/dorr/sw.js", "/dorr/skal"])
def test_a_file_of_the_frame_that_was_lost_on_its_way_is_asked_for_again(scene: Doors, lost: str) -> None:
    scene.fails_once.add(lost)
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    assert lost not in scene.fails_once
    phone.loses_network()
    phone.reads_from_the_phone()
    phone.taps(name(1))
    phone.sees_result(f"^{name(1)} är incheckad 08.41. Väntar på att skickas.$")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the right clock first", "the wrong clock first"])
def test_forty_ticks_off_line_on_two_phones_give_one_truth(scene: Doors, order: tuple[int, int]) -> None:
    dag, eva = scene.keeper("Dag Dörr"), scene.keeper("Eva Entré")
    phones = [scene.phone(dag), scene.phone(eva, clock_wrong_by=timedelta(days=-3, hours=5))]
    for phone in phones:
        phone.opens(scene.address)
        phone.loses_network()
    right, wrong = phones
    wrong.taps_all(name(number) for number in range(16, 36))
    right.taps_all(name(number) for number in range(20))
    right.reads_again()
    right.page.wait_for_timeout(600)
    right.taps(name(AGAIN))
    right.sees_network("Utan nät: 21 väntar på att skickas")
    wrong.sees_network("Utan nät: 20 väntar på att skickas")
    scene.withdraws(name(WITHDRAWN))
    assert scene.records() == []

    first, second = (phones[place] for place in order)
    lost = _loses_the_first_answer(first)
    first.finds_network()
    first.page.wait_for_timeout(100)
    first.sees_network("Med nät")
    assert lost == ["lost"]
    scene.closes()
    second.finds_network()
    second.reads_from_the_phone()
    scene.opens()
    for phone in (second, first):
        phone.sees_network("Med nät")
        phone.sees_count(f"34 av {PEOPLE - 1}")

    records = scene.records()
    assert len(records) == 41
    standing = {who: by for who, _mark, stands, by in records if stands}
    ours = {name(number): "Dag Dörr" for number in range(16) if number != AGAIN}
    assert standing == ours | {name(number): "Eva Entré" for number in range(16, 36)}
    already = [f"{name(number)} var redan incheckad 08.41 av Eva Entré." for number in SHARED] if first is wrong else []
    revoked = f"{name(WITHDRAWN)} är incheckad 08.41. Inbjudan är återkallad, men närvaron är sparad."
    assert (sorted(right.told()), wrong.told()) == ([revoked, *already], [])
    assert [phone.raw()["queue"] for phone in phones] == [[], []]


def _loses_the_first_answer(phone: DoorPhone) -> list[str]:
    """The server takes the marks, and the network dies before it can say so."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append("lost")
        route.abort()

    phone.page.route("**/bockningar", lose)
    return lost
