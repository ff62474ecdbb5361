"""No personal link reaches a log."""

import json
import logging
import sys
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config

from app.web.logs import JsonLines, MaskedLogger, mask

TOKEN = "FomO-9R7SQrNqebX5jyM1kAZVY-UOIxYM3dHlwGaREw"


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        (f"GET /i/{TOKEN}/andra HTTP/1.1", "GET /i/***/andra HTTP/1.1"),
        (f"https://moten.example.se/min/{TOKEN}", "https://moten.example.se/min/***"),
        (f"/kalender/{TOKEN}.ics", "/kalender/***"),
        (f"/kalender/grupp/{TOKEN}.ics", "/kalender/grupp/***"),
        ("/kalender/grupp/kort", "/kalender/grupp/***"),
        ("/kalender/run.ics", "/kalender/run.ics"),
        (f"GET /lista/{TOKEN}.xlsx HTTP/1.1", "GET /lista/*** HTTP/1.1"),
        ("/lista/kort.json", "/lista/***"),
        (f"/org/{TOKEN}?q=anna@ange.example", "/org/***"),
        ("/avsta/kort", "/avsta/***"),
        ("/dorr/lank/kort", "/dorr/lank/***"),
        (f"token {TOKEN} here", "token *** here"),
        (f"seed {'0f' * 32}", "seed ***"),
        ("/arrangor/register?q=Anna+Berg&sida=2 next", "/arrangor/register next"),
        ("what is this? nothing", "what is this? nothing"),
    ],
)
def test_what_opens_something_is_masked(written: str, logged: str) -> None:
    assert mask(written) == logged


def test_a_line_is_json_and_masks_messages_arguments_and_traces() -> None:
    try:
        raise LookupError(f"/min/{TOKEN}")
    except LookupError:
        trace = sys.exc_info()
    record = logging.LogRecord("app", logging.ERROR, __file__, 1, "failed at /i/%s", (TOKEN,), trace)
    line = JsonLines().format(record)
    assert TOKEN not in line
    said = json.loads(line)
    assert (said["message"], said["level"], said["logger"]) == ("failed at /i/***", "ERROR", "app")
    assert "LookupError: /min/***" in said["trace"]


def test_the_servers_access_log_is_masked_too() -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/i/{TOKEN}?x=1",
        "PATH_INFO": f"/i/{TOKEN}",
        "QUERY_STRING": "x=1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://moten.example.se/min/{TOKEN}",
        "REMOTE_ADDR": "127.0.0.1",
    }
    from datetime import timedelta

    response = SimpleNamespace(status="200 OK", sent=10, headers=[("Location", f"/i/{TOKEN}/klart")])
    request = SimpleNamespace(headers=[("REFERER", f"/i/{TOKEN}")])
    atoms = MaskedLogger(Config()).atoms(response, request, environ, timedelta(milliseconds=3))
    assert TOKEN not in str(atoms)
    assert (atoms["r"], atoms["f"]) == ("GET /i/*** HTTP/1.1", "https://moten.example.se/min/***")


def test_a_failing_page_behind_a_link_is_logged_without_it(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    from app import create_app

    fresh = create_app(app.config["RUN"])
    fresh.view_functions["health.alive"] = lambda: 1 // 0
    fresh.test_client().get(f"/healthz?link={TOKEN}", headers={"Referer": f"http://localhost/i/{TOKEN}"})
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert TOKEN not in said
