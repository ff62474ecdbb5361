"""A mail server that hangs is the worker's trouble: no page waits for it."""

import threading
import time
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.kernel.settings import Settings
from app.organizers.rules import Right
from tests.builders import NOW
from tests.machine import allowed
from tests.mail import put_letters
from tests.pages.forms import submit
from tests.smtp import HANG, mail_server

_HANGS = 10


def test_pages_are_written_and_shown_within_a_second_while_the_mail_server_hangs(
    app: Flask, client: FlaskClient, settings: Settings, sign_in
) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        put_letters(1)

    def worker() -> None:
        mail = {"mail_server": "127.0.0.1", "mail_port": server.port, "mail_tls": "none", "mail_timeout": _HANGS}
        with app.app_context():
            rounds.deliver(replace(settings, **mail), lambda: NOW)

    with mail_server(END=HANG) as server:
        thread = threading.Thread(target=worker)
        thread.start()
        while not server.connections:
            time.sleep(0.01)
        begun = time.monotonic()
        written = submit(client, "/arrangor/utkorg", to="/arrangor/utkorg/provbrev")
        shown = client.get("/arrangor/utkorg")
        took = time.monotonic() - begun
        hanging = thread.is_alive()
        thread.join()
    assert (written.status_code, shown.status_code, hanging, took < allowed(1)) == (303, 200, True, True)
