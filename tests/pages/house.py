"""A test client that lets no page pass which breaks the house rules (``tests.house``)."""

from typing import Any

from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

from tests.house import faults


class HouseClient(FlaskClient):
    """Checks every page it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """The answer, read to its end and closed, when it keeps the house rules."""
        kwargs.setdefault("buffered", True)
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 307, 308}:
            house_check(response)
        return response


def house_check(response: TestResponse) -> None:
    """Fail with every broken rule of the page at once."""
    text = response.get_data(as_text=True)
    if not text:
        return
    where = f"{response.request.method} {response.request.path}"
    try:
        broken = faults(text)
    except ParseError as error:
        broken = [f"invalid HTML: {error}"]
    assert not broken, f"{where}: {'; '.join(broken)}"
