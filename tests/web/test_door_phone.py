"""The door as an app: what is kept on a phone holds nobody's data, and is of one version."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.organizers.rules import Right
from tests.conftest import SignsIn
from tests.web.test_door import door as door

FRAME, WORKER, MANIFEST = "/dorr/skal", "/dorr/sw.js", "/dorr/app.webmanifest"


def _files(client: FlaskClient) -> list[str]:
    """What the worker keeps."""
    found = re.search(r"^const FILES = (.+);$", client.get(WORKER).text, re.MULTILINE)
    assert found
    files: list[str] = json.loads(found[1])
    return files


def test_what_is_kept_is_the_same_for_everybody_and_asks_for_no_cookie(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    before = {path: client.get(path).data for path in [WORKER, *_files(client)]}
    sign_in(client, Right.DOOR)
    client.get(door[0])
    after = {path: client.get(path) for path in before}
    assert {path: answer.data for path, answer in after.items()} == before
    assert [path for path, answer in after.items() if answer.status_code != 200] == []
    assert [path for path, answer in after.items() if "Set-Cookie" in answer.headers] == []
    assert {answer.headers["Cache-Control"] for answer in after.values()} == {
        "no-cache",
        "public, max-age=31536000, immutable",
    }
    assert [path for path, text in before.items() if b"Berg" in text] == []


def test_every_module_that_is_imported_is_kept(client: FlaskClient) -> None:
    kept = _files(client)
    modules = [path for path in kept if "/kod/" in path]
    folder = modules[0].rsplit("/", 1)[0]
    imported = {
        f"{folder}/{name}" for path in modules for name in re.findall(r'from "\./(\w+\.js)"', client.get(path).text)
    }
    assert (imported - set(kept), len(imported) > 5) == (set(), True)
    asked = re.findall(r'(?:src|href)="(/(?:static|dorr/kod)/[^"]+|/dorr/app[^"]+)"', client.get(FRAME).text)
    assert (set(asked) - set(kept), len(asked) > 4) == (set(), True)


def test_code_of_another_version_is_not_given_out_for_this_one(client: FlaskClient) -> None:
    own = next(path for path in _files(client) if path.endswith("/app.js"))
    version = own.split("/")[3]
    assert client.get(own).mimetype == "text/javascript"
    assert client.get(own.replace(version, "0123456789")).status_code == 404
    assert client.get(own.replace("app.js", "..%2f..%2fcss%2ftokens.css")).status_code == 404


def test_the_manifest_opens_the_door_from_the_home_screen(client: FlaskClient) -> None:
    answer = client.get(MANIFEST)
    told = answer.get_json(force=True)
    assert (answer.mimetype, told["start_url"], told["scope"], told["display"]) == (
        "application/manifest+json",
        "/dorr/",
        "/dorr/",
        "standalone",
    )
    icons = [client.get(icon["src"]) for icon in told["icons"]]
    assert [(one.status_code, one.mimetype) for one in icons] == [(200, "image/png")] * 2


def test_the_camera_is_for_the_doors_list_alone(client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]) -> None:
    sign_in(client, Right.DOOR)
    allowed = {
        path: "camera=(self)" in client.get(path).headers["Permissions-Policy"]
        for path in (door[0], FRAME, "/dorr/", "/tillganglighet")
    }
    assert allowed == {door[0]: True, FRAME: True, "/dorr/": False, "/tillganglighet": False}


def test_the_list_and_what_has_changed_tell_the_phone_who_it_is(
    app: Flask, client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    account = sign_in(client, Right.DOOR)
    whole = client.get("/dorr/run-konferens-2027/lista.json")
    changed = client.get(f"/dorr/run-konferens-2027/andringar.json?sedan={whole.get_json()['cursor']}")
    with app.app_context():
        who = {"uid": account.uid, "name": account.name}
    assert [one.get_json()["keeper"] for one in (whole, changed)] == [who, who]
    assert "" not in (whole.headers["X-CSRFToken"], changed.headers["X-CSRFToken"])


@pytest.mark.parametrize("path", ["/dorr/", "/dorr/run-konferens-2027/lista.json"])
def test_what_is_about_somebody_is_kept_by_no_cache(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str], path: str
) -> None:
    sign_in(client, Right.DOOR)
    assert [client.get(one).headers["Cache-Control"] for one in (path, door[0])] == ["no-store", "no-store"]
