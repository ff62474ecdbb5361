"""A conference with one invited, whose lists are downloaded."""

import pytest
from flask import Flask

from app.kernel.db import transaction
from tests import builders

ADDRESS = "/arrangor/moten/run-konferens-2027/listor"


@pytest.fixture
def scene(app: Flask) -> None:
    """One invited, with a name that a spreadsheet could take for a formula."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        builders.part(event)
        builders.invitation(
            event, builders.person("=1+1", "Öh", phone="+46701234567"), builders.role(), builders.organisation()
        )
