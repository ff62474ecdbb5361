"""The door as an app that a phone keeps on its home screen: its frame, which holds nobody's data, its code, and the
worker that keeps both there. What is about somebody comes through the API alone, and is kept sealed.
"""

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, send_from_directory, url_for
from flask_babel import gettext

from app.web.door.newcomer_form import written_form

bp = Blueprint("door_phone", __name__, url_prefix="/dorr")

_CODE = Path("js") / "door"
_ICONS = (("icons/door-192.png", "192x192", "any"), ("icons/door-512.png", "512x512", "any maskable"))
_A_YEAR = 31_536_000
_WITH_CAMERA = "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


@bp.get("/app.webmanifest")
def manifest() -> Response:
    """What the app is called on a home screen, and where it begins."""
    icons = [
        {"src": _static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in _ICONS
    ]
    told = {
        "name": gettext("Dörren – RUN-möten"),
        "short_name": gettext("Dörren"),
        "lang": "sv",
        "id": "/dorr/",
        "start_url": "/dorr/",
        "scope": "/dorr/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#0b5d57",
        "icons": icons,
    }
    return _asked_anew(json.dumps(told, ensure_ascii=False), "application/manifest+json")


@bp.get("/sw.js")
def worker() -> Response:
    """The worker, with what it is to keep; another as soon as any of that has changed."""
    frame = _frame()
    version = _version() + hashlib.sha256(frame.encode()).hexdigest()[:10]
    files = [url_for("door_phone.shell"), url_for("door_phone.manifest"), *_assets()]
    head = {"VERSION": version, "SHELL": files[0], "FILES": files}
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in head.items()]
    return _asked_anew("".join(lines) + (_folder() / "worker.js").read_text(encoding="utf-8"), "text/javascript")


@bp.get("/skal")
def shell() -> Response:
    """The frame, the same for everybody."""
    return with_camera(_asked_anew(_frame(), "text/html"))


@bp.get("/kod/<version>/<name>")
def code(version: str, name: str) -> Response:
    """A module of the app. The version stands in the path, so that all that it imports are of the same."""
    if version != _version():
        abort(404)
    response = send_from_directory(_folder(), name, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response


def _frame() -> str:
    return render_template("door/shell.html", written=written_form())


def with_camera(response: Response) -> Response:
    """Let the page read badges by the camera; no other page may."""
    response.headers["Permissions-Policy"] = _WITH_CAMERA
    return response


def _assets() -> list[str]:
    styles = [_static(name) for name in ("css/tokens.css", "css/components.css", "icon.svg", "icons/door-192.png")]
    modules = sorted(file.name for file in _folder().glob("*.js") if file.name not in {"worker.js", "signed_out.js"})
    return styles + [url_for("door_phone.code", version=_version(), name=name) for name in modules]


def _static(name: str) -> str:
    return url_for("static", filename=name, v=_version())


def _version() -> str:
    version: str = current_app.config["STATIC_VERSION"]
    return version


def _folder() -> Path:
    return Path(current_app.static_folder or "") / _CODE


def _asked_anew(text: str, mimetype: str) -> Response:
    """To be kept, but asked for anew each time there is network."""
    return Response(text, mimetype=mimetype, headers={"Cache-Control": "no-cache"})
