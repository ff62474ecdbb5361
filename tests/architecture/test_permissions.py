"""Default deny: the permission matrix against the whole route table."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from app.kernel.settings import load_settings
from app.organizers.rules import Right
from app.web.permissions import MATRIX, SignedIn
from tests.conftest import SignsIn

_SAMPLES = {"int": "1", "float": "1.5", "path": "x/y", "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}


def address(rule: Rule) -> str:
    """An address that matches ``rule``, with something made up for each of its arguments."""
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda found: _SAMPLES.get(found[1] or "", "x"), rule.rule)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _routes() -> list[Rule]:
    return list(create_app(load_settings({"RUN_ENV": "testing"})).url_map.iter_rules())


ROUTES = _routes()


def guarded() -> Iterator[tuple[str, str, SignedIn]]:
    """(method, address, access) of everything that asks for an account."""
    for rule in ROUTES:
        access = MATRIX.get(rule.endpoint)
        if isinstance(access, SignedIn):
            for method in methods(rule):
                yield method, address(rule), access


def refused() -> Iterator[tuple[tuple[Right, ...], str, str]]:
    """(rights that are not enough, method, address): each set of rights that shares none with the route's."""
    for method, where, access in guarded():
        others = [right for right in Right if right not in access.rights]
        for count in range(1, len(others) + 1):
            for rights in combinations(others, count) if access.rights else ():
                yield rights, method, where


def test_every_route_stands_in_the_matrix() -> None:
    assert {rule.endpoint for rule in ROUTES} - set(MATRIX) == set()


def test_the_matrix_names_no_route_that_does_not_exist() -> None:
    assert set(MATRIX) - {rule.endpoint for rule in ROUTES} == set()


@pytest.mark.parametrize("asked", sorted({(method, where) for method, where, _ in guarded()}), ids=" ".join)
def test_nobody_comes_in_without_signing_in(client: FlaskClient, asked: tuple[str, str]) -> None:
    method, where = asked
    answer = client.open(where, method=method)
    if method == "GET":
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/logga-in")
    else:
        assert answer.status_code == 401


def test_every_set_of_wrong_rights_is_refused_everywhere(client: FlaskClient, sign_in: SignsIn) -> None:
    """In one test: a sign-in per set of rights, every route each."""
    by_rights: dict[tuple[Right, ...], list[tuple[str, str]]] = {}
    for rights, method, where in refused():
        by_rights.setdefault(rights, []).append((method, where))
    let_in = []
    for rights, asked in by_rights.items():
        sign_in(client, *rights)
        let_in += [
            (rights, method, where) for method, where in asked if client.open(where, method=method).status_code != 403
        ]
    assert let_in == []


def test_a_route_that_is_not_in_the_matrix_is_refused(app: Flask) -> None:
    fresh = create_app(load_settings({"RUN_ENV": "testing"}))
    fresh.add_url_rule("/glomd", "forgotten", lambda: "hemligt")
    assert fresh.test_client().get("/glomd").status_code == 404
