"""The register's pages: Anna Öhman, and forms that are sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import db, transaction
from app.people.rules.kinds import RoleGroup
from tests import builders

REGISTER = "/arrangor/register"


@contextmanager
def built(app: Flask) -> Iterator[None]:
    with app.app_context(), transaction():
        yield


def add_anna(app: Flask) -> str:
    """Anna Öhman, rektor in Ånge."""
    with built(app):
        rektor, ange = builders.role(), builders.organisation()
        builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        anna = builders.person("Anna", "Öhman", "anna@ange.example")
        builders.assignment(anna, rektor, ange)
        return str(anna.uid)


def post(client: FlaskClient, address: str, /, **fields: object) -> Any:
    page = BeautifulSoup(client.get(address).text, "html5lib")
    return client.post(address, data={"csrf_token": _token(page), **fields})


def press(client: FlaskClient, page_address: str, address: str, /, **fields: object) -> Any:
    page = BeautifulSoup(client.get(page_address).text, "html5lib")
    return client.post(address, data={"csrf_token": _token(page), **fields})


def _token(page: BeautifulSoup) -> str:
    return str(page.find("input", {"name": "csrf_token"})["value"])


def only(app: Flask, model: Any) -> Any:
    with app.app_context():
        return db.session.scalars(sa.select(model)).one()
